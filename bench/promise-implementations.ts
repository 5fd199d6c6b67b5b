import { HOUR_MS, MINUTE_MS } from '#kernel';
import { createRequire } from 'node:module';
import { Temporal } from 'temporal-polyfill';
import { calendarEvents, CompiledCalendar, type PublishCalendarData, type PublishedCalendar, WEEKDAYS } from '#sla';

/** A way of adding business time. */
export interface Implementation {
  readonly name: string;
  /**
   * The function for a calendar, which adds hours to a moment in epoch milliseconds. Undefined when it cannot express the
   * calendar.
   */
  by(calendar: PublishCalendarData): ((from: number, hours: number) => number) | undefined;
}

const ROUND_THE_CLOCK = [{ open: '00:00', close: '24:00' }];

const published = (calendar: PublishCalendarData): PublishedCalendar =>
  calendarEvents.CalendarPublished.schema.parse({ ...calendar, version: 1 });

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

interface Hours {
  readonly open: string;
  readonly close: string;
}

/** The windows of a day, looked up naively each time. */
function windowsOn(calendar: PublishedCalendar, date: Temporal.PlainDate): readonly Hours[] {
  const exception = calendar.exceptions.find((one) => one.date === date.toString());
  const windows = exception
    ? exception.windows
    : calendar.weekly.filter(({ days }) => days.includes(WEEKDAYS[date.dayOfWeek - 1] as (typeof WEEKDAYS)[number]));
  if (calendar.mode === 'OFFICE_HOURS') return windows;
  return windows.length > 0 || exception?.kind === 'OPEN' ? ROUND_THE_CLOCK : [];
}

const overMidnight = ({ open, close }: Hours): boolean => minutes(close) <= minutes(open);

function isOpen(calendar: PublishedCalendar, local: Temporal.ZonedDateTime): boolean {
  const now = local.hour * 60 + local.minute;
  const date = local.toPlainDate();
  return (
    windowsOn(calendar, date).some(
      (window) => now >= minutes(window.open) && (overMidnight(window) || now < minutes(window.close)),
    ) ||
    windowsOn(calendar, date.subtract({ days: 1 })).some(
      (window) => overMidnight(window) && now < minutes(window.close),
    )
  );
}

const minuteWalk: Implementation = {
  name: 'minute by minute',
  by(data) {
    const calendar = published(data);
    return (from, hours) => {
      let moment = from;
      for (let left = hours * 60; left > 0; moment += MINUTE_MS)
        if (isOpen(calendar, Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(data.timeZone))) left--;
      return moment;
    };
  },
};

const dayWalk: Implementation = {
  name: 'day by day',
  by(data) {
    const calendar = published(data);
    const { timeZone } = data;
    const instant = (date: Temporal.PlainDate, time: string, days: number): number => {
      const midnight = time === '24:00';
      return date
        .add({ days: days + (midnight ? 1 : 0) })
        .toZonedDateTime({ timeZone, plainTime: midnight ? '00:00' : time }).epochMilliseconds;
    };
    return (from, hours) => {
      let left = hours * HOUR_MS;
      let date = Temporal.Instant.fromEpochMilliseconds(from)
        .toZonedDateTimeISO(timeZone)
        .toPlainDate()
        .subtract({ days: 1 });
      for (;;) {
        for (const window of windowsOn(calendar, date)) {
          const opens = Math.max(from, instant(date, window.open, 0));
          const closes = instant(date, window.close, overMidnight(window) ? 1 : 0);
          if (closes <= opens) continue;
          if (left <= closes - opens) return opens + left;
          left -= closes - opens;
        }
        date = date.add({ days: 1 });
      }
    };
  },
};

const makegood: Implementation = {
  name: '`addBusiness`',
  by(data) {
    const calendar = new CompiledCalendar(published(data));
    return (from, hours) => calendar.addBusiness(from, hours * HOUR_MS) as number;
  },
};

// ── Libraries ────────────────────────────────────────────────────────────────────────────────────────────────────
// They know one zone, that of the process, which is set to the calendar's; holidays, but neither working weekends nor changed
// hours; windows within a day, so one over midnight is given as two.

const require = createRequire(import.meta.url);

function inZone<T extends (from: number, hours: number) => number>(timeZone: string, add: T): T {
  process.env.TZ = timeZone;
  return add;
}

const holidays = ({ exceptions = [] }: PublishCalendarData): string[] =>
  exceptions.filter(({ kind }) => kind === 'CLOSED').map(({ date }) => date);

/** Windows by day of the week, Sunday first. */
function week(data: PublishCalendarData): readonly (readonly Hours[] | null)[] {
  const { mode, weekly } = published(data);
  return ['SUNDAY', ...WEEKDAYS.slice(0, 6)].map((weekday) => {
    const windows = weekly.filter(({ days }) => (days as readonly string[]).includes(weekday));
    if (windows.length === 0) return null;
    if (mode === 'BUSINESS_DAY_24H') return ROUND_THE_CLOCK;
    return windows
      .flatMap((window) =>
        overMidnight(window)
          ? [
              { open: '00:00', close: window.close },
              { open: window.open, close: '24:00' },
            ]
          : window,
      )
      .sort((a, b) => minutes(a.open) - minutes(b.open));
  });
}

interface DayjsBusinessTime {
  (moment: number): { addBusinessTime(count: number, unit: 'hours'): { valueOf(): number } };
  extend(plugin: unknown): void;
  setHolidays(days: readonly string[]): void;
  setBusinessTime(week: Readonly<Record<string, readonly { start: string; end: string }[] | null>>): void;
}

const dayjsBusinessTime: Implementation = {
  name: 'dayjs-business-time',
  by(data) {
    const dayjs = require('dayjs') as DayjsBusinessTime;
    const plugin = require('dayjs-business-time') as { default?: unknown };
    dayjs.extend(plugin.default ?? plugin);
    dayjs.setHolidays(holidays(data));
    const names = ['sunday', ...WEEKDAYS.slice(0, 6).map((name) => name.toLowerCase())];
    const segments = week(data).map(
      (windows) => windows?.map(({ open, close }) => ({ start: `${open}:00`, end: `${close}:00` })) ?? null,
    );
    dayjs.setBusinessTime(Object.fromEntries(names.map((name, at) => [name, segments[at] ?? null])));
    return inZone(data.timeZone, (from, hours) => dayjs(from).addBusinessTime(hours, 'hours').valueOf());
  },
};

interface MomentBusinessTime {
  (moment: number): { addWorkingTime(count: number, unit: 'hours'): { valueOf(): number } };
  locale(): string;
  updateLocale(name: string, config: Readonly<Record<string, unknown>>): void;
}

const momentBusinessTime: Implementation = {
  name: 'moment-business-time',
  by(data) {
    const moment = require('moment') as MomentBusinessTime;
    require('moment-business-time');
    moment.updateLocale(moment.locale(), {
      holidays: holidays(data),
      workinghours: Object.fromEntries(
        week(data).map((windows, at) => [
          at,
          windows?.flatMap(({ open, close }) => [`${open}:00`, `${close}:00`]) ?? null,
        ]),
      ),
    });
    return inZone(data.timeZone, (from, hours) => moment(from).addWorkingTime(hours, 'hours').valueOf());
  },
};

interface LuxonBusinessDays {
  readonly DateTime: {
    fromMillis(moment: number): LuxonMoment;
    prototype: LuxonMoment;
  };
}
interface LuxonMoment {
  setupBusiness(config: { businessDays: number[]; holidayMatchers: ((day: LuxonMoment) => boolean)[] }): void;
  plusBusiness(days: { days: number }): LuxonMoment;
  toISODate(): string;
  toMillis(): number;
}

/** Knows whole days only: 48 hours are two of them. */
const luxonBusinessDays: Implementation = {
  name: 'luxon-business-days',
  by(data) {
    if (data.mode === 'OFFICE_HOURS') return undefined;
    const { DateTime } = require('luxon-business-days') as LuxonBusinessDays;
    const closed = new Set(holidays(data));
    const businessDays = week(data).flatMap((windows, at) => (windows ? [at === 0 ? 7 : at] : []));
    DateTime.prototype.setupBusiness({ businessDays, holidayMatchers: [(day) => closed.has(day.toISODate())] });
    return inZone(data.timeZone, (from, hours) =>
      DateTime.fromMillis(from)
        .plusBusiness({ days: hours / 24 })
        .toMillis(),
    );
  },
};

export const IMPLEMENTATIONS: readonly Implementation[] = [
  makegood,
  dayWalk,
  minuteWalk,
  dayjsBusinessTime,
  momentBusinessTime,
  luxonBusinessDays,
];
