import { type Actor, decodeEvent, fnv1a, type Command, type Instant, type Typed } from '#kernel';
import {
  BEGINNING,
  type EventMetadata,
  type NewEvent,
  NO_STREAM,
  type Position,
  type RecordedEvent,
} from '../event-store/event-store.port.ts';
import { Recent } from '../support/recent.ts';
import type { Aggregate } from './aggregate.ts';

/** A command in the stream: where its last event is, and what it asked for. */
export interface Executed {
  readonly revision: number;
  readonly position: Position;
  readonly digest: string | undefined;
}

/** Who brought a state about, and when. */
export interface Reached {
  readonly by: Actor;
  readonly at: Instant;
}

interface StateAt<S> {
  readonly state: S;
  readonly revision: number;
  readonly position: Position;
  readonly reached: Reached;
}

/** A stream as it was at a revision. Never changed: a newer one takes its place. */
export interface FoldedStream<S> {
  readonly state: S;
  readonly revision: number;
  readonly position: Position;
  /** The last states, this one included, by the revisions after which they were seen. */
  readonly states: readonly StateAt<S>[];
  /** Of the last event. */
  readonly last: Pick<EventMetadata, 'hash' | 'recordedAt' | 'occurredAt' | 'actor'> | undefined;
  /** A hash of the command of each event, from the `first` revision on. Shared with what it grew from. */
  readonly commands: number[];
  readonly first: number;
  /** The last commands by id. Shared like these. */
  readonly executed: Recent<Executed>;
  readonly bytes: number;
  /** Of `bytes`, those of events since the state was measured. */
  readonly unmeasured: number;
  /** Nothing was missing then; milliseconds of the stopwatch. */
  readonly currentAt: number;
}

export class UnreadableStream extends Error {
  constructor(
    readonly stream: string,
    readonly revision: number,
    reason: string,
  ) {
    super(`${stream}@${revision}: ${reason}`);
  }
}

// oxlint-disable-next-line typescript/no-explicit-any -- states and commands differ per aggregate
type AnyAggregate = Aggregate<any, any, any>;

/** Of a stream without events, in bytes: entry, map and list. */
const OVERHEAD_BYTES = 512;
const NUMBER_BYTES = 8;
/** Longer streams are read to find an earlier command. */
const EXECUTED = 32;
const EXECUTED_BYTES = 256;
/** For what asks how a stream was shortly before; they share most of their parts. */
const STATES = 8;
const STATE_BYTES = 256;
/** A state is not measured for less. */
const SMALL_BYTES = 8 * 1024;

/** `revision`: as if the events up to there did not exist. */
export const noStream = <S>(initial: S, revision = NO_STREAM): FoldedStream<S> => ({
  state: initial,
  revision,
  first: revision + 1,
  position: BEGINNING,
  states: [],
  last: undefined,
  commands: [],
  executed: new Recent(EXECUTED),
  bytes: OVERHEAD_BYTES,
  unmeasured: 0,
  currentAt: Number.NEGATIVE_INFINITY,
});

/** @throws UnreadableStream */
export function foldedOn<C extends Command, E extends Typed, S>(
  aggregate: Aggregate<C, E, S>,
  upTo: FoldedStream<S>,
  event: RecordedEvent,
): FoldedStream<S> {
  if (event.malformed) throw new UnreadableStream(event.stream, event.revision, event.malformed);
  const isAhead = event.revision > upTo.revision + 1;
  const known = aggregate.headOnly && isAhead ? noStream(aggregate.decider.initial, event.revision - 1) : upTo;
  if (event.revision !== known.revision + 1)
    throw new UnreadableStream(event.stream, event.revision, `revision ${known.revision + 1} is missing`);
  const { metadata } = event;
  let state: S;
  try {
    const { contracts, formerly = contracts } = aggregate;
    const declared = Object.hasOwn(contracts, event.type) ? contracts : formerly;
    const decoded = decodeEvent(declared, event.type, metadata.schemaVersion, event.data);
    state = aggregate.decider.evolve(known.state, decoded as unknown as E, metadata.occurredAt);
  } catch (error) {
    throw new UnreadableStream(event.stream, event.revision, (error as Error).message);
  }
  return grownBy(known, state, [event], event.position);
}

export function grownBy<S>(
  known: FoldedStream<S>,
  state: S,
  events: readonly NewEvent[],
  position: Position,
): FoldedStream<S> {
  const { commands, first, executed, currentAt } = known;
  let { revision, last, bytes, unmeasured } = known;
  const remembered = executed.size;
  for (const { data, metadata } of events) {
    const { hash, recordedAt, occurredAt, actor, commandId, commandDigest: digest } = metadata;
    last = { hash, recordedAt, occurredAt, actor };
    commands[++revision - first] = fnv1a(commandId);
    executed.set(commandId, { revision, position, digest });
    const more = NUMBER_BYTES + bytesOf(data);
    bytes += more;
    unmeasured += more;
  }
  const reached = last && { by: last.actor, at: last.occurredAt };
  const states = reached ? [...known.states.slice(1 - STATES), { state, revision, position, reached }] : known.states;
  bytes +=
    (executed.size - remembered) * EXECUTED_BYTES + (states.length - Math.max(1, known.states.length)) * STATE_BYTES;
  // Some states keep all events and others the last one. Measured whenever they may have doubled, so that it stays cheap.
  if (unmeasured > Math.max(SMALL_BYTES, bytes - unmeasured)) {
    bytes =
      OVERHEAD_BYTES +
      commands.length * NUMBER_BYTES +
      executed.size * EXECUTED_BYTES +
      (states.length - 1) * STATE_BYTES +
      bytesOf(state);
    unmeasured = 0;
  }
  return { state, revision, first, position, states, last, commands, executed, bytes, unmeasured, currentAt };
}

/** The state after the events up to a position; undefined: it must be read. */
export function stateAsOf<S>(
  { states }: Pick<FoldedStream<S>, 'states'>,
  position: Position,
): Pick<StateAt<S>, 'state'> | undefined {
  const index = states.findLastIndex((known) => known.position <= position);
  const [known, next] = [states[index], states[index + 1]];
  // Events of one append are remembered together.
  return known && (!next || next.revision === known.revision + 1) ? known : undefined;
}

/** Since which of the last states it has been so without a break; undefined: for longer, or from the beginning. */
export function reachedBy<S>(
  { states, first }: FoldedStream<S>,
  initial: S,
  isSo: (state: S) => boolean,
): Reached | undefined {
  const before = states.findLastIndex(({ state }) => !isSo(state));
  const isWhole = first === 0 && states.length < STATES && !isSo(initial);
  return before >= 0 || isWhole ? states[before + 1]?.reached : undefined;
}

/** Of the last event that the command may have written; undefined: it has written none. */
export function revisionOf({ commands, first }: FoldedStream<unknown>, commandId: string): number | undefined {
  const index = commands.lastIndexOf(fnv1a(commandId));
  return index < 0 ? undefined : first + index;
}

/** A rough measure of what a value takes in memory. */
export function bytesOf(value: unknown): number {
  if (typeof value === 'string') return 24 + value.length;
  if (value === null || typeof value !== 'object') return NUMBER_BYTES;
  let bytes = 32;
  for (const part of value instanceof Map ? value.entries() : Object.values(value))
    bytes += NUMBER_BYTES + bytesOf(part);
  return bytes;
}

interface Kept {
  readonly aggregate: AnyAggregate;
  readonly folded: FoldedStream<unknown>;
}

/**
 * Folded streams by revision, those used last, up to so many bytes, in two generations as in `Recent`. Never the truth: an append finds out by its expected revision, and who
 * only consults a stream says how current it must be. Feeds keep them current (`follow`).
 */
export class StreamCache {
  #young = new Map<string, Kept>();
  #youngBytes = 0;
  #old = new Map<string, Kept>();
  /** Of streams that are being read or written, the last revision that a feed has delivered meanwhile. */
  readonly #delivered = new Map<string, number>();
  /** All events written from one moment to the other have been delivered to `follow`. */
  #followed = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };

  constructor(private readonly maxBytes: number) {}

  /** Only if it was current at `since` or later. */
  get<S>(stream: string, since = Number.NEGATIVE_INFINITY): FoldedStream<S> | undefined {
    const kept = this.#find(stream);
    if (!kept) return undefined;
    const { currentAt } = kept.folded;
    if (currentAt < since && (currentAt < this.#followed.from || this.#followed.to < since)) return undefined;
    if (this.#old.delete(stream)) this.#keep(stream, kept);
    return kept.folded as FoldedStream<S>;
  }

  put(aggregate: AnyAggregate, stream: string, folded: FoldedStream<unknown>): void {
    // A feed may have brought it further meanwhile.
    if ((this.#find(stream)?.folded.revision ?? NO_STREAM) > folded.revision) return;
    this.forget(stream);
    if (this.maxBytes === 0) return;
    // What a feed has delivered must not be missing.
    if ((this.#delivered.get(stream) ?? NO_STREAM) > folded.revision) return;
    this.#keep(stream, { aggregate, folded });
  }

  forget(stream: string): void {
    this.#old.delete(stream);
    this.#youngBytes -= this.#young.get(stream)?.folded.bytes ?? 0;
    this.#young.delete(stream);
  }

  #find(stream: string): Kept | undefined {
    return this.#young.get(stream) ?? this.#old.get(stream);
  }

  #keep(stream: string, kept: Kept): void {
    this.#young.set(stream, kept);
    this.#youngBytes += kept.folded.bytes;
    // One that is larger than all of the room stays while it is used: to read it each time would be worse.
    if (this.#youngBytes <= this.maxBytes / 2) return;
    this.#old = this.#young;
    this.#young = new Map();
    this.#youngBytes = 0;
  }

  /** From now to `leave`, so that what a feed delivers in between is not missed. */
  enter(stream: string): void {
    if (!this.#delivered.has(stream)) this.#delivered.set(stream, NO_STREAM);
  }

  leave(stream: string): void {
    this.#delivered.delete(stream);
  }

  /** Events in the order of the log, from one or several feeds. */
  follow(events: readonly RecordedEvent[]): void {
    for (const event of events) {
      const { stream, revision } = event;
      const delivered = this.#delivered.get(stream);
      if (delivered !== undefined && delivered < revision) this.#delivered.set(stream, revision);
      const kept = this.#find(stream);
      if (!kept || revision <= kept.folded.revision) continue;
      const { aggregate, folded } = kept;
      try {
        this.put(aggregate, stream, foldedOn(aggregate, folded, event));
      } catch {
        // Told when it is read.
        this.forget(stream);
      }
    }
  }

  /** The feed begins: streams that were current before may lack events that it does not deliver. */
  followFrom(at: number): void {
    this.#followed = { from: at, to: at };
  }

  /** The feed has delivered all events that were in the log at that time. */
  followedAt(at: number): void {
    this.#followed.to = Math.max(this.#followed.to, at);
  }
}

/** For reactions: streams in memory are read as they are, since they are at least as new as the events that are reacted to. */
export class ReactingCache {
  #since = Number.POSITIVE_INFINITY;

  constructor(
    private readonly cache: StreamCache,
    private readonly now: () => number,
  ) {}

  get since(): number {
    return this.#since;
  }

  /** From here on all events are followed; what was in memory before is read again. */
  begin(): void {
    this.#since = this.now();
  }

  follow(events: readonly RecordedEvent[]): void {
    this.cache.follow(events);
  }
}
