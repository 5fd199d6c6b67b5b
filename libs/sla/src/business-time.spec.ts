import type { PublishCalendarData } from './calendar.commands.ts';
import { type CalendarMode, WEEKDAYS } from './calendar.events.ts';
import {
  at,
  day,
  everyDay,
  hours,
  laidOut,
  MONDAY_TO_FRIDAY,
  office,
  rulesThatKeep,
  shanghai,
} from './calendars.fixture.ts';
import type { BusinessTime } from './sla.policies.ts';

const shownIn = (timeZone: string) => {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return (moment: number | undefined) => moment && format.format(moment);
};

const weekly = (
  timeZone: string,
  mode: CalendarMode,
  windows: PublishCalendarData['weekly'],
  more: Partial<PublishCalendarData> = {},
) => laidOut({ calendarId: 'C', timeZone, mode, weekly: windows, ...more });

describe('S1 due times of 48 business hours', () => {
  const chinese = {
    BUSINESS_DAY_24H: laidOut(shanghai('BUSINESS_DAY_24H')),
    OFFICE_HOURS: laidOut(shanghai('OFFICE_HOURS')),
  };
  const cases: [string, string, string, BusinessTime, string][] = [
    ['S2 whole days', 'Asia/Shanghai', '2026-03-09 10:00', chinese.BUSINESS_DAY_24H, '2026-03-11 10:00'],
    ['S2 office hours', 'Asia/Shanghai', '2026-03-09 10:00', chinese.OFFICE_HOURS, '2026-03-17 10:00'],
    ['S2 over a weekend', 'Asia/Shanghai', '2026-03-06 16:30', chinese.BUSINESS_DAY_24H, '2026-03-10 16:30'],
    [
      'S2 over a weekend in office hours',
      'Asia/Shanghai',
      '2026-03-06 16:30',
      chinese.OFFICE_HOURS,
      '2026-03-16 16:30',
    ],
    ['S3 over Spring Festival', 'Asia/Shanghai', '2026-02-13 15:00', chinese.BUSINESS_DAY_24H, '2026-02-24 15:00'],
    [
      'S3 over Spring Festival to a make-up day',
      'Asia/Shanghai',
      '2026-02-13 15:00',
      chinese.OFFICE_HOURS,
      '2026-02-28 15:00',
    ],
    ['S3 with a make-up Sunday', 'Asia/Shanghai', '2025-09-26 17:00', chinese.BUSINESS_DAY_24H, '2025-09-29 17:00'],
    [
      'S4 with an hour skipped',
      'Europe/Berlin',
      '2026-03-28 12:00',
      laidOut(everyDay('Europe/Berlin')),
      '2026-03-30 13:00',
    ],
    [
      'S4 with an hour repeated',
      'Europe/Berlin',
      '2026-10-24 12:00',
      laidOut(everyDay('Europe/Berlin')),
      '2026-10-26 11:00',
    ],
    [
      'S4 with the skipped hour on a closed day',
      'America/New_York',
      '2026-03-06 12:00',
      weekly('America/New_York', 'BUSINESS_DAY_24H', office()),
      '2026-03-10 12:00',
    ],
  ];

  test.each(cases)('%s: %s %s', (_, timeZone, submitted, calendar, due) => {
    expect(shownIn(timeZone)(calendar.addBusiness(at(timeZone, submitted), hours(48)))).toBe(due);
  });

  test('S2 a day with any window counts as a whole day, however its window is written', () => {
    const whole = weekly('Asia/Seoul', 'BUSINESS_DAY_24H', [
      { days: [...MONDAY_TO_FRIDAY], open: '00:00', close: '24:00' },
    ]);
    const hours9to5 = weekly('Asia/Seoul', 'BUSINESS_DAY_24H', office());
    const week = [at('Asia/Seoul', '2026-03-02 00:00'), at('Asia/Seoul', '2026-03-09 00:00')] as const;
    expect(whole.businessBetween(...week)).toBe(hours(120));
    expect(hours9to5.segments(...week)).toEqual(whole.segments(...week));
  });
});

describe('S4 windows are defined in local time and measured in UTC', () => {
  const night = weekly('Europe/Berlin', 'OFFICE_HOURS', [{ days: [...WEEKDAYS], open: '22:00', close: '06:00' }]);
  const berlin = (text: string) => at('Europe/Berlin', text);

  test.each([
    ['2026-03-27', '2026-03-28', 8],
    ['2026-03-28', '2026-03-29', 7],
    ['2026-10-23', '2026-10-24', 8],
    ['2026-10-24', '2026-10-25', 9],
  ])('a night window of %s lasts to %s, %i hours', (evening, morning, length) => {
    expect(night.businessBetween(berlin(`${evening} 12:00`), berlin(`${morning} 12:00`))).toBe(hours(length));
    expect(night.windows(berlin(`${evening} 23:00`), berlin(`${evening} 23:30`))).toEqual([
      { opensAt: berlin(`${evening} 22:00`), closesAt: berlin(`${morning} 06:00`), cause: { kind: 'WEEKLY' } },
    ]);
  });

  test.each([
    ['Africa/Cairo', '2026-04-24', '2026-04-25'],
    ['Asia/Beirut', '2026-03-29', '2026-03-30'],
    ['America/Havana', '2026-03-08', '2026-03-09'],
    ['America/Santiago', '2026-09-06', '2026-09-07'],
  ])('in %s the day %s has no midnight and 23 hours', (timeZone, date, next) => {
    const calendar = laidOut(everyDay(timeZone));
    const eve = at(timeZone, `${date} 01:00`) - hours(24);
    const [only, ...others] = calendar.windows(at(timeZone, `${date} 01:00`), at(timeZone, `${next} 00:00`));
    expect(others).toEqual([]);
    expect(only).toEqual({
      opensAt: at(timeZone, `${date} 01:00`),
      closesAt: at(timeZone, `${next} 00:00`),
      cause: { kind: 'WEEKLY' },
    });
    expect(((only?.closesAt ?? 0) - (only?.opensAt ?? 0)) / hours(1)).toBe(23);
    // The day before is whole, and no time is lost between the two.
    expect(calendar.windows(eve, eve + 1)[0]?.closesAt).toBe(only?.opensAt);
    expect(calendar.addBusiness(eve, hours(48))).toBe(eve + hours(48));
  });

  test('a closed day without a midnight is closed from its first moment', () => {
    const calendar = weekly(
      'Africa/Cairo',
      'OFFICE_HOURS',
      office(['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY']),
    );
    expect(calendar.segments(at('Africa/Cairo', '2026-04-23 17:00'), at('Africa/Cairo', '2026-04-26 10:00'))).toEqual([
      { kind: 'OPEN', from: at('Africa/Cairo', '2026-04-23 17:00'), to: at('Africa/Cairo', '2026-04-23 18:00') },
      {
        kind: 'CLOSED',
        from: at('Africa/Cairo', '2026-04-23 18:00'),
        to: at('Africa/Cairo', '2026-04-24 01:00'),
        cause: { kind: 'OUTSIDE_HOURS' },
      },
      {
        kind: 'CLOSED',
        from: at('Africa/Cairo', '2026-04-24 01:00'),
        to: at('Africa/Cairo', '2026-04-26 00:00'),
        cause: { kind: 'WEEKEND' },
      },
      {
        kind: 'CLOSED',
        from: at('Africa/Cairo', '2026-04-26 00:00'),
        to: at('Africa/Cairo', '2026-04-26 09:00'),
        cause: { kind: 'OUTSIDE_HOURS' },
      },
      { kind: 'OPEN', from: at('Africa/Cairo', '2026-04-26 09:00'), to: at('Africa/Cairo', '2026-04-26 10:00') },
    ]);
  });

  test.each([
    // 02:00–03:00 does not exist on 29 March: times within it move forward by an hour.
    ['02:30', '06:00', '2026-03-29T01:30:00Z', '2026-03-29T04:00:00Z'],
    ['01:00', '02:30', '2026-03-29T00:00:00Z', '2026-03-29T01:30:00Z'],
    ['02:00', '02:30', '2026-03-29T01:00:00Z', '2026-03-29T01:30:00Z'],
    // 02:00–03:00 comes twice on 25 October: the first is meant.
    ['02:30', '06:00', '2026-10-25T00:30:00Z', '2026-10-25T05:00:00Z'],
    ['01:00', '02:30', '2026-10-24T23:00:00Z', '2026-10-25T00:30:00Z'],
    ['02:00', '03:00', '2026-10-25T00:00:00Z', '2026-10-25T02:00:00Z'],
  ])('a window %s–%s in Berlin is %s to %s', (open, close, opensAt, closesAt) => {
    const calendar = weekly('Europe/Berlin', 'OFFICE_HOURS', [{ days: ['SUNDAY'], open, close }]);
    const noon = Date.parse(`${closesAt.slice(0, 10)}T12:00:00Z`);
    expect(calendar.segments(noon - hours(24), noon).filter(({ kind }) => kind === 'OPEN')).toEqual([
      { kind: 'OPEN', from: Date.parse(opensAt), to: Date.parse(closesAt) },
    ]);
  });

  test('a window within the hour that does not exist counts once, together with the window after it', () => {
    const calendar = weekly('Europe/Berlin', 'OFFICE_HOURS', [
      { days: ['SUNDAY'], open: '02:00', close: '02:30' },
      { days: ['SUNDAY'], open: '03:00', close: '05:00' },
    ]);
    expect(calendar.businessBetween(berlin('2026-03-29 00:00'), berlin('2026-03-29 12:00'))).toBe(hours(2));
    const vanished = weekly('Europe/Berlin', 'OFFICE_HOURS', [{ days: ['SUNDAY'], open: '02:30', close: '03:00' }]);
    expect(vanished.businessBetween(berlin('2026-03-29 00:00'), berlin('2026-03-29 12:00'))).toBe(0);
  });
});

describe('S3 a calendar', () => {
  const wall = (text: string) => at('Asia/Shanghai', text);
  const chinese = laidOut(shanghai('OFFICE_HOURS'));

  test('S3 can have several windows a day', () => {
    expect(chinese.windows(wall('2026-03-09 00:00'), wall('2026-03-10 00:00'))).toEqual([
      { opensAt: wall('2026-03-09 09:00'), closesAt: wall('2026-03-09 12:00'), cause: { kind: 'WEEKLY' } },
      { opensAt: wall('2026-03-09 13:00'), closesAt: wall('2026-03-09 18:00'), cause: { kind: 'WEEKLY' } },
    ]);
  });

  test('S3 opens on a make-up day, and names it', () => {
    expect(chinese.windows(wall('2026-02-28 00:00'), wall('2026-02-28 12:00'))).toEqual([
      {
        opensAt: wall('2026-02-28 09:00'),
        closesAt: wall('2026-02-28 12:00'),
        cause: { kind: 'HOLIDAY', name: 'Make-up working day' },
      },
    ]);
  });

  test('S7 names the cause of every closed segment', () => {
    const closed = chinese
      .segments(wall('2026-02-13 17:00'), wall('2026-02-24 10:00'))
      .map((segment) => [
        shownIn('Asia/Shanghai')(segment.from),
        segment.kind === 'CLOSED' ? (segment.cause.name ?? segment.cause.kind) : 'open',
      ]);
    expect(closed).toEqual([
      ['2026-02-13 17:00', 'open'],
      ['2026-02-13 18:00', 'OUTSIDE_HOURS'],
      ['2026-02-14 09:00', 'open'],
      ['2026-02-14 12:00', 'OUTSIDE_HOURS'],
      ['2026-02-14 13:00', 'open'],
      ['2026-02-14 18:00', 'OUTSIDE_HOURS'],
      ['2026-02-15 00:00', 'Spring Festival'],
      ['2026-02-24 00:00', 'OUTSIDE_HOURS'],
      ['2026-02-24 09:00', 'open'],
    ]);
  });

  test('S3 a dated exception overrides the weekly rule, and a manual one an imported one', () => {
    const exception = (date: string, kind: 'CLOSED' | 'CHANGED', source: 'IMPORTED' | 'MANUAL', name: string) => ({
      date: day(date),
      kind,
      source,
      name,
      windows: kind === 'CHANGED' ? [{ open: '10:00', close: '11:00' }] : [],
    });
    const calendar = weekly('Asia/Seoul', 'OFFICE_HOURS', office(), {
      exceptions: [
        exception('2026-03-02', 'CLOSED', 'IMPORTED', 'Holiday'),
        exception('2026-03-03', 'CHANGED', 'MANUAL', 'Stocktaking'),
        exception('2026-03-04', 'CHANGED', 'MANUAL', 'Worked after all'),
        exception('2026-03-04', 'CLOSED', 'IMPORTED', 'Holiday'),
        exception('2026-03-05', 'CHANGED', 'IMPORTED', 'Half day'),
        exception('2026-03-05', 'CLOSED', 'MANUAL', 'Strike'),
      ],
    });
    const seoul = (text: string) => at('Asia/Seoul', text);
    const worked = ['02', '03', '04', '05', '06'].map(
      (date) => calendar.businessBetween(seoul(`2026-03-${date} 00:00`), seoul(`2026-03-${date} 24:00`)) / hours(1),
    );
    expect(worked).toEqual([0, 1, 1, 0, 8]);
    expect(
      calendar
        .segments(seoul('2026-03-02 00:00'), seoul('2026-03-06 09:00'))
        .map((segment) => (segment.kind === 'CLOSED' ? segment.cause : 'open')),
    ).toEqual([
      { kind: 'HOLIDAY', name: 'Holiday' },
      { kind: 'MANUAL', name: 'Stocktaking' },
      'open',
      { kind: 'MANUAL', name: 'Stocktaking' },
      { kind: 'MANUAL', name: 'Worked after all' },
      'open',
      { kind: 'MANUAL', name: 'Worked after all' },
      { kind: 'MANUAL', name: 'Strike' },
      { kind: 'OUTSIDE_HOURS' },
    ]);
  });

  test('S3 an opened day counts as a whole day in BUSINESS_DAY_24H', () => {
    const calendar = weekly('Asia/Seoul', 'BUSINESS_DAY_24H', office(), {
      exceptions: [{ date: day('2026-03-07'), kind: 'OPEN' }],
    });
    const saturday = at('Asia/Seoul', '2026-03-07 00:00');
    expect(calendar.businessBetween(saturday, saturday + hours(48))).toBe(hours(24));
  });

  test('S3 stops the search after 400 days without business time', () => {
    const only = (...dates: string[]) =>
      weekly('UTC', 'BUSINESS_DAY_24H', [], { exceptions: dates.map((date) => ({ date: day(date), kind: 'OPEN' })) });
    const from = Date.parse('2026-01-01T12:00:00Z');
    const second = (date: string) => only('2026-01-01', date).addBusiness(from, hours(24));
    // From the end of the first day, 2 January 00:00, 400 days last until 6 February.
    expect(second('2027-02-06')).toBe(Date.parse('2027-02-06T12:00:00Z'));
    expect(second('2027-02-07')).toBeUndefined();
    expect(only('2026-01-01').addBusiness(from, hours(12))).toBe(Date.parse('2026-01-02T00:00:00Z'));
    expect(only('2026-01-01').addBusiness(from, hours(12) + 1)).toBeUndefined();
    expect(only('2020-01-01').addBusiness(from, 0)).toBeUndefined();
    // A longer search is fine as long as it meets business time.
    expect(only('2026-01-01', '2027-01-01', '2028-01-01').addBusiness(from, hours(48))).toBe(
      Date.parse('2028-01-01T12:00:00Z'),
    );
  });

  test('S3 ends with the last possible instant', () => {
    const last = Date.parse('9999-12-31T12:00:00Z');
    expect(laidOut(everyDay('UTC')).addBusiness(last, hours(48))).toBeUndefined();
    expect(laidOut(everyDay('UTC')).businessBetween(last, last + hours(11))).toBe(hours(11));
  });

  test('S3 the windows of a day are those that open on it in local time', () => {
    const wholeDays = laidOut(everyDay('Asia/Shanghai'));
    expect(wholeDays.windowsOn(day('2026-03-09'), day('2026-03-10'))).toEqual([
      { opensAt: wall('2026-03-09 00:00'), closesAt: wall('2026-03-10 00:00'), cause: { kind: 'WEEKLY' } },
      { opensAt: wall('2026-03-10 00:00'), closesAt: wall('2026-03-11 00:00'), cause: { kind: 'WEEKLY' } },
    ]);
    expect(chinese.windowsOn(day('2026-03-14'), day('2026-03-15'))).toEqual([]);
  });

  test('S3 tells whether a moment is after the last published day', () => {
    expect(chinese.beyondPublished(wall('2026-12-31 24:00'))).toBe(false);
    expect(chinese.beyondPublished(wall('2026-12-31 24:00') + 1)).toBe(true);
    expect(laidOut(everyDay('UTC')).beyondPublished(wall('2999-12-31 00:00'))).toBe(false);
  });
});

test('S7 business time follows the zone rules, whose version it states', () => {
  const winnipeg = {
    ...everyDay('America/Winnipeg'),
    mode: 'OFFICE_HOURS' as const,
    weekly: [{ days: MONDAY_TO_FRIDAY.slice(), open: '09:00', close: '17:00' }],
  };
  const [friday, monday] = [Date.parse('2026-10-30T14:00Z'), day('2026-11-02')];
  const shown = (calendar: ReturnType<typeof laidOut>) => ({
    opensAt: new Date(calendar.windowsOn(monday, monday)[0]?.opensAt ?? 0).toISOString(),
    due: new Date(calendar.addBusiness(friday, hours(10)) ?? 0).toISOString(),
  });
  // On that Sunday the clocks go back to −06:00, unless the province has decided to keep −05:00.
  expect(shown(laidOut(winnipeg))).toEqual({ opensAt: '2026-11-02T15:00:00.000Z', due: '2026-11-02T17:00:00.000Z' });
  const decreed = laidOut(winnipeg, 1, rulesThatKeep('America/Winnipeg', -5, Date.parse('2026-11-01T07:00Z')));
  expect(shown(decreed)).toEqual({ opensAt: '2026-11-02T14:00:00.000Z', due: '2026-11-02T16:00:00.000Z' });
  expect([laidOut(winnipeg).zoneRules, decreed.zoneRules]).toEqual([process.versions['tz'], 'decreed']);
});

describe('S5 outside business time', () => {
  const chinese = laidOut(shanghai('OFFICE_HOURS'));
  const wall = (text: string) => at('Asia/Shanghai', text);

  test.each([
    ['2026-03-09 08:59', '2026-03-09 09:00'],
    ['2026-03-09 09:00', '2026-03-09 09:00'],
    ['2026-03-09 11:59', '2026-03-09 11:59'],
    ['2026-03-09 12:00', '2026-03-09 13:00'],
    ['2026-03-13 18:00', '2026-03-16 09:00'],
    ['2026-02-14 18:00', '2026-02-24 09:00'],
    ['2025-12-31 18:00', '2026-01-04 09:00'],
  ])('a clock of %s starts at %s', (submitted, starts) => {
    expect(shownIn('Asia/Shanghai')(chinese.addBusiness(wall(submitted), 0))).toBe(starts);
  });

  test('S9 a target that is used up exactly at closing time is due then', () => {
    expect(chinese.addBusiness(wall('2026-03-13 17:00'), hours(1))).toBe(wall('2026-03-13 18:00'));
    expect(chinese.addBusiness(wall('2026-03-13 17:00'), hours(1) + 1)).toBe(wall('2026-03-16 09:00') + 1);
  });

  test('S6 business time between two moments in reverse order is negative', () => {
    expect(chinese.businessBetween(wall('2026-03-10 10:00'), wall('2026-03-09 10:00'))).toBe(-hours(8));
  });

  test('S6 a negative duration throws', () => {
    expect(() => chinese.addBusiness(0, -1)).toThrow(RangeError);
  });
});
