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
 * Sends a command in reaction to the event. The command's id derives from the event and `key`, so a repetition is the same command.
 * Without a key it is numbered: then commands must be sent in the same order every time. A refusal is recorded, unless the process
 * sends the command again under the same key and it is not refused then.
 */
export type React<C extends Command = Command> = <K extends C>(
  Class: CommandClass<K>,
  data: NoInfer<K['data']>,
  key?: string,
) => Promise<Outcome>;

export interface Process<E extends Typed = Typed, C extends Command = Command> {
  readonly name: string;
  /** All commands that it may send: sending another does not compile. */
  readonly commands: CommandClasses<C>;
  readonly when: {
    readonly [T in E['type']]?: (event: Recorded<Extract<E, Typed<T>>>, react: React<C>) => Promise<unknown>;
  };
  readonly poison: 'halt' | 'quarantine';
  /** One event may cause many commands: the other processes do not wait for it. */
  readonly atItsOwnPace?: true;
}

/** Declares a process. The types of events and commands are checked here, and erased. */
export const defineProcess = <E extends Typed, C extends Command>(declared: Process<E, C>): Process =>
  declared as unknown as Process;

export interface ReactorOptions {
  readonly store: EventStore;
  readonly processState: ProcessState;
  readonly catalogue: Catalogue;
  readonly dispatch: (command: Command) => Promise<Outcome>;
  readonly logger: Logger;
  readonly batch?: number;
  readonly backoff?: Backoff;
}

interface Running {
  readonly process: Process;
  checkpoint: Position;
  halted?: string;
  readonly quarantined: Set<string>;
  /** Keys of recorded failures, to be cleared when the reaction succeeds after all. */
  readonly failed: Set<string>;
  alone?: Promise<void>;
}

const neverStopped = new AbortController().signal;
/** How often another process's checkpoint is read, milliseconds. */
const POLL_MS = 20;
/** Tries at a reaction that fails although the stores work, before its event is poison. */
const MAX_ATTEMPTS = 3;

/** Each process acts in its own name. No token has this role. */
const actorOf = (process: Process): Actor => ({ id: process.name, role: 'SYSTEM' });

/**
 * Runs the processes over one subscription. Each has its own checkpoint, written after its commands; a crash in between repeats
 * commands, which changes nothing, since their ids derive from the event. A process that is stuck reads on by itself, so that it
 * does not hold up the others, until it has caught up with them.
 */
export class Reactor {
  #running: Running[] = [];
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

  async failedReactions(): Promise<readonly FailedReaction[]> {
    return this.options.processState.failedReactions();
  }

  /** Follows the log until the signal aborts. @throws CheckpointBeyondHead */
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
    // Before anything is awaited: a process that reads on alone up to here rejoins the others with the next batch.
    this.#position = events.at(-1)?.position ?? this.#position;
    const abreast = this.#running.filter(({ alone }) => !alone);
    await Promise.all(abreast.map((running) => this.#abreast(running, decoded, signal)));
  }

  #decoded(events: readonly RecordedEvent[]): readonly DecodedEvent[] {
    return events.map((raw) => new DecodedEvent(raw, this.options.catalogue.decode));
  }

  /** Resolves when the process has handled the batch, or when it is stuck and goes on alone. */
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
      await this.#retried(read, signal);
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
    if (await this.#retried(save, signal, stuck)) running.checkpoint = checkpoint;
  }

  #concerns({ process, quarantined }: Running, raw: RecordedEvent): boolean {
    return Object.hasOwn(process.when, raw.type) && !quarantined.has(raw.stream);
  }

  /** True when the event was handled or its stream quarantined; false when the process halts or was stopped. */
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
            // As of its cause: the same on every repetition, and right for imported history.
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
        if (isTransient(error)) throw error;
        // A bug or a damaged event, after a few tries: poison.
        if (++failures < MAX_ATTEMPTS) throw error;
        const reason = (error as Error).message;
        // Recorded first: an operator must learn of a stream or a process that stands still.
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
    return (await this.#retried(once, signal, stuck)) && running.halted === undefined;
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

  async #strikeOff({ process, failed }: Running, { stream, revision }: RecordedEvent): Promise<void> {
    const reaction = { process: process.name, stream, revision };
    if (!failed.has(reactionKey(reaction))) return;
    await this.options.processState.clearFailure(reaction);
    failed.delete(reactionKey(reaction));
  }

  #retried(work: () => Promise<void>, signal: AbortSignal, stuck: () => void = () => undefined): Promise<boolean> {
    const failed = (error: unknown) => {
      this.options.logger.warn({ error: String(error) }, 'a process is stuck: trying again');
      stuck();
    };
    return retryUntilStopped(work, signal, failed, this.options.backoff ?? waitFor);
  }
}

/** Waits until a process has reacted up to a position. False when it has not within `timeoutMs`. */
export async function waitForProcess(
  processState: Pick<ProcessState, 'checkpoint'>,
  name: string,
  position: Position,
  timeoutMs: number,
  backoff: Backoff = waitFor,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    if ((await processState.checkpoint(name)) >= position) return true;
    if (performance.now() >= deadline) return false;
    await backoff(POLL_MS, neverStopped);
  }
}

const reactionKey = ({ process, stream, revision }: ReactionKey): string => `${process}/${stream}@${revision}`;

/** Faults of the environment, which are waited out. Others, such as `too-large` and `damaged`, come from the event or from us. */
const TRANSIENT = ['unavailable', 'outcome-unknown', 'full', 'access-denied', 'no-build'];
export const isTransient = (error: unknown): boolean => TRANSIENT.includes((error as { fault?: string }).fault ?? '');
