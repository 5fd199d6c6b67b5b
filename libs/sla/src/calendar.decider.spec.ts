import { calendarStreams } from './sla.streams.ts';
import { scenarios } from '#kernel';
import { PublishCalendar, type PublishCalendarData } from './calendar.commands.ts';
import { calendarDecider } from './calendar.decider.ts';
import type { CalendarEvent, PublishedCalendar } from './calendar.events.ts';
import { CHINA, day, office, shanghai } from './calendars.fixture.ts';
import { by, on } from './sla.facts.fixture.ts';

const { given, nothing } = scenarios(calendarDecider, (actual, expected) => expect(actual).toEqual(expected));

const seoul: PublishCalendarData = {
  calendarId: 'SEOUL',
  timeZone: 'Asia/Seoul',
  mode: 'OFFICE_HOURS',
  weekly: office(),
};
const publish = (more: Partial<PublishCalendarData> = {}) => new PublishCalendar({ ...seoul, ...more }, by());
const published = (version: number, more: Partial<PublishedCalendar> = {}): CalendarEvent => ({
  type: 'CalendarPublished',
  data: { ...seoul, exceptions: [], version, ...more },
});
const closed = (date: string, name: string, source: 'IMPORTED' | 'MANUAL' = 'MANUAL') => ({
  date: day(date),
  kind: 'CLOSED' as const,
  windows: [],
  source,
  name,
});

describe('A calendar', () => {
  test('S3 is published with zone, weekly windows and dated exceptions', () => {
    nothing.when(publish()).then(published(1));
    nothing
      .when(publish({ exceptions: [{ date: day('2026-03-01'), kind: 'CLOSED', name: 'Independence Day' }] }))
      .then(published(1, { exceptions: [closed('2026-03-01', 'Independence Day')] }));
    expect(calendarStreams.of('SEOUL')).toBe('calendar-SEOUL');
  });

  test('S3 lists its exceptions by date, whatever their order was', () => {
    const china = nothing.when(
      new PublishCalendar({ ...shanghai('OFFICE_HOURS'), exceptions: CHINA.toReversed() }, by()),
    );
    const inOrder = nothing.when(new PublishCalendar(shanghai('OFFICE_HOURS'), by()));
    expect(china.verdict).toEqual(inOrder.verdict);
    expect(inOrder.verdict.kind).toBe('accepted');
  });

  test('S3 is never edited: each change is a new version', () => {
    given(published(1))
      .when(publish({ mode: 'BUSINESS_DAY_24H' }))
      .then(published(2, { mode: 'BUSINESS_DAY_24H' }));
    given(published(1), published(2, { mode: 'BUSINESS_DAY_24H' }))
      .when(publish())
      .then(published(3));
  });

  test('S3 a version meant to be the second is refused when there is already a second', () => {
    given(published(1))
      .when(publish({ mode: 'BUSINESS_DAY_24H', version: 2 }))
      .then(published(2, { mode: 'BUSINESS_DAY_24H' }));
    given(published(1), published(2, { publishedUntil: undefined }))
      .when(publish({ mode: 'BUSINESS_DAY_24H', version: 2 }))
      .thenRefused('S3', 'CALENDAR_CHANGED_MEANWHILE');
  });

  test('C12 with the content of the newest version is unchanged', () => {
    given(published(1)).when(publish()).thenUnchanged();
    given(published(1))
      .when(publish({ exceptions: [] }))
      .thenUnchanged();
    const two = [closed('2026-03-01', 'a'), closed('2026-03-01', 'b', 'IMPORTED')];
    const kept = [closed('2026-03-01', 'b', 'IMPORTED'), closed('2026-03-01', 'a')];
    given(published(1, { exceptions: kept }))
      .when(publish({ exceptions: two }))
      .thenUnchanged();
  });

  test.each([
    ['tomorrow', '2026-03-10', '09:00', '24:00'],
    ['later today', '2026-03-09', '19:00', '20:00'],
    ['the night before and goes over midnight', '2026-03-08', '23:00', '11:00'],
    ['400 days later', '2027-04-13', '09:00', '12:00'],
  ])('S3 may open only on single dates, such as %s', (_, date, open, close) => {
    const fair = { date: day(date), kind: 'OPEN' as const, windows: [{ open, close }], source: 'MANUAL' as const };
    // 10:30 in Seoul or, for the evening window, 19:00.
    const at = on(open === '19:00' ? '03-09 10:00' : '03-09 01:30');
    nothing
      .when(new PublishCalendar({ ...seoul, weekly: [], exceptions: [fair] }, by(at)))
      .then(published(1, { weekly: [], exceptions: [fair] }));
  });

  test('S3 may have windows over midnight that touch those of the next morning', () => {
    const weekly: PublishCalendarData['weekly'] = [
      { days: ['MONDAY', 'SUNDAY'], open: '22:00', close: '06:00' },
      { days: ['MONDAY', 'TUESDAY'], open: '06:00', close: '22:00' },
      { days: ['WEDNESDAY'], open: '20:00', close: '08:00' },
    ];
    nothing.when(publish({ weekly })).then(published(1, { weekly }));
  });
});

describe('A calendar without business time in the 400 days after its publication', () => {
  const only = (date: string, open: string, close: string) => [
    { date: day(date), kind: 'OPEN' as const, windows: [{ open, close }] },
  ];
  test.each<[string, Partial<PublishCalendarData>]>([
    ['names no window at all', {}],
    ['was open only in the past', { exceptions: only('2026-03-08', '09:00', '12:00') }],
    ['closed an hour ago, the clocks of its zone show', { exceptions: only('2026-03-09', '09:00', '18:00') }],
    ['opens after 400 days and an hour', { exceptions: only('2027-04-13', '20:00', '21:00') }],
    [
      'has its only opening closed by hand',
      {
        exceptions: [
          ...only('2026-03-10', '09:00', '12:00').map((opening) => ({ ...opening, source: 'IMPORTED' as const })),
          { date: day('2026-03-10'), kind: 'CLOSED' },
        ],
      },
    ],
  ])('S3 is refused: it %s', (_, calendar) => {
    // 19:00 in Seoul.
    expect(nothing.when(publish({ weekly: [], ...calendar })).thenRefused('S3', 'NO_BUSINESS_TIME').message).toBe(
      'weekly: the calendar has no business time in the 400 days after its publication. Give weekly hours, or open days in the future.',
    );
  });
});

describe('Refused with the place named is a calendar', () => {
  const window = (open: string, close: string, ...days: PublishedCalendar['weekly'][number]['days']) => ({
    days: days.length > 0 ? days : (['MONDAY'] as const).slice(),
    open,
    close,
  });
  const exception = (
    date: string,
    kind: 'CLOSED' | 'OPEN' | 'CHANGED',
    ...windows: { open: string; close: string }[]
  ) => ({
    date: day(date),
    kind,
    windows,
  });

  test.each<[string, Partial<PublishCalendarData>, string, string]>([
    [
      'of an unknown zone',
      { timeZone: 'Asia/Shenzhen' },
      'UNKNOWN_TIME_ZONE',
      'timeZone: "Asia/Shenzhen" is not an IANA time zone such as Asia/Shanghai.',
    ],
    [
      'of an offset instead of a zone',
      { timeZone: '+09:00' },
      'UNKNOWN_TIME_ZONE',
      'timeZone: "+09:00" is not an IANA time zone such as Asia/Shanghai.',
    ],
    [
      'with overlapping windows',
      { weekly: [window('09:00', '13:00', 'MONDAY', 'TUESDAY'), window('12:00', '18:00', 'TUESDAY')] },
      'WINDOWS_OVERLAP',
      'Tuesday 09:00–13:00 overlaps Tuesday 12:00–18:00. Merge the two into one window.',
    ],
    [
      'with the same window twice',
      { weekly: [window('09:00', '12:00'), window('09:00', '12:00')] },
      'WINDOWS_OVERLAP',
      'Monday 09:00–12:00 overlaps Monday 09:00–12:00. Merge the two into one window.',
    ],
    [
      'whose night reaches into the morning',
      { weekly: [window('22:00', '06:00', 'SUNDAY'), window('05:00', '12:00')] },
      'WINDOWS_OVERLAP',
      'Sunday 22:00–06:00 overlaps Monday 05:00–12:00. Merge the two into one window.',
    ],
    [
      'with an exception that reaches into the next day',
      {
        weekly: [window('05:00', '12:00')],
        exceptions: [exception('2026-03-08', 'OPEN', { open: '22:00', close: '06:00' })],
      },
      'WINDOWS_OVERLAP',
      'the exception of Mar 8, 2026 22:00–06:00 overlaps Monday 05:00–12:00. Merge the two into one window.',
    ],
    [
      'with an exception the night before reaches into',
      {
        weekly: [window('22:00', '06:00')],
        exceptions: [exception('2026-03-10', 'OPEN', { open: '05:00', close: '12:00' })],
      },
      'WINDOWS_OVERLAP',
      'Monday 22:00–06:00 overlaps the exception of Mar 10, 2026 05:00–12:00. Merge the two into one window.',
    ],
    [
      'with a window that closes before it opens',
      { weekly: [window('09:00', '12:00'), window('18:00', '13:00')] },
      'WINDOW_CLOSES_BEFORE_OPENING',
      'weekly.1: 18:00–13:00 closes before it opens. A window over midnight may last at most 12 hours; the end of a day is 24:00.',
    ],
    [
      'with a window of an exception that closes as it opens',
      { exceptions: [exception('2026-03-07', 'OPEN', { open: '09:00', close: '09:00' })] },
      'WINDOW_CLOSES_BEFORE_OPENING',
      'exceptions.0.windows.0 (Mar 7, 2026): 09:00–09:00 closes before it opens. A window over midnight may last at most 12 hours; the end of a day is 24:00.',
    ],
    [
      'with two exceptions for a day',
      { exceptions: [closed('2026-03-01', 'a'), closed('2026-03-01', 'b')] },
      'EXCEPTION_TWICE',
      'exceptions.1.date: Mar 1, 2026 has two manual exceptions; keep one.',
    ],
    [
      'with an exception before the zone’s rules',
      { exceptions: [closed('1969-12-31', 'a')] },
      'EXCEPTION_BEFORE_ZONE_RULES',
      'exceptions.0.date: Dec 31, 1969 is before Jan 1, 1970; time-zone rules are not known before that day.',
    ],
    [
      'with windows on a closed day',
      { exceptions: [exception('2026-03-02', 'CLOSED', { open: '09:00', close: '12:00' })] },
      'CLOSED_DAY_WITH_WINDOWS',
      'exceptions.0.windows (Mar 2, 2026): a closed day has no windows. Remove them, or change its hours instead.',
    ],
    [
      'with an opened day without hours',
      { exceptions: [exception('2026-03-07', 'OPEN')] },
      'EXCEPTION_WITHOUT_WINDOWS',
      'exceptions.0.windows (Mar 7, 2026): give the hours during which it is open.',
    ],
    [
      'with changed hours that are none',
      { mode: 'BUSINESS_DAY_24H', exceptions: [exception('2026-03-06', 'CHANGED')] },
      'EXCEPTION_WITHOUT_WINDOWS',
      'exceptions.0.windows (Mar 6, 2026): give the hours during which it is open.',
    ],
    [
      'with an exception on an impossible date',
      { exceptions: [closed('2026-02-30', 'a')] },
      'INVALID_INPUT',
      'exceptions.0.date: must be a day that exists, e.g. 2026-03-09',
    ],
    [
      'published until an impossible date',
      { publishedUntil: day('2026-13-01') },
      'INVALID_INPUT',
      'publishedUntil: must be a day that exists, e.g. 2026-03-09',
    ],
    [
      'that opens at 24:00',
      { weekly: [window('24:00', '24:00')] },
      'INVALID_INPUT',
      'weekly.0.open: must be a time of day from 00:00 to 23:59',
    ],
    [
      'that closes at 24:30',
      { weekly: [window('09:00', '24:30')] },
      'INVALID_INPUT',
      'weekly.0.close: must be a time of day from 00:00 to 24:00',
    ],
    [
      'with hours of no day',
      { weekly: [{ days: [], open: '09:00', close: '12:00' }] },
      'INVALID_INPUT',
      'weekly.0.days: must name at least one day',
    ],
  ])('S3 %s', (_, wrong, code, words) => {
    expect(nothing.when(publish(wrong)).thenRefused('S3', code).message).toBe(words);
  });
});
