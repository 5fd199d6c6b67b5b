import type { Typed } from './decider.ts';
import type { Instant } from './instant.ts';

export const ROLES = ['PARTNER', 'REVIEWER', 'QUALITY', 'FINANCE', 'AUDITOR', 'ADMIN'] as const;
export type Role = (typeof ROLES)[number];

/** Who acts: a person by token, or `SYSTEM` for a process that reacts to an event. */
export interface Actor {
  readonly id: string;
  readonly role: Role | 'SYSTEM';
  /** The partner spoken for: the partner itself for PARTNER tokens, another's for staff who file for a partner. */
  readonly onBehalfOf?: string;
}

/** What surrounds a command: who, when, and what it belongs to. Decisions read `actor` and `at`, never a clock. */
export interface CommandMetadata {
  /** UUID. The same id again is the same command: event ids derive from it (UUIDv5), so a retry is safe for ever. */
  readonly id: string;
  readonly actor: Actor;
  /** When it holds in the world; the moment of writing unless staff import history. */
  readonly at: Instant;
  readonly correlationId: string;
  /** Id of the event that caused it, when a process issues it. */
  readonly causationId?: string;
  /** SHA-256 of the request as the client sent it, when it brought an idempotency key: the same key with another body is refused. */
  readonly digest?: string;
}

/** A wish, in the imperative. Subclasses fix `type` and the shape of `data`. */
export abstract class Command<D = unknown> {
  abstract readonly type: string;
  constructor(
    readonly data: D,
    readonly meta: CommandMetadata,
  ) {}
}

/** What makes commands of one type. */
export type CommandClass<C extends Command = Command> = new (data: C['data'], meta: CommandMetadata) => C;

/** Classes by the types of their commands: `{ ApproveClaim, RejectClaim }`. All of the union, and no others. */
export type CommandClasses<C extends Command = Command> = {
  readonly [T in C['type']]: CommandClass<Extract<C, Typed<T>>>;
};
