import { setTimeout as wait } from 'node:timers/promises';
import { DocumentStoreError, EventStoreError } from '#platform';
import { dueLists, type EngineStatus, type Makegood } from '#engine';
import { type Health, healthOf, type Limits } from './health.ts';

export interface HealthMonitorOptions {
  /** Between two measurements. */
  readonly everyMs?: number;
  /** How long an answer waits for a new measurement. */
  readonly freshMs?: number;
  readonly stopwatch?: () => number;
}

export interface Monitored extends Pick<Makegood, 'status' | 'preparation' | 'log'> {
  readonly settings: Limits;
}

/** A measurement that takes longer than any call of a store: nothing is known any more. */
const MAX_AGE_MS = 10_000;

type Measurement =
  | { readonly kind: 'measured'; readonly status: EngineStatus }
  | { readonly kind: 'failed'; readonly what: string };

/** Measures in the background, so that health is answered at once while a store is slow or away. */
export class HealthMonitor {
  readonly #makegood: Monitored;
  readonly #everyMs: number;
  readonly #freshMs: number;
  readonly #stopwatch: () => number;
  #last: { readonly measurement: Measurement; readonly at: number } | undefined;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    makegood: Monitored,
    { everyMs = 1_000, freshMs = 100, stopwatch = () => performance.now() }: HealthMonitorOptions = {},
  ) {
    this.#makegood = makegood;
    this.#everyMs = everyMs;
    this.#freshMs = freshMs;
    this.#stopwatch = stopwatch;
  }

  onApplicationBootstrap(): void {
    const measure = () => {
      if (!this.#running) void this.#measure();
    };
    measure();
    this.#timer = setInterval(measure, this.#everyMs).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  async health(): Promise<Health> {
    const { settings, preparation, log } = this.#makegood;
    if (log.state.kind === 'other') return { status: 'unavailable', message: log.state.reason };
    if (preparation.pending !== undefined) return { status: 'unavailable', message: preparation.pending };
    const known = await this.#known();
    if (known?.kind === 'measured') return healthOf(known.status, settings, dueLists);
    return { status: 'unavailable', message: `The ${known?.what ?? 'stores'} cannot be read at the moment.` };
  }

  /** Undefined while the stores cannot be read. */
  async status(): Promise<EngineStatus | undefined> {
    const known = await this.#known();
    return known?.kind === 'measured' ? known.status : undefined;
  }

  /** A new measurement if one can be had at once, or the last one. */
  async #known(): Promise<Measurement | undefined> {
    const enough = new AbortController();
    const late = wait(this.#freshMs, undefined, { signal: enough.signal, ref: false }).catch(() => undefined);
    await Promise.race([this.#fresh(), late]);
    enough.abort();
    return this.#last && this.#stopwatch() - this.#last.at <= MAX_AGE_MS ? this.#last.measurement : undefined;
  }

  /** One that began after this call. */
  #fresh(): Promise<void> {
    if (!this.#running) return this.#measure();
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.#measure();
    });
    return this.#next;
  }

  #measure(): Promise<void> {
    this.#running ??= this.#makegood
      .status()
      .then(
        (status): Measurement => ({ kind: 'measured', status }),
        (error: unknown): Measurement => ({ kind: 'failed', what: whatFailed(error) }),
      )
      .then((measurement) => {
        this.#last = { measurement, at: this.#stopwatch() };
        this.#running = undefined;
      });
    return this.#running;
  }
}

const whatFailed = (error: unknown): string =>
  error instanceof DocumentStoreError ? 'read models' : error instanceof EventStoreError ? 'events' : 'stores';
