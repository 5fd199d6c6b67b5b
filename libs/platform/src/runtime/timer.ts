import type { Command, CommandClasses } from '#kernel';

export interface Timer<P = never, C extends Command = Command> {
  /** The commands are issued in this name. */
  readonly name: string;
  readonly commands: CommandClasses<C>;
  /** Once for the engine. Each tick may fail: the next one makes up for it. */
  ticksOver(ports: P): () => Promise<unknown>;
}

export const defineTimer = <C extends Command, P>(declared: Timer<P, C>): Timer<P> => declared as unknown as Timer<P>;
