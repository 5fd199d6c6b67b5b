import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { countryHolidays } from './holidays.country.ts';
import { icsDays } from './holidays.ics.ts';

const file = (...lines: string[]) => Buffer.from(lines.map((line) => `${line}\r\n`).join(''));
const calendar = (...lines: string[]) => file('BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR');
const event = (...lines: string[]) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];
const entry = (...lines: string[]) => calendar(...event('SUMMARY:Festival', ...lines));
const off = (date: string, name = 'Festival') => ({ date, kind: 'CLOSED', name });

describe('S3 an iCalendar file', () => {
  it('has dates and no instants: an entry closes its day, in whatever zone', () => {
    expect(icsDays(entry('DTSTART;VALUE=DATE:20260301'))).toEqual([off('2026-03-01')]);
  });

  it('ends an entry on the day before its DTEND', () => {
    expect(icsDays(entry('DTSTART;VALUE=DATE:20260227', 'DTEND;VALUE=DATE:20260302'))).toEqual([
      off('2026-02-27'),
      off('2026-02-28'),
      off('2026-03-01'),
    ]);
    expect(icsDays(entry('DTSTART;VALUE=DATE:20260227', 'DTEND;VALUE=DATE:20260227'))).toEqual([off('2026-02-27')]);
    expect(icsDays(entry('DTSTART;VALUE=DATE:20260227', 'DURATION:P2D'))).toEqual([
      off('2026-02-27'),
      off('2026-02-28'),
    ]);
  });

  it('may fold lines, escape text and name a day twice', () => {
    const content = calendar(
      ...event('SUMMARY:추석\\, 연', ' 휴', 'DTSTART;VALUE=DATE:20260925'),
      ...event('SUMMARY:Chuseok', 'DTSTART;VALUE=DATE:20260924', 'DTEND;VALUE=DATE:20260926'),
      ...event('SUMMARY:Called off', 'STATUS:CANCELLED', 'DTSTART;VALUE=DATE:20260928'),
    );
    expect(icsDays(content)).toEqual([off('2026-09-24', 'Chuseok'), off('2026-09-25', '추석, 연휴, Chuseok')]);
  });

  it('of China has its make-up working days, as the library has them', () => {
    const published = createRequire(import.meta.url)
      .resolve('chinese-days')
      .replace(/index.*$/, 'years/2026.en.ics');
    const inFile = icsDays(readFileSync(published)).map(({ date, kind }) => ({ date, kind }));
    const known = countryHolidays('CN', { first: 2026, last: 2026 }).days.map(({ date, kind }) => ({ date, kind }));
    expect(inFile).toEqual(known);
  });

  it.each<[string, Buffer, string]>([
    ['is not empty', file(), 'the file is not iCalendar: it has no calendar (S3)'],
    ['is text', Buffer.from([0xff, 0xfe, 0x41]), 'the file is not iCalendar: '],
    ['is iCalendar', file('<html>'), 'the file is not iCalendar: invalid line'],
    [
      'is no address book',
      file('BEGIN:VCARD', 'FN:Lee', 'END:VCARD'),
      'the file is not iCalendar: it has a vcard (S3)',
    ],
    ['is whole', file('BEGIN:VCALENDAR', 'BEGIN:VEVENT'), 'the file is not iCalendar: invalid ical body'],
    ['has entries', calendar(), 'the file has no entry: nothing to import (S3)'],
    [
      'has no rules of recurrence',
      entry('DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=YEARLY'),
      'entry 1 "Festival": RRULE repeats the entry: write each day as an entry of its own (S3)',
    ],
    [
      'has no dates of recurrence',
      entry('DTSTART;VALUE=DATE:20260101', 'RDATE;VALUE=DATE:20260102'),
      'RDATE repeats the entry',
    ],
    [
      'has no times',
      entry('DTSTART:20260101T090000Z', 'DTEND:20260101T100000Z'),
      'entry 1 "Festival": DTSTART has a time (2026-01-01T09:00:00Z): only whole days are holidays (S3)',
    ],
    [
      'has no times in a zone',
      entry('DTSTART;VALUE=DATE:20260101', 'DTEND;TZID=Asia/Seoul:20260101T100000'),
      'DTEND has a time (2026-01-01T10:00:00)',
    ],
    [
      'has no hours',
      entry('DTSTART;VALUE=DATE:20260101', 'DURATION:PT8H'),
      'DURATION is no number of whole days (PT8H) (S3)',
    ],
    [
      'has days that exist',
      entry('DTSTART;VALUE=DATE:20260230'),
      'entry 1 "Festival": DTSTART is no day that exists (2026-02-30) (S3)',
    ],
    ['ends', entry('DTSTART;VALUE=DATE:99991231'), 'DTSTART lies beyond what any zone has rules for (9999-12-31) (S3)'],
    [
      'says when an entry begins',
      entry('DTEND;VALUE=DATE:20260230'),
      'DTSTART is missing: say on which day it begins (S3)',
    ],
    [
      'begins before it ends',
      entry('DTSTART;VALUE=DATE:20260105', 'DTEND;VALUE=DATE:20260101'),
      'DTEND lies before DTSTART (2026-01-01) (S3)',
    ],
    [
      'closes no decade',
      entry('DTSTART;VALUE=DATE:20260101', 'DTEND;VALUE=DATE:20360101'),
      'DTEND lies more than 366 days after DTSTART',
    ],
    [
      'names the second entry',
      calendar(...event('SUMMARY:A', 'DTSTART;VALUE=DATE:20260101'), ...event('DTSTART;VALUE=DATE:20260101')),
      'entry 2: SUMMARY is missing: name the holiday (S3)',
    ],
    [
      'says one thing of a day',
      calendar(
        ...event('SUMMARY:Off', 'DTSTART;VALUE=DATE:20260104'),
        ...event('SUMMARY:On', 'DTSTART;VALUE=DATE:20260104', 'X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY'),
      ),
      '"Off" and "On" say opposite things of 2026-01-04: keep one (S3)',
    ],
  ])('%s, else it is refused with the entry and the field', (_, content, words) => {
    expect(() => icsDays(content)).toThrow(words);
  });
});
