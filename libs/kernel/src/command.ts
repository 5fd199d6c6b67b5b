import type { Typed } from './decider.ts';
import type { Instant } from './instant.ts';

export const ROLES = ['PARTNER', 'REVIEWER', 'QUALITY', 'FINANCE', 'AUDITOR', 'ADMIN'] as const;
export type Role = (typeof ROLES)[number];

export interface Actor {
  readonly id: string;
  readonly role: Role | 'SYSTEM';
  /** The partner it is done for: PARTNER tokens name their own, staff may name any. */
  readonly onBehalfOf?: string;
}

export interface CommandMetadata {
  /** UUID. Event ids derive from it (UUIDv5), so a retry is safe. */
  readonly id: string;
  readonly actor: Actor;
  /** When it happened: now, unless history is imported. */
  readonly at: Instant;
  /** `at` was given by the caller: its order among other events is checked (R12). */
  readonly dated?: true;
  readonly correlationId: string;
  readonly causationId?: string;
  /** SHA-256 of a request with an idempotency key: the same key with another body is refused. */
  readonly digest?: string;
  /** Of a reaction: a stream in memory that was current then shows whether anything is left to do; milliseconds of the stopwatch. */
  readonly since?: number;
}

export abstract class Command<D = unknown> {
  abstract readonly type: string;
  constructor(
    readonly data: D,
    readonly meta: CommandMetadata,
  ) {}
}

export type CommandClass<C extends Command = Command> = new (data: C['data'], meta: CommandMetadata) => C;

/** Classes by the types of their commands: all of the union, and no others. */
export type CommandClasses<C extends Command = Command> = {
  readonly [T in C['type']]: CommandClass<Extract<C, Typed<T>>>;
};
