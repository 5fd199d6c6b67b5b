import { defineProcess } from '#platform';
import { affectedBy, type CalendarEvent, RecalculateDeadlines, sendToNominatedClocks } from '#sla';
import type { ProcessPorts, Reads } from './process-ports.ts';

/** Few enough that queries are answered in between. */
const CLOCKS_AT_A_TIME = 32;

/**
 * S7, S12: moves deadlines and voids untrue breaches, of closed claims as well. After a crash it starts again with the same commands.
 * @param caughtUp awaited first, since otherwise a target met in time could be found late
 */
export const whenCalendarIsPublishedThenRecalculateItsDeadlines = ({
  aggregates,
  models,
  logger,
  caughtUp,
}: Reads<'calendars'> & Pick<ProcessPorts, 'models' | 'logger' | 'caughtUp'>) =>
  defineProcess<CalendarEvent, RecalculateDeadlines>({
    name: 'when-calendar-is-published-then-recalculate-its-deadlines',
    commands: { RecalculateDeadlines },
    poison: 'quarantine',
    // One calendar at a time, with a few clocks each.
    order: 'log',
    independent: true,
    when: {
      async CalendarPublished({ data: { calendarId, version }, position }, react) {
        if (version === 1) return;
        const calendar = await aggregates.calendars.newest(calendarId);
        // Newer versions have their own event.
        if (!calendar || calendar.version !== version) return;
        await caughtUp(position);
        await sendToNominatedClocks({
          models,
          logger,
          page: { where: affectedBy(calendarId), limit: CLOCKS_AT_A_TIME },
          calendarOf: () => Promise.resolve(calendar),
          send: ({ id: claimId }) => react(RecalculateDeadlines, { claimId, calendar }, claimId),
          unreadable: new Set(),
        });
      },
    },
  });
