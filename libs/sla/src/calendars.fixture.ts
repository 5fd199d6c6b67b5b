import { type Day, DAY_MS, HOUR_MS } from '#kernel';
import type { PublishCalendarData } from './calendar.commands.ts';
import {
  type CalendarException,
  type CalendarMode,
  calendarEvents,
  type Weekday,
  WEEKDAYS,
} from './calendar.events.ts';
import { CompiledCalendar } from './business-time.ts';
import { wallClock, type ZoneRules } from './zone.ts';

export const MONDAY_TO_FRIDAY = WEEKDAYS.slice(0, 5) as readonly Weekday[];

export const day = (text: string): Day => text as Day;

const days = (first: string, last: string): Day[] => {
  const listed: Day[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += DAY_MS)
    listed.push(new Date(at).toISOString().slice(0, 10) as Day);
  return listed;
};

const off = (name: string, first: string, last = first): CalendarException[] =>
  days(first, last).map((date) => ({ date, kind: 'CLOSED', windows: [], source: 'IMPORTED', name }));

export const OFFICE = [
  { open: '09:00', close: '12:00' },
  { open: '13:00', close: '18:00' },
];

const worked = (...dates: string[]): CalendarException[] =>
  dates.map((date) => ({
    date: date as Day,
    kind: 'OPEN',
    windows: OFFICE,
    source: 'IMPORTED',
    name: 'Make-up working day',
  }));

/** China's days off and worked weekends of 2026, and those of autumn 2025. */
export const CHINA: readonly CalendarException[] = [
  ...off('National Day', '2025-10-01', '2025-10-08'),
  ...worked('2025-09-28', '2025-10-11'),
  ...off('New Year', '2026-01-01', '2026-01-03'),
  ...off('Spring Festival', '2026-02-15', '2026-02-23'),
  ...off('Qingming Festival', '2026-04-04', '2026-04-06'),
  ...off('Labour Day', '2026-05-01', '2026-05-05'),
  ...off('Dragon Boat Festival', '2026-06-19', '2026-06-21'),
  ...off('Mid-Autumn Festival', '2026-09-25', '2026-09-27'),
  ...off('National Day', '2026-10-01', '2026-10-07'),
  ...worked('2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'),
];

export const office = (days: readonly Weekday[] = MONDAY_TO_FRIDAY) =>
  OFFICE.map((window) => ({ days: [...days], ...window }));

export const shanghai = (mode: CalendarMode): PublishCalendarData => ({
  calendarId: 'SHANGHAI',
  timeZone: 'Asia/Shanghai',
  mode,
  weekly: office(),
  exceptions: [...CHINA],
  publishedUntil: day('2026-12-31'),
});

export const everyDay = (timeZone: string): PublishCalendarData => ({
  calendarId: 'EVERY-DAY',
  timeZone,
  mode: 'BUSINESS_DAY_24H',
  weekly: [{ days: [...WEEKDAYS], open: '00:00', close: '24:00' }],
});

export const laidOut = (calendar: PublishCalendarData, version = 1, rules?: ZoneRules): CompiledCalendar =>
  new CompiledCalendar(calendarEvents.CalendarPublished.schema.parse({ ...calendar, version }), rules);

/**
 * Rules by which one zone keeps an offset from an instant on, as after a decree; their version compares as later than any other.
 */
export const rulesThatKeep = (kept: string, offsetHours: number, since: number): ZoneRules => ({
  version: 'decreed',
  wallClock(timeZone, from, to) {
    const known = wallClock(timeZone, from, to);
    const offset = hours(offsetHours);
    return (local) => (timeZone === kept && local - offset >= since ? local - offset : known(local));
  },
});

/** `2026-03-09 10:00` local time of a zone → epoch milliseconds. */
export function at(timeZone: string, text: string): number {
  const local = Date.parse(`${text.replace(' ', 'T')}Z`);
  return wallClock(timeZone, local - 3 * DAY_MS, local + 3 * DAY_MS)(local);
}

export const hours = (count: number): number => count * HOUR_MS;
