import {
  type Actor,
  type Command,
  type CommandClass,
  type CommandClasses,
  type Refusal,
  type Typed,
  uuidv5,
} from '#kernel';
import type { Catalogue } from '../event-store/catalogue.ts';
import type { Outcome } from './command-loop.ts';
import { BEGINNING, type EventStore, type Position, type RecordedEvent } from '../event-store/event-store.port.ts';
import { followFeed } from './feed.ts';
import type { Logger } from '../support/logger.ts';
import { type Backoff, waitFor, retryUntilStopped } from '../support/backoff.ts';
import { type ReaderState, readerState } from './reader-state.ts';
import { DecodedEvent, type Recorded } from './projection.ts';
import type { FailedReaction, ProcessState, ReactionKey } from '../process-state/process-state.port.ts';

/**
 * Issues a command in answer to the event at hand. The command's id derives from the event: again is the same command. Which of
 * several it is, `key` says; without it, the order in which they are issued, which then must be the same every time. One that is
 * refused is kept on record, unless the process issues it again by its key and it is not refused then.
 */
export type React<C extends Command = Command> = <K extends C>(
  Class: CommandClass<K>,
  data: NoInfer<K['data']>,
  key?: string,
) => Promise<Outcome>;

/** A reaction between contexts: which event leads to which command. Its name is a sentence. */
export interface Process<E extends Typed = Typed, C extends Command = Command> {
  readonly name: string;
  /** All that it may issue: what is missing here does not compile. */
  readonly commands: CommandClasses<C>;
  readonly when: {
    readonly [T in E['type']]?: (event: Recorded<Extract<E, Typed<T>>>, react: React<C>) => Promise<unknown>;
  };
  readonly poison: 'halt' | 'quarantine';
  /** It may have much to do for one event: the others do not wait for it. */
  readonly atItsOwnPace?: true;
}

/** Declares a process; the types of events and commands are checked here and forgotten behind it. */
export const defineProcess = <E extends Typed, C extends Command>(declared: Process<E, C>): Process =>
  declared as unknown as Process;

export interface ReactorOptions {
  readonly store: EventStore;
  readonly processState: ProcessState;
  readonly catalogue: Catalogue;
  readonly dispatch: (command: Command) => Promise<Outcome>;
  readonly logger: Logger;
  readonly batch?: number;
  /** How time passes between two tries. */
  readonly backoff?: Backoff;
}

interface Running {
  readonly process: Process;
  checkpoint: Position;
  halted?: string;
  readonly quarantined: Set<string>;
  /** Keys of what is on record as left undone, so that it can be struck off when it is done after all. */
  readonly failed: Set<string>;
  /** Left the others behind or was left by them: catches up on its own. */
  alone?: Promise<void>;
}

const neverStopped = new AbortController().signal;
/** How often another process's progress is looked at, milliseconds. */
const LOOKS_EVERY = 20;
/** Tries at a reaction that fails for no fault of the stores, before its event is poison. */
const TRIES = 3;

/** Each process acts in its own name; nobody's token carries this role. */
const actorOf = (process: Process): Actor => ({ id: process.name, role: 'SYSTEM' });

/**
 * Runs the processes over one subscription, event after event. Each has its own checkpoint, written behind what it has
 * done; a crash in between repeats commands that were carried out already, which changes nothing, since their ids derive
 * from the event (design, mechanism 6).
 *
 * A process that cannot go on for now (what it needs is out of reach) lets the others pass and reads on by itself, from its
 * own checkpoint, until it has met them again.
 */
export class Reactor {
  #running: Running[] = [];
  /** End of the last batch that was handed to all processes. */
  #position: Position = BEGINNING;

  constructor(
    private readonly processes: readonly Process[],
    private readonly options: ReactorOptions,
  ) {}

  get status(): readonly { name: string; position: Position; state: ReaderState }[] {
    return this.#running.map(({ process: { name }, checkpoint, halted, quarantined }) => ({
      name,
      position: checkpoint,
      state: readerState({ halted, quarantined: quarantined.size }),
    }));
  }

  /** Reads the checkpoints. */
  async prepare(): Promise<void> {
    const { processState } = this.options;
    const running: Running[] = [];
    for (const process of this.processes) {
      const checkpoint = await processState.checkpoint(process.name);
      const undone = await processState.failedReactions(process.name);
      running.push({
        process,
        checkpoint,
        quarantined: new Set(undone.filter(({ effect }) => effect === 'quarantined').map(({ stream }) => stream)),
        failed: new Set(undone.filter(({ effect }) => effect !== 'quarantined').map(reactionKey)),
      });
    }
    this.#running = running;
    this.#position = this.#oldest();
  }

  /** What could not be done, by any process. */
  async failedReactions(): Promise<readonly FailedReaction[]> {
    return this.options.processState.failedReactions();
  }

  /** Follows the log until the signal. @throws CheckpointBeyondHead */
  async run(signal: AbortSignal): Promise<void> {
    const { store, logger, batch = 256, backoff } = this.options;
    const after = this.#oldest();
    for await (const events of followFeed(store, {
      name: 'processes',
      after,
      signal,
      logger,
      batch,
      ...(backoff && { backoff }),
    }))
      await this.#handle(events, signal);
    await this.#allTogether();
  }

  /** Reacts to all that is in the log, and to what the reactions write, until nothing is left. */
  async settle(signal: AbortSignal = new AbortController().signal): Promise<void> {
    while (!signal.aborted && this.#running.some(({ halted }) => !halted)) {
      const events = await this.#after(this.#oldest());
      if (events.length === 0) return;
      await this.#handle(events, signal);
      await this.#allTogether();
    }
  }

  #oldest(): Position {
    const [first = BEGINNING, ...others] = this.#running
      .filter(({ halted }) => !halted)
      .map(({ checkpoint }) => checkpoint);
    return others.reduce((oldest, checkpoint) => (checkpoint < oldest ? checkpoint : oldest), first);
  }

  async #after(position: Position): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    const { store, batch = 256 } = this.options;
    for await (const event of store.readAll({ after: position, limit: batch })) events.push(event);
    return events;
  }

  async #allTogether(): Promise<void> {
    await Promise.all(this.#running.map(({ alone }) => alone ?? Promise.resolve()));
  }

  async #handle(events: readonly RecordedEvent[], signal: AbortSignal): Promise<void> {
    const decoded = this.#decoded(events);
    // Before anything is awaited: who reads on alone and comes this far has met the others only for the batch after this one.
    this.#position = events.at(-1)?.position ?? this.#position;
    const abreast = this.#running.filter(({ alone }) => !alone);
    await Promise.all(abreast.map((running) => this.#abreast(running, decoded, signal)));
  }

  #decoded(events: readonly RecordedEvent[]): readonly DecodedEvent[] {
    return events.map((raw) => new DecodedEvent(raw, this.options.catalogue.decode));
  }

  /** One process's part in a batch; over as soon as it cannot go on and the others need not wait. */
  #abreast(running: Running, events: readonly DecodedEvent[], signal: AbortSignal): Promise<void> {
    const stuck = Promise.withResolvers<void>();
    const work = this.#advance(running, events, signal, stuck.resolve);
    const leave = () => {
      running.alone = work.then(() => this.#readOn(running, signal));
    };
    if (running.process.atItsOwnPace) return Promise.resolve(leave());
    return Promise.race([work, stuck.promise.then(leave)]);
  }

  async #readOn(running: Running, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !running.halted && running.checkpoint < this.#position) {
      let events: readonly RecordedEvent[] = [];
      const read = async () => {
        events = await this.#after(running.checkpoint);
      };
      await this.#persistently(read, signal);
      await this.#advance(running, this.#decoded(events), signal);
    }
    delete running.alone;
  }

  async #advance(
    running: Running,
    events: readonly DecodedEvent[],
    signal: AbortSignal,
    stuck: () => void = () => undefined,
  ): Promise<void> {
    if (running.halted) return;
    let { checkpoint } = running;
    for (const decoded of events) {
      const { raw } = decoded;
      if (raw.position <= checkpoint) continue;
      if (this.#concerns(running, raw) && !(await this.#react(running, decoded, signal, stuck))) break;
      checkpoint = raw.position;
    }
    if (checkpoint === running.checkpoint) return;
    const save = () => this.options.processState.advance(running.process.name, checkpoint);
    if (await this.#persistently(save, signal, stuck)) running.checkpoint = checkpoint;
  }

  #concerns({ process, quarantined }: Running, raw: RecordedEvent): boolean {
    return Object.hasOwn(process.when, raw.type) && !quarantined.has(raw.stream);
  }

  /** True when the event is done with, be it by setting its stream aside; false when the process halts or was stopped. */
  async #react(running: Running, decoded: DecodedEvent, signal: AbortSignal, stuck: () => void): Promise<boolean> {
    const { process } = running;
    const { raw } = decoded;
    let failures = 0;
    const once = async () => {
      let issued = 0;
      const refusals = new Map<string, Refusal>();
      const react: React = async (Class, data, key = String(issued++)) => {
        const outcome = await this.options.dispatch(
          new Class(data, {
            id: uuidv5(`${raw.id}/${process.name}/${key}`),
            actor: actorOf(process),
            // The reaction holds from when its cause holds: the same on every repetition, and right for imported history.
            at: raw.metadata.occurredAt,
            correlationId: raw.metadata.$correlationId,
            causationId: raw.id,
          }),
        );
        if (outcome.kind === 'refused') refusals.set(key, outcome.refusal);
        else refusals.delete(key);
        return outcome;
      };
      try {
        const event = decoded.event;
        await (process.when[raw.type] as (event: Recorded<Typed>, react: React) => Promise<unknown>)(event, react);
      } catch (error) {
        if (isPassing(error)) throw error;
        // A bug or a damaged event: once more in case it was neither, then it is poison.
        if (++failures < TRIES) throw error;
        const reason = (error as Error).message;
        // Only when it is on record: a stream or a process that stands still must be known to somebody.
        await this.#record(running, raw, reason, process.poison === 'halt' ? 'halted' : 'quarantined');
        if (process.poison === 'halt') running.halted = reason;
        else running.quarantined.add(raw.stream);
        return;
      }
      const [refusal] = refusals.values();
      if (!refusal) return this.#strikeOff(running, raw);
      const others = refusals.size > 1 ? ` (and ${refusals.size - 1} more refused)` : '';
      await this.#record(running, raw, `${refusal.code}: ${refusal.message}${others}`, 'skipped');
    };
    return (await this.#persistently(once, signal, stuck)) && running.halted === undefined;
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
    this.options.logger.error(failure, 'a process could not do its part');
  }

  async #strikeOff({ process, failed }: Running, { stream, revision }: RecordedEvent): Promise<void> {
    const reaction = { process: process.name, stream, revision };
    if (!failed.has(reactionKey(reaction))) return;
    await this.options.processState.clearFailure(reaction);
    failed.delete(reactionKey(reaction));
  }

  #persistently(work: () => Promise<void>, signal: AbortSignal, stuck: () => void = () => undefined): Promise<boolean> {
    const failed = (error: unknown) => {
      this.options.logger.warn({ error: String(error) }, 'a process cannot go on: trying again');
      stuck();
    };
    return retryUntilStopped(work, signal, failed, this.options.backoff ?? waitFor);
  }
}

/** Whether a process has done its part up to a position; looks again until it has, or `patience` milliseconds are over. */
export async function waitForProcess(
  processState: Pick<ProcessState, 'checkpoint'>,
  name: string,
  position: Position,
  patience: number,
  backoff: Backoff = waitFor,
): Promise<boolean> {
  const deadline = performance.now() + patience;
  for (;;) {
    if ((await processState.checkpoint(name)) >= position) return true;
    if (performance.now() >= deadline) return false;
    await backoff(LOOKS_EVERY, neverStopped);
  }
}

const reactionKey = ({ process, stream, revision }: ReactionKey): string => `${process}/${stream}@${revision}`;

/** Faults of the surroundings are waited out, whatever the event; `too-large`, `damaged` and the like are the event's or ours. */
const PASSING = ['unavailable', 'outcome-unknown', 'full', 'access-denied', 'no-build'];
export const isPassing = (error: unknown): boolean => PASSING.includes((error as { fault?: string }).fault ?? '');
