import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { DAY_MS, HOUR_MS, instantOf, MINUTE_MS } from '#kernel';
import { CompiledCalendar } from './business-time.ts';
import { CALENDAR_MODES, calendarEvents, type CalendarWindow, EXCEPTION_KINDS, WEEKDAYS } from './calendar.events.ts';
import { calendarDecider } from './calendar.decider.ts';
import { PublishCalendar, type PublishCalendarData } from './calendar.commands.ts';
import { day } from './calendars.fixture.ts';
import type { BusinessTime } from './sla.policies.ts';
import { by } from './sla.facts.fixture.ts';
import { wallClock } from './zone.ts';

const SEED = { seed: 20_260_309, numRuns: 1_500 };

const ZONES = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'Africa/Cairo',
  'America/Havana',
  'Australia/Lord_Howe',
  'UTC',
];

/** 545 → 09:05. */
const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** One to three windows of a day, without overlaps. */
const windows: fc.Arbitrary<CalendarWindow[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 1440 / 5 }), { minLength: 2, maxLength: 6 })
  .map((steps) => steps.sort((a, b) => a - b).map((step) => step * 5))
  .map((minutes) =>
    Array.from({ length: Math.floor(minutes.length / 2) }, (_, index) => ({
      open: clock(minutes[2 * index] as number),
      close: clock(minutes[2 * index + 1] as number),
    })),
  );

const NIGHT = { open: '23:00', close: '02:30' };

const drawn: fc.Arbitrary<PublishCalendarData> = fc
  .record({
    timeZone: fc.constantFrom(...ZONES),
    mode: fc.constantFrom(...CALENDAR_MODES),
    days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
    hours: fc.oneof<fc.Arbitrary<CalendarWindow[]>[]>(windows, windows, windows, fc.constant([NIGHT])),
    exceptions: fc.uniqueArray(
      fc.record({
        offset: fc.integer({ min: 0, max: 1_000 }),
        kind: fc.constantFrom(...EXCEPTION_KINDS),
        windows,
        source: fc.constant('MANUAL' as const),
      }),
      { selector: ({ offset }) => offset, maxLength: 60 },
    ),
  })
  .map(({ timeZone, mode, days, hours, exceptions }) => ({
    calendarId: 'DRAWN',
    timeZone,
    mode,
    weekly: hours.map((window) => ({ days, ...window })),
    exceptions: exceptions.map(({ offset, kind, windows, source }) => ({
      date: day(new Date(Date.UTC(2025, 0, 1) + offset * DAY_MS).toISOString().slice(0, 10)),
      kind,
      windows: kind === 'CLOSED' ? [] : windows,
      source,
    })),
  }));

const POOL: readonly BusinessTime[] = fc
  .sample(drawn, { seed: SEED.seed, numRuns: 60 })
  // An exception may fall on the morning after a night window; such a calendar cannot be published.
  .filter((data) => calendarDecider.decide(new PublishCalendar(data, by()), undefined).kind === 'accepted')
  .map((data) => new CompiledCalendar(calendarEvents.CalendarPublished.schema.parse({ ...data, version: 1 })));

const calendar = fc.constantFrom(...POOL);
const moment = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2027, 11, 31) });
const duration = fc.oneof(
  fc.integer({ min: 1, max: MINUTE_MS }),
  fc.integer({ min: 1, max: 100 * HOUR_MS }),
  fc.integer({ min: 1, max: 200 }).map((count) => count * HOUR_MS),
);
const spans = fc.tuple(moment, moment).map(([a, b]) => (a < b ? ([a, b] as const) : ([b, a] as const)));

const added = (time: BusinessTime, from: number, length: number) => time.addBusiness(from, length) as number;

describe('Business time', () => {
  test('S3 most of the generated calendars can be published', () => {
    expect(POOL.length).toBeGreaterThan(30);
  });

  test('S2 business time lasts until it closes, and not a millisecond longer; where years meet as well', () => {
    let [closed, acrossYears] = [0, 0];
    fc.assert(
      fc.property(calendar, moment, (time, from) => {
        const opensAt = added(time, from, 0);
        const closesAt = time.closingAfter(opensAt);
        if (closesAt === undefined)
          return expect(time.businessBetween(opensAt, opensAt + 400 * DAY_MS)).toBe(400 * DAY_MS);
        closed++;
        if (new Date(closesAt).getUTCFullYear() > new Date(opensAt).getUTCFullYear()) acrossYears++;
        expect(time.businessBetween(opensAt, closesAt)).toBe(closesAt - opensAt);
        expect(time.businessBetween(closesAt, closesAt + 1)).toBe(0);
      }),
      SEED,
    );
    expect(closed).toBeGreaterThan(100);
    expect(acrossYears).toBeGreaterThan(0);
  });

  test('S3 a calendar without weekly hours is refused exactly when the search from its publication finds no business time', () => {
    let refused = 0;
    fc.assert(
      fc.property(drawn, moment, (data, publishedAt) => {
        const dates = { ...data, weekly: [] };
        const at = instantOf(publishedAt);
        const { kind } = calendarDecider.decide(new PublishCalendar(dates, by(at)), undefined);
        const compiled = new CompiledCalendar(calendarEvents.CalendarPublished.schema.parse({ ...dates, version: 1 }));
        expect(kind === 'accepted').toBe(compiled.addBusiness(publishedAt, 0) !== undefined);
        if (kind === 'refused') refused++;
      }),
      { ...SEED, numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(20);
  });

  test('S7 business time added to a moment lies between it and the due time', () => {
    fc.assert(
      fc.property(calendar, moment, duration, (time, from, length) => {
        expect(time.businessBetween(from, added(time, from, length))).toBe(length);
      }),
      SEED,
    );
  });

  test('S7 a due time is the first moment at which the duration has passed', () => {
    fc.assert(
      fc.property(calendar, moment, duration, (time, from, length) => {
        expect(time.businessBetween(from, added(time, from, length) - 1)).toBe(length - 1);
      }),
      SEED,
    );
  });

  test('S7 a later start or a longer duration is never due earlier', () => {
    fc.assert(
      fc.property(calendar, spans, duration, duration, (time, [earlier, later], one, other) => {
        const [short, long] = one < other ? [one, other] : [other, one];
        expect(added(time, earlier, short)).toBeLessThanOrEqual(added(time, later, short));
        expect(added(time, earlier, short)).toBeLessThanOrEqual(added(time, earlier, long));
      }),
      SEED,
    );
  });

  test('S7 a duration added in two parts is due as if added whole', () => {
    fc.assert(
      fc.property(calendar, moment, duration, duration, (time, from, first, second) => {
        expect(added(time, added(time, from, first), second)).toBe(added(time, from, first + second));
      }),
      SEED,
    );
  });

  test('S6 business time is additive over a split', () => {
    fc.assert(
      fc.property(calendar, moment, moment, moment, (time, a, b, c) => {
        expect(time.businessBetween(a, b) + time.businessBetween(b, c)).toBe(time.businessBetween(a, c));
      }),
      SEED,
    );
  });

  test('S7 segments follow each other without gaps, and the open ones sum to the target', () => {
    fc.assert(
      fc.property(calendar, moment, fc.integer({ min: 1, max: 48 * HOUR_MS }), (time, from, length) => {
        const due = added(time, from, length);
        const segments = time.segments(from, due);
        const open = segments.filter(({ kind }) => kind === 'OPEN').map((segment) => segment.to - segment.from);
        const kinds = segments.map((one) => (one.kind === 'OPEN' ? 'OPEN' : `${one.cause.kind} ${one.cause.name}`));
        expect({
          edges: [from, ...segments.map((segment) => segment.to)],
          empty: segments.filter((segment) => segment.to <= segment.from),
          sum: open.reduce((sum, part) => sum + part, 0),
          alikeNeighbours: kinds.filter((kind, index) => kind === kinds[index + 1]),
        }).toEqual({
          edges: [...segments.map((segment) => segment.from), due],
          empty: [],
          sum: length,
          alikeNeighbours: [],
        });
      }),
      SEED,
    );
  });

  test('S5 a closed moment is due as if it were the next opening', () => {
    fc.assert(
      fc.property(calendar, moment, duration, (time, from, length) => {
        const opening = added(time, from, 0);
        expect(opening).toBeGreaterThanOrEqual(from);
        expect(time.businessBetween(from, opening)).toBe(0);
        expect(time.businessBetween(opening, opening + 1)).toBe(1);
        expect(added(time, opening, length)).toBe(added(time, from, length));
      }),
      SEED,
    );
  });

  test('S2 the search over years agrees with adding up single windows', () => {
    const days = fc.integer({ min: 0, max: 40 * DAY_MS });
    fc.assert(
      fc.property(calendar, moment, days, (time, from, length) => {
        const to = from + length;
        let walked = 0;
        let done = from;
        for (const { opensAt, closesAt } of time.windows(from, to)) {
          const begins = Math.max(done, opensAt);
          const ends = Math.min(to, closesAt);
          if (ends > begins) walked += ends - begins;
          done = Math.max(done, ends);
        }
        expect(time.businessBetween(from, to)).toBe(walked);
      }),
      SEED,
    );
  });
});

describe('Zones', () => {
  const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
  const local = fc
    .integer({ min: Date.UTC(1975, 0, 1) / MINUTE_MS, max: Date.UTC(2040, 0, 1) / MINUTE_MS })
    .map((m) => m * MINUTE_MS);
  const instantOf = (timeZone: string, wall: number) => wallClock(timeZone, wall - 3 * DAY_MS, wall + 3 * DAY_MS)(wall);
  /** Also minutes around a clock change, which are rarely generated. */
  const nearChange = fc.tuple(zone, local, fc.integer({ min: -180, max: 180 })).map(([timeZone, wall, minutes]) => {
    const change = Temporal.Instant.fromEpochMilliseconds(wall)
      .toZonedDateTimeISO(timeZone)
      .getTimeZoneTransition('next');
    const at = change ? change.epochMilliseconds + change.offsetNanoseconds / 1e6 : wall;
    return [timeZone, at + minutes * MINUTE_MS] as const;
  });
  const anywhere = fc.oneof(fc.tuple(zone, local), nearChange);

  test('S4 a skipped time moves forward and of a repeated one the first is meant, as in Temporal', () => {
    fc.assert(
      fc.property(anywhere, ([timeZone, wall]) => {
        const plain = Temporal.PlainDateTime.from(new Date(wall).toISOString().slice(0, -1));
        expect(instantOf(timeZone, wall)).toBe(
          plain.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds,
        );
      }),
      SEED,
    );
  });

  test('S4 the result is the same local time under the zone rules of the run time, unless that time was skipped', () => {
    const formats = new Map<string, Intl.DateTimeFormat>();
    const shown = (timeZone: string, instant: number) => {
      const format =
        formats.get(timeZone) ??
        new Intl.DateTimeFormat('sv-SE', {
          timeZone,
          dateStyle: 'short',
          timeStyle: 'medium',
          numberingSystem: 'latn',
        });
      formats.set(timeZone, format);
      return Date.parse(`${format.format(instant).replace(' ', 'T')}Z`);
    };
    fc.assert(
      fc.property(anywhere, ([timeZone, wall]) => {
        const instant = instantOf(timeZone, wall);
        const read = shown(timeZone, instant);
        // A skipped time moves forward by the length of the gap.
        if (read !== wall)
          expect(read - wall).toBe(shown(timeZone, instant) - shown(timeZone, instant - (read - wall)) - (read - wall));
        else expect(read).toBe(wall);
      }),
      SEED,
    );
  });
});
