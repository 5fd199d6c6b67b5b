import type { Typed } from './decider.ts';
import type { Instant } from './instant.ts';

export const ROLES = ['PARTNER', 'REVIEWER', 'QUALITY', 'FINANCE', 'AUDITOR', 'ADMIN'] as const;
export type Role = (typeof ROLES)[number];

/** Who acts: a person with a token, or `SYSTEM` for a process or a timer. */
export interface Actor {
  readonly id: string;
  readonly role: Role | 'SYSTEM';
  /** The partner it is done for: PARTNER tokens name their own, staff may name any. */
  readonly onBehalfOf?: string;
}

/** Who sent a command, when, and what it belongs to. Decisions read `actor` and `at`, never a clock. */
export interface CommandMetadata {
  /** UUID. The same id is the same command: event ids derive from it (UUIDv5), so a retry is safe at any time. */
  readonly id: string;
  readonly actor: Actor;
  /** When it happened; the present unless history is imported. */
  readonly at: Instant;
  /** `at` was named by the caller, not read from a clock: its order among other acts is checked (R12). */
  readonly dated?: true;
  readonly correlationId: string;
  readonly causationId?: string;
  /** SHA-256 of the client's request, when it has an idempotency key: the same key with another body is refused. */
  readonly digest?: string;
}

export abstract class Command<D = unknown> {
  abstract readonly type: string;
  constructor(
    readonly data: D,
    readonly meta: CommandMetadata,
  ) {}
}

export type CommandClass<C extends Command = Command> = new (data: C['data'], meta: CommandMetadata) => C;

/** Classes by the types of their commands: `{ ApproveClaim, RejectClaim }`. All of the union, and no others. */
export type CommandClasses<C extends Command = Command> = {
  readonly [T in C['type']]: CommandClass<Extract<C, Typed<T>>>;
};
