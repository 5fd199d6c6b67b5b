import type { Refusal } from '#kernel';

export class CliError extends Error {}

export const cliErrorFor = ({ message, rule }: Refusal): CliError =>
  new CliError(rule === undefined ? message : `${message} (${rule})`);
