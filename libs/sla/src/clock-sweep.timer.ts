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
  /** Whether the clocks have followed their claims up to a position; waits a little. */
  readonly followed: (position: Position) => Promise<boolean>;
  /** Whether the due list has seen the log up to a position; waits a little. */
  readonly listed: (position: Position) => Promise<boolean>;
  /** Monotonic milliseconds, to notice that the clock was set. */
  readonly stopwatch?: () => number;
}

/** Milliseconds by which the clock may differ from the time passed between two ticks; beyond that it was set. */
const JUMP_MS = 3_600_000;
/** Clocks checked at a time: enough to share a commit, few enough that queries are answered in between (docs/benchmarks.md). */
const CLOCKS_AT_A_TIME = 200;

/** S8, S9: checks the deadlines that are due. Any number of sweeps, restarted at any point, write each event once. */
export class ClockSweep {
  #before: { readonly now: Instant; readonly passed: number } | undefined;
  /** Deadlines are checked as of this moment, once the clocks have followed what the log held then. */
  #look: { readonly now: Instant; readonly head: Position } | undefined;
  readonly #unreadable = new Set<string>();

  constructor(private readonly options: ClockSweepOptions) {}

  /**
   * Its cost depends on what is due, not on what is open. Decisions that the clocks have not followed yet, as after a weekend without
   * a worker, are followed first; then deadlines are checked as of the moment at which this began.
   * @returns the number of clocks that wrote something; undefined while they still follow
   * @throws EventStoreError, DocumentStoreError; what was checked before is written
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
    // Otherwise the next tick would read the same again.
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
          'the clock has jumped: deadlines are checked when the log has been read',
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
            // By claim, moment and revision: the same moment can be due again after a reopening or a voided breach.
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
