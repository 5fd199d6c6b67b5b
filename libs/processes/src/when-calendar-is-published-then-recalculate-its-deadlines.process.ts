import { isPassing, type Logger, type Position, defineProcess, type ReadModels } from '#platform';
import { type CalendarEvent, RecalculateDeadlines } from '#sla';
import type { AggregateReader } from '#use-cases';
import type { DueClock } from '#sla';

/** Clocks reckoned at a time; each is more work than one that is judged, and queries get their turn between. */
const AT_A_TIME = 32;

/**
 * S7, S12: a new version moves the deadlines of all clocks that run by the calendar, and voids breaches it makes untrue, those
 * of closed promises too. Killed in between it begins again: what was reckoned is the same command then, and costs a look.
 * @param known resolves when the clocks have been told of all moves of their claims up to a position (else what is in time could be
 *   judged late), and the list of them knows
 */
export const whenCalendarIsPublishedThenRecalculateItsDeadlines = (
  aggregates: Pick<AggregateReader, 'calendars'>,
  models: ReadModels,
  logger: Logger,
  known: (position: Position) => Promise<void>,
) =>
  defineProcess<CalendarEvent, RecalculateDeadlines>({
    name: 'when-calendar-is-published-then-recalculate-its-deadlines',
    commands: { RecalculateDeadlines },
    poison: 'quarantine',
    atItsOwnPace: true,
    when: {
      async CalendarPublished({ data: { calendarId, version }, position }, react) {
        if (version === 1) return;
        const calendar = await aggregates.calendars.newest(calendarId);
        // A newer one has its own event.
        if (!calendar || calendar.version !== version) return;
        await known(position);
        let after: string | undefined;
        do {
          const { items, hasMore } = await models.query<DueClock>('sla-due', {
            where: [
              { field: 'calendarId', eq: calendarId },
              { field: 'affectedByCalendar', eq: true },
            ],
            limit: AT_A_TIME,
            ...(after !== undefined && { after }),
          });
          await Promise.all(
            items.map(({ document: { id: claimId } }) =>
              react(RecalculateDeadlines, { claimId, calendar }, claimId).catch((error: unknown) => {
                if (isPassing(error)) throw error;
                // A damaged clock keeps neither the others waiting nor the next version.
                logger.error({ claim: claimId, error: String(error) }, 'a clock cannot be reckoned anew');
              }),
            ),
          );
          after = hasMore ? items.at(-1)?.cursor : undefined;
        } while (after !== undefined);
      },
    },
  });
