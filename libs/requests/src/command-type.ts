import type { Command } from '#kernel';

/** The `type` that instances of a command class carry. */
export const commandType = (CommandClass: new (data: never, by: never) => Command): string =>
  new CommandClass({} as never, {} as never).type;
