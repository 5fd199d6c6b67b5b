import { type Clock, epochMilliseconds, type Instant, instantOf, uuidv5 } from '#kernel';
import {
  BEGINNING,
  defineTimer,
  type EventStore,
  isTransient,
  type Logger,
  type Outcome,
  type Position,
  type ReadModels,
} from '#platform';
import { type DueClock, dueClocksModel } from './due-clocks.projection.ts';
import { CheckDeadlines } from './sla.commands.ts';

export const clockSweep = defineTimer<CheckDeadlines>({ name: 'clock-sweep', commands: { CheckDeadlines } });

export interface ClockSweepOptions {
  readonly store: Pick<EventStore, 'head'>;
  readonly models: ReadModels;
  readonly execute: (command: CheckDeadlines) => Promise<Outcome>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Waits briefly for the clocks to have followed their claims up to a position. */
  readonly followed: (position: Position) => Promise<boolean>;
  /** Waits briefly for the due list to have seen the log up to a position. */
  readonly listed: (position: Position) => Promise<boolean>;
  /** Monotonic milliseconds, to detect jumps of the clock. */
  readonly stopwatch?: () => number;
}

/** A larger difference between clock and stopwatch is a jump. */
const JUMP_MS = 3_600_000;
/** Enough to share a commit, few enough that queries are answered in between (docs/benchmarks.md). */
const CLOCKS_AT_A_TIME = 200;

/** S8, S9: checks the deadlines that are due. Any number of sweeps, restarted at any point, write each event once. */
export class ClockSweep {
  #before: { readonly now: Instant; readonly passed: number } | undefined;
  /** Kept until the clocks have followed what the log held at this moment. */
  #look: { readonly now: Instant; readonly head: Position } | undefined;
  readonly #unreadable = new Set<string>();

  constructor(private readonly options: ClockSweepOptions) {}

  /**
   * Costs depend on what is due, not on what is open. First waits until the clocks have followed the log, as after a weekend without a
   * worker. @returns the number of clocks that changed; undefined while they are still following. @throws EventStoreError, DocumentStoreError
   */
  async tick(): Promise<number | undefined> {
    const { models, followed, listed } = this.options;
    const { now, head } = (this.#look ??= await this.#lookUp());
    const due = { field: 'next', lt: instantOf(epochMilliseconds(now) + 1) } as const;
    const page = (after?: string) =>
      models.query(dueClocksModel, {
        where: [due],
        orderBy: { field: 'next', direction: 'asc' },
        limit: CLOCKS_AT_A_TIME,
        ...(after !== undefined && { after }),
      });
    let { items, hasMore } = await page();
    if (items.length > 0 && !(await followed(head))) return undefined;
    this.#look = undefined;

    let checked = 0;
    let written: Position = BEGINNING;
    while (items.length > 0) {
      const positions = await Promise.all(items.map(({ document }) => this.#check(document, now)));
      for (const position of positions) {
        if (position === undefined) continue;
        checked++;
        if (position > written) written = position;
      }
      if (!hasMore) break;
      ({ items, hasMore } = await page(items.at(-1)?.cursor));
    }
    // Otherwise the next tick would find the same clocks again.
    if (checked > 0) await listed(written);
    return checked;
  }

  async #lookUp() {
    const { clock, store, logger, stopwatch = () => performance.now() } = this.options;
    const now = clock.now();
    const passed = stopwatch();
    const before = this.#before;
    this.#before = { now, passed };
    if (before) {
      const jump = epochMilliseconds(now) - epochMilliseconds(before.now) - (passed - before.passed);
      if (Math.abs(jump) > JUMP_MS)
        logger.warn(
          { from: before.now, to: now },
          'the system clock jumped: deadlines are checked once the event log has been read',
        );
    }
    return { now, head: await store.head() };
  }

  async #check({ id: claimId, revision, next }: DueClock, now: Instant): Promise<Position | undefined> {
    try {
      const outcome = await this.options.execute(
        new CheckDeadlines(
          { claimId },
          {
            // The same moment can be due again after a reopening or a voided breach, hence the revision.
            id: uuidv5(`check/${claimId}/${next}/${revision}`),
            actor: { id: clockSweep.name, role: 'SYSTEM' },
            at: now,
            correlationId: claimId,
          },
        ),
      );
      return outcome.kind === 'accepted' ? outcome.position : undefined;
    } catch (error) {
      if (isTransient(error)) throw error;
      // A damaged or deleted stream must not hold up the others.
      if (!this.#unreadable.has(claimId))
        this.options.logger.error(
          { claim: claimId, error: String(error) },
          'the deadlines of a claim cannot be checked',
        );
      this.#unreadable.add(claimId);
      return undefined;
    }
  }
}
