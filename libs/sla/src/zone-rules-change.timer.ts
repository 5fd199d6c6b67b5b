import { type Clock, type Instant, uuidv5 } from '#kernel';
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
import type { CalendarRepository } from './calendar.repository.ts';
import { type DueClock, dueClocksModel } from './due-clocks.projection.ts';
import { RecalculateDeadlines } from './sla.commands.ts';
import type { ZoneRules } from './zone.ts';

export const zoneRulesChange = defineTimer<RecalculateDeadlines>({
  name: 'zone-rules-change',
  commands: { RecalculateDeadlines },
});

export interface ZoneRulesChangeOptions {
  readonly store: Pick<EventStore, 'head'>;
  readonly models: ReadModels;
  readonly calendars: Pick<CalendarRepository, 'newest'>;
  readonly rules: Pick<ZoneRules, 'version'>;
  readonly execute: (command: RecalculateDeadlines) => Promise<Outcome>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Waits briefly for the clocks to have followed their claims up to a position. */
  readonly followed: (position: Position) => Promise<boolean>;
  /** Waits briefly for the due list to have seen the log up to a position. */
  readonly listed: (position: Position) => Promise<boolean>;
}

/** Fewer than for a sweep: recalculating is more work than checking. */
const CLOCKS_AT_A_TIME = 32;

/** S7: recalculates deadlines that were calculated with older zone rules, after an update of Node.js. */
export class ZoneRulesChange {
  readonly #unreadable = new Set<string>();

  constructor(private readonly options: ZoneRulesChangeOptions) {}

  /**
   * Costs depend on what is outdated, not on what is open. @returns the number of clocks that changed; undefined while they are still
   * following. @throws EventStoreError, DocumentStoreError
   */
  async tick(): Promise<number | undefined> {
    const { clock, store, models, rules, followed, listed } = this.options;
    const page = (after?: string) =>
      models.query(dueClocksModel, {
        where: [{ field: 'zoneRules', lt: rules.version }],
        limit: CLOCKS_AT_A_TIME,
        ...(after !== undefined && { after }),
      });
    let { items, hasMore } = await page();
    if (items.length === 0) return 0;
    const now = clock.now();
    const head = await store.head();
    // Otherwise a target met in time could be found late.
    if (!(await followed(head)) || !(await listed(head))) return undefined;

    let recalculated = 0;
    let written: Position = BEGINNING;
    for (;;) {
      for (const position of await Promise.all(items.map(({ document }) => this.#recalculate(document, now)))) {
        if (position === undefined) continue;
        recalculated++;
        if (position > written) written = position;
      }
      if (!hasMore) break;
      ({ items, hasMore } = await page(items.at(-1)?.cursor));
    }
    if (recalculated > 0) await listed(written);
    return recalculated;
  }

  async #recalculate({ id: claimId, revision, calendarId }: DueClock, now: Instant): Promise<Position | undefined> {
    if (this.#unreadable.has(claimId)) return undefined;
    const { calendars, rules, execute, logger } = this.options;
    try {
      const calendar = await calendars.newest(calendarId);
      if (!calendar) return undefined;
      const meta = {
        id: uuidv5(`zone-rules/${rules.version}/${claimId}/${revision}`),
        actor: { id: zoneRulesChange.name, role: 'SYSTEM' as const },
        at: now,
        correlationId: claimId,
      };
      const outcome = await execute(new RecalculateDeadlines({ claimId, calendar }, meta));
      return outcome.kind === 'accepted' ? outcome.position : undefined;
    } catch (error) {
      if (isTransient(error)) throw error;
      this.#unreadable.add(claimId);
      logger.error({ claim: claimId, error: String(error) }, 'the deadlines of a claim cannot be recalculated');
      return undefined;
    }
  }
}
