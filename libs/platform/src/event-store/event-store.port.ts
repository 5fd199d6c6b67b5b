import type { Actor, Instant, Json } from '#kernel';

declare const positionBrand: unique symbol;

/** Where an event is in the log. Opaque; positions of one store compare with `<`. */
export type Position = string & { readonly [positionBrand]: true };

/** Fixed-width hexadecimal, commit first; prepare only where it differs. */
export function positionOf(commit: bigint, prepare: bigint = commit): Position {
  const hex = (part: bigint) => part.toString(16).padStart(16, '0');
  return (commit === prepare ? hex(commit) : `${hex(commit)}-${hex(prepare)}`) as Position;
}

export const parsePosition = (text: string): Position | undefined =>
  /^[0-9a-f]{16}(-[0-9a-f]{16})?$/.test(text) ? (text as Position) : undefined;

export function positionParts(position: Position): { commit: bigint; prepare: bigint } {
  const commit = BigInt(`0x${position.slice(0, 16)}`);
  return { commit, prepare: position.length > 16 ? BigInt(`0x${position.slice(17)}`) : commit };
}

const commitOf = (position: Position): number => Number.parseInt(position.slice(0, 16), 16);

/** Where positions are offsets of bytes. */
export const bytesBetween = (from: Position, to: Position): number => commitOf(to) - commitOf(from);

export const BEGINNING = positionOf(0n);

/** The event up to which something has been read. Its id shows whether the log still has that event at that position. */
export interface Checkpoint {
  readonly position: Position;
  readonly id: string;
}

export const START: Checkpoint = { position: BEGINNING, id: '' };

export const checkpointAt = ({ position, id }: Checkpoint): Checkpoint => ({ position, id });

/** Expected revision of a stream that must not exist yet. Revisions start at 0. */
export const NO_STREAM = -1;

export interface EventMetadata {
  readonly actor: Actor;
  readonly $correlationId: string;
  readonly $causationId?: string;
  readonly schemaVersion: number;
  readonly recordedAt: Instant;
  /** When it happened: before `recordedAt` for imported history and claims that arrived late (A1). */
  readonly occurredAt: Instant;
  readonly commandId: string;
  /** SHA-256 of the client's request, for `IDEMPOTENCY_KEY_REUSED`. */
  readonly commandDigest?: string;
  readonly policyVersions?: Readonly<Record<string, number>>;
  readonly calendarVersions?: Readonly<Record<string, number>>;
  /** SHA-256 of the canonical JSON of the data: an event still verifies when its payload was redacted. */
  readonly dataDigest: string;
  readonly hash: string;
}

export interface NewEvent {
  /** UUIDv5 of command id and index: the store recognises a repeated append by it. */
  readonly id: string;
  readonly type: string;
  readonly data: Json;
  readonly metadata: EventMetadata;
}

export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  /** Why the stored bytes are not an event of this program. */
  readonly malformed?: string;
  /** Events before it are missing: what happened to its stream. */
  readonly damage?: string;
}

export type AppendResult =
  | {
      readonly kind: 'appended';
      readonly position: Position;
      readonly revision: number;
      /** Stored by an earlier append of the same ids, perhaps with other data and metadata. Absent: exactly these events are stored. */
      readonly repeated?: true;
    }
  /** The stream does not end at the expected revision. What ends it may become readable only after this answer. */
  | { readonly kind: 'conflict' }
  /** An event with one of these ids is stored on another stream. */
  | { readonly kind: 'id-used-elsewhere' };

export type EventStoreFault =
  /** Nothing was written; the same call may succeed later. */
  | 'unavailable'
  /** Perhaps written: append the same events at the same revision until the outcome is known. */
  | 'outcome-unknown'
  /** By this program. Nothing was written. */
  | 'closed'
  /** See LIMITS. Nothing was sent. */
  | 'too-large'
  | 'access-denied'
  /** The server no longer has every event of the stream. Nothing was written. */
  | 'stream-damaged'
  | 'full'
  | 'damaged'
  /** Not the log that this installation has read before, or one that has lost events: see KnownLog. */
  | 'other-log';

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

/** Bytes of UTF-8 JSON, data and metadata together; the same for every adapter. */
export const LIMITS = { eventBytes: 64 * 1024, appendEvents: 256, appendBytes: 1024 * 1024 } as const;

/** What happened to streams that the server no longer keeps as they were written. */
export interface StreamDamage {
  /** Found so far. */
  readonly list: DamageList;
  /** Asks the log. @throws EventStoreError */
  of(stream: string): Promise<string | undefined>;
  /** Called with each stream that is found damaged, or whole again. */
  onChange(listener: (stream: string) => void): () => void;
  /** Finds what has happened since `known`, and what happens until the signal aborts. */
  watch(known: DamageList | undefined, signal: AbortSignal): Promise<void>;
}

export interface DamageList {
  /** The log has been looked through up to here. */
  readonly upTo: Position;
  readonly streams: readonly { readonly stream: string; readonly damage: string }[];
}

/** The log of all events. Every adapter passes `event-store.contract.ts`. */
export interface EventStore {
  /** Absent where streams can be neither deleted nor truncated. */
  readonly damage?: StreamDamage | undefined;

  /** All or none. Repeated with the same ids and revision, writes nothing and returns the original position. @throws EventStoreError */
  append(stream: string, expected: number, events: readonly NewEvent[]): Promise<AppendResult>;

  /** Empty when the stream does not exist. `from` is inclusive; without it, backwards starts at the end. */
  readStream(
    stream: string,
    options?: { from?: number; backwards?: boolean; limit?: number },
  ): AsyncIterable<RecordedEvent>;

  /** Ends at the head of the log at the time of the call. `after` is exclusive. */
  readAll(options?: { after?: Position; backwards?: boolean; limit?: number }): AsyncIterable<RecordedEvent>;

  /** All events after `after`, then new ones, until `signal` aborts or the connection breaks (`followFeed` resumes). */
  subscribe(options: {
    after?: Position;
    batch?: number;
    signal: AbortSignal;
  }): AsyncIterable<readonly RecordedEvent[]>;

  head(): Promise<Position>;

  /** The event at exactly this position; undefined when there is none. */
  eventAt(position: Position): Promise<RecordedEvent | undefined>;

  /** Of the log: made once and kept in it. Undefined when it has none yet; `create` makes one, and of several at once one remains. */
  id(options?: { create?: boolean }): Promise<string | undefined>;

  close(): Promise<void>;
}
