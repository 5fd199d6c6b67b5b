import type { Makegood } from '#engine';
import { dayOf } from '#kernel';
import { Recent } from '#platform';
import { replayBatch, type ReplayedBatch, watchedEvents } from '#use-cases';

interface Kept {
  readonly replayed: Promise<ReplayedBatch>;
  /** The end of the log and the day, once the replay has begun. */
  upTo?: string;
  /** By the time of this process. */
  freshUntilMs: number;
}

const MAX_KEPT = 50;
const SLOW_MS = 1_000;
/** What took long may be so many times as old, so that looking at it again and again takes a tenth of the processor at most. */
const FRESH_FOR = 10;

/** Batches replayed for those who look at them. The log is read for one at a time, and not again while nothing is written. */
export class BatchReplays {
  readonly #kept = new Recent<Kept>(MAX_KEPT);
  #before: Promise<unknown> = Promise.resolve();

  constructor(private readonly makegood: Pick<Makegood, 'store' | 'catalogue' | 'clock'>) {}

  /** `giveWay`: of the caller, while the log is read. */
  async of(batchId: string, giveWay: () => Promise<void>): Promise<ReplayedBatch> {
    const known = this.#kept.get(batchId);
    if (known && (known.upTo === undefined || performance.now() < known.freshUntilMs)) return known.replayed;
    if (known?.upTo === (await this.#upTo())) return known.replayed;
    const kept: Kept = {
      replayed: this.#before.then(async () => {
        kept.upTo = await this.#upTo();
        const begun = performance.now();
        const until = dayOf(this.makegood.clock.now());
        const replayed = await replayBatch(watchedEvents(this.makegood, giveWay), { batchId, until });
        const took = performance.now() - begun;
        if (took > SLOW_MS) kept.freshUntilMs = begun + took * (1 + FRESH_FOR);
        return replayed;
      }),
      freshUntilMs: 0,
    };
    this.#kept.set(batchId, kept);
    this.#before = kept.replayed.catch(() => this.#kept.delete(batchId));
    return kept.replayed;
  }

  async #upTo(): Promise<string> {
    const { store, clock } = this.makegood;
    return `${await store.head()} ${dayOf(clock.now())}`;
  }
}
