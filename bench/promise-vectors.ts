import type { PublishCalendarData } from '#sla';
import { everyDay, office, shanghai } from '../libs/sla/src/calendars.fixture.ts';
import { WEEKDAYS } from '../libs/sla/src/calendar.events.ts';

/** A sum with a known result; times are local to the calendar's zone. */
export interface Vector {
  readonly submitted: string;
  readonly calendar: PublishCalendarData;
  readonly hours: number;
  readonly due: string;
}

const newYork: PublishCalendarData = {
  calendarId: 'NEW-YORK',
  timeZone: 'America/New_York',
  mode: 'BUSINESS_DAY_24H',
  weekly: office(),
};

const nights: PublishCalendarData = {
  calendarId: 'NIGHTS',
  timeZone: 'Europe/Berlin',
  mode: 'OFFICE_HOURS',
  weekly: [{ days: [...WEEKDAYS], open: '22:00', close: '06:00' }],
};

const vector = (calendar: PublishCalendarData, submitted: string, due: string, hours = 48): Vector => ({
  calendar,
  submitted,
  due,
  hours,
});

const days = shanghai('BUSINESS_DAY_24H');
const hours = shanghai('OFFICE_HOURS');
const berlin = everyDay('Europe/Berlin');

/** The test vectors of the rule book, section 4, in both modes; then windows over a night in which the clocks change. */
export const VECTORS: readonly Vector[] = [
  vector(days, '2026-03-09T10:00', '2026-03-11T10:00'),
  vector(hours, '2026-03-09T10:00', '2026-03-17T10:00'),
  vector(days, '2026-03-06T16:30', '2026-03-10T16:30'),
  vector(hours, '2026-03-06T16:30', '2026-03-16T16:30'),
  vector(days, '2026-02-13T15:00', '2026-02-24T15:00'),
  vector(hours, '2026-02-13T15:00', '2026-02-28T15:00'),
  vector(days, '2025-09-26T17:00', '2025-09-29T17:00'),
  vector(berlin, '2026-03-28T12:00', '2026-03-30T13:00'),
  vector(berlin, '2026-10-24T12:00', '2026-10-26T11:00'),
  vector(newYork, '2026-03-06T12:00', '2026-03-10T12:00'),
  vector(nights, '2026-03-28T22:00', '2026-03-29T23:00', 8),
  vector(nights, '2026-10-24T22:00', '2026-10-25T06:00', 9),
];
