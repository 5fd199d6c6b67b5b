import { isTransient, type Logger, type Position, defineProcess, type ReadModels } from '#platform';
import { type CalendarEvent, dueClocksModel, RecalculateDeadlines } from '#sla';
import type { AggregateReader } from '#use-cases';

/** Few enough that queries are answered in between. */
const CLOCKS_AT_A_TIME = 32;

/**
 * S7, S12: moves deadlines and voids untrue breaches, of closed claims as well. After a crash it starts again with the same commands.
 * @param caughtUp awaited first, since otherwise a target met in time could be found late
 */
export const whenCalendarIsPublishedThenRecalculateItsDeadlines = (
  aggregates: Pick<AggregateReader, 'calendars'>,
  models: ReadModels,
  logger: Logger,
  caughtUp: (position: Position) => Promise<void>,
) =>
  defineProcess<CalendarEvent, RecalculateDeadlines>({
    name: 'when-calendar-is-published-then-recalculate-its-deadlines',
    commands: { RecalculateDeadlines },
    poison: 'quarantine',
    independent: true,
    when: {
      async CalendarPublished({ data: { calendarId, version }, position }, react) {
        if (version === 1) return;
        const calendar = await aggregates.calendars.newest(calendarId);
        // Newer versions have their own event.
        if (!calendar || calendar.version !== version) return;
        await caughtUp(position);
        let after: string | undefined;
        do {
          const { items, hasMore } = await models.query(dueClocksModel, {
            where: [
              { field: 'calendarId', eq: calendarId },
              { field: 'affectedByCalendar', eq: true },
            ],
            limit: CLOCKS_AT_A_TIME,
            ...(after !== undefined && { after }),
          });
          await Promise.all(
            items.map(({ document: { id: claimId } }) =>
              react(RecalculateDeadlines, { claimId, calendar }, claimId).catch((error: unknown) => {
                if (isTransient(error)) throw error;
                // A damaged stream must not hold up the others.
                logger.error(
                  { claim: claimId, error: String(error) },
                  'the deadlines of a claim cannot be recalculated',
                );
              }),
            ),
          );
          after = hasMore ? items.at(-1)?.cursor : undefined;
        } while (after !== undefined);
      },
    },
  });
