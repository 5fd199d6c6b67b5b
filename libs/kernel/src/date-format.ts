import { MINUTE_MS } from './time-units.ts';

/** Zones and languages that are used, each in a few formats. */
const MAX_FORMATS = 1_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * Made once and kept: a format has some 20 KB outside the heap, which come back so late that one for each request uses up the memory.
 * @throws RangeError when there is no such locale or zone
 */
export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  // A zone can be written with any mix of upper and lower case.
  const key = JSON.stringify([locale, options]).toLowerCase();
  const kept = formats.get(key);
  if (kept) return kept;
  const format = new Intl.DateTimeFormat(locale, options);
  if (formats.size >= MAX_FORMATS) formats.clear();
  formats.set(key, format);
  return format;
}

const inEnglish = (iso: string, options: Intl.DateTimeFormatOptions): string =>
  dateFormat('en', { ...options, timeZone: 'UTC' }).format(Date.parse(iso));

/** Of a message to people: Nov 3, 2026. */
export const dayInWords = (day: string): string => inEnglish(day, { dateStyle: 'medium' });

/** Of a message to people, of a month (2026-11) or a day of it: November 2026. */
export const monthInWords = (month: string): string => inEnglish(month, { month: 'long', year: 'numeric' });

/** Of a message to people, to the second where it matters: Nov 3, 2026, 10:00 UTC. */
export const timeInWords = (instant: string): string => {
  const timeStyle = new Date(instant).getUTCSeconds() === 0 ? 'short' : 'medium';
  return `${inEnglish(instant, { dateStyle: 'medium', timeStyle, hourCycle: 'h23' })} UTC`;
};

/**
 * A deadline, at `at` in milliseconds, by a format of the 24-hour clock. One at midnight is the end of the day before, 24:00: named by the
 * day that begins then, it would be read as a day more.
 */
export function deadlineText(format: Intl.DateTimeFormat, at: number): string {
  const clock = (parts: readonly Intl.DateTimeFormatPart[]) =>
    parts.flatMap(({ type, value }) => (type === 'hour' || type === 'minute' ? [value] : [])).join(':');
  const dayBefore = format.formatToParts(at - MINUTE_MS);
  if (clock(format.formatToParts(at)) !== '00:00' || clock(dayBefore) !== '23:59') return format.format(at);
  const ofMidnight: Readonly<Record<string, string>> = { hour: '24', minute: '00' };
  return dayBefore.map(({ type, value }) => ofMidnight[type] ?? value).join('');
}
