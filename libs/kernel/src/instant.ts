import { z } from 'zod';
import { dateFormat } from './date-format.ts';
import { HOUR_MS } from './time-units.ts';

declare const instantBrand: unique symbol;
declare const dayBrand: unique symbol;

/** A moment in UTC, always `YYYY-MM-DDTHH:mm:ss.sssZ`: text order is time order. */
export type Instant = string & { readonly [instantBrand]: true };

export type Day = string & { readonly [dayBrand]: true };

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** @throws RangeError outside the years 0001–9999 */
export function instantOf(epochMilliseconds: number): Instant {
  const text = new Date(epochMilliseconds).toISOString();
  if (text.length !== 24) throw new RangeError(`${text} is outside the years 0001 to 9999`);
  return text as Instant;
}

/** RFC 3339 with any offset, truncated to milliseconds; undefined when malformed. */
export function parseInstant(text: string): Instant | undefined {
  if (!INSTANT.test(text) || !parseDay(text.slice(0, 10))) return undefined;
  const milliseconds = Date.parse(text);
  // An offset can move a moment of the last day into the year 10000.
  return milliseconds <= LATEST ? instantOf(milliseconds) : undefined;
}

export const epochMilliseconds = (instant: Instant): number => Date.parse(instant);

export const latest = (first: Instant, ...others: readonly Instant[]): Instant =>
  others.reduce((last, instant) => (instant > last ? instant : last), first);

/** `YYYY-MM-DD`; undefined when malformed or not in the calendar (2026-02-30). */
export function parseDay(text: string): Day | undefined {
  if (!DAY.test(text)) return undefined;
  // By arithmetic: a Date costs ten times as much, and every event has several days.
  const month = Number(text.slice(5, 7));
  const date = Number(text.slice(8));
  const year = Number(text.slice(0, 4));
  return year >= 1 && date >= 1 && date <= daysIn(year, month) ? (text as Day) : undefined;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  if (month < 1 || month > 12) return 0;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Of a year, `2026-03`. */
export const isMonth = (text: string): boolean => /^\d{4}-(0[1-9]|1[0-2])$/.test(text);

export const dayOf = (instant: Instant): Day => instant.slice(0, 10) as Day;

/** R9. `timeZone`: a valid IANA name. */
export function dayIn(timeZone: string, instant: Instant): Day {
  const format = dateFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const parts = new Map(format.formatToParts(epochMilliseconds(instant)).map(({ type, value }) => [type, value]));
  return `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}` as Day;
}

/** Whether the day has not begun anywhere: UTC+14 is farthest ahead. */
export const isFutureDay = (day: Day, at: Instant): boolean =>
  day > dayOf(instantOf(epochMilliseconds(at) + 14 * HOUR_MS));

/** Whether the day is over everywhere: UTC-12 is farthest behind. */
export const isPastDay = (day: Day, at: Instant): boolean =>
  day < dayOf(instantOf(epochMilliseconds(at) - 12 * HOUR_MS));

export function addDays(day: Day, days: number): Day {
  const date = new Date(`${day}T00:00:00.000Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return dayOf(instantOf(date.getTime()));
}

/** The last day of a shorter month: 2026-01-31 + 1 month = 2026-02-28. */
export function addMonths(day: Day, months: number): Day {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const index = year * 12 + (month - 1) + months;
  const first = new Date(0);
  first.setUTCFullYear(Math.floor(index / 12), index % 12, 1);
  const last = new Date(first);
  last.setUTCMonth(last.getUTCMonth() + 1, 0);
  first.setUTCDate(Math.min(date, last.getUTCDate()));
  return dayOf(instantOf(first.getTime()));
}

/** R7: the day before the same day of the later month, or that month's last day. */
export function endOfTerm(from: Day, months: number): Day {
  const sameDay = addMonths(from, months);
  return sameDay.slice(8) === from.slice(8) ? addDays(sameDay, -1) : sameDay;
}

export const zInstant = z.custom<Instant>((value) => typeof value === 'string' && parseInstant(value) === value, {
  error: 'must be a UTC instant with milliseconds, e.g. 2026-03-09T02:00:00.000Z',
});
export const zDay = z.custom<Day>((value) => typeof value === 'string' && parseDay(value) !== undefined, {
  error: 'must be a day that exists, e.g. 2026-03-09',
});

export interface Clock {
  now(): Instant;
}
