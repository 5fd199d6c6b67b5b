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
  /** Carries a command out. */
  readonly execute: (command: CheckDeadlines) => Promise<Outcome>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whether the clocks have followed their claims up to a position; waits a little. */
  readonly followed: (position: Position) => Promise<boolean>;
  /** Whether the due list has seen the log up to a position; waits a little. */
  readonly listed: (position: Position) => Promise<boolean>;
  /** Milliseconds that nobody can set, to notice that the clock was. */
  readonly stopwatch?: () => number;
}

/** Milliseconds by which the clock may differ from the time that passed between two ticks; beyond, it was set. */
const JUMP_MS = 3_600_000;
/** Clocks checked at a time: enough to share a commit, few enough that queries get their turn between (docs/benchmarks.md). */
const CLOCKS_AT_A_TIME = 200;

/** S8, S9: has the deadlines checked that are due. Any number of sweeps, restarted at any point, write each event once. */
export class ClockSweep {
  #before: { readonly now: Instant; readonly passed: number } | undefined;
  /** The moment as of which deadlines are checked, once all that the log held then has been followed. */
  #look: { readonly now: Instant; readonly head: Position } | undefined;
  readonly #unreadable = new Set<string>();

  constructor(private readonly options: ClockSweepOptions) {}

  /**
   * Costs what is due, not what is open. A decision may stand in the log that its clock has not followed yet: after a weekend without
   * a worker it is followed first, and then deadlines are checked as of the moment at which the worker started.
   * @returns how many clocks wrote something; undefined while they still follow
   * @throws EventStoreError, DocumentStoreError when a store is out of reach; what was checked by then is written
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
    // Else the next tick would nominate the same again.
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

  /** Where the clock's events were written; undefined when there were none. */
  async #check({ id: claimId, revision, next }: DueClock, now: Instant): Promise<Position | undefined> {
    try {
      const outcome = await this.options.execute(
        new CheckDeadlines(
          { claimId },
          {
            // The claim, the moment that came, and what was known of the clock: a moment can come again after a reopening or
            // a breach that was voided.
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
      // A stream that is damaged or deleted does not keep the others waiting.
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
