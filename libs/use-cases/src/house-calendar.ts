import { type Instant, uuidv5 } from '#kernel';
import { type LaidOutCalendar, PublishCalendar } from '#sla';
import type { Desk } from './desk.ts';

/** By what the promise is reckoned to a partner that has no calendar of its own. */
export const HOUSE_CALENDAR = 'default';

/** The house's calendar; where nobody has published one: Monday to Friday around the clock in UTC, to be replaced by a version of one's own. */
export async function houseCalendar(desk: Desk, at: Instant): Promise<LaidOutCalendar> {
  const published = await desk.calendars.newest(HOUSE_CALENDAR);
  if (published) return published;
  const by = {
    id: uuidv5('house-calendar'),
    actor: { id: 'house-calendar', role: 'SYSTEM' as const },
    at,
    correlationId: 'house-calendar',
  };
  const house: PublishCalendar['data'] = {
    calendarId: HOUSE_CALENDAR,
    timeZone: 'UTC',
    mode: 'BUSINESS_DAY_24H',
    weekly: [{ days: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'], open: '00:00', close: '24:00' }],
    // Somebody may publish it at this moment.
    unlessPublished: true,
  };
  await desk.execute(new PublishCalendar(house, by));
  return (await desk.calendars.newest(HOUSE_CALENDAR)) as LaidOutCalendar;
}
