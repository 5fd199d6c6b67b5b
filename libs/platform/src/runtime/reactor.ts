import {
  type Actor,
  type Command,
  type CommandClass,
  type CommandClasses,
  type Instant,
  type Refusal,
  type Typed,
  uuidv5,
} from '#kernel';
import type { Catalogue } from '../event-store/catalogue.ts';
import type { Outcome } from './command-loop.ts';
import {
  BEGINNING,
  type Checkpoint,
  checkpointAt,
  type EventStore,
  type Position,
  type RecordedEvent,
} from '../event-store/event-store.port.ts';
import { followFeed } from './feed.ts';
import { inLanes } from './lanes.ts';
import type { Logger } from '../support/logger.ts';
import { logFailure } from '../support/outage.ts';
import { type Backoff, neverStopped, waitFor, retryUntilStopped } from '../support/backoff.ts';
import { Recent } from '../support/recent.ts';
import { oldestOf, type ReaderState, readerState } from './reader-state.ts';
import { DecodedEvent, type Recorded } from './projection.ts';
import type { ReactingCache } from './stream-cache.ts';
import type { FailedReaction, ProcessState, ReactionKey } from '../process-state/process-state.port.ts';

/**
 * The command's id derives from the event and `key`, by default its number: then the order must be the same every time. After a
 * refusal the reaction is repeated once; a second refusal is recorded, unless the command is sent again under the same key and accepted.
 * `at`: when it happened, where that was not with the event.
 */
export type React<C extends Command = Command> = <K extends C>(
  Class: CommandClass<K>,
  data: NoInfer<K['data']>,
  key?: string,
  at?: Instant,
) => Promise<Outcome>;

export interface Process<E extends Typed = Typed, C extends Command = Command> {
  readonly name: string;
  readonly commands: CommandClasses<C>;
  readonly when: {
    readonly [T in E['type']]?: (event: Recorded<Extract<E, Typed<T>>>, react: React<C>) => Promise<unknown>;
  };
  readonly poison: 'halt' | 'quarantine';
  /**
   * What must not be handled at the same time: all events (`log`), or those with the same key; an event without a key is handled alone.
   * By default the events of one stream. Whatever is not handled at the same time is handled in the order of the log.
   */
  readonly order?: 'log' | ((event: Recorded<E>) => string | undefined);
  /** For processes that send many commands per event: the others do not wait for it. */
  readonly independent?: true;
}

export const defineProcess = <E extends Typed, C extends Command>(declared: Process<E, C>): Process =>
  declared as unknown as Process;

export interface ReactorOptions {
  readonly store: EventStore;
  readonly processState: ProcessState;
  readonly catalogue: Catalogue;
  readonly dispatch: (command: Command) => Promise<Outcome>;
  /** What reactions read from memory. */
  readonly cache?: Pick<ReactingCache, 'begin' | 'follow' | 'since'>;
  readonly logger: Logger;
  readonly batch?: number;
  /** How many events a process handles at the same time. */
  readonly lanes?: number;
  readonly backoff?: Backoff;
}

interface Running {
  readonly process: Process;
  checkpoint: Checkpoint;
  /** The first event in the log at which it halts. */
  halted?: { readonly position: Position; readonly reason: string };
  readonly quarantined: Set<string>;
  readonly failed: Set<string>;
  /** Since something last succeeded, something has failed. */
  failing?: boolean;
  readingOn?: Promise<void>;
}

const POLL_MS = 20;
/** Failed attempts at a reaction, while the stores work, before its event is poison. */
const MAX_ATTEMPTS = 3;
/** Large enough that lanes are seldom idle at its end. */
const BATCH_EVENTS = 1_024;
const LANES = 64;
/** Commands of processes whose events were delivered last. When reactions are repeated, most of what they cause is among them. */
const SEEN_COMMANDS = 8 * BATCH_EVENTS;
/** Longer than EventStoreDB takes to show readers what another process has just written. */
const SECOND_LOOK_MS = 150;

const actorOf = (process: Process): Actor => ({ id: process.name, role: 'SYSTEM' });

/**
 * Each process has its own checkpoint. Repeating commands after a crash changes nothing, since their ids derive from the event; those
 * whose events have been delivered already are not even sent.
 */
export class Reactor {
  #running: Running[] = [];
  #position: Position = BEGINNING;
  /** By the command's id. */
  readonly #seen = new Recent<Outcome>(SEEN_COMMANDS);

  constructor(
    private readonly processes: readonly Process[],
    private readonly options: ReactorOptions,
  ) {}

  get status(): readonly { name: string; position: Position; state: ReaderState }[] {
    return this.#running.map(({ process: { name }, checkpoint, halted, quarantined }) => ({
      name,
      position: checkpoint.position,
      state: readerState({ halted: halted?.reason, quarantined: quarantined.size }),
    }));
  }

  async prepare(): Promise<void> {
    const { processState } = this.options;
    const running: Running[] = [];
    for (const process of this.processes) {
      const checkpoint = await processState.checkpoint(process.name);
      const failures = await processState.failedReactions(process.name);
      running.push({
        process,
        checkpoint,
        quarantined: new Set(failures.filter(({ effect }) => effect === 'quarantined').map(({ stream }) => stream)),
        failed: new Set(failures.filter(({ effect }) => effect !== 'quarantined').map(reactionKey)),
      });
    }
    this.#running = running;
    this.#position = oldestOf(this.#running);
    // After the checkpoints: what was written before them is in what is read from now on.
    this.options.cache?.begin();
  }

  async failedReactions(): Promise<readonly FailedReaction[]> {
    return this.options.processState.failedReactions();
  }

  /** Follows the log until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { store, logger, batch = BATCH_EVENTS, backoff } = this.options;
    const after = oldestOf(this.#running);
    for await (const events of followFeed(store, {
      name: 'processes',
      after,
      signal,
      logger,
      batch,
      rests: true,
      ...(backoff && { backoff }),
    }))
      await this.#handle(events, signal);
    await this.#allCaughtUp();
  }

  async settle(signal: AbortSignal = neverStopped): Promise<void> {
    while (!signal.aborted && this.#running.some(({ halted }) => !halted)) {
      const events = await this.#after(oldestOf(this.#running));
      if (events.length === 0) return;
      await this.#handle(events, signal);
      await this.#allCaughtUp();
    }
  }

  async #after(position: Position): Promise<readonly RecordedEvent[]> {
    const { store, batch = BATCH_EVENTS } = this.options;
    return Array.fromAsync(store.readAll({ after: position, limit: batch }));
  }

  async #allCaughtUp(): Promise<void> {
    await Promise.all(this.#running.map(({ readingOn }) => readingOn ?? Promise.resolve()));
  }

  async #handle(events: readonly RecordedEvent[], signal: AbortSignal): Promise<void> {
    const decoded = this.#delivered(events);
    // Before anything is awaited: a process that reads on alone up to here rejoins the others with the next batch.
    this.#position = events.at(-1)?.position ?? this.#position;
    const together = this.#running.filter(({ readingOn }) => !readingOn);
    await Promise.all(together.map((running) => this.#advanceTogether(running, decoded, signal)));
  }

  /** Whichever read they come by, streams in memory are no older than the events that are reacted to. */
  #delivered(events: readonly RecordedEvent[]): readonly DecodedEvent[] {
    this.options.cache?.follow(events);
    for (const { metadata, stream, position, revision } of events)
      if (metadata.actor.role === 'SYSTEM')
        this.#seen.set(metadata.commandId, { kind: 'accepted', stream, position, revision });
    return events.map((raw) => new DecodedEvent(raw, this.options.catalogue.decode));
  }

  #advanceTogether(running: Running, events: readonly DecodedEvent[], signal: AbortSignal): Promise<void> {
    const stuck = Promise.withResolvers<void>();
    const work = this.#advance(running, events, signal, stuck.resolve);
    const leave = () => {
      running.readingOn = work.then(() => this.#readOn(running, signal));
    };
    if (running.process.independent) return Promise.resolve(leave());
    return Promise.race([work, stuck.promise.then(leave)]);
  }

  async #readOn(running: Running, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !running.halted && running.checkpoint.position < this.#position) {
      let events: readonly RecordedEvent[] = [];
      const read = async () => {
        events = await this.#after(running.checkpoint.position);
      };
      await this.#retried(running, read, signal);
      await this.#advance(running, this.#delivered(events), signal);
    }
    delete running.readingOn;
  }

  async #advance(
    running: Running,
    events: readonly DecodedEvent[],
    signal: AbortSignal,
    stuck: () => void = () => undefined,
  ): Promise<void> {
    if (running.halted) return;
    const due = events.filter(({ raw }) => raw.position > running.checkpoint.position);
    /** The first event that is not done. */
    let undone: Position | undefined;
    const concerned = due.filter(({ raw }) => Object.hasOwn(running.process.when, raw.type));
    const lane = (decoded: DecodedEvent) => laneOf(running.process, decoded);
    await inLanes(concerned, lane, this.options.lanes ?? LANES, async (decoded) => {
      const { position } = decoded.raw;
      if (undone !== undefined && undone < position) return;
      if (await this.#react(running, decoded, signal, stuck)) return;
      if (undone === undefined || position < undone) undone = position;
    });
    const last = due.findLast(({ raw }) => undone === undefined || raw.position < undone);
    if (!last) return;
    const checkpoint = checkpointAt(last.raw);
    const save = () => this.options.processState.advance(running.process.name, checkpoint);
    if (await this.#retried(running, save, signal, stuck)) running.checkpoint = checkpoint;
  }

  /** True: handled, or its stream quarantined. False: halted or stopped. */
  async #react(running: Running, decoded: DecodedEvent, signal: AbortSignal, stuck: () => void): Promise<boolean> {
    const { process } = running;
    const { raw } = decoded;
    if (running.quarantined.has(raw.stream)) return true;
    let failures = 0;
    let halted = false;
    const once = async () => {
      if (raw.damage) {
        // It stays so: the others must not wait for it.
        await this.#record(running, raw, raw.damage, 'quarantined');
        running.quarantined.add(raw.stream);
        return;
      }
      let refusals: readonly Refusal[];
      try {
        refusals = await this.#refusals(process, decoded);
        if (refusals.length > 0) {
          // Another process may have just written what it hangs on.
          await (this.options.backoff ?? waitFor)(SECOND_LOOK_MS, signal);
          this.options.cache?.begin();
          refusals = await this.#refusals(process, decoded);
        }
      } catch (error) {
        if (isTransient(error)) throw error;
        if (++failures < MAX_ATTEMPTS) throw error;
        const reason = (error as Error).message;
        // Before it takes effect: an operator must learn of it even if the process crashes now.
        await this.#record(running, raw, reason, process.poison === 'halt' ? 'halted' : 'quarantined');
        halted = process.poison === 'halt';
        if (!halted) running.quarantined.add(raw.stream);
        else if (!running.halted || raw.position < running.halted.position)
          running.halted = { position: raw.position, reason };
        return;
      }
      const [refusal] = refusals;
      if (!refusal) return this.#clearFailure(running, raw);
      const others = refusals.length > 1 ? ` (and ${refusals.length - 1} more refused)` : '';
      await this.#record(running, raw, `${refusal.code}: ${refusal.message}${others}`, 'skipped');
    };
    return (await this.#retried(running, once, signal, stuck)) && !halted;
  }

  /** Sends the commands of a reaction, and returns what was refused in the end. */
  async #refusals(process: Process, decoded: DecodedEvent): Promise<readonly Refusal[]> {
    const { raw } = decoded;
    let issued = 0;
    const refusals = new Map<string, Refusal>();
    const { cache } = this.options;
    const react: React = async (Class, data, key = String(issued++), at = raw.metadata.occurredAt) => {
      const id = uuidv5(`${raw.id}/${process.name}/${key}`);
      const outcome =
        this.#seen.get(id) ??
        (await this.options.dispatch(
          new Class(data, {
            id,
            actor: actorOf(process),
            // Of its cause: the same on every repetition, and right for imported history.
            at,
            correlationId: raw.metadata.$correlationId,
            causationId: raw.id,
            ...(cache && { since: cache.since }),
          }),
        ));
      if (outcome.kind === 'refused') refusals.set(key, outcome.refusal);
      else refusals.delete(key);
      return outcome;
    };
    const { event } = decoded;
    await (process.when[raw.type] as (event: Recorded<Typed>, react: React) => Promise<unknown>)(event, react);
    return [...refusals.values()];
  }

  async #record(running: Running, raw: RecordedEvent, reason: string, effect: FailedReaction['effect']): Promise<void> {
    const failure: FailedReaction = {
      process: running.process.name,
      event: raw.type,
      stream: raw.stream,
      revision: raw.revision,
      position: raw.position,
      reason,
      effect,
    };
    await this.options.processState.recordFailure(failure);
    if (effect !== 'quarantined') running.failed.add(reactionKey(failure));
    this.options.logger.error(failure, 'a process could not react to an event');
  }

  async #clearFailure({ process, failed }: Running, { stream, revision }: RecordedEvent): Promise<void> {
    const reaction = { process: process.name, stream, revision };
    if (!failed.has(reactionKey(reaction))) return;
    await this.options.processState.clearFailure(reaction);
    failed.delete(reactionKey(reaction));
  }

  async #retried(
    running: Running,
    work: () => Promise<void>,
    signal: AbortSignal,
    stuck: () => void = () => undefined,
  ): Promise<boolean> {
    const failed = (error: unknown) => {
      // All lanes fail when a store is out of reach: one line is enough.
      if (!running.failing)
        logFailure(
          this.options.logger,
          error,
          { process: running.process.name },
          'a process cannot proceed: trying again',
        );
      running.failing = true;
      stuck();
    };
    const done = await retryUntilStopped(work, signal, failed, this.options.backoff ?? waitFor);
    if (done) running.failing = false;
    return done;
  }
}

/** False when the process has not reached the position within `timeoutMs`. */
export async function waitForProcess(
  processState: Pick<ProcessState, 'checkpoint'>,
  name: string,
  position: Position,
  timeoutMs: number,
  backoff: Backoff = waitFor,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    if ((await processState.checkpoint(name)).position >= position) return true;
    if (performance.now() >= deadline) return false;
    await backoff(POLL_MS, neverStopped);
  }
}

function laneOf({ order }: Process, decoded: DecodedEvent): string | undefined {
  if (order === undefined) return decoded.raw.stream;
  if (order === 'log') return order;
  try {
    return order(decoded.event);
  } catch {
    // An event that cannot be decoded fails alone.
    return undefined;
  }
}

const reactionKey = ({ process, stream, revision }: ReactionKey): string => `${process}/${stream}@${revision}`;

/** Faults of the environment, which are waited out; others come from the event or a bug. */
const TRANSIENT = ['unavailable', 'closed', 'outcome-unknown', 'full', 'access-denied', 'no-build', 'other-log'];
export const isTransient = (error: unknown): boolean => TRANSIENT.includes((error as { fault?: string }).fault ?? '');
