import {
  type Command,
  type Clock,
  epochMilliseconds,
  type Instant,
  type Json,
  latest,
  type Refusal,
  refuse,
  type Typed,
  uuidv5,
} from '#kernel';
import {
  type AppendResult,
  EventStoreError,
  type EventStore,
  NO_STREAM,
  type NewEvent,
  type Position,
} from '../event-store/event-store.port.ts';
import { digestOf, type FixedMetadata, linkHash } from '../event-store/hash-chain.ts';
import { type Backoff, backoffMs, neverStopped, waitFor } from '../support/backoff.ts';
import { Turns } from '../support/turns.ts';
import type { Aggregate } from './aggregate.ts';
import {
  foldedOn,
  type FoldedStream,
  grownBy,
  noStream,
  type Reached,
  reachedBy,
  revisionOf,
  StreamCache,
} from './stream-cache.ts';

export type Loaded<S> = Pick<FoldedStream<S>, 'state' | 'revision' | 'position' | 'currentAt' | 'states'>;

export type Outcome =
  | { readonly kind: 'accepted'; readonly stream: string; readonly position: Position; readonly revision: number }
  /** C12: nothing to write. `position` is that of the stream's last event. `reached`: by whom and when the wanted state was, where that is among the last; not looked for by the engine itself. */
  | {
      readonly kind: 'unchanged';
      readonly stream: string;
      readonly position: Position;
      readonly revision: number;
      readonly reached?: Reached | undefined;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export interface CommandLoopOptions {
  /** Of folded streams that are kept in memory; estimated. */
  readonly cachedBytes?: number;
  readonly attempts?: number;
  /** No further attempt begins after this time; a call to the store that has begun is still awaited. */
  readonly timeoutMs?: number;
  readonly backoff?: Backoff;
  readonly stopwatch?: () => number;
}

const CACHED_BYTES = 16 * 1024 * 1024;

/** Read, fold, decide, append at the revision read. A cached state that is out of date leads to a conflict, and is read on. */
export class CommandLoop {
  readonly cache: StreamCache;
  readonly #turns: Turns;
  /** Loads whose turn has not come: one read is for all of them. */
  readonly #waiting = new Map<string, { since: number; readonly loaded: Promise<FoldedStream<unknown>> }>();
  readonly #attempts: number;
  readonly #timeoutMs: number;
  readonly #backoff: Backoff;
  readonly #stopwatch: () => number;

  constructor(
    private readonly store: Pick<EventStore, 'append' | 'readStream'>,
    private readonly clock: Clock,
    {
      cachedBytes = CACHED_BYTES,
      attempts = 12,
      timeoutMs = 10_000,
      backoff = waitFor,
      stopwatch = () => performance.now(),
    }: CommandLoopOptions = {},
  ) {
    this.cache = new StreamCache(cachedBytes);
    this.#turns = new Turns((stream) => this.cache.leave(stream));
    this.#attempts = attempts;
    this.#timeoutMs = timeoutMs;
    this.#backoff = backoff;
    this.#stopwatch = stopwatch;
  }

  /** @throws EventStoreError (after `outcome-unknown`, repeat the command), UnreadableStream */
  execute<C extends Command, E extends Typed, S>(aggregate: Aggregate<C, E, S>, command: C): Promise<Outcome> {
    const stream = aggregate.streams.of(aggregate.idOf(command));
    const deadline = this.#stopwatch() + this.#timeoutMs;
    return this.#inTurn(stream, () => this.#execute(aggregate, command, stream, deadline));
  }

  /** Moments that `load` compares with, in milliseconds. */
  now = (): number => this.#stopwatch();

  /** From memory if that was current at `since` or later; without it, as of now. @throws EventStoreError, UnreadableStream */
  async load<C extends Command, E extends Typed, S>(
    aggregate: Aggregate<C, E, S>,
    stream: string,
    since: number = this.now(),
  ): Promise<Loaded<S>> {
    const known = this.cache.get<S>(stream, since);
    if (known) return known;
    const waiting = this.#waiting.get(stream);
    if (waiting) {
      waiting.since = Math.max(waiting.since, since);
      return waiting.loaded as Promise<FoldedStream<S>>;
    }
    const queued = Promise.withResolvers<FoldedStream<S>>();
    const load = { since, loaded: queued.promise };
    this.#waiting.set(stream, load);
    this.#inTurn(stream, () => {
      this.#waiting.delete(stream);
      const current = this.cache.get<S>(stream, load.since);
      return current ? Promise.resolve(current) : this.#read(aggregate, stream);
    }).then(queued.resolve, queued.reject);
    return queued.promise;
  }

  async #execute<C extends Command, E extends Typed, S>(
    aggregate: Aggregate<C, E, S>,
    command: C,
    stream: string,
    deadline: number,
  ): Promise<Outcome> {
    /** The stream is known to reach this revision, although readers may not see that yet. */
    let reached = NO_STREAM;
    // The first decision uses the cached state. A verdict that writes nothing cannot conflict, so it is repeated after reading on.
    let fresh = false;
    let mayBeStored = false;
    for (let attempt = 0; attempt < this.#attempts && this.#stopwatch() < deadline; attempt++) {
      // The winner of a conflict decides from its cache; the loser must read first, and without a pause would lose again.
      if (attempt > 2) await this.#backoff(Math.min(50, 2 ** (attempt - 3)), neverStopped);
      const known = fresh
        ? await this.#readUpTo(reached, aggregate, stream, deadline).catch(mayBeStored ? asUnknown : rethrow)
        : this.#cached(aggregate, stream);
      const earlier = await this.#earlier(known, command, stream).catch(mayBeStored ? asUnknown : rethrow);
      if (earlier) return earlier;
      // Whether another command was first, or this one through another process, cannot be seen.
      if (known.revision < reached) {
        this.cache.forget(stream);
        throw new EventStoreError('outcome-unknown', `what was last written to ${stream} cannot be read yet`);
      }
      const now = this.clock.now();
      const dated = inOrder(command, known, now);
      const verdict = aggregate.decider.decide(dated, known.state);
      const isCurrent = fresh || (verdict.kind === 'unchanged' && known.currentAt >= (command.meta.since ?? Infinity));
      if (verdict.kind !== 'accepted' && !isCurrent) {
        fresh = true;
        continue;
      }
      if (verdict.kind === 'refused') return verdict;
      if (verdict.kind === 'unchanged')
        return {
          kind: 'unchanged',
          stream,
          position: known.position,
          revision: known.revision,
          ...(command.meta.actor.role !== 'SYSTEM' && {
            reached: reachedBy(
              known,
              aggregate.decider.initial,
              (state) => aggregate.decider.decide(dated, state).kind === 'unchanged',
            ),
          }),
        };

      const events = this.#withMetadata(aggregate, dated, stream, known, verdict.events, now);
      const currentAt = this.now();
      const appended = await this.#append(stream, known.revision, events, deadline);
      if (appended.kind === 'appended' && !appended.repeated) {
        const { position, revision } = appended;
        const state = verdict.events.reduce(
          (folded, event) => aggregate.decider.evolve(folded, event, dated.meta.at),
          known.state,
        );
        this.cache.put(aggregate, stream, { ...grownBy(known, state, events, position), currentAt });
        return { kind: 'accepted', stream, position, revision };
      }
      if (appended.kind === 'id-used-elsewhere') return keyReused();
      // Repeated: the stored events may have other metadata, or be of another request with the same id.
      if (appended.kind === 'appended') mayBeStored = true;
      reached = appended.kind === 'appended' ? appended.revision : known.revision + 1;
      fresh = true;
    }
    throw new EventStoreError(
      mayBeStored ? 'outcome-unknown' : 'unavailable',
      `${stream} is being changed by too many commands at once; send the command again`,
    );
  }

  #withMetadata<C extends Command, E extends Typed, S>(
    aggregate: Aggregate<C, E, S>,
    { meta }: C,
    stream: string,
    known: FoldedStream<S>,
    decided: readonly E[],
    now: Instant,
  ): NewEvent[] {
    // The process that wrote last may have a clock that is ahead.
    const recordedAt = latest(known.last?.recordedAt ?? now, now);
    let previous = known.last?.hash ?? null;
    return decided.map((event, index): NewEvent => {
      const data = (event as unknown as { data: Json }).data;
      const id = uuidv5(`${meta.id}/${index}`);
      const fixed: FixedMetadata = {
        actor: meta.actor,
        $correlationId: meta.correlationId,
        ...(meta.causationId && { $causationId: meta.causationId }),
        schemaVersion: aggregate.contracts[event.type]?.version ?? 1,
        recordedAt,
        occurredAt: meta.at,
        commandId: meta.id,
        ...(meta.digest && { commandDigest: meta.digest }),
        ...aggregate.versionsUsed?.(event),
        dataDigest: digestOf(data),
      };
      previous = linkHash(previous, { stream, revision: known.revision + 1 + index, id, type: event.type }, fixed);
      return { id, type: event.type, data, metadata: { ...fixed, hash: previous } };
    });
  }

  /** While the outcome is unknown, sends the same events again at the same revision. */
  async #append(stream: string, expected: number, events: NewEvent[], deadline: number): Promise<AppendResult> {
    let unknown: EventStoreError | undefined;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.store.append(stream, expected, events);
      } catch (error) {
        const fault = error instanceof EventStoreError ? error.fault : undefined;
        if (fault === 'outcome-unknown') unknown = error as EventStoreError;
        // Out of reach now: what an earlier attempt has done is unknown still.
        const repeatable = fault === 'outcome-unknown' || (unknown && fault === 'unavailable');
        if (repeatable && attempt < this.#attempts && this.#stopwatch() < deadline) {
          if (fault === 'unavailable') await this.#backoff(backoffMs(attempt), neverStopped);
          continue;
        }
        this.cache.forget(stream);
        // "Nothing was written" holds for this attempt, not for earlier ones.
        throw unknown ?? error;
      }
    }
  }

  /** Reads again until the stream is seen to reach the revision, or the deadline is over. */
  async #readUpTo<C extends Command, E extends Typed, S>(
    revision: number,
    aggregate: Aggregate<C, E, S>,
    stream: string,
    deadline: number,
  ): Promise<FoldedStream<S>> {
    for (let reads = 1; ; reads++) {
      const known = await this.#read(aggregate, stream);
      if (known.revision >= revision || this.#stopwatch() >= deadline) return known;
      await this.#backoff(Math.min(50, 2 ** reads), neverStopped);
    }
  }

  async #read<C extends Command, E extends Typed, S>(
    aggregate: Aggregate<C, E, S>,
    stream: string,
  ): Promise<FoldedStream<S>> {
    const currentAt = this.now();
    let known = this.#cached(aggregate, stream);
    const unread = aggregate.headOnly ? { backwards: true, limit: 1 } : { from: known.revision + 1 };
    for await (const event of this.store.readStream(stream, unread))
      if (event.revision > known.revision) known = foldedOn(aggregate, known, event);
    known = { ...known, currentAt };
    this.cache.put(aggregate, stream, known);
    return known;
  }

  #cached<C extends Command, E extends Typed, S>({ decider }: Aggregate<C, E, S>, stream: string): FoldedStream<S> {
    return this.cache.get<S>(stream) ?? noStream(decider.initial);
  }

  /** C12: the outcome of the command if it was executed before. */
  async #earlier(
    known: FoldedStream<unknown>,
    { meta: { id, digest } }: Command,
    stream: string,
  ): Promise<Outcome | undefined> {
    const executed = known.executed.get(id);
    if (executed) {
      const { revision, position } = executed;
      return executed.digest === digest ? { kind: 'accepted', stream, position, revision } : keyReused();
    }
    const from = revisionOf(known, id);
    if (from === undefined) return undefined;
    for await (const { metadata, position, revision } of this.store.readStream(stream, { from, limit: 1 }))
      if (metadata.commandId === id)
        return metadata.commandDigest === digest ? { kind: 'accepted', stream, position, revision } : keyReused();
    return undefined;
  }

  #inTurn<T>(stream: string, work: () => Promise<T>): Promise<T> {
    this.cache.enter(stream);
    return this.#turns.take(stream, work);
  }
}

/** What is older was dated by its sender. */
const NOW_MS = 5 * 60_000;

/** What somebody does now does not come before what the stream already holds: the clock that dated that was ahead, or this one is behind. */
function inOrder<C extends Command>(command: C, { last }: FoldedStream<unknown>, now: Instant): C {
  const { at, actor, dated } = command.meta;
  const isNow = !dated && actor.role !== 'SYSTEM' && epochMilliseconds(at) > epochMilliseconds(now) - NOW_MS;
  if (!isNow || !last || at >= last.occurredAt) return command;
  return { ...command, meta: { ...command.meta, at: last.occurredAt } };
}

const rethrow = (error: unknown): never => {
  throw error;
};

/** An earlier attempt may have stored the events, and the stream cannot be read to find out. */
const asUnknown = (error: unknown): never => {
  if (!(error instanceof EventStoreError)) throw error;
  throw new EventStoreError('outcome-unknown', `the command may or may not have been executed: ${error.message}`, {
    cause: error,
  });
};

const keyReused = (): Outcome =>
  refuse(
    'IDEMPOTENCY_KEY_REUSED',
    'This idempotency key was used before with another request. Use a new key for a new request.',
    {
      rule: 'C12',
    },
  );
