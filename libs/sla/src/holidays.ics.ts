import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { addDays, type Day, DAY_MS, parseDay, truncate } from '#kernel';
import { type Years, within } from './calendar-import.ts';
import { type Doubt, HolidaySourceError, type KnownHolidays, type ListedDay } from './holiday-source.ts';
import { doubtInWords } from './holidays.doubts.ts';

type Component = readonly [name: string, properties: readonly Property[], components: readonly Component[]];
type Property = readonly [name: string, parameters: object, type: string, ...values: unknown[]];

/** A longer entry is probably an error in its end. */
const MAX_ENTRY_DAYS = 366;
const DAY_MINUTES = 1_440;

export interface IcsReading {
  readonly years?: Years | undefined;
  readonly timeZone: string;
}

/** iCalendar (RFC 5545). Dates are never read as instants, so no zone can move them. @throws HolidaySourceError naming entry and field (S3) */
export function icsHolidays(source: string, content: Uint8Array, { years, timeZone }: IcsReading): KnownHolidays {
  const entries = calendarsIn(content).flatMap(([, , components]) => components.filter(([name]) => name === 'vevent'));
  if (entries.length === 0) throw new HolidaySourceError('the file has no entries to import (S3)');
  const read = entries.map((entry, index) => new Entry(entry, index + 1, timeZone));
  const moved = new Set(read.flatMap((entry) => entry.replaces ?? []));
  const days: ListedDay[] = [];
  const begun = new Set<number>();
  for (const entry of read)
    for (const first of entry.beginnings(years, moved)) {
      begun.add(Number(first.slice(0, 4)));
      days.push(...entry.daysFrom(first).filter(({ date }) => !years || within(years, date)));
    }
  return { source, days, years: [...begun].sort() };
}

function calendarsIn(content: Uint8Array): readonly Component[] {
  const text = textOf(content);
  if (!/^BEGIN:VCALENDAR\s*$/im.test(text))
    throw new HolidaySourceError('the file is not iCalendar: it has no line BEGIN:VCALENDAR (S3)');
  if (!/\nEND:VCALENDAR\s*$/i.test(text))
    throw new HolidaySourceError(
      'the file is not a complete iCalendar file: it does not end with END:VCALENDAR. Download or export it again (S3)',
    );
  try {
    const parsed = ICAL.parse(text) as Component | readonly Component[];
    return (typeof parsed[0] === 'string' ? [parsed] : parsed) as readonly Component[];
  } catch (error) {
    const [words = ''] = (error as Error).message.split('\n');
    throw new HolidaySourceError(`the file is not iCalendar: ${truncate(words, 120)} (S3)`);
  }
}

/** UTF-8, or UTF-16 with a byte-order mark (R11). */
function textOf(content: Uint8Array): string {
  const [first, second] = content;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    // Streaming, so that a file cut off within a character is not taken for one in another encoding.
    return new TextDecoder(encoding, { fatal: true }).decode(content, { stream: true });
  } catch {
    throw new HolidaySourceError('the file is not UTF-8: export it as an iCalendar file in UTF-8 (S3)');
  }
}

interface Written {
  readonly date: Day;
  readonly minutes: number;
}

const READ_PARTS = ['freq', 'interval', 'count', 'until', 'wkst', 'bymonth', 'bymonthday', 'byday', 'bysetpos'];

class Entry {
  readonly #name: string;
  readonly #first: Day;
  readonly #more: number;
  readonly #doubt: Doubt | undefined;
  readonly #kind: ListedDay['kind'];
  readonly replaces: string | undefined;

  constructor(
    private readonly entry: Component,
    private readonly number: number,
    private readonly timeZone: string,
  ) {
    this.#name = this.#text('summary').replace(/\s+/gu, ' ').trim();
    if (!this.#name) throw this.#refused('SUMMARY', 'is missing: name the holiday');
    if (this.#property('exrule')) throw this.#refused('EXRULE', 'is obsolete: write each day as a separate entry');
    const begins = this.#written('dtstart');
    if (!begins) throw this.#refused('DTSTART', 'is missing: give the day on which it begins');
    // Instants end with the year 9999, and an entry may reach into the next year.
    if (begins.date >= '9999') throw this.#refused('DTSTART', `is too late; the last year is 9998 (${begins.date})`);
    const end = this.#endOf(begins);
    const hours = `from ${clock(begins.minutes)} to ${clock(end.minutes)}`;
    const whole = begins.minutes === 0 && end.minutes === 0;
    // DTEND is the day after the last one (RFC 5545 §3.6.1), but some programs write a single day as its own end.
    const last = end.minutes > 0 || end.date === begins.date ? end.date : addDays(end.date, -1);
    this.#first = begins.date;
    this.#more = Math.round((Date.parse(last) - Date.parse(begins.date)) / DAY_MS);
    // Apple's mark for China's worked weekends, which otherwise look like days off.
    const worked = this.#text('x-apple-special-day') === 'ALTERNATE-WORKDAY';
    this.#doubt = worked
      ? undefined
      : whole
        ? this.#doubtOfWholeDay()
        : { kind: 'half-day', reason: `it lasts only ${hours}` };
    this.#kind = worked || this.#doubt?.kind === 'worked' ? 'OPEN' : 'CLOSED';
    const replaced = this.#written('recurrence-id');
    this.replaces = replaced && `${this.#text('uid')} ${replaced.date}`;
  }

  *beginnings(years: Years | undefined, moved: ReadonlySet<string>): Generator<Day> {
    if (this.#text('status') === 'CANCELLED') return;
    const excluded = new Set(this.#dates('exdate'));
    const once = new Set<Day>();
    for (const first of this.#occurrences(years)) {
      if (excluded.has(first) || once.has(first) || (!this.replaces && moved.has(`${this.#text('uid')} ${first}`)))
        continue;
      once.add(first);
      if (!years || (first <= `${years.last}-12-31` && addDays(first, this.#more) >= `${years.first}-01-01`))
        yield first;
    }
  }

  daysFrom(first: Day): readonly ListedDay[] {
    const day = { kind: this.#kind, name: truncate(this.#name, 80), ...(this.#doubt && { doubt: this.#doubt }) };
    return Array.from({ length: this.#more + 1 }, (_, more) => ({ date: addDays(first, more), ...day }));
  }

  *#occurrences(years: Years | undefined): Generator<Day> {
    const rule = this.#property('rrule')?.[3] as Readonly<Record<string, unknown>> | undefined;
    if (!rule) yield this.#first;
    else yield* this.#repeated(rule, years);
    yield* this.#dates('rdate');
  }

  *#repeated(rule: Readonly<Record<string, unknown>>, years: Years | undefined): Generator<Day> {
    const odd = Object.keys(rule).find((part) => !READ_PARTS.includes(part));
    if (rule['freq'] !== 'YEARLY' || odd !== undefined)
      throw this.#refused(
        'RRULE',
        `repeats by ${(odd ?? String(rule['freq'] ?? 'nothing')).toUpperCase()}: only yearly entries can be read. Write each day as a separate entry`,
      );
    if (!years && rule['count'] === undefined && rule['until'] === undefined)
      throw this.#refused('RRULE', 'repeats for ever: choose the years to read with --years');
    const [, month, day] = this.#first.split('-').map(Number);
    // Without month and day, 29 February becomes 1 March in other years.
    const said = Object.keys(rule).some((part) => part.startsWith('by'))
      ? rule
      : { ...rule, bymonth: month, bymonthday: day };
    const occurrences = ICAL.Recur.fromData(said).iterator(ICAL.Time.fromDateString(this.#first));
    for (let next = occurrences.next(); next; next = occurrences.next()) {
      const date = String(next).slice(0, 10) as Day;
      if (date >= '9999' || (years && date > `${years.last}-12-31`)) return;
      yield date;
    }
  }

  #doubtOfWholeDay(): Doubt | undefined {
    const inWords = doubtInWords(this.#name, [...this.#texts('categories'), this.#text('description')]);
    if (inWords) return inWords;
    const busy = this.#text('x-microsoft-cdo-busystatus').toUpperCase();
    if (this.#text('status') === 'TENTATIVE' || busy === 'TENTATIVE')
      return { kind: 'tentative', reason: 'it is marked as tentative' };
    if (this.#text('transp').toUpperCase() === 'TRANSPARENT' || busy === 'FREE')
      return { kind: 'free', reason: 'it is marked as free, not as time off' };
    return undefined;
  }

  #endOf(begins: Written): Written {
    const written = this.#written('dtend');
    if (written) {
      // Some programs end a day at its last minute.
      const end = written.minutes >= DAY_MINUTES - 1 ? { date: addDays(written.date, 1), minutes: 0 } : written;
      const { date } = end;
      if (date < begins.date || (date === begins.date && end.minutes < begins.minutes))
        throw this.#refused('DTEND', `is before DTSTART (${date})`);
      if (date > addDays(begins.date, MAX_ENTRY_DAYS))
        throw this.#refused('DTEND', `is more than ${MAX_ENTRY_DAYS} days after DTSTART (${date})`);
      return end;
    }
    const lasts = this.#durationMinutes() ?? DAY_MINUTES - begins.minutes;
    const end = begins.minutes + lasts;
    return { date: addDays(begins.date, Math.floor(end / DAY_MINUTES)), minutes: end % DAY_MINUTES };
  }

  #durationMinutes(): number | undefined {
    const written = this.#property('duration')?.[3];
    if (written === undefined) return undefined;
    const [match, weeks = 0, days = 0, hours = 0, minutes = 0] =
      /^P(?:(\d{1,2})W)?(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:\d+S)?)?$/.exec(String(written)) ?? [];
    const lasts = (Number(weeks) * 7 + Number(days)) * DAY_MINUTES + Number(hours) * 60 + Number(minutes);
    if (match === undefined || lasts === 0 || lasts > MAX_ENTRY_DAYS * DAY_MINUTES)
      throw this.#refused('DURATION', `must be more than zero and at most ${MAX_ENTRY_DAYS} days (${String(written)})`);
    return lasts;
  }

  #written(field: string): Written | undefined {
    const property = this.#property(field);
    return property && this.#read(field, property[2], property[3]);
  }

  #dates(field: string): readonly Day[] {
    return this.entry[1]
      .filter(([name]) => name === field)
      .flatMap(([, , type, ...values]) => values.map((value) => this.#read(field, type, value).date));
  }

  #read(field: string, type: string, value: unknown): Written {
    // `DTSTART:20210101` without VALUE=DATE arrives as a date-time with an empty time.
    const [date = '', time = '::'] = String(value).split('T');
    const day = parseDay(date);
    if (!day || !['date', 'date-time'].includes(type))
      throw this.#refused(
        field.toUpperCase(),
        `is not an existing day, such as 20260101 (${/^\d{4}-\d\d-\d\d$/.test(date) ? date : 'unreadable'})`,
      );
    if (type === 'date' || time === '::') return { date: day, minutes: 0 };
    const [, hours, minutes, , utc] = /^(\d\d):(\d\d):(\d\d)(Z?)$/.exec(time) ?? [];
    if (hours === undefined)
      throw this.#refused(field.toUpperCase(), 'has an unreadable time; an example is 20260101T000000');
    if (!utc) return { date: day, minutes: Number(hours) * 60 + Number(minutes) };
    const there = Temporal.Instant.from(String(value)).toZonedDateTimeISO(this.timeZone);
    return { date: there.toPlainDate().toString() as Day, minutes: there.hour * 60 + there.minute };
  }

  #property(wanted: string): Property | undefined {
    return this.entry[1].find(([name]) => name === wanted);
  }

  #text(wanted: string): string {
    return String(this.#property(wanted)?.[3] ?? '');
  }

  #texts(wanted: string): readonly string[] {
    return this.entry[1].filter(([name]) => name === wanted).flatMap(([, , , ...values]) => values.map(String));
  }

  #refused(field: string, words: string): HolidaySourceError {
    const named = this.#name ? ` "${truncate(this.#name, 60)}"` : '';
    return new HolidaySourceError(`entry ${this.number}${named}: ${field} ${words} (S3)`);
  }
}

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
