import { mergedDays } from './calendar-import.ts';
import type { ImportedDay } from './holiday-source.ts';
import { countryHolidays } from './holidays.country.ts';

/** `2026-05-01…05` → each of its days. */
const listed = (...stretches: string[]): string[] =>
  stretches.flatMap((stretch) => {
    const [first = '', last] = stretch.split('…');
    const days = last === undefined ? 1 : Number(last) - Number(first.slice(8)) + 1;
    return Array.from(
      { length: days },
      (_, more) => first.slice(0, 8) + String(Number(first.slice(8)) + more).padStart(2, '0'),
    );
  });
const dates = (days: readonly ImportedDay[], kind: ImportedDay['kind']) =>
  days.filter((day) => day.kind === kind).map(({ date }) => date);
const of = (code: string, year: number) => mergedDays([countryHolidays(code, { first: year, last: year })]);
const named = (code: string, year: number) => of(code, year).map(({ date, name }) => `${date.slice(5)} ${name}`);

describe('S3 holidays of China', () => {
  it('2026 has 33 days off and six worked weekends', () => {
    const days = of('CN', 2026);
    const off = listed(
      '2026-01-01…03',
      '2026-02-15…23',
      '2026-04-04…06',
      '2026-05-01…05',
      '2026-06-19…21',
      '2026-09-25…27',
      '2026-10-01…07',
    );
    expect(off.length).toBe(33);
    expect(dates(days, 'CLOSED')).toEqual(off);
    expect(dates(days, 'OPEN')).toEqual(
      listed('2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'),
    );
    expect(days.find(({ date }) => date === '2026-02-14')?.name).toBe('Make-up day for Spring Festival');
    expect(days.find(({ date }) => date === '2026-02-17')?.name).toBe('Spring Festival');
  });

  it('2025 has 28 days off and five worked weekends', () => {
    const days = of('cn', 2025);
    expect(dates(days, 'CLOSED')).toEqual(
      listed(
        '2025-01-01',
        '2025-01-28…31',
        '2025-02-01…04',
        '2025-04-04…06',
        '2025-05-01…05',
        '2025-05-31',
        '2025-06-01…02',
        '2025-10-01…08',
      ),
    );
    expect(dates(days, 'CLOSED').length).toBe(28);
    expect(dates(days, 'OPEN')).toEqual(listed('2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'));
  });

  it.each([2003, 2027, 2050])('%d, which was not announced, is refused and not taken as Monday to Friday', (year) => {
    expect(() => of('CN', year)).toThrow(
      `--years: chinese-days does not know ${year}. China announces each year in November of the year before (S3)`,
    );
  });
});

describe('S3 holidays by law', () => {
  it('in Korea 2026 begin New Year on its eve, and include substitute days', () => {
    expect(named('KR', 2026)).toEqual([
      "01-01 New Year's Day",
      '02-16 Korean New Year',
      '02-17 Korean New Year',
      '02-18 Korean New Year',
      '03-01 Independence Movement Day',
      '03-02 Independence Movement Day (substitute day)',
      "05-05 Children's Day",
      "05-24 Buddha's Birthday",
      "05-25 Buddha's Birthday (substitute day)",
      '06-06 Memorial Day',
      '07-17 Constitution Day',
      '08-15 Liberation Day',
      '08-17 Liberation Day (substitute day)',
      '09-24 Korean Thanksgiving',
      '09-25 Korean Thanksgiving',
      '09-26 Korean Thanksgiving',
      '10-03 National Foundation Day',
      '10-05 National Foundation Day (substitute day)',
      '10-09 Hangul Day',
      '12-25 Christmas Day',
    ]);
  });

  it('are listed once a day, with all their names', () => {
    expect(of('KR', 2025).filter(({ date }) => date === '2025-05-05')).toEqual([
      { date: '2025-05-05', kind: 'CLOSED', name: "Children's Day, Buddha's Birthday" },
    ]);
  });

  it('of a state are those of its country and its own', () => {
    const germany = named('DE', 2026);
    expect(named('DE-BE', 2026).filter((holiday) => !germany.includes(holiday))).toEqual([
      "03-08 International Women's Day",
    ]);
    // Bank holidays such as Christmas Eve from two o'clock are not days off by law.
    expect(germany.filter((holiday) => holiday.startsWith('12-'))).toEqual(['12-25 Christmas Day', '12-26 Boxing Day']);
  });

  it('of the United States are observed on Friday or Monday, also across the turn of the year', () => {
    expect(named('US', 2026).filter((holiday) => holiday.startsWith('07-'))).toEqual([
      '07-03 Independence Day (substitute day)',
      '07-04 Independence Day',
    ]);
    expect(named('US', 2021).at(-1)).toBe("12-31 New Year's Day (substitute day)");
  });

  it('that close part of a day are doubtful', () => {
    expect(of('IS', 2026).filter(({ doubt }) => doubt)).toEqual(
      [
        ['2026-12-24', 'Christmas Eve'],
        ['2026-12-31', "New Year's Eve"],
      ].map(([date, name]) => ({
        date,
        kind: 'CLOSED',
        name,
        doubt: { kind: 'half-day', reason: 'the law closes only part of the day' },
      })),
    );
  });

  it('are listed for the years requested', () => {
    expect(countryHolidays('KR', { first: 2025, last: 2027 })).toMatchObject({
      source: 'KR, date-holidays',
      years: [2025, 2026, 2027],
    });
  });

  it('that begin at sunset close the following day', () => {
    expect(named('SA', 2026).filter((holiday) => holiday.startsWith('05-'))).toEqual(
      ['26', '27', '28', '29'].map((date) => `05-${date} Feast of the Sacrifice (Eid al-Adha)`),
    );
  });

  it.each([
    ['XX', 2026, '--country: date-holidays does not know "XX" as a country by ISO 3166-1, such as KR or DE-BE (S3)'],
    ['constructor', 2026, '--country: date-holidays does not know "CONSTRUCTOR" as a country by ISO 3166-1'],
    ['DE-XX', 2026, '--country: date-holidays does not know "XX" in DE; it knows BB, BE, BW'],
    ['KR-11', 2026, '--country: date-holidays does not know "11" in KR (S3)'],
    ['DE-BY-Z', 2026, '--country: date-holidays does not know "Z" in DE-BY; it knows A, KATH, EVANG (S3)'],
    ['DE-BY-A-1', 2026, '--country: date-holidays does not know "1" in DE-BY-A (S3)'],
    ['DE', 1969, '--years: holidays are available from 1970 to 2080 (S3)'],
    ['AE', 2081, '--years: holidays are available from 1970 to 2080 (S3)'],
  ])('of %s in %d are refused', (code, year, words) => {
    expect(() => of(code, year)).toThrow(words);
  });
});
