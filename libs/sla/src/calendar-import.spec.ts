import { overriddenDays, exceptionChanges, fieldChanges } from './calendar-changes.ts';
import type { CalendarException } from './calendar.events.ts';
import {
  type CalendarDraft,
  type DoubtAnswer,
  mergedDays,
  ordinaryHours,
  settledDays,
  withImported,
  type Years,
} from './calendar-import.ts';
import type { DoubtKind, ImportedDay, KnownHolidays, ListedDay } from './holiday-source.ts';
import { day, MONDAY_TO_FRIDAY, OFFICE, office } from './calendars.fixture.ts';

const off = (date: string, name: string): ImportedDay => ({ date: day(date), kind: 'CLOSED', name });
const worked = (date: string, name: string): ImportedDay => ({ date: day(date), kind: 'OPEN', name });
const imported = (date: string, name: string): CalendarException => ({
  date: day(date),
  kind: 'CLOSED',
  windows: [],
  source: 'IMPORTED',
  name,
});
const manual = (date: string, name: string): CalendarException => ({ ...imported(date, name), source: 'MANUAL' });

const bare: CalendarDraft = {
  calendarId: 'SHENZHEN',
  timeZone: 'Asia/Shanghai',
  mode: 'OFFICE_HOURS',
  weekly: office(),
  exceptions: [],
};
const year = (first: number, last = first): Years => ({ first, last });

function merged(calendar: CalendarDraft, days: readonly ImportedDay[], years?: Years): CalendarDraft {
  const result = withImported(calendar, days, years);
  if (result.kind === 'refused') throw new Error(result.refusal.message);
  return result.calendar;
}

describe('S3 imported holidays', () => {
  test('become exceptions of the calendar; working days get the hours of an ordinary day', () => {
    const days = [worked('2026-02-14', 'Make-up day'), off('2026-02-16', 'Spring Festival')];
    expect(merged(bare, days, year(2026))).toEqual({
      ...bare,
      exceptions: [
        { date: '2026-02-14', kind: 'OPEN', windows: OFFICE, source: 'IMPORTED', name: 'Make-up day' },
        imported('2026-02-16', 'Spring Festival'),
      ],
      publishedUntil: '2026-12-31',
    });
  });

  test('replace what was imported for the same years, and nothing else', () => {
    const before = {
      ...bare,
      exceptions: [
        imported('2025-10-01', 'National Day'),
        imported('2026-01-02', 'No holiday after all'),
        manual('2026-03-05', 'Stocktaking'),
        imported('2027-01-01', 'New Year'),
      ],
    };
    expect(merged(before, [off('2026-01-01', 'New Year')], year(2026)).exceptions).toEqual([
      imported('2025-10-01', 'National Day'),
      imported('2026-01-01', 'New Year'),
      manual('2026-03-05', 'Stocktaking'),
      imported('2027-01-01', 'New Year'),
    ]);
  });

  test('are overridden by manual exceptions for the same day, which are kept', () => {
    const hand: CalendarException = { ...manual('2026-05-01', 'We work'), kind: 'OPEN', windows: OFFICE };
    const after = merged({ ...bare, exceptions: [hand] }, [off('2026-05-01', 'Labour Day')], year(2026));
    expect(after.exceptions).toEqual([imported('2026-05-01', 'Labour Day'), hand]);
    expect([...overriddenDays(after)]).toEqual([['2026-05-01', hand]]);
  });

  test('change nothing when imported again', () => {
    const days = [off('2026-10-01', 'National Day'), worked('2026-02-14', 'Make-up day')];
    const once = merged(bare, days, year(2026));
    expect(merged(once, days, year(2026))).toEqual(once);
  });

  test.each<[string, string | undefined, Years, string]>([
    ['of a calendar that knew none', undefined, year(2026), '2026-12-31'],
    ['of the year that follows', '2025-12-31', year(2026), '2026-12-31'],
    ['of the year already known', '2026-12-31', year(2025, 2026), '2026-12-31'],
    ['of a year half known', '2026-06-30', year(2026), '2026-12-31'],
    ['of years that leave a gap', '2025-12-31', year(2027), '2025-12-31'],
    ['of the year after one half known', '2026-06-30', year(2027), '2026-06-30'],
  ])('%s: known until the last day without a gap before it', (_, until, years, known) => {
    const before = { ...bare, ...(until !== undefined && { publishedUntil: day(until) }) };
    expect(merged(before, [], years).publishedUntil).toBe(known);
  });

  test('are only added when the list is complete for no year: other days stay, and so does publishedUntil', () => {
    const country = [
      imported('2026-12-25', 'Christmas Day'),
      ...['2027-01-01', '2027-03-01'].map((date) => imported(date, 'Holiday')),
    ];
    const before = { ...bare, exceptions: country, publishedUntil: day('2027-12-31') };
    const shutdown = ['2026-12-24', '2026-12-25', '2027-01-01'].map((date) => off(date, 'Shutdown'));
    expect(merged(before, shutdown)).toEqual({
      ...before,
      exceptions: [...shutdown.map(({ date, name }) => imported(date, name)), imported('2027-03-01', 'Holiday')],
    });
    expect(merged({ ...bare, publishedUntil: day('2026-12-31') }, shutdown).publishedUntil).toBe('2026-12-31');
    expect(merged(bare, shutdown)).not.toHaveProperty('publishedUntil');
  });

  test('before 1970 are refused by name', () => {
    expect(withImported(bare, [off('1969-12-25', 'Christmas')], year(1969))).toEqual({
      kind: 'refused',
      refusal: {
        code: 'EXCEPTION_BEFORE_ZONE_RULES',
        message:
          '"Christmas": Dec 25, 1969 is before Jan 1, 1970, and time-zone rules are not known before that day. Remove it, or choose later years with --years.',
        rule: 'S3',
      },
    });
  });

  test('that open a day need weekly hours to take over', () => {
    expect(withImported({ ...bare, weekly: [] }, [worked('2026-02-14', 'Make-up day')], year(2026))).toMatchObject({
      refusal: {
        code: 'EXCEPTION_WITHOUT_WINDOWS',
        message: expect.stringMatching(/^"Make-up day" opens Feb 14, 2026, but weekly has no ordinary working day/),
        rule: 'S3',
      },
    });
  });
});

describe('S3 holidays from several sources', () => {
  const doubtful = (date: string, name: string, kind: DoubtKind): ListedDay => ({
    ...off(date, name),
    doubt: { kind, reason: kind },
  });
  const source = (name: string, ...days: ListedDay[]): KnownHolidays => ({ source: name, days, years: [2026] });

  test('make one list by date, each day with all its names', () => {
    expect(
      mergedDays([
        source('DE', off('2026-05-01', 'Labour Day'), off('2026-01-01', 'New Year')),
        source('company.ics', off('2026-05-01', 'Works outing'), off('2026-05-01', 'Labour Day')),
      ]),
    ).toEqual([off('2026-01-01', 'New Year'), off('2026-05-01', 'Labour Day, Works outing')]);
  });

  test('are not doubtful if one source has no doubt, and otherwise have the least serious doubt', () => {
    const [certain, least] = mergedDays([
      source('a', doubtful('2026-05-01', 'May Day', 'observance'), doubtful('2026-05-02', 'Fair', 'half-day')),
      source('b', off('2026-05-01', 'May Day'), doubtful('2026-05-02', 'Fair', 'free')),
    ]);
    expect(certain).toEqual(off('2026-05-01', 'May Day'));
    expect(least).toEqual(doubtful('2026-05-02', 'Fair', 'free'));
  });

  test('are doubtful if sources contradict each other or themselves', () => {
    const conflict = { kind: 'conflict', reason: '"Youth Day" of a.ics closes it, "Make-up day" of CN has it worked' };
    const days = [off('2026-05-04', 'Youth Day'), worked('2026-05-04', 'Make-up day')] as const;
    expect(mergedDays([source('a.ics', days[0]), source('CN', days[1])])).toEqual([
      { ...days[1], name: 'Youth Day, Make-up day', doubt: conflict },
    ]);
    expect(mergedDays([source('a.ics', ...days)])[0]?.doubt?.kind).toBe('conflict');
  });

  test('are settled by date, or else by kind of doubt', () => {
    const listed = [
      off('2026-01-01', 'New Year'),
      doubtful('2026-05-01', 'May Day', 'observance'),
      doubtful('2026-05-02', 'Fair', 'observance'),
      doubtful('2026-05-03', 'Eve', 'half-day'),
      doubtful('2026-05-09', 'Saturday', 'worked'),
    ];
    const answers = new Map<string, DoubtAnswer>([
      ['observance', 'ORDINARY'],
      ['2026-05-02', 'CLOSED'],
      ['2026-05-09', 'OPEN'],
    ]);
    expect(settledDays(listed, answers)).toEqual({
      days: [off('2026-01-01', 'New Year'), off('2026-05-02', 'Fair'), worked('2026-05-09', 'Saturday')],
      doubtful: [listed[3]],
    });
  });
});

test('S3 an ordinary day has the hours that are most common in the week', () => {
  const short = { open: '09:00', close: '13:00' };
  const weekly: CalendarDraft['weekly'] = [
    { days: ['MONDAY'], open: '10:00', close: '18:00' },
    ...office(MONDAY_TO_FRIDAY.slice(1)).toReversed(),
    { days: ['SATURDAY'], ...short },
  ];
  expect(ordinaryHours({ weekly })).toEqual(OFFICE);
  expect(ordinaryHours({ weekly: [{ days: ['SATURDAY', 'SUNDAY'], ...short }] })).toEqual([short]);
  expect(ordinaryHours({ weekly: [] })).toEqual([]);
});

test('S3 two versions differ by exceptions added, removed and changed, listed by date', () => {
  const before = [
    imported('2026-01-01', 'New Year'),
    imported('2026-05-01', 'May Day'),
    manual('2026-05-02', 'Bridge'),
  ];
  const after = [
    imported('2026-05-01', 'Labour Day'),
    imported('2026-05-02', 'Labour Day'),
    manual('2026-05-02', 'Bridge'),
  ];
  expect(exceptionChanges(before, after)).toEqual([
    { kind: 'REMOVED', before: before[0] },
    { kind: 'CHANGED', before: before[1], after: after[0] },
    { kind: 'ADDED', after: after[1] },
  ]);
  expect(exceptionChanges(after, after)).toEqual([]);
});

test('S3 two versions differ by time zone, mode, week and last known day', () => {
  const after: CalendarDraft = { ...bare, mode: 'BUSINESS_DAY_24H', publishedUntil: day('2026-12-31') };
  expect(fieldChanges(bare, after)).toEqual([
    { field: 'mode', before: 'OFFICE_HOURS', after: 'BUSINESS_DAY_24H' },
    { field: 'publishedUntil', before: undefined, after: '2026-12-31' },
  ]);
  expect(fieldChanges(undefined, bare).at(-1)).toEqual({
    field: 'weekly',
    before: undefined,
    after: 'MON–FRI 09:00–12:00, MON–FRI 13:00–18:00',
  });
});
