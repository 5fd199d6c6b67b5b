import { type CalendarDraft, mergedDays, withImported, WEEKDAYS } from '#sla';
import type { InputOf } from '#requests';
import { countryHolidays } from '../libs/sla/src/holidays.country.ts';
import { day } from './request.ts';

// One calendar for each office of the maker, with the holidays that `makegood calendar import` finds.

/** The day the last of their holidays was announced: China's of 2026. */
export const ANNOUNCED_ON = '2025-11-04';

const YEARS = { first: 2025, last: 2026 } as const;

interface House {
  readonly id: string;
  readonly timeZone: string;
  /** Of the country, or of the state where holidays differ there. */
  readonly holidays: string;
  readonly hours: readonly (readonly [open: string, close: string])[];
  /** Entered by hand, because no library knows them. */
  readonly closed?: Readonly<Record<string, string>>;
}

const houses: readonly House[] = [
  {
    id: 'SHENZHEN',
    timeZone: 'Asia/Shanghai',
    holidays: 'CN',
    hours: [
      ['09:00', '12:00'],
      ['13:30', '18:00'],
    ],
  },
  {
    id: 'SEOUL',
    timeZone: 'Asia/Seoul',
    holidays: 'KR',
    hours: [['09:00', '18:00']],
    closed: {
      '2025-01-27': 'Temporary public holiday',
      '2025-06-03': 'Presidential election',
      '2026-06-03': 'Local elections',
    },
  },
  { id: 'BERLIN', timeZone: 'Europe/Berlin', holidays: 'DE-BE', hours: [['08:30', '17:00']] },
  { id: 'NEW-YORK', timeZone: 'America/New_York', holidays: 'US', hours: [['09:00', '17:30']] },
];

/** All of them use business days of 24 hours (S2); the office hours are for trying the other mode. */
export const calendars: readonly InputOf<'publishCalendar'>[] = houses.map(
  ({ id, timeZone, holidays, hours, closed = {} }) => {
    const bare: CalendarDraft = {
      calendarId: id,
      timeZone,
      mode: 'BUSINESS_DAY_24H',
      weekly: hours.map(([open, close]) => ({ days: WEEKDAYS.slice(0, 5), open, close })),
      exceptions: Object.entries(closed).map(([date, name]) => ({
        date: day(date),
        kind: 'CLOSED',
        windows: [],
        source: 'MANUAL',
        name,
      })),
    };
    const merged = withImported(bare, mergedDays([countryHolidays(holidays, YEARS)]), YEARS);
    if (merged.kind === 'refused') throw new Error(merged.refusal.message);
    const { calendarId, ...calendar } = merged.calendar;
    return { id: calendarId, ...calendar };
  },
);
