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
