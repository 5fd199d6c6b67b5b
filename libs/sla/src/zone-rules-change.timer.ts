import { defineTimer, timerMetadata } from '#platform';
import { type ClockTimerOptions, sendToNominatedClocks } from './nominated-clocks.ts';
import { RecalculateDeadlines } from './sla.commands.ts';
import type { ZoneRules } from './zone.ts';

export const zoneRulesChange = defineTimer<RecalculateDeadlines, ZoneRulesChangeOptions>({
  name: 'zone-rules-change',
  commands: { RecalculateDeadlines },
  ticksOver(options) {
    const change = new ZoneRulesChange(options);
    return () => change.tick();
  },
});

export interface ZoneRulesChangeOptions extends ClockTimerOptions<RecalculateDeadlines> {
  readonly rules: Pick<ZoneRules, 'version'>;
}

/** Fewer than for a sweep: recalculating is more work than checking. */
const CLOCKS_AT_A_TIME = 32;

/** S7: recalculates deadlines that were calculated with older zone rules, after an update of Node.js. */
export class ZoneRulesChange {
  readonly #unreadable = new Set<string>();

  constructor(private readonly options: ZoneRulesChangeOptions) {}

  /** @returns the number of clocks changed; undefined while clocks are still following */
  async tick(): Promise<number | undefined> {
    const { clock, store, calendars, rules, execute, followed, listed } = this.options;
    const now = clock.now();
    return sendToNominatedClocks({
      ...this.options,
      page: {
        where: [{ field: 'zoneRules', lt: rules.version }],
        // Otherwise a store may look through all clocks by id.
        orderBy: { field: 'zoneRules', direction: 'asc' },
        limit: CLOCKS_AT_A_TIME,
      },
      ready: async () => {
        const head = await store.head();
        return (await followed(head)) && listed(head);
      },
      calendarOf: (calendarId) => calendars.newest(calendarId),
      send: ({ id: claimId, revision }, calendar) =>
        execute(
          new RecalculateDeadlines(
            { claimId, calendar },
            timerMetadata(zoneRulesChange, `zone-rules/${rules.version}/${claimId}/${revision}`, claimId, now),
          ),
        ),
      unreadable: this.#unreadable,
    });
  }
}
