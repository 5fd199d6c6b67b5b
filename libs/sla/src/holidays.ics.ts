import ICAL from 'ical.js';
import { addDays, type Day, parseDay } from '#kernel';
import type { ImportedDay } from './calendar-import.ts';
import { HolidaySourceError } from './holiday-source.ts';

/** A component as jCal (RFC 7265): name, properties, components within. */
type Component = readonly [name: string, properties: readonly Property[], components: readonly Component[]];
type Property = readonly [name: string, parameters: object, type: string, ...values: unknown[]];

/** Days that one entry may close: more is rather a slip in its end. */
const LONGEST = 366;

/**
 * The all-day entries of an iCalendar file (RFC 5545) as days off, by date; China's make-up days as days that are worked.
 * A date is a date: none is ever read as an instant, so no zone can move it.
 * @throws HolidaySourceError that names the entry and the field (S3)
 */
export function icsDays(content: Uint8Array): readonly ImportedDay[] {
  const days = new Map<Day, ImportedDay>();
  let entries = 0;
  for (const calendar of calendarsIn(content))
    for (const [index, entry] of calendar[2].filter(([name]) => name === 'vevent').entries()) {
      entries++;
      for (const day of daysOf(entry, index + 1)) {
        const known = days.get(day.date);
        if (known && known.kind !== day.kind)
          throw new HolidaySourceError(
            `"${known.name}" and "${day.name}" say opposite things of ${day.date}: keep one (S3)`,
          );
        const names = known && known.name !== day.name ? `${known.name}, ${day.name}` : day.name;
        days.set(day.date, { ...day, name: names.slice(0, 80) });
      }
    }
  if (entries === 0) throw new HolidaySourceError('the file has no entry: nothing to import (S3)');
  return [...days.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
}

function calendarsIn(content: Uint8Array): readonly Component[] {
  const calendars = (() => {
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
      const parsed = ICAL.parse(text) as Component | readonly Component[];
      return (typeof parsed[0] === 'string' ? [parsed] : parsed) as readonly Component[];
    } catch (error) {
      const [words = ''] = (error as Error).message.split('\n');
      throw new HolidaySourceError(`the file is not iCalendar: ${words.slice(0, 120)} (S3)`);
    }
  })();
  const stranger = calendars.find(([name]) => name !== 'vcalendar');
  if (stranger || calendars.length === 0)
    throw new HolidaySourceError(
      `the file is not iCalendar: it has ${stranger ? `a ${stranger[0]}` : 'no calendar'} (S3)`,
    );
  return calendars;
}

function daysOf([, properties]: Component, number: number): readonly ImportedDay[] {
  const property = (wanted: string) => properties.find(([name]) => name === wanted);
  const summary = String(property('summary')?.[3] ?? '')
    .replace(/\s+/gu, ' ')
    .trim();
  const cannot = (field: string, words: string) =>
    new HolidaySourceError(`entry ${number}${summary && ` "${summary.slice(0, 60)}"`}: ${field} ${words} (S3)`);

  for (const field of ['rrule', 'rdate', 'exrule', 'exdate', 'recurrence-id'])
    if (property(field)) throw cannot(field.toUpperCase(), 'repeats the entry: write each day as an entry of its own');
  if (!summary) throw cannot('SUMMARY', 'is missing: name the holiday');

  const day = (field: string): Day | undefined => {
    const [, , type, value] = property(field) ?? [];
    if (type === undefined) return undefined;
    const text = String(value);
    if (type !== 'date') throw cannot(field.toUpperCase(), `has a time (${text}): only whole days are holidays`);
    const date = parseDay(text);
    if (!date) throw cannot(field.toUpperCase(), `is no day that exists (${text})`);
    return date;
  };
  const first = day('dtstart');
  if (!first) throw cannot('DTSTART', 'is missing: say on which day it begins');
  // Instants end with the year 9999, and an entry reaches into the next year.
  if (first >= '9999') throw cannot('DTSTART', `lies beyond what any zone has rules for (${first})`);
  const duration = property('duration')?.[3];
  const [, weeks = 0, within = 0] = /^P(?:(\d{1,2})W)?(?:(\d{1,3})D)?$/.exec(String(duration ?? 'P1D')) ?? [];
  const lasts = Number(weeks) * 7 + Number(within);
  if (lasts === 0) throw cannot('DURATION', `is no number of whole days (${String(duration)})`);
  // The end is the day after the last one (RFC 5545 §3.6.1). Some programs write the same day instead, and mean one day.
  const end = day('dtend') ?? addDays(first, lasts);
  if (end < first) throw cannot('DTEND', `lies before DTSTART (${end})`);
  if (end > addDays(first, LONGEST)) throw cannot('DTEND', `lies more than ${LONGEST} days after DTSTART (${end})`);
  if (property('status')?.[3] === 'CANCELLED') return [];
  // How calendars of China mark a weekend that is worked; to any other program the entry looks like a day off.
  const kind = property('x-apple-special-day')?.[3] === 'ALTERNATE-WORKDAY' ? 'OPEN' : 'CLOSED';
  const days: ImportedDay[] = [{ date: first, kind, name: summary }];
  for (let date = addDays(first, 1); date < end; date = addDays(date, 1)) days.push({ date, kind, name: summary });
  return days;
}
