import type { Command, CommandClasses } from '#kernel';

/** What issues commands because a time has come, not because of an event. */
export interface Timer<C extends Command = Command> {
  /** Of its file; its commands are issued in this name. */
  readonly name: string;
  readonly commands: CommandClasses<C>;
}

/** Declares a timer; the types of its commands are checked here and forgotten behind it. */
export const defineTimer = <C extends Command>(declared: Timer<C>): Timer => declared as unknown as Timer;
