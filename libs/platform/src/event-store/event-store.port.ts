import type { Actor, Instant, Json } from '#kernel';

declare const positionBrand: unique symbol;

/** Where an event stands in the log. Opaque; positions of one store are compared with `<`, since text order is log order. */
export type Position = string & { readonly [positionBrand]: true };

/** Two-part log position → Position: fixed-width hexadecimal, commit first; prepare only where it differs. */
export function positionOf(commit: bigint, prepare: bigint = commit): Position {
  const hex = (part: bigint) => part.toString(16).padStart(16, '0');
  return (commit === prepare ? hex(commit) : `${hex(commit)}-${hex(prepare)}`) as Position;
}

/** Text from a client → Position; undefined when it is malformed. */
export const parsePosition = (text: string): Position | undefined =>
  /^[0-9a-f]{16}(-[0-9a-f]{16})?$/.test(text) ? (text as Position) : undefined;

export function positionParts(position: Position): { commit: bigint; prepare: bigint } {
  const commit = BigInt(`0x${position.slice(0, 16)}`);
  return { commit, prepare: position.length > 16 ? BigInt(`0x${position.slice(17)}`) : commit };
}

/** Before the first event. */
export const BEGINNING = positionOf(0n);

/** Expected revision of a stream that must not exist yet. Revisions start at 0; there is deliberately no ANY. */
export const NO_STREAM = -1;

/** Rule book, section 2 and A2. */
export interface EventMetadata {
  readonly actor: Actor;
  readonly $correlationId: string;
  readonly $causationId?: string;
  readonly schemaVersion: number;
  readonly recordedAt: Instant;
  /** When it happened; earlier than `recordedAt` for imported history or a claim that waited in a mailbox (A1). */
  readonly occurredAt: Instant;
  readonly commandId: string;
  /** SHA-256 of the client's request, for `IDEMPOTENCY_KEY_REUSED`. */
  readonly commandDigest?: string;
  /** Versions of the policies and calendars that a decision used, by id. */
  readonly policyVersions?: Readonly<Record<string, number>>;
  readonly calendarVersions?: Readonly<Record<string, number>>;
  /** SHA-256 over the canonical JSON of the data: a redacted payload still verifies. */
  readonly dataDigest: string;
  readonly hash: string;
}

export interface NewEvent {
  /** UUIDv5 of command id and index: the store recognises a retry by it. */
  readonly id: string;
  readonly type: string;
  readonly data: Json;
  readonly metadata: EventMetadata;
}

export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  /** Why the stored bytes are not an event of ours. Such an event is poison. */
  readonly malformed?: string;
}

export type AppendResult =
  | {
      readonly kind: 'appended';
      readonly position: Position;
      readonly revision: number;
      /**
       * The same ids were there before; their data and metadata may differ, written by an earlier try in another process. Absent:
       * exactly these events are stored, by the hashes in their metadata (A2).
       */
      readonly repeated?: true;
    }
  /** The stream does not end at the expected revision: read and decide again. */
  | { readonly kind: 'conflict' };

export type EventStoreFault =
  /** Nothing was written; the same call may work later. */
  | 'unavailable'
  /** Perhaps written: send the same events at the same revision until the outcome is known. */
  | 'outcome-unknown'
  /** Over 64 KiB an event, 256 events or 1 MiB an append. Nothing was sent. */
  | 'too-large'
  | 'access-denied'
  | 'stream-deleted'
  /** The disk is full. Nothing was written. */
  | 'full'
  | 'damaged';

export class EventStoreError extends Error {
  constructor(
    readonly fault: EventStoreFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'EventStoreError';
  }
}

/** The same for every adapter, checked before anything is sent. Bytes of UTF-8 JSON, data and metadata together. */
export const LIMITS = { eventBytes: 64 * 1024, appendEvents: 256, appendBytes: 1024 * 1024 } as const;

/**
 * The log of all events. Two adapters, one contract suite (`event-store.contract.ts`).
 *
 * Appending the same events (same ids) again at the same expected revision answers `appended` with the original position
 * and revision and writes nothing, even when the stream has moved on. The same id under any other expectation is a conflict.
 */
export interface EventStore {
  /** All events or none. `expected`: the stream's last revision as read, or NO_STREAM; never ANY. @throws EventStoreError */
  append(stream: string, expected: number, events: readonly NewEvent[]): Promise<AppendResult>;

  /** Events of one stream, lazily; none when it does not exist. `from` is inclusive; without it, backwards starts at the end. */
  readStream(
    stream: string,
    options?: { from?: number; backwards?: boolean; limit?: number },
  ): AsyncIterable<RecordedEvent>;

  /** The whole log in order, lazily, up to its present end. `after` is exclusive. */
  readAll(options?: { after?: Position; backwards?: boolean; limit?: number }): AsyncIterable<RecordedEvent>;

  /**
   * The log from `after` (exclusive), then what any process writes, in batches of at most `batch` events. Ends with `signal`; may
   * throw or end earlier when the connection breaks: `followFeed` resumes.
   */
  subscribe(options: {
    after?: Position;
    batch?: number;
    signal: AbortSignal;
  }): AsyncIterable<readonly RecordedEvent[]>;

  head(): Promise<Position>;

  close(): Promise<void>;
}
