import { type Backoff, backoffMs, waitFor } from '../support/backoff.ts';
import type { Logger } from '../support/logger.ts';
import {
  type AppendResult,
  type Checkpoint,
  checkpointAt,
  type EventStore,
  EventStoreError,
  type NewEvent,
  type Position,
  type RecordedEvent,
  START,
  type StreamDamage,
} from './event-store.port.ts';

export interface Knows {
  readonly log?: string | undefined;
  readonly checkpoints: readonly Checkpoint[];
}

/** What was built from a log, and so knows which one that is. */
export interface LogDependent {
  /** As in "the read models". */
  readonly name: string;
  known(): Promise<Knows>;
  keepLogId(log: string): Promise<void>;
  /** Without all that stands on events that `has` does not find. */
  forget(has: (checkpoint: Checkpoint) => Promise<boolean>): Promise<void>;
}

export type LogState = { readonly kind: 'known' } | { readonly kind: 'other'; readonly reason: string };

export interface KnownLogOptions {
  readonly dependents: readonly LogDependent[];
  /** Which open file beside the log is gone, and what to do. */
  readonly lostFile?: () => string | undefined;
  readonly logger: Logger;
  readonly backoff?: Backoff;
  /** How often the log is asked in the background. */
  readonly askMs?: number;
}

const ASK_MS = 3_000;
/** A node that has just taken over may lack the newest event for a moment. */
const LOOKS = 3;

export const WHAT_TO_DO =
  'Bring back the right event log. To go on with this one, stop all programs, run "makegood rebuild", and start them again.';

const KNOWN: LogState = { kind: 'known' };

/**
 * A store whose log is the one that was read before. The newest known event is asked for at the start, after every fault, and now
 * and then; while the log does not have it, everything is refused with `other-log`.
 */
export class KnownLog implements EventStore {
  readonly #store: EventStore;
  readonly #options: KnownLogOptions;
  readonly #closed = new AbortController();
  #newest: Checkpoint = START;
  #logId: string | undefined;
  #state: LogState = KNOWN;
  #suspect = false;
  #asking: Promise<void> | undefined;
  #adopting = false;
  #changed = Promise.withResolvers<void>();
  #timer: NodeJS.Timeout | undefined;

  /** Of a log that nothing else knows. */
  constructor(store: EventStore, options: KnownLogOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** Gives the log an id when nothing knows one. @throws EventStoreError, DocumentStoreError when a store cannot be reached */
  static async open(store: EventStore, options: KnownLogOptions): Promise<KnownLog> {
    const log = new KnownLog(store, options);
    await log.#compare();
    log.#timer = setInterval(() => void log.ask().catch(() => undefined), options.askMs ?? ASK_MS);
    log.#timer.unref();
    return log;
  }

  get damage(): StreamDamage | undefined {
    return this.#store.damage;
  }

  get state(): LogState {
    return this.#state;
  }

  /** @throws EventStoreError `other-log` */
  mustBeKnown(): void {
    if (this.#state.kind === 'other' && !this.#adopting) throw new EventStoreError('other-log', this.#state.reason);
  }

  /** Resolves as soon as the log is the known one, or the signal aborts. */
  async whenKnown(signal?: AbortSignal): Promise<void> {
    const stopped = Promise.withResolvers<void>();
    const stop = () => stopped.resolve();
    signal?.addEventListener('abort', stop);
    while (this.#state.kind === 'other' && !signal?.aborted)
      await Promise.race([this.#changed.promise, stopped.promise]);
    signal?.removeEventListener('abort', stop);
  }

  /** Takes the log as it is: `rebuild` reads it whole, then what else stands on another log is forgotten. */
  async adopt(rebuild: () => Promise<void>): Promise<void> {
    this.#adopting = true;
    try {
      await rebuild();
      const log = (await this.#store.id({ create: true })) as string;
      for (const dependent of this.#options.dependents) {
        if (await this.#problemOf(dependent, await dependent.known(), log)) await dependent.forget(this.#has);
        await dependent.keepLogId(log);
      }
      this.#newest = START;
      await this.#compare();
    } finally {
      this.#adopting = false;
    }
  }

  async append(stream: string, expected: number, events: readonly NewEvent[]): Promise<AppendResult> {
    await this.#sure();
    const result = await this.#watched(() => this.#store.append(stream, expected, events));
    if (result.kind === 'appended') this.#see({ position: result.position, id: events.at(-1)?.id ?? '' });
    return result;
  }

  readStream(...args: Parameters<EventStore['readStream']>): AsyncGenerator<RecordedEvent> {
    return this.#watchedEach(() => this.#store.readStream(...args));
  }

  readAll(...args: Parameters<EventStore['readAll']>): AsyncGenerator<RecordedEvent> {
    return this.#watchedEach(() => this.#store.readAll(...args));
  }

  async *subscribe(options: Parameters<EventStore['subscribe']>[0]): AsyncGenerator<readonly RecordedEvent[]> {
    // A feed that resumes: whatever broke it may have been a restore.
    this.#suspect = true;
    for await (const events of this.#watchedEach(() => this.#store.subscribe(options))) {
      this.mustBeKnown();
      const newest = events.at(-1);
      if (newest) this.#see(newest);
      yield events;
    }
  }

  async head(): Promise<Position> {
    await this.#sure();
    return this.#watched(() => this.#store.head());
  }

  async eventAt(position: Position): Promise<RecordedEvent | undefined> {
    await this.#sure();
    return this.#watched(() => this.#store.eventAt(position));
  }

  id(options?: { create?: boolean }): Promise<string | undefined> {
    return this.#store.id(options);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    clearInterval(this.#timer);
    await this.#store.close();
  }

  #see(event: Checkpoint): void {
    if (event.position > this.#newest.position) this.#newest = checkpointAt(event);
  }

  /** Before a call: nothing to wait for unless something has gone wrong. */
  async #sure(): Promise<void> {
    if (this.#adopting) return;
    if (this.#suspect && this.#state.kind === 'known') await this.ask();
    this.mustBeKnown();
  }

  async #watched<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw this.#noted(error);
    }
  }

  async *#watchedEach<T>(items: () => AsyncIterable<T>): AsyncGenerator<T> {
    await this.#sure();
    try {
      yield* items();
    } catch (error) {
      throw this.#noted(error);
    }
  }

  #noted(error: unknown): unknown {
    const { fault, message = '' } = error as Partial<EventStoreError>;
    if (fault === 'other-log') this.#become({ kind: 'other', reason: message });
    if (fault === 'unavailable' || fault === 'outcome-unknown') this.#suspect = true;
    return error;
  }

  /** Looks now; once for all that ask meanwhile. @throws EventStoreError, DocumentStoreError when a store cannot be reached */
  ask(): Promise<void> {
    if (this.#adopting) return Promise.resolve();
    this.#asking ??= (async () => {
      try {
        if (this.#state.kind === 'other') return await this.#compare();
        this.#suspect = false;
        const problem = await this.#orReplaced(() => this.#problemOfNewest());
        if (problem !== undefined) this.#become({ kind: 'other', reason: problem });
      } catch (error) {
        this.#suspect = true;
        throw error;
      } finally {
        this.#asking = undefined;
      }
    })();
    return this.#asking;
  }

  /** With everything that was built from the log. */
  async #compare(): Promise<void> {
    const known = await Promise.all(
      this.#options.dependents.map(async (dependent) => ({ dependent, knows: await dependent.known() })),
    );
    const anyId = known.some(({ knows }) => knows.log !== undefined);
    let log: string | undefined;
    const problem = await this.#orReplaced(async () => {
      log = anyId ? await this.#found(() => this.#store.id()) : await this.#store.id();
      let first = await this.#problemOfNewest();
      for (const { dependent, knows } of known) first ??= await this.#problemOf(dependent, knows, log);
      return first;
    });
    if (problem !== undefined) return this.#become({ kind: 'other', reason: problem });
    log ??= (await this.#store.id({ create: true })) as string;
    for (const { dependent, knows } of known) if (knows.log === undefined) await dependent.keepLogId(log);
    this.#logId = log;
    for (const { knows } of known) for (const checkpoint of knows.checkpoints) this.#see(checkpoint);
    this.#become(KNOWN);
  }

  async #orReplaced(look: () => Promise<string | undefined>): Promise<string | undefined> {
    try {
      return await look();
    } catch (error) {
      if (error instanceof EventStoreError && error.fault === 'other-log') return error.message;
      throw error;
    }
  }

  async #problemOfNewest(): Promise<string | undefined> {
    const lost = this.#options.lostFile?.();
    if (lost !== undefined) return lost;
    if (this.#newest.position > START.position)
      return (await this.#has(this.#newest)) ? undefined : `${lacks(this.#newest, 'this program')} ${WHAT_TO_DO}`;
    if (this.#logId === undefined || (await this.#found(() => this.#store.id())) === this.#logId) return undefined;
    return `The event log is not the one that this program has read. ${WHAT_TO_DO}`;
  }

  async #problemOf({ name }: LogDependent, { log: theirs, checkpoints }: Knows, log?: string) {
    if (theirs !== undefined && theirs !== log)
      return log === undefined
        ? `The event log is empty, and not the one of ${name}. ${WHAT_TO_DO}`
        : `The event log is not the one of ${name}. ${WHAT_TO_DO}`;
    for (const checkpoint of new Map(checkpoints.map((each) => [`${each.position} ${each.id}`, each])).values())
      if (!(await this.#has(checkpoint))) return `${lacks(checkpoint, name)} ${WHAT_TO_DO}`;
    return undefined;
  }

  readonly #has = async ({ position, id }: Checkpoint): Promise<boolean> => {
    if (position === START.position) return true;
    const found = await this.#found(async () => {
      const event = await this.#store.eventAt(position);
      return event?.id === id ? event : undefined;
    });
    return found !== undefined;
  };

  async #found<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
    const { backoff = waitFor } = this.#options;
    for (let looks = 1; ; looks++) {
      const found = await look();
      if (found !== undefined || looks === LOOKS || this.#state.kind === 'other') return found;
      await backoff(backoffMs(looks + 2), this.#closed.signal);
    }
  }

  #become(state: LogState): void {
    const before = this.#state;
    this.#state = state;
    // Who opens it says so in its own way.
    if (before.kind === state.kind || !this.#timer) return;
    const { logger } = this.#options;
    if (state.kind === 'other') logger.error({}, state.reason);
    else logger.info({}, 'the event log is the right one again');
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

const lacks = ({ position, id }: Checkpoint, reader: string): string =>
  `The event log does not have event ${id} at ${position}, which ${reader} had read: it was restored from an older copy, cut, or replaced.`;
