import type { Refusal } from '#kernel';

/** The command line, or what it names, cannot be worked with: one line that says what to do. */
export class CliError extends Error {}

/** A refusal of the rules, as the one line. */
export const cliErrorFor = ({ message, rule }: Refusal): CliError =>
  new CliError(rule === undefined ? message : `${message} (${rule})`);
