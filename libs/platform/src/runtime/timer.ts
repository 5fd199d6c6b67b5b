import type { Command, CommandClasses } from '#kernel';

/** Issues commands because a time has come, not because of an event. */
export interface Timer<C extends Command = Command> {
  /** The commands are issued in this name. */
  readonly name: string;
  readonly commands: CommandClasses<C>;
}

/** Checks the types of the commands. */
export const defineTimer = <C extends Command>(declared: Timer<C>): Timer => declared as unknown as Timer;
