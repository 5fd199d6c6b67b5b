import { type Clock, epochMilliseconds, type Instant, instantOf, uuidv5 } from '#kernel';
import {
  BEGINNING,
  type EventStore,
  isPassing,
  type Logger,
  type Outcome,
  type Position,
  type ReadModels,
} from '#platform';
import type { DueClock } from './due-clocks.projection.ts';
import { CheckDeadlines } from './sla.commands.ts';

export interface ClockSweepOptions {
  readonly store: Pick<EventStore, 'head'>;
  readonly models: ReadModels;
  /** Carries a command out. */
  readonly execute: (command: CheckDeadlines) => Promise<Outcome>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whether the clocks have been told of every move of their claims up to a position; waits a little. */
  readonly told: (position: Position) => Promise<boolean>;
  /** Whether the due list has been shown the log up to a position; waits a little. */
  readonly listed: (position: Position) => Promise<boolean>;
  /** What the clock is held against: milliseconds that nobody sets. */
  readonly stopwatch?: () => number;
}

/** By how much more or less than the time that passed the clock may move between two looks, milliseconds: else it was set. */
const JUMP = 3_600_000;
/** Clocks judged at a time: enough to share a commit, few enough that queries get their turn between (docs/benchmarks.md). */
const AT_A_TIME = 200;

/** S8, S9: looks at what is due and has it judged. Any number of them, restarted at any point, write each event once. */
export class ClockSweep {
  #before: { readonly now: Instant; readonly passed: number } | undefined;
  /** A moment, and where the log ended then: what of it is not told yet must be, before anything is judged as of that moment. */
  #look: { readonly now: Instant; readonly head: Position } | undefined;
  readonly #unreadable = new Set<string>();

  constructor(private readonly options: ClockSweepOptions) {}

  /**
   * One look. Costs what is due, not what is open. A decision may stand in the log of which its clock has not been told yet:
   * whoever slept over a weekend has that done first, and judges as of the moment at which he woke up.
   * @returns how many clocks had something to say; undefined when they are still being told
   * @throws EventStoreError, DocumentStoreError when a store is out of reach; what was judged by then is written
   */
  async tick(): Promise<number | undefined> {
    const { models, told, listed } = this.options;
    const { now, head } = (this.#look ??= await this.#lookUp());
    const due = { field: 'next', lt: instantOf(epochMilliseconds(now) + 1) } as const;
    const page = (after?: string) =>
      models.query<DueClock>('sla-due', {
        where: [due],
        orderBy: { field: 'next', direction: 'asc' },
        limit: AT_A_TIME,
        ...(after !== undefined && { after }),
      });
    let { items, hasMore } = await page();
    if (items.length > 0 && !(await told(head))) return undefined;
    this.#look = undefined;

    let judged = 0;
    let written: Position = BEGINNING;
    while (items.length > 0) {
      const positions = await Promise.all(items.map(({ document }) => this.#judge(document, now)));
      for (const position of positions) {
        if (position === undefined) continue;
        judged++;
        if (position > written) written = position;
      }
      if (!hasMore) break;
      ({ items, hasMore } = await page(items.at(-1)?.cursor));
    }
    // Else the next look would nominate the same again.
    if (judged > 0) await listed(written);
    return judged;
  }

  async #lookUp() {
    const { clock, store, logger, stopwatch = () => performance.now() } = this.options;
    const now = clock.now();
    const passed = stopwatch();
    const before = this.#before;
    this.#before = { now, passed };
    if (before) {
      const jump = epochMilliseconds(now) - epochMilliseconds(before.now) - (passed - before.passed);
      if (Math.abs(jump) > JUMP)
        logger.warn({ from: before.now, to: now }, 'the clock has jumped: the log is read before anything is judged');
    }
    return { now, head: await store.head() };
  }

  /** Where the clock's events were written; undefined when it had nothing to say. */
  async #judge({ id: claimId, revision, next }: DueClock, now: Instant): Promise<Position | undefined> {
    try {
      const outcome = await this.options.execute(
        new CheckDeadlines(
          { claimId },
          {
            // The claim, the moment that came, and what was known of the clock: a moment can come again after a reopening or
            // a breach that was voided.
            id: uuidv5(`judge/${claimId}/${next}/${revision}`),
            actor: { id: 'sla-sweep', role: 'SYSTEM' },
            at: now,
            correlationId: claimId,
          },
        ),
      );
      return outcome.kind === 'accepted' ? outcome.position : undefined;
    } catch (error) {
      if (isPassing(error)) throw error;
      // A damaged stream, or one that was deleted, keeps nobody else waiting.
      if (!this.#unreadable.has(claimId))
        this.options.logger.error({ claim: claimId, error: String(error) }, 'a clock cannot be judged');
      this.#unreadable.add(claimId);
      return undefined;
    }
  }
}
