import { epochMilliseconds, type Instant, instantOf } from '#kernel';
import { defineTimer, type Position, timerMetadata } from '#platform';
import { type ClockTimerOptions, sendToNominatedClocks } from './nominated-clocks.ts';
import { CheckDeadlines } from './sla.commands.ts';

export const clockSweep = defineTimer<CheckDeadlines, ClockSweepOptions>({
  name: 'clock-sweep',
  commands: { CheckDeadlines },
  ticksOver(options) {
    const sweep = new ClockSweep(options);
    return () => sweep.tick();
  },
});

export type ClockSweepOptions = ClockTimerOptions<CheckDeadlines>;

/** Enough to share a commit, few enough that queries are answered in between (docs/benchmarks.md). */
const CLOCKS_AT_A_TIME = 200;

/** S6, S8, S9: checks deadlines and pauses that are due. Any number of sweeps, restarted at any point, write each event once. */
export class ClockSweep {
  #look: { readonly now: Instant; readonly head: Position } | undefined;
  readonly #unreadable = new Set<string>();

  constructor(private readonly options: ClockSweepOptions) {}

  /** Costs depend on what is due, not on what is open. @returns the number of clocks changed; undefined while clocks are still following */
  async tick(): Promise<number | undefined> {
    const { calendars, execute, followed, clock, store } = this.options;
    const { now, head } = (this.#look ??= { now: clock.now(), head: await store.head() });
    const checked = await sendToNominatedClocks({
      ...this.options,
      page: {
        where: [{ field: 'next', lt: instantOf(epochMilliseconds(now) + 1) }],
        orderBy: { field: 'next', direction: 'asc' },
        limit: CLOCKS_AT_A_TIME,
      },
      ready: () => followed(head),
      calendarOf: (calendarId) => calendars.newest(calendarId),
      send: ({ id: claimId, revision, next }, calendar) =>
        execute(
          new CheckDeadlines(
            { claimId, calendar },
            // The same moment can be due again after a reopening or a voided breach, hence the revision.
            timerMetadata(clockSweep, `check/${claimId}/${next}/${revision}`, claimId, now),
          ),
        ),
      unreadable: this.#unreadable,
    });
    if (checked !== undefined) this.#look = undefined;
    return checked;
  }
}
