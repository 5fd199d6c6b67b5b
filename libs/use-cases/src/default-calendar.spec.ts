import { at, type Instant } from '#kernel';
import { streamOf, timerScenarios } from '#platform/specs';
import { type CalendarEvent, calendars } from '#sla';
import { calendar } from '#sla/facts';
import { DEFAULT_CALENDAR_ID, defaultCalendar } from './default-calendar.ts';
import { recordedAggregates } from './recorded-aggregates.fixture.ts';

const { given } = timerScenarios([calendars], async (now, { execute, ...facts }) => {
  const used = await defaultCalendar(recordedAggregates(facts), { execute }, now);
  expect(used.id).toBe('default');
});
const stream = streamOf(calendars, DEFAULT_CALENDAR_ID);
const now = '2026-03-09T02:00:00.000Z' as Instant;

describe('the calendar of partners without one of their own', () => {
  it('S2 is Monday to Friday, 24 hours, in UTC if none was published', () =>
    given()
      .at(now)
      .then(
        stream(
          at(now, {
            type: 'CalendarPublished',
            data: {
              calendarId: 'default',
              version: 1,
              timeZone: 'UTC',
              mode: 'BUSINESS_DAY_24H',
              weekly: [
                { days: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'], open: '00:00', close: '24:00' },
              ],
              exceptions: [],
            },
          }),
        ),
      ));

  it('S3 is the newest version published', () => {
    const own: CalendarEvent = { type: 'CalendarPublished', data: { ...calendar.published, calendarId: 'default' } };
    return given(stream(own)).at(now).thenNone();
  });
});
