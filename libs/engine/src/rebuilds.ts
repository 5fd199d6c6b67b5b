import { setTimeout as wait } from 'node:timers/promises';
import type { Actor, Instant, Json } from '#kernel';
import {
  DocumentStoreError,
  EventStoreError,
  leaseOwner,
  onceLeased,
  type Position,
  positionParts,
  type Rebuilt,
  type RebuildProgress,
  waitFor,
} from '#platform';
import type { Makegood } from './makegood.ts';

/** The newest of a read model, whether it was asked for over the API or the command line. */
export interface Rebuild {
  readonly name: string;
  readonly status: 'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED';
  readonly requestedBy: Actor;
  readonly requestedAt: Instant;
  /** Of the client: the same request again is the same rebuild (C12). */
  readonly idempotencyKey?: string;
  readonly endedAt?: Instant;
  readonly events: number;
  readonly percent: number;
  /** How often it was begun. */
  readonly attempts: number;
  /** Why it has failed. */
  readonly message?: string;
}

/** Another process rebuilds this read model, or one is about to. */
export interface RebuildRunning {
  readonly running: string;
}

export interface RebuildRead extends RebuildProgress {
  /** Of what is to be read, 0 to 1: positions count events in the embedded store and bytes in EventStoreDB. */
  readonly share: number;
}

const KIND = 'rebuild';
const LISTED = 1_000;
const WRITTEN_MS = 500;
const POLL_MS = 500;
const ATTEMPTS = 5;
const ATTEMPT_MS = 50;
/** What ends the process each time is given up. */
const MOST_ATTEMPTS = 3;

type Engine = Pick<Makegood, 'processState' | 'leases' | 'projector' | 'clock' | 'logger'>;

/** Rebuilds of read models. Of each, one runs at a time, in whichever process. Every call can throw DocumentStoreError. */
export class Rebuilds {
  constructor(private readonly engine: Engine) {}

  async all(): Promise<readonly Rebuild[]> {
    return (await this.engine.processState.jobs(KIND, LISTED)) as unknown as readonly Rebuild[];
  }

  /** A worker begins it in a moment. */
  async request(
    name: string,
    { actor, idempotencyKey }: { readonly actor: Actor; readonly idempotencyKey?: string | undefined },
  ): Promise<Rebuild | RebuildRunning> {
    /** Of another caller, the same key is another request (C12). */
    const isSame = ({ idempotencyKey: key, requestedBy }: Rebuild) =>
      key !== undefined && key === idempotencyKey && requestedBy.id === actor.id && requestedBy.role === actor.role;
    for (let attempt = 1; ; attempt++) {
      const requested = await this.#leased([name], async () => {
        const last = await this.#find(name);
        if (last && isSame(last)) return last;
        if (last && isOpen(last)) return { running: name };
        return this.#set({ ...this.#begun(name, actor), ...(idempotencyKey !== undefined && { idempotencyKey }) });
      });
      if ('result' in requested) return requested.result;
      const last = await this.#find(name);
      if (last && isSame(last)) return last;
      if ((last && isOpen(last)) || attempt === ATTEMPTS) return requested;
      // It is being requested at this moment, or has just ended.
      await wait(ATTEMPT_MS);
    }
  }

  /** At once, in this process. `progress` may throw, to give it up. @throws what Projector.rebuild throws */
  async run(
    names: readonly string[],
    actor: Actor,
    progress: (read: RebuildRead) => void = () => undefined,
  ): Promise<readonly Rebuilt[] | RebuildRunning> {
    const run = await this.#leased(names, () => this.#run(names, actor, progress));
    return 'result' in run ? run.result : run;
  }

  async #run(
    names: readonly string[],
    actor: Actor,
    progress: (read: RebuildRead) => void,
  ): Promise<readonly Rebuilt[]> {
    const begun: Rebuild[] = [];
    for (const name of names) {
      const last = await this.#find(name);
      const asked = last && isOpen(last) ? last : this.#begun(name, actor);
      begun.push(await this.#set({ ...asked, status: 'RUNNING', attempts: asked.attempts + 1 }));
    }
    let read = 0;
    let writtenAt = performance.now();
    let writing: Promise<unknown> = Promise.resolve();
    const update = (changes: (name: string) => Partial<Rebuild>) =>
      Promise.all(begun.map((job) => this.#set({ ...job, events: read, ...changes(job.name) })));
    try {
      const rebuilt = await this.engine.projector.rebuild(names, (at) => {
        const share = shareOf(at.position, at.until);
        read = at.events;
        progress({ ...at, share });
        if (performance.now() < writtenAt + WRITTEN_MS) return;
        writtenAt = performance.now();
        const percent = Math.min(99, Math.floor(100 * share));
        writing = writing.then(() => update(() => ({ percent }))).catch(() => undefined);
      });
      await writing;
      const endedAt = this.engine.clock.now();
      await update((name) => {
        const model = rebuilt.find((one) => one.name === name);
        if (model && 'halted' in model) return { status: 'FAILED', endedAt, message: model.halted };
        return { status: 'DONE', endedAt, percent: 100 };
      });
      return rebuilt;
    } catch (error) {
      await writing;
      // The stores will be there again: a worker begins it anew.
      if (error instanceof DocumentStoreError || error instanceof EventStoreError) throw error;
      if (error instanceof GivenUp) await update(() => ({ status: 'QUEUED', percent: 0 }));
      else await update(() => ({ status: 'FAILED', endedAt: this.engine.clock.now(), message: INTERRUPTED }));
      throw error;
    }
  }

  /** Requested, running, or interrupted. The oldest first. */
  async open(): Promise<readonly Rebuild[]> {
    const open = (await this.all()).filter(isOpen);
    return open.toSorted((one, other) => (one.requestedAt < other.requestedAt ? -1 : 1));
  }

  /** Unless a process is at it. */
  async giveUp({ name }: Rebuild): Promise<void> {
    await this.#leased([name], async () => {
      const job = await this.#find(name);
      if (job && isOpen(job))
        await this.#set({ ...job, status: 'FAILED', endedAt: this.engine.clock.now(), message: INTERRUPTED });
    });
  }

  /** All of them or none, always in the same order. */
  async #leased<T>(names: readonly string[], work: () => Promise<T>): Promise<{ readonly result: T } | RebuildRunning> {
    const { leases, logger } = this.engine;
    const [name, ...others] = [...new Set(names)].sort();
    if (name === undefined) return { result: await work() };
    const lease = { leases, name: `rebuild ${name}`, owner: leaseOwner(), logger };
    const held = await onceLeased(lease, () => this.#leased(others, work));
    return held?.result ?? { running: name };
  }

  #begun(name: string, requestedBy: Actor): Rebuild {
    const requestedAt = this.engine.clock.now();
    return { name, status: 'QUEUED', requestedBy, requestedAt, events: 0, percent: 0, attempts: 0 };
  }

  async #find(name: string): Promise<Rebuild | undefined> {
    return (await this.engine.processState.job(KIND, name)) as unknown as Rebuild | undefined;
  }

  async #set(job: Rebuild): Promise<Rebuild> {
    await this.engine.processState.setJob(KIND, job.name, job as unknown as Json);
    return job;
  }
}

const INTERRUPTED = 'It was interrupted. The old documents stay in use.';

/** This process ends: another goes on. */
class GivenUp extends Error {}

const isOpen = ({ status }: Rebuild): boolean => status === 'QUEUED' || status === 'RUNNING';

const shareOf = (position: Position, until: Position): number =>
  Number(positionParts(position).commit) / Number(positionParts(until).commit);

/** Runs the rebuilds that were requested, one after the other, until the signal. @throws errors of the stores: the next call goes on */
export async function runRebuilds(engine: Engine, signal: AbortSignal): Promise<void> {
  const rebuilds = new Rebuilds(engine);
  const whileWanted = () => {
    if (signal.aborted) throw new GivenUp();
  };
  while (!signal.aborted) {
    for (const job of await rebuilds.open()) {
      if (signal.aborted) return;
      if (job.attempts >= MOST_ATTEMPTS) await rebuilds.giveUp(job);
      else
        await rebuilds.run([job.name], job.requestedBy, whileWanted).catch((error: unknown) => {
          if (error instanceof DocumentStoreError || error instanceof EventStoreError) throw error;
          if (!(error instanceof GivenUp))
            engine.logger.error({ model: job.name, error: String(error) }, 'a read model cannot be rebuilt');
        });
    }
    await waitFor(POLL_MS, signal);
  }
}
