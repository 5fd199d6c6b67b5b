import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { mergedDays } from './calendar-import.ts';
import { countryHolidays } from './holidays.country.ts';
import { icsHolidays, type IcsReading } from './holidays.ics.ts';

const text = (...lines: string[]) => lines.map((line) => `${line}\r\n`).join('');
const file = (...lines: string[]) => Buffer.from(text(...lines));
const calendar = (...lines: string[]) => file('BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR');
const event = (...lines: string[]) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];
const entry = (...lines: string[]) => calendar(...event('SUMMARY:Festival', ...lines));
const off = (date: string, name = 'Festival') => ({ date, kind: 'CLOSED', name });

const read = (content: Uint8Array, more: Partial<IcsReading> = {}) =>
  icsHolidays('company.ics', content, { timeZone: 'Europe/Berlin', ...more });
const days = (content: Uint8Array, first?: number, last = first) =>
  mergedDays([read(content, first && last ? { years: { first, last } } : {})]);
const dates = (content: Uint8Array, first?: number, last = first) => days(content, first, last).map(({ date }) => date);
const doubts = (content: Uint8Array) =>
  days(content).map(({ date, doubt }) => `${date.slice(5)} ${doubt ? `${doubt.kind}: ${doubt.reason}` : 'certain'}`);

describe('S3 an iCalendar file', () => {
  it('has dates and no instants: an entry closes the same day in any zone', () => {
    expect(days(entry('DTSTART;VALUE=DATE:20260301'))).toEqual([off('2026-03-01')]);
  });

  it('ends an entry the day before its DTEND', () => {
    const three = [off('2026-02-27'), off('2026-02-28'), off('2026-03-01')];
    expect(days(entry('DTSTART;VALUE=DATE:20260227', 'DTEND;VALUE=DATE:20260302'))).toEqual(three);
    expect(days(entry('DTSTART;VALUE=DATE:20260227', 'DTEND;VALUE=DATE:20260227'))).toEqual([off('2026-02-27')]);
    expect(days(entry('DTSTART;VALUE=DATE:20260227', 'DURATION:P3D'))).toEqual(three);
  });

  it('may write a date without VALUE=DATE', () => {
    expect(days(entry('DTSTART:20210101'))).toEqual([off('2021-01-01')]);
    expect(dates(entry('DTSTART:20210101', 'DTEND:20210103'))).toEqual(['2021-01-01', '2021-01-02']);
  });

  it.each<[string, string[]]>([
    [
      'in a zone of Exchange',
      [
        'DTSTART;TZID="W. Europe Standard Time":20261224T000000',
        'DTEND;TZID="W. Europe Standard Time":20261226T000000',
        'X-MICROSOFT-CDO-ALLDAYEVENT:TRUE',
      ],
    ],
    ['in no zone', ['DTSTART:20261224T000000', 'DTEND:20261226T000000']],
    ['in UTC, read on the clocks of the calendar', ['DTSTART:20261223T230000Z', 'DTEND:20261225T230000Z']],
    ['by a duration', ['DTSTART:20261224T000000', 'DURATION:PT48H']],
    ['with the last minute for an end', ['DTSTART:20261224T000000', 'DTEND:20261225T235900']],
  ])('may last from midnight to midnight, %s', (_, lines) => {
    expect(days(entry(...lines))).toEqual([off('2026-12-24'), off('2026-12-25')]);
  });

  it('may fold lines, escape text and list a day twice', () => {
    const content = calendar(
      ...event('SUMMARY:추석\\, 연', ' 휴', 'DTSTART;VALUE=DATE:20260925'),
      ...event('SUMMARY:Chuseok', 'DTSTART;VALUE=DATE:20260924', 'DTEND;VALUE=DATE:20260926'),
      ...event('SUMMARY:Called off', 'STATUS:CANCELLED', 'DTSTART;VALUE=DATE:20260928'),
    );
    expect(days(content)).toEqual([off('2026-09-24', 'Chuseok'), off('2026-09-25', '추석, 연휴, Chuseok')]);
  });

  it('may be in UTF-16', () => {
    const content = calendar(...event('SUMMARY:신정', 'DTSTART;VALUE=DATE:20260101')).toString();
    expect(days(Buffer.from(`\ufeff${content}`, 'utf16le'))).toEqual([off('2026-01-01', '신정')]);
  });

  it('truncates names between characters', () => {
    const [named] = days(calendar(...event(`SUMMARY:${'🎉'.repeat(61)}`, 'DTSTART;VALUE=DATE:20260301')));
    expect(named).toEqual(off('2026-03-01', '🎉'.repeat(40)));
  });

  it('of China has its make-up working days, the same as in the library', () => {
    const published = createRequire(import.meta.url)
      .resolve('chinese-days')
      .replace(/index.*$/, 'years/2026.en.ics');
    const inFile = days(readFileSync(published)).map(({ date, kind }) => ({ date, kind }));
    const known = countryHolidays('CN', { first: 2026, last: 2026 }).days.map(({ date, kind }) => ({ date, kind }));
    expect(inFile).toEqual(known);
  });
});

describe('S3 a yearly entry', () => {
  const yearly = (start: string, rule: string, ...more: string[]) =>
    entry(`DTSTART;VALUE=DATE:${start}`, `RRULE:FREQ=YEARLY${rule}`, ...more);

  it('is read for the years requested, from its first occurrence on', () => {
    expect(dates(yearly('20050501', ''), 2026, 2027)).toEqual(['2026-05-01', '2027-05-01']);
    expect(dates(yearly('20270501', ''), 2026, 2027)).toEqual(['2027-05-01']);
    expect(dates(yearly('20050501', ';INTERVAL=2'), 2025, 2028)).toEqual(['2025-05-01', '2027-05-01']);
    expect(dates(yearly('20050501', ';UNTIL=20260430'), 2025, 2028)).toEqual(['2025-05-01']);
    expect(dates(yearly('20260501', ';COUNT=2'))).toEqual(['2026-05-01', '2027-05-01']);
  });

  it('may fall on a weekday of a month', () => {
    expect(dates(yearly('20211125', ';BYMONTH=11;BYDAY=4TH'), 2026, 2027)).toEqual(['2026-11-26', '2027-11-25']);
    expect(dates(yearly('20200525', ';BYMONTH=5;BYDAY=-1MO'), 2026)).toEqual(['2026-05-25']);
  });

  it('on 29 February occurs only in leap years', () => {
    expect(dates(yearly('20200229', ''), 2023, 2029)).toEqual(['2024-02-29', '2028-02-29']);
  });

  it('over the turn of the year belongs to both years', () => {
    const shutdown = yearly('20201224', '', 'DTEND;VALUE=DATE:20210102');
    expect(dates(shutdown, 2026)).toEqual([
      '2026-01-01',
      ...Array.from({ length: 8 }, (_, day) => `2026-12-${24 + day}`),
    ]);
  });

  it('skips its exceptions, includes its extra days, and moves where another entry says so', () => {
    const content = calendar(
      ...event(
        'UID:outing',
        'SUMMARY:Outing',
        'DTSTART;VALUE=DATE:20200601',
        'RRULE:FREQ=YEARLY',
        'EXDATE;VALUE=DATE:20260601',
        'RDATE;VALUE=DATE:20260608,20260609',
      ),
      ...event('UID:outing', 'SUMMARY:Outing', 'RECURRENCE-ID;VALUE=DATE:20270601', 'DTSTART;VALUE=DATE:20270603'),
    );
    expect(dates(content, 2025, 2028)).toEqual(['2025-06-01', '2026-06-08', '2026-06-09', '2027-06-03', '2028-06-01']);
  });
});

describe('S3 for which years a file lists holidays', () => {
  it('is decided by where its entries begin, not by how far the last one reaches', () => {
    const shutdown = entry('DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20270102');
    expect(read(shutdown).years).toEqual([2026]);
    expect(read(shutdown).days.at(-1)?.date).toBe('2027-01-01');
    expect(read(shutdown, { years: { first: 2027, last: 2027 } }).days.map(({ date }) => date)).toEqual(['2027-01-01']);
    expect(read(entry('DTSTART;VALUE=DATE:20200101', 'RRULE:FREQ=YEARLY;COUNT=3')).years).toEqual([2020, 2021, 2022]);
  });
});

describe('S3 a day is doubtful', () => {
  const doubtsOf = (...lines: string[]) => doubts(calendar(...event('DTSTART;VALUE=DATE:20260509', ...lines)));

  it.each([
    ['SUMMARY:Make-up workday', '"Make-up work" suggests a working day'],
    ['SUMMARY:Working Saturday', '"Working Saturday" suggests a working day'],
    ['SUMMARY:劳动节（班）', '"（班）" suggests a working day'],
    ['SUMMARY:Labour Day 补班', '"补班" suggests a working day'],
    ['SUMMARY:대체 근무', '"대체 근무" suggests a working day'],
    ['SUMMARY:Áthelyezett munkanap', '"munkanap" suggests a working day'],
  ])('%s: it may be a working day', (summary, reason) => {
    expect(doubtsOf(summary)).toEqual([`05-09 worked: ${reason}`]);
    expect(days(calendar(...event('DTSTART;VALUE=DATE:20260509', summary)))[0]?.kind).toBe('OPEN');
  });

  it.each([
    ['SUMMARY:Christmas Eve (half day)', '"half day" suggests part of a day'],
    ['SUMMARY:Heiligabend ab 12\\, halber Tag', '"halber Tag" suggests part of a day'],
    ['SUMMARY:Early closing', '"Early clos" suggests part of a day'],
  ])('%s: it may close only part of a day', (summary, reason) => {
    expect(doubtsOf(summary)).toEqual([`05-09 half-day: ${reason}`]);
  });

  it('when it has hours', () => {
    expect(
      doubts(entry('DTSTART;TZID=Europe/Berlin:20261224T120000', 'DTEND;TZID=Europe/Berlin:20261224T180000')),
    ).toEqual(['12-24 half-day: it lasts only from 12:00 to 18:00']);
    expect(doubts(entry('DTSTART:20261224T220000Z', 'DTEND:20261225T220000Z'))).toEqual([
      '12-24 half-day: it lasts only from 23:00 to 23:00',
      '12-25 half-day: it lasts only from 23:00 to 23:00',
    ]);
  });

  it.each([
    [
      ['SUMMARY:Mother’s Day', 'DESCRIPTION:Observance\\nTo hide observances\\, …'],
      'observance: "Observance" suggests an observance, not a day off',
    ],
    [
      ['SUMMARY:Holi', 'CATEGORIES:Holidays,Optional Holiday'],
      'observance: "Optional Holiday" suggests an observance, not a day off',
    ],
    [['SUMMARY:국군의 날', 'DESCRIPTION:기념일'], 'observance: "기념일" suggests an observance, not a day off'],
    [
      ['SUMMARY:Epiphany', 'DESCRIPTION:Public holiday in Bavaria'],
      'regional: "Public holiday in" suggests a holiday in part of the country',
    ],
    [['SUMMARY:Team day', 'STATUS:TENTATIVE'], 'tentative: it is marked as tentative'],
    [['SUMMARY:Team day', 'X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE'], 'tentative: it is marked as tentative'],
    [['SUMMARY:Fair', 'TRANSP:TRANSPARENT'], 'free: it is marked as free, not as time off'],
    [['SUMMARY:Fair', 'X-MICROSOFT-CDO-BUSYSTATUS:FREE'], 'free: it is marked as free, not as time off'],
  ])('%j', (lines, reason) => {
    expect(doubtsOf(...lines)).toEqual([`05-09 ${reason}`]);
  });

  it.each([
    'Labour Day',
    'Special Non-Working Day',
    'Нерабочий день',
    'Independence Day (observed)',
    '憲法記念日',
    '창립기념일',
    'Memorial Day',
    'Workers’ Day',
    'Christmas Day (substitute day)',
  ])('and %s is not', (name) => {
    expect(doubtsOf(`SUMMARY:${name}`, 'DESCRIPTION:Public holiday')).toEqual(['05-09 certain']);
  });
});

describe('S3 an unreadable file is refused with an error that says what to do', () => {
  it.each<[string, Buffer, string]>([
    ['empty', file(), 'the file is not iCalendar: it has no line BEGIN:VCALENDAR (S3)'],
    [
      'in another encoding',
      Buffer.concat([Buffer.from(text('BEGIN:VCALENDAR')), Buffer.from([0xb0, 0xa1])]),
      'the file is not UTF-8: export it as an iCalendar file in UTF-8 (S3)',
    ],
    ['a web page', file('<html>'), 'the file is not iCalendar: it has no line BEGIN:VCALENDAR'],
    ['an address book', file('BEGIN:VCARD', 'FN:Lee', 'END:VCARD'), 'the file is not iCalendar'],
    ['without entries', calendar(), 'the file has no entries to import (S3)'],
    ['with odd lines', calendar('GARBAGE'), 'the file is not iCalendar: invalid line'],
    [
      'with entries of every week',
      entry('DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=WEEKLY'),
      'entry 1 "Festival": RRULE repeats by WEEKLY: only yearly entries can be read. Write each day as a separate entry (S3)',
    ],
    [
      'with weeks of the year',
      entry('DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=YEARLY;BYWEEKNO=20'),
      'RRULE repeats by BYWEEKNO',
    ],
    [
      'without an end',
      entry('DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=YEARLY'),
      'entry 1 "Festival": RRULE repeats for ever: choose the years to read with --years (S3)',
    ],
    [
      'with a duration of nothing',
      entry('DTSTART;VALUE=DATE:20260101', 'DURATION:PT0S'),
      'DURATION must be more than zero and at most 366 days (PT0S) (S3)',
    ],
    [
      'with a day that does not exist',
      entry('DTSTART;VALUE=DATE:20260230'),
      'entry 1 "Festival": DTSTART is not an existing day, such as 20260101 (2026-02-30) (S3)',
    ],
    [
      'with a date in other signs',
      entry('DTSTART:2021-01-01'),
      'entry 1 "Festival": DTSTART is not an existing day, such as 20260101 (unreadable) (S3)',
    ],
    [
      'after the end of all zones',
      entry('DTSTART;VALUE=DATE:99991231'),
      'DTSTART is too late; the last year is 9998 (9999-12-31) (S3)',
    ],
    [
      'without a beginning',
      entry('DTEND;VALUE=DATE:20260130'),
      'DTSTART is missing: give the day on which it begins (S3)',
    ],
    [
      'with an end before its beginning',
      entry('DTSTART;VALUE=DATE:20260105', 'DTEND;VALUE=DATE:20260101'),
      'DTEND is before DTSTART (2026-01-01) (S3)',
    ],
    [
      'that closes a decade',
      entry('DTSTART;VALUE=DATE:20260101', 'DTEND;VALUE=DATE:20360101'),
      'DTEND is more than 366 days after DTSTART',
    ],
    [
      'whose second entry has no name',
      calendar(...event('SUMMARY:A', 'DTSTART;VALUE=DATE:20260101'), ...event('DTSTART;VALUE=DATE:20260101')),
      'entry 2: SUMMARY is missing: name the holiday (S3)',
    ],
  ])('%s', (_, content, words) => {
    expect(() => read(content)).toThrow(words);
  });

  it('cut off at any point is refused as incomplete', () => {
    const whole = entry('DTSTART;VALUE=DATE:20260301', 'DESCRIPTION:설날');
    for (let bytes = 'BEGIN:VCALENDAR\r\n'.length; bytes < whole.length - 'R\r\n'.length; bytes++)
      expect(() => read(whole.subarray(0, bytes))).toThrow(
        'the file is not a complete iCalendar file: it does not end with END:VCALENDAR. Download or export it again (S3)',
      );
  });
});
