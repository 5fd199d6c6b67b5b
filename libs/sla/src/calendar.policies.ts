import { dateFormat, dayInWords, dayNumber, type Instant, isTimeZone, MINUTE_MS, type Refusal } from '#kernel';
import {
  type CalendarException,
  type CalendarMode,
  type CalendarWindow,
  type PublishedCalendar,
  WEEKDAYS,
} from './calendar.events.ts';

const DAY_MINUTES = 1440;

/** A longer window over midnight is probably a typing error. */
const MAX_MINUTES_OVER_MIDNIGHT = 12 * 60;

/** Minutes since the start of the day; more than 1440 on the next day. `open < close`. */
export interface Span {
  readonly open: number;
  readonly close: number;
}

export interface DayPlan {
  readonly spans: readonly Span[];
  readonly exception?: CalendarException;
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

function spanOf(window: CalendarWindow): Span {
  const open = minutesOf(window.open);
  const close = minutesOf(window.close);
  return { open, close: close > open ? close : close + DAY_MINUTES };
}

/** S2: in BUSINESS_DAY_24H a day with any window counts from midnight to midnight. */
const counted = (mode: CalendarMode, windows: readonly CalendarWindow[]): readonly Span[] =>
  mode === 'BUSINESS_DAY_24H' ? [{ open: 0, close: DAY_MINUTES }] : windows.map(spanOf);

const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

function exceptionsByDay({ exceptions }: PublishedCalendar): Map<number, CalendarException> {
  const byDay = new Map<number, CalendarException>();
  for (const exception of exceptions) {
    const day = dayNumber(exception.date);
    if (exception.source === 'MANUAL' || !byDay.has(day)) byDay.set(day, exception);
  }
  return byDay;
}

const windowsOf = ({ weekly }: PublishedCalendar, weekday: number): readonly CalendarWindow[] =>
  weekly.filter(({ days }) => days.includes(WEEKDAYS[weekday] as (typeof WEEKDAYS)[number]));

/** S3: a dated exception overrides the weekly rule. `day`: since 1970-01-01. */
export function plansOf(calendar: PublishedCalendar): (day: number) => DayPlan {
  const { mode } = calendar;
  const weekly = WEEKDAYS.map((_, weekday): DayPlan => {
    const windows = windowsOf(calendar, weekday);
    return { spans: windows.length > 0 ? counted(mode, windows) : [] };
  });
  const dated = new Map<number, DayPlan>();
  for (const [day, exception] of exceptionsByDay(calendar))
    dated.set(day, { spans: exception.kind === 'CLOSED' ? [] : counted(mode, exception.windows), exception });
  return (day) => dated.get(day) ?? (weekly[weekdayOf(day)] as DayPlan);
}

export const byDay = (a: CalendarException, b: CalendarException): number =>
  compareText(a.date, b.date) || compareText(a.source, b.source);

const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const because = (code: string, message: string): Refusal => ({ code, message, rule: 'S3' });

export const calendarNotFound = (calendarId: string): Refusal =>
  because('CALENDAR_NOT_FOUND', `calendarId: there is no calendar "${calendarId}". Publish it first.`);

/** S4 needs daylight-saving rules, so an offset such as +09:00 is refused. */
export function zoneKnown({ timeZone }: Pick<PublishedCalendar, 'timeZone'>): Refusal | undefined {
  if (isTimeZone(timeZone)) return undefined;
  return because('UNKNOWN_TIME_ZONE', `timeZone: "${timeZone}" is not an IANA time zone such as Asia/Shanghai.`);
}

const shown = ({ open, close }: CalendarWindow): string => `${open}–${close}`;

function* places(calendar: PublishedCalendar): Generator<readonly [string, CalendarWindow]> {
  for (const [index, window] of calendar.weekly.entries()) yield [`weekly.${index}`, window];
  for (const [index, { date, windows }] of calendar.exceptions.entries())
    for (const [at, window] of windows.entries())
      yield [`exceptions.${index}.windows.${at} (${dayInWords(date)})`, window];
}

export function windowsRunForward(calendar: PublishedCalendar): Refusal | undefined {
  for (const [place, window] of places(calendar)) {
    const { open, close } = spanOf(window);
    if (close > DAY_MINUTES && close - open > MAX_MINUTES_OVER_MIDNIGHT)
      return because(
        'WINDOW_CLOSES_BEFORE_OPENING',
        `${place}: ${shown(window)} closes before it opens. A window over midnight may last at most 12 hours; the end of a day is 24:00.`,
      );
  }
  return undefined;
}

/** IANA time-zone data is reliable only from 1970 on. */
export const EARLIEST = '1970-01-01';

export function exceptionsInReach({ exceptions }: PublishedCalendar): Refusal | undefined {
  const index = exceptions.findIndex(({ date }) => date < EARLIEST);
  return index < 0
    ? undefined
    : because(
        'EXCEPTION_BEFORE_ZONE_RULES',
        `exceptions.${index}.date: ${dayInWords(exceptions[index]?.date ?? EARLIEST)} is before ${dayInWords(EARLIEST)}; time-zone rules are not known before that day.`,
      );
}

export function exceptionsOnce({ exceptions }: PublishedCalendar): Refusal | undefined {
  const seen = new Set<string>();
  for (const [index, { date, source }] of exceptions.entries()) {
    if (seen.has(source + date))
      return because(
        'EXCEPTION_TWICE',
        `exceptions.${index}.date: ${dayInWords(date)} has two ${source.toLowerCase()} exceptions; keep one.`,
      );
    seen.add(source + date);
  }
  return undefined;
}

export function exceptionsSayHours({ mode, exceptions }: PublishedCalendar): Refusal | undefined {
  for (const [index, { date, kind, windows }] of exceptions.entries()) {
    const place = `exceptions.${index}.windows (${dayInWords(date)})`;
    if (kind === 'CLOSED' && windows.length > 0)
      return because(
        'CLOSED_DAY_WITH_WINDOWS',
        `${place}: a closed day has no windows. Remove them, or change its hours instead.`,
      );
    if (kind !== 'CLOSED' && windows.length === 0 && (kind === 'CHANGED' || mode === 'OFFICE_HOURS'))
      return because('EXCEPTION_WITHOUT_WINDOWS', `${place}: give the hours during which it is open.`);
  }
  return undefined;
}

export const SEARCH_DAYS = 400;

/** S3: otherwise every clock would be without a due time. Past windows do not count. */
export function opensWithin400Days(calendar: PublishedCalendar, publishedAt: Instant): Refusal | undefined {
  const now = localMinutes(calendar.timeZone, publishedAt);
  const last = now + SEARCH_DAYS * DAY_MINUTES;
  const planOf = plansOf(calendar);
  // A window of the day before may run past midnight.
  for (let midnight = now - (now % DAY_MINUTES) - DAY_MINUTES; midnight <= last; midnight += DAY_MINUTES)
    for (const { open, close } of planOf(midnight / DAY_MINUTES).spans)
      if (midnight + close > now && midnight + open <= last) return undefined;
  return because(
    'NO_BUSINESS_TIME',
    `weekly: the calendar has no business time in the ${SEARCH_DAYS} days after its publication. Give weekly hours, or open days in the future.`,
  );
}

function localMinutes(timeZone: string, at: Instant): number {
  const shown = dateFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(new Date(at));
  return Date.parse(`${shown.replace(' ', 'T')}Z`) / MINUTE_MS;
}

interface NamedDay {
  readonly name: string;
  readonly windows: readonly CalendarWindow[];
}

/** S3: no minute counts twice, neither within a day nor where a window over midnight reaches into the next day. */
export function windowsApart(calendar: PublishedCalendar): Refusal | undefined {
  const week = WEEKDAYS.map(
    (name, weekday): NamedDay => ({
      name: name.slice(0, 1) + name.slice(1).toLowerCase(),
      windows: windowsOf(calendar, weekday),
    }),
  );
  const dated = exceptionsByDay(calendar);
  const named = (day: number): NamedDay => {
    const exception = dated.get(day);
    return exception
      ? { name: `the exception of ${dayInWords(exception.date)}`, windows: exception.windows }
      : (week[weekdayOf(day)] as NamedDay);
  };
  for (const [weekday, day] of week.entries()) {
    const clash = overlap(day, week[(weekday + 1) % 7] as NamedDay);
    if (clash) return clash;
  }
  for (const day of dated.keys()) {
    const clash = overlap(named(day - 1), named(day)) ?? overlap(named(day), named(day + 1));
    if (clash) return clash;
  }
  return undefined;
}

function overlap(day: NamedDay, next: NamedDay): Refusal | undefined {
  const placed = [
    ...day.windows.map((window) => ({ ...spanOf(window), text: `${day.name} ${shown(window)}` })),
    ...next.windows.map((window) => {
      const { open, close } = spanOf(window);
      return { open: open + DAY_MINUTES, close: close + DAY_MINUTES, text: `${next.name} ${shown(window)}` };
    }),
  ].sort((a, b) => a.open - b.open);
  for (const [index, window] of placed.entries()) {
    const before = placed[index - 1];
    if (before && before.close > window.open)
      return because('WINDOWS_OVERLAP', `${before.text} overlaps ${window.text}. Merge the two into one window.`);
  }
  return undefined;
}
