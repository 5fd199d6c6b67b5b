import type { Command, CommandClasses } from '#kernel';

export interface Timer<C extends Command = Command> {
  /** The commands are issued in this name. */
  readonly name: string;
  readonly commands: CommandClasses<C>;
}

export const defineTimer = <C extends Command>(declared: Timer<C>): Timer => declared as unknown as Timer;
