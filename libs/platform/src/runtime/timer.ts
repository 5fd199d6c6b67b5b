import { type Command, type CommandClasses, type CommandMetadata, type Instant, uuidv5 } from '#kernel';

export interface Timer<P = never, C extends Command = Command> {
  /** The commands are issued in this name. */
  readonly name: string;
  readonly commands: CommandClasses<C>;
  /** It waits for others, such as a mail server: it has a loop and a lease of its own, and no rest after a tick that is answered by true. */
  readonly independent?: true;
  /** Once for the engine. Each tick may fail: the next one makes up for it. */
  ticksOver(ports: P): () => Promise<unknown>;
}

export const defineTimer = <C extends Command, P>(declared: Timer<P, C>): Timer<P> => declared as unknown as Timer<P>;

/** Of a command that a timer issues. The same `key` is the same command, however often it is repeated. */
export const timerMetadata = (
  { name }: Pick<Timer, 'name'>,
  key: string,
  correlationId: string,
  at: Instant,
): CommandMetadata => ({ id: uuidv5(key), actor: { id: name, role: 'SYSTEM' }, at, correlationId });
