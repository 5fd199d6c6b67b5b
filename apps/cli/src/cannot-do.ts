import type { Refusal } from '#kernel';

/** The command line, or what it names, cannot be worked with: one line that says what to do. */
export class CannotDo extends Error {}

/** A refusal of the rules, as the one line. */
export const cannotFor = ({ message, rule }: Refusal): CannotDo =>
  new CannotDo(rule === undefined ? message : `${message} (${rule})`);
