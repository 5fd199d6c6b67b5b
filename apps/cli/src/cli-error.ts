import type { Refusal } from '#kernel';

/** Its message says what is wrong with the command line and what to do. */
export class CliError extends Error {}

export const cliErrorFor = ({ message, rule }: Refusal): CliError =>
  new CliError(rule === undefined ? message : `${message} (${rule})`);
