import {
  type Command,
  type Clock,
  type Decider,
  decodeEvent,
  type EventContracts,
  type Json,
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
import { type Backoff, waitFor } from '../support/backoff.ts';

/** All that the loop must know of one kind of aggregate. */
export interface Aggregate<C extends Command, E extends Typed, S> {
  readonly streams: StreamCategory;
  readonly contracts: EventContracts;
  readonly decider: Decider<C, E, S> & { readonly commandTypes: readonly string[] };
  /** The aggregate a command is for. */
  idOf(command: C): string;
  /** Versions of policies and calendars an event was decided by, for its metadata. */
  versionsUsed?(event: E): Pick<FixedMetadata, 'policyVersions' | 'calendarVersions'>;
}

/** An aggregate as it was read: its state, and where its stream ends. */
export interface Loaded<S> {
  readonly state: S;
  /** Revision of the last event, NO_STREAM when there is none. */
  readonly revision: number;
  readonly position: Position;
}

export type Outcome =
  | { readonly kind: 'accepted'; readonly stream: string; readonly position: Position; readonly revision: number }
  /** C12: nothing to write. `position` is that of the stream's last event. */
  | { readonly kind: 'unchanged'; readonly stream: string; readonly position: Position; readonly revision: number }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** A stored stream that cannot be folded: named, so that an operator can look at it. */
export class UnreadableStream extends Error {
  constructor(
    readonly stream: string,
    readonly revision: number,
    reason: string,
  ) {
    super(`${stream}@${revision}: ${reason}`);
  }
}

interface Known<S> {
  state: S;
  revision: number;
  position: Position;
  hash: string | null;
  commands: Map<string, { digest: string | undefined; position: Position; revision: number }>;
}

export interface CommandLoopOptions {
  /** Streams whose folded state is kept, most recently used first. */
  readonly remember?: number;
  /** Tries at a contended stream before the caller is told to come back. */
  readonly attempts?: number;
  /**
   * Milliseconds after which a command makes no further try, waiting for its turn included. What it cost until then, and one more
   * call to the store, is the longest that a caller waits.
   */
  readonly patience?: number;
  /** How time passes between two tries at a contended stream. */
  readonly backoff?: Backoff;
  /** What `patience` is measured by: milliseconds that never go back. */
  readonly stopwatch?: () => number;
}

const neverStopped = new AbortController().signal;

/**
 * The one append loop for every aggregate: read, upcast, fold, decide, append at the revision read; on a conflict read
 * on and decide again.
 *
 * Folded states are remembered. That is safe because streams only grow and every append names the exact revision it was
 * decided at: a state that is behind is read on from where it ends, and one that is behind unnoticed conflicts.
 */
export class CommandLoop {
  readonly #known = new Map<string, Known<unknown>>();
  readonly #queues = new Map<string, Promise<unknown>>();
  readonly #remember: number;
  readonly #attempts: number;
  readonly #patience: number;
  readonly #pause: Backoff;
  readonly #stopwatch: () => number;

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    {
      remember = 10_000,
      attempts = 12,
      patience = 10_000,
      backoff = waitFor,
      stopwatch = () => performance.now(),
    }: CommandLoopOptions = {},
  ) {
    this.#remember = remember;
    this.#attempts = attempts;
    this.#patience = patience;
    this.#pause = backoff;
    this.#stopwatch = stopwatch;
  }

  /**
   * Carries a command out. Commands on one stream are taken one after the other within this process; other processes are
   * met by the expected revision.
   * @throws EventStoreError when the log is out of reach or patience has run out: `outcome-unknown` as soon as events were sent that
   *   may be stored, and then the same command again tells; UnreadableStream when the stream cannot be folded.
   */
  execute<C extends Command, E extends Typed, S>(aggregate: Aggregate<C, E, S>, command: C): Promise<Outcome> {
    const stream = aggregate.streams.of(aggregate.idOf(command));
    const until = this.#stopwatch() + this.#patience;
    return this.#inTurn(stream, () => this.#execute(aggregate, command, stream, until));
  }

  /** The aggregate as its stream stands now. */
  async load<C extends Command, E extends Typed, S>(aggregate: Aggregate<C, E, S>, stream: string): Promise<Loaded<S>> {
    const { state, revision, position } = await this.#inTurn(stream, () => this.#read(aggregate, stream));
    return { state, revision, position };
  }

  async #execute<C extends Command, E extends Typed, S>(
    aggregate: Aggregate<C, E, S>,
    command: C,
    stream: string,
    until: number,
  ): Promise<Outcome> {
    let conflictAt: number | undefined;
    // What is remembered is decided on at once, and a stream that is not is taken for one that does not exist yet: an append at a
    // revision that is behind is noticed. Only a verdict that writes nothing must not rest on that, so it is given after reading on.
    let fresh = false;
    let mayBeStored = false;
    // Patience may have run out in the queue: behind one that had to wait, the others need not wait as long again.
    for (let attempt = 0; attempt < this.#attempts && this.#stopwatch() < until; attempt++) {
      // Who wins goes on from memory and who loses must read first, so it would lose again, as long as the other is busy.
      if (attempt > 2) await this.#pause(Math.min(50, 2 ** (attempt - 3)), neverStopped);
      const known = fresh
        ? await this.#read(aggregate, stream).catch(mayBeStored ? asUnknown : asItIs)
        : this.#remembers(aggregate, stream);
      const earlier = known.commands.get(command.meta.id);
      if (earlier) {
        if (earlier.digest !== command.meta.digest) return keyReused();
        return { kind: 'accepted', stream, position: earlier.position, revision: earlier.revision };
      }
      // Read on, the stream did not move, yet an id was taken: this command id was used on another stream.
      if (fresh && conflictAt === known.revision) return keyReused();
      const verdict = aggregate.decider.decide(command, known.state);
      if (verdict.kind !== 'accepted' && !fresh) {
        fresh = true;
        continue;
      }
      if (verdict.kind === 'refused') return verdict;
      if (verdict.kind === 'unchanged')
        return { kind: 'unchanged', stream, position: known.position, revision: known.revision };

      const { events, hash } = this.#envelop(aggregate, command, stream, known, verdict.events);
      const appended = await this.#append(stream, known.revision, events, until);
      if (appended.kind === 'appended' && !appended.repeated) {
        this.#remembered(stream, {
          state: verdict.events.reduce(
            (state, event) => aggregate.decider.evolve(state, event, command.meta.at),
            known.state,
          ),
          revision: appended.revision,
          position: appended.position,
          hash,
          commands: known.commands.set(command.meta.id, {
            digest: command.meta.digest,
            position: appended.position,
            revision: appended.revision,
          }),
        });
        return { kind: 'accepted', stream, position: appended.position, revision: appended.revision };
      }
      // Repeated: what is stored is perhaps another envelope, or another request with the same id. Its stream tells.
      if (appended.kind === 'conflict') conflictAt = known.revision;
      else mayBeStored = true;
      fresh = true;
    }
    throw new EventStoreError(
      mayBeStored ? 'outcome-unknown' : 'unavailable',
      `${stream} is written to by too many at once; send the command again`,
    );
  }

  #envelop<C extends Command, E extends Typed, S>(
    aggregate: Aggregate<C, E, S>,
    { meta }: C,
    stream: string,
    known: Known<S>,
    decided: readonly E[],
  ): { events: NewEvent[]; hash: string | null } {
    const recordedAt = this.clock.now();
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
    return { events, hash: previous };
  }

  /** An append whose outcome is unknown is sent again, the same events at the same revision, until the store knows or patience runs out. */
  async #append(stream: string, expected: number, events: NewEvent[], until: number): Promise<AppendResult> {
    let unknown: EventStoreError | undefined;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.store.append(stream, expected, events);
      } catch (error) {
        const repeatable = error instanceof EventStoreError && error.fault === 'outcome-unknown';
        if (repeatable) unknown = error;
        if (repeatable && attempt < this.#attempts && this.#stopwatch() < until) continue;
        // What was in memory may now be behind the log: forget it.
        this.#known.delete(stream);
        // "Nothing was written" of this try says nothing of the tries before.
        throw unknown ?? error;
      }
    }
  }

  async #read<C extends Command, E extends Typed, S>(aggregate: Aggregate<C, E, S>, stream: string): Promise<Known<S>> {
    const known = this.#remembers(aggregate, stream);
    for await (const event of this.store.readStream(stream, { from: known.revision + 1 }))
      take(aggregate, known, event);
    this.#remembered(stream, known);
    return known;
  }

  #remembers<C extends Command, E extends Typed, S>({ decider }: Aggregate<C, E, S>, stream: string): Known<S> {
    const known = this.#known.get(stream) as Known<S> | undefined;
    return (
      known ?? { state: decider.initial, revision: NO_STREAM, position: BEGINNING, hash: null, commands: new Map() }
    );
  }

  #remembered(stream: string, known: Known<unknown>): void {
    this.#known.delete(stream);
    if (this.#remember === 0 || known.revision === NO_STREAM) return;
    this.#known.set(stream, known);
    if (this.#known.size > this.#remember) this.#known.delete(this.#known.keys().next().value as string);
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

function take<C extends Command, E extends Typed, S>(
  aggregate: Aggregate<C, E, S>,
  known: Known<S>,
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
  known.commands.set(event.metadata.commandId, {
    digest: event.metadata.commandDigest,
    position: event.position,
    revision: event.revision,
  });
}

const asItIs = (error: unknown): never => {
  throw error;
};

/** What stands in the stream is not known to be this command's, and cannot be looked at now. */
const asUnknown = (error: unknown): never => {
  if (!(error instanceof EventStoreError)) throw error;
  throw new EventStoreError('outcome-unknown', `whether the command was carried out is not known: ${error.message}`, {
    cause: error,
  });
};

const keyReused = (): Outcome =>
  refuse(
    'IDEMPOTENCY_KEY_REUSED',
    'This idempotency key came before with another request. Send a new key with a new request.',
    {
      rule: 'C12',
    },
  );
