import { isTransient, type Logger, type Position, defineProcess, type ReadModels } from '#platform';
import { type CalendarEvent, dueClocksModel, RecalculateDeadlines } from '#sla';
import type { AggregateReader } from '#use-cases';

/** Clocks recalculated at a time: few enough that queries are answered in between. */
const CLOCKS_AT_A_TIME = 32;

/**
 * S7, S12: a new version moves the deadlines of all clocks that use the calendar, and voids breaches that it makes untrue, also of
 * closed claims. After a crash it begins again with the same commands.
 * @param caughtUp resolves when the clocks have followed their claims up to a position, since otherwise a claim could be found late by
 *   mistake, and when the due list has seen it
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
        // A newer version has its own event.
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
