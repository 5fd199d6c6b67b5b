import { type Actor, type Command, type Issue, type Typed, uuidv5 } from '#kernel';
import type { Catalogue } from './catalogue.ts';
import type { Outcome } from './command-loop.ts';
import { BEGINNING, type EventStore, type Position, type RecordedEvent } from './event-store.port.ts';
import { followFeed } from './feed.ts';
import type { Log } from './log.ts';
import { persistently } from './persistently.ts';
import { DecodedEvent, type Recorded } from './projection.ts';
import type { ReadModels } from './read-model.port.ts';

/** Issues a command in answer to the event at hand. The command's id derives from the event: again is the same command. */
export type React = <D, C extends Command>(
  CommandClass: new (data: D, by: Issue) => C,
  data: NoInfer<D>,
) => Promise<Outcome>;

/** A reaction between contexts: which event leads to which command. Its name is a sentence. */
export interface Process<E extends Typed = Typed> {
  readonly name: string;
  readonly when: {
    readonly [T in E['type']]?: (event: Recorded<Extract<E, Typed<T>>>, react: React) => Promise<unknown>;
  };
  readonly poison: 'halt' | 'set-aside';
}

export const process = <E extends Typed>(declared: Process<E>): Process => declared as unknown as Process;

export interface ReactorOptions {
  readonly store: EventStore;
  readonly models: ReadModels;
  readonly catalogue: Catalogue;
  readonly dispatch: (command: Command) => Promise<Outcome>;
  readonly log: Log;
  readonly batch?: number;
}

/** Something a process could not do, kept for an operator. */
export interface LeftUndone {
  readonly process: string;
  readonly event: string;
  readonly stream: string;
  readonly revision: number;
  readonly reason: string;
  /** The stream waits behind it. */
  readonly setAside: boolean;
}

interface Running {
  readonly process: Process;
  checkpoint: Position;
  halted?: string;
  readonly aside: Set<string>;
}

/** Each process acts in its own name; nobody's token carries this role. */
const actorOf = (process: Process): Actor => ({ id: process.name, role: 'SYSTEM' });

/**
 * Runs the processes over one subscription, event after event. Each has its own checkpoint, written behind what it has
 * done; a crash in between repeats commands that were carried out already, which changes nothing, since their ids derive
 * from the event (design, mechanism 6).
 */
export class Reactor {
  #running: Running[] = [];

  constructor(
    private readonly processes: readonly Process[],
    private readonly options: ReactorOptions,
  ) {}

  get status(): readonly { name: string; position: Position; state: string }[] {
    return this.#running.map(({ process: { name }, checkpoint, halted, aside }) => ({
      name,
      position: checkpoint,
      state: halted ? `halted: ${halted}` : aside.size > 0 ? `live, ${aside.size} streams set aside` : 'live',
    }));
  }

  /** Reads the checkpoints. */
  async prepare(): Promise<void> {
    const { models } = this.options;
    this.#running = [];
    for (const process of this.processes) {
      const checkpoint =
        ((await models.getValue(`process/${process.name}`)) as Position | null | undefined) ?? BEGINNING;
      const undone = (await models.values(`undone/${process.name}/`)).map(
        ({ value }) => value as unknown as LeftUndone,
      );
      const aside = new Set(undone.filter(({ setAside }) => setAside).map(({ stream }) => stream));
      this.#running.push({ process, checkpoint, aside });
    }
  }

  /** What could not be done, by any process. */
  async leftUndone(): Promise<readonly LeftUndone[]> {
    return (await this.options.models.values('undone/')).map(({ value }) => value as unknown as LeftUndone);
  }

  /** Follows the log until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    const { store, log, batch = 256 } = this.options;
    for await (const events of followFeed(store, { name: 'processes', after: this.#oldest(), signal, log, batch }))
      await this.#handle(events, signal);
  }

  /** Reacts to all that is in the log, and to what the reactions write, until nothing is left. */
  async settle(signal: AbortSignal = new AbortController().signal): Promise<void> {
    for (;;) {
      const events: RecordedEvent[] = [];
      for await (const event of this.options.store.readAll({ after: this.#oldest(), limit: 256 })) events.push(event);
      if (events.length === 0) return;
      await this.#handle(events, signal);
    }
  }

  #oldest(): Position {
    const [first = BEGINNING, ...others] = this.#running.map(({ checkpoint }) => checkpoint);
    return others.reduce((oldest, checkpoint) => (checkpoint < oldest ? checkpoint : oldest), first);
  }

  async #handle(events: readonly RecordedEvent[], signal: AbortSignal): Promise<void> {
    const decoded = events.map((raw) => new DecodedEvent(raw, this.options.catalogue.decode));
    // Processes do not wait for each other; within one, event after event.
    await Promise.all(this.#running.map((running) => this.#advance(running, decoded, signal)));
  }

  async #advance(running: Running, events: readonly DecodedEvent[], signal: AbortSignal): Promise<void> {
    if (running.halted) return;
    let { checkpoint } = running;
    for (const decoded of events) {
      const { raw } = decoded;
      if (raw.position <= checkpoint) continue;
      if (signal.aborted || running.halted) break;
      if (this.#concerns(running, raw)) await this.#react(running, decoded, signal);
      if (signal.aborted || running.halted) break;
      checkpoint = raw.position;
    }
    if (checkpoint === running.checkpoint) return;
    await this.#persistently(() => this.options.models.setValue(`process/${running.process.name}`, checkpoint), signal);
    running.checkpoint = checkpoint;
  }

  #concerns({ process, aside }: Running, raw: RecordedEvent): boolean {
    return Object.hasOwn(process.when, raw.type) && !aside.has(raw.stream);
  }

  async #react(running: Running, decoded: DecodedEvent, signal: AbortSignal): Promise<void> {
    const { process } = running;
    const { raw } = decoded;
    let failures = 0;
    await this.#persistently(async () => {
      let issued = 0;
      const react: React = async (CommandClass, data) => {
        const outcome = await this.options.dispatch(
          new CommandClass(data, {
            id: uuidv5(`${raw.id}/${process.name}/${issued++}`),
            actor: actorOf(process),
            // The reaction holds from when its cause holds: the same on every repetition, and right for imported history.
            at: raw.metadata.occurredAt,
            correlationId: raw.metadata.$correlationId,
            causationId: raw.id,
          }),
        );
        if (outcome.kind === 'refused')
          await this.#undone(running, raw, `${outcome.refusal.code}: ${outcome.refusal.message}`, false);
        return outcome;
      };
      try {
        const event = decoded.event;
        await (process.when[raw.type] as (event: Recorded<Typed>, react: React) => Promise<unknown>)(event, react);
      } catch (error) {
        if (isPassing(error)) throw error;
        // A bug or a damaged event: once more in case it was neither, then it is poison.
        if (++failures < 3) throw error;
        if (process.poison === 'halt') running.halted = (error as Error).message;
        else running.aside.add(raw.stream);
        await this.#undone(running, raw, (error as Error).message, process.poison === 'set-aside');
      }
    }, signal);
  }

  async #undone({ process }: Running, raw: RecordedEvent, reason: string, setAside: boolean): Promise<void> {
    const undone: LeftUndone = {
      process: process.name,
      event: raw.type,
      stream: raw.stream,
      revision: raw.revision,
      reason,
      setAside,
    };
    await this.options.models.setValue(`undone/${process.name}/${raw.stream}@${raw.revision}`, { ...undone });
    this.options.log.error(undone, 'a process could not do its part');
  }

  #persistently(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    return persistently(work, signal, (error) =>
      this.options.log.warn({ error: String(error) }, 'a process cannot go on: trying again'),
    );
  }
}

/** Faults that pass by themselves are waited out; the rest is the event's or ours. */
const isPassing = (error: unknown): boolean =>
  ['unavailable', 'outcome-unknown', 'full'].includes((error as { fault?: string }).fault ?? '');
