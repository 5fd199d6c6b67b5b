import {
  type Command,
  type Clock,
  type Decider,
  decodeEvent,
  epochMilliseconds,
  type EventContracts,
  type Instant,
  type Json,
  latest,
  type Refusal,
  refuse,
  type StreamCategory,
  type Typed,
  uuidv5,
} from '#kernel';
import {
  type AppendResult,
  BEGINNING,
  EventStoreError,
  type EventStore,
  NO_STREAM,
  type NewEvent,
  type Position,
  type RecordedEvent,
} from '../event-store/event-store.port.ts';
import { digestOf, type FixedMetadata, linkHash } from '../event-store/hash-chain.ts';
import { type Backoff, backoffMs, waitFor } from '../support/backoff.ts';

export interface Aggregate<C extends Command, E extends Typed, S> {
  readonly streams: StreamCategory;
  readonly contracts: EventContracts;
  readonly decider: Decider<C, E, S> & { readonly commandTypes: readonly string[] };
  idOf(command: C): string;
  versionsUsed?(event: E): Pick<FixedMetadata, 'policyVersions' | 'calendarVersions'>;
}

export interface Loaded<S> {
  readonly state: S;
  readonly revision: number;
  readonly position: Position;
}

export type Outcome =
  | { readonly kind: 'accepted'; readonly stream: string; readonly position: Position; readonly revision: number }
  /** C12: nothing to write. `position` is that of the stream's last event. */
  | { readonly kind: 'unchanged'; readonly stream: string; readonly position: Position; readonly revision: number }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export class UnreadableStream extends Error {
  constructor(
    readonly stream: string,
    readonly revision: number,
    reason: string,
  ) {
    super(`${stream}@${revision}: ${reason}`);
  }
}

interface CachedStream<S> {
  state: S;
  revision: number;
  position: Position;
  hash: string | null;
  /** Of the last event. */
  recordedAt?: Instant;
  occurredAt?: Instant;
  commands: Map<string, { digest: string | undefined; position: Position; revision: number }>;
}

export interface CommandLoopOptions {
  readonly cachedStreams?: number;
  readonly attempts?: number;
  /** No further attempt begins after this time; a call to the store that has begun is still awaited. */
  readonly timeoutMs?: number;
  readonly backoff?: Backoff;
  readonly stopwatch?: () => number;
}

const neverStopped = new AbortController().signal;

/** Read, fold, decide, append at the revision read. A cached state that is out of date leads to a conflict, and is read on. */
export class CommandLoop {
  readonly #streams = new Map<string, CachedStream<unknown>>();
  readonly #queues = new Map<string, Promise<unknown>>();
  readonly #cachedStreams: number;
  readonly #attempts: number;
  readonly #timeoutMs: number;
  readonly #backoff: Backoff;
  readonly #stopwatch: () => number;

  constructor(
    private readonly store: Pick<EventStore, 'append' | 'readStream'>,
    private readonly clock: Clock,
    {
      cachedStreams = 10_000,
      attempts = 12,
      timeoutMs = 10_000,
      backoff = waitFor,
      stopwatch = () => performance.now(),
    }: CommandLoopOptions = {},
  ) {
    this.#cachedStreams = cachedStreams;
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

  async load<C extends Command, E extends Typed, S>(aggregate: Aggregate<C, E, S>, stream: string): Promise<Loaded<S>> {
    const { state, revision, position } = await this.#inTurn(stream, () => this.#read(aggregate, stream));
    return { state, revision, position };
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
      const earlier = known.commands.get(command.meta.id);
      if (earlier) {
        if (earlier.digest !== command.meta.digest) return keyReused();
        return { kind: 'accepted', stream, position: earlier.position, revision: earlier.revision };
      }
      // Whether another command was first, or this one through another process, cannot be seen.
      if (known.revision < reached) {
        this.#streams.delete(stream);
        throw new EventStoreError('outcome-unknown', `what was last written to ${stream} cannot be read yet`);
      }
      const now = this.clock.now();
      const dated = inOrder(command, known, now);
      const verdict = aggregate.decider.decide(dated, known.state);
      if (verdict.kind !== 'accepted' && !fresh) {
        fresh = true;
        continue;
      }
      if (verdict.kind === 'refused') return verdict;
      if (verdict.kind === 'unchanged')
        return { kind: 'unchanged', stream, position: known.position, revision: known.revision };

      const { events, hash, recordedAt } = this.#withMetadata(aggregate, dated, stream, known, verdict.events, now);
      const appended = await this.#append(stream, known.revision, events, deadline);
      if (appended.kind === 'appended' && !appended.repeated) {
        this.#cache(stream, {
          state: verdict.events.reduce(
            (state, event) => aggregate.decider.evolve(state, event, dated.meta.at),
            known.state,
          ),
          revision: appended.revision,
          position: appended.position,
          hash,
          recordedAt,
          occurredAt: dated.meta.at,
          commands: known.commands.set(command.meta.id, {
            digest: command.meta.digest,
            position: appended.position,
            revision: appended.revision,
          }),
        });
        return { kind: 'accepted', stream, position: appended.position, revision: appended.revision };
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
    known: CachedStream<S>,
    decided: readonly E[],
    now: Instant,
  ): { events: NewEvent[]; hash: string | null; recordedAt: Instant } {
    // The process that wrote last may have a clock that is ahead.
    const recordedAt = latest(known.recordedAt ?? now, now);
    let previous = known.hash;
    const events = decided.map((event, index): NewEvent => {
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
    return { events, hash: previous, recordedAt };
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
        this.#streams.delete(stream);
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
  ): Promise<CachedStream<S>> {
    for (let reads = 1; ; reads++) {
      const known = await this.#read(aggregate, stream);
      if (known.revision >= revision || this.#stopwatch() >= deadline) return known;
      await this.#backoff(Math.min(50, 2 ** reads), neverStopped);
    }
  }

  async #read<C extends Command, E extends Typed, S>(
    aggregate: Aggregate<C, E, S>,
    stream: string,
  ): Promise<CachedStream<S>> {
    const known = this.#cached(aggregate, stream);
    for await (const event of this.store.readStream(stream, { from: known.revision + 1 }))
      applyEvent(aggregate, known, event);
    this.#cache(stream, known);
    return known;
  }

  #cached<C extends Command, E extends Typed, S>({ decider }: Aggregate<C, E, S>, stream: string): CachedStream<S> {
    const known = this.#streams.get(stream) as CachedStream<S> | undefined;
    return (
      known ?? { state: decider.initial, revision: NO_STREAM, position: BEGINNING, hash: null, commands: new Map() }
    );
  }

  #cache(stream: string, known: CachedStream<unknown>): void {
    this.#streams.delete(stream);
    if (this.#cachedStreams === 0 || known.revision === NO_STREAM) return;
    this.#streams.set(stream, known);
    if (this.#streams.size > this.#cachedStreams) this.#streams.delete(this.#streams.keys().next().value as string);
  }

  #inTurn<T>(stream: string, work: () => Promise<T>): Promise<T> {
    const before = this.#queues.get(stream);
    const turn = before ? before.then(work, work) : work();
    this.#queues.set(stream, turn);
    const leave = () => {
      if (this.#queues.get(stream) === turn) this.#queues.delete(stream);
    };
    turn.then(leave, leave);
    return turn;
  }
}

function applyEvent<C extends Command, E extends Typed, S>(
  aggregate: Aggregate<C, E, S>,
  known: CachedStream<S>,
  event: RecordedEvent,
): void {
  if (event.malformed) throw new UnreadableStream(event.stream, event.revision, event.malformed);
  if (event.revision !== known.revision + 1)
    throw new UnreadableStream(event.stream, event.revision, `revision ${known.revision + 1} is missing`);
  try {
    const decoded = decodeEvent(aggregate.contracts, event.type, event.metadata.schemaVersion, event.data);
    known.state = aggregate.decider.evolve(known.state, decoded as unknown as E, event.metadata.occurredAt);
  } catch (error) {
    throw new UnreadableStream(event.stream, event.revision, (error as Error).message);
  }
  known.revision = event.revision;
  known.position = event.position;
  known.hash = event.metadata.hash;
  known.recordedAt = event.metadata.recordedAt;
  known.occurredAt = event.metadata.occurredAt;
  known.commands.set(event.metadata.commandId, {
    digest: event.metadata.commandDigest,
    position: event.position,
    revision: event.revision,
  });
}

/** What is older was dated by its sender. */
const NOW_MS = 5 * 60_000;

/** What somebody does now does not come before what the stream already holds: the clock that dated that was ahead, or this one is behind. */
function inOrder<C extends Command>(command: C, { occurredAt }: CachedStream<unknown>, now: Instant): C {
  const { at, actor, dated } = command.meta;
  const isNow = !dated && actor.role !== 'SYSTEM' && epochMilliseconds(at) > epochMilliseconds(now) - NOW_MS;
  if (!isNow || occurredAt === undefined || at >= occurredAt) return command;
  return { ...command, meta: { ...command.meta, at: occurredAt } };
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
