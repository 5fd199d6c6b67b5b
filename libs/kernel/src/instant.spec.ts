import fc from 'fast-check';
import {
  addDays,
  addMonths,
  type Day,
  dayIn,
  dayOf,
  endOfTerm,
  epochMilliseconds,
  type Instant,
  instantOf,
  isFutureDay,
  isPastDay,
  parseDay,
  parseInstant,
  zDay,
  zInstant,
} from './instant.ts';

fc.configureGlobal({ seed: 20_260_309 });

const day = (text: string) => text as Day;
const anyDay = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2299-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => dayOf(instantOf(date.getTime())));

describe('Instants', () => {
  it.each([
    ['2026-03-09T10:00:00+08:00', '2026-03-09T02:00:00.000Z'],
    ['2026-03-09T02:00:00Z', '2026-03-09T02:00:00.000Z'],
    ['2026-03-09T02:00Z', '2026-03-09T02:00:00.000Z'],
    ['2026-03-09T02:00:00.123456789Z', '2026-03-09T02:00:00.123Z'],
    ['2025-12-31T23:30:00-05:00', '2026-01-01T04:30:00.000Z'],
    ['2028-02-29T00:00:00.5Z', '2028-02-29T00:00:00.500Z'],
  ])('S5 %s is the moment %s', (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });

  it.each([
    '2026-03-09',
    '2026-03-09T02:00:00',
    '2026-03-09 02:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-03-09T25:00:00Z',
    '2026-03-09T02:60:00Z',
    '2026-03-09T02:00:00+25:00',
    '9999-12-31T23:59:59-14:00',
    'yesterday',
    '',
  ])('S5 %j is not an instant', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it('A1 text order is time order', () => {
    const moments = fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(9999, 0) });
    fc.assert(
      fc.property(moments, moments, (a, b) => {
        expect(instantOf(a) < instantOf(b)).toBe(a < b);
        expect(epochMilliseconds(instantOf(a))).toBe(a);
      }),
    );
  });

  it('A1 no instant is later than the year 9999, where the text would get longer', () => {
    expect(() => instantOf(Date.UTC(10000, 0))).toThrow(RangeError);
    expect(() => instantOf(Date.UTC(-1, 0))).toThrow(RangeError);
  });

  it('A1 only the canonical form is stored', () => {
    expect(zInstant.safeParse('2026-03-09T02:00:00.000Z').success).toBe(true);
    for (const wrong of ['2026-03-09T02:00:00Z', '2026-03-09T10:00:00.000+08:00', 1, null])
      expect(zInstant.safeParse(wrong).success).toBe(false);
  });
});

describe('Days', () => {
  it.each(['2026-03-09', '2028-02-29', '2000-02-29', '0099-12-31'])('C3 %s is a day', (text) => {
    expect(parseDay(text)).toBe(text);
    expect(zDay.safeParse(text).success).toBe(true);
  });

  it.each([
    '2026-02-29',
    '2100-02-29',
    '0000-01-01',
    '2026-04-31',
    '2026-00-10',
    '2026-3-9',
    '2026-03-09T00:00:00Z',
    '',
  ])('C3 %j is not a day', (text) => {
    expect(parseDay(text)).toBeUndefined();
    expect(zDay.safeParse(text).success).toBe(false);
  });

  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2028-02-29', 12, '2029-02-28'],
    ['2028-02-29', 48, '2032-02-29'],
    ['2023-11-30', 3, '2024-02-29'],
    ['2026-12-31', 2, '2027-02-28'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-01-15', -1, '2025-12-15'],
    ['2026-01-15', 24, '2028-01-15'],
    ['0099-12-31', 1, '0100-01-31'],
  ])('C3 %s plus %d months is %s', (from, months, to) => {
    expect(addMonths(day(from), months)).toBe(to);
  });

  it.each([
    ['2028-02-28', 1, '2028-02-29'],
    ['2026-02-28', 1, '2026-03-01'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2026-03-01', -1, '2026-02-28'],
    ['2026-03-28', 2, '2026-03-30'],
    ['0099-12-31', 1, '0100-01-01'],
  ])('C3 %s plus %d days is %s', (from, days, to) => {
    expect(addDays(day(from), days)).toBe(to);
  });

  it('C3 months keep the day of the month, or take the last day of a shorter month', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -1200, max: 1200 }), (from, months) => {
        const to = addMonths(from, months);
        const index = (date: Day) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
        expect(index(to) - index(from)).toBe(months);
        const [was, is] = [Number(from.slice(8)), Number(to.slice(8))];
        // Shorter only where the next day is in the next month.
        expect(is === was || (is < was && addDays(to, 1).slice(8) === '01')).toBe(true);
      }),
    );
  });

  it('C3 adding and subtracting the same number of days returns the same day, and a later day stays later', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 40_000 }), (from, days) => {
        expect(addDays(addDays(from, days), -days)).toBe(from);
        expect(addDays(from, days + 1) > addDays(from, days)).toBe(true);
      }),
    );
  });

  it('C3 a day is in the future while it has not begun anywhere, so that no honest partner is refused', () => {
    const tenUtc = '2026-03-09T10:00:00.000Z' as Instant; // midnight of the 10th at UTC+14
    expect(isFutureDay(day('2026-03-10'), tenUtc)).toBe(false);
    expect(isFutureDay(day('2026-03-11'), tenUtc)).toBe(true);
    expect(isFutureDay(day('2026-03-10'), '2026-03-09T09:59:59.999Z' as Instant)).toBe(true);
  });
});

describe('Local days', () => {
  it.each([
    ['America/New_York', '2026-04-01T01:30:00.000Z', '2026-03-31'],
    ['America/New_York', '2026-04-01T04:00:00.000Z', '2026-04-01'],
    ['Asia/Seoul', '2025-12-31T23:30:00.000Z', '2026-01-01'],
    ['Asia/Seoul', '2025-12-31T14:59:59.999Z', '2025-12-31'],
    ['UTC', '2026-03-09T23:59:59.999Z', '2026-03-09'],
    ['Pacific/Kiritimati', '2026-03-09T10:00:00.000Z', '2026-03-10'],
    ['Europe/Berlin', '0099-06-30T12:00:00.000Z', '0099-06-30'],
  ])('R9 in %s the instant %s is on %s', (timeZone, instant, expected) => {
    expect(dayIn(timeZone, instant as Instant)).toBe(expected);
  });

  it('R9 differ by at most a day from the day in UTC, and never go back as time passes', () => {
    const moment = fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2060, 0) });
    fc.assert(
      fc.property(fc.constantFrom('Asia/Seoul', 'America/New_York', 'Pacific/Apia'), moment, moment, (zone, a, b) => {
        const [earlier, later] = [Math.min(a, b), Math.max(a, b)].map(instantOf) as [Instant, Instant];
        expect(dayIn(zone, earlier) <= dayIn(zone, later)).toBe(true);
        const utc = dayOf(earlier);
        expect([addDays(utc, -1), utc, addDays(utc, 1)]).toContain(dayIn(zone, earlier));
      }),
    );
  });

  it('R6 a day is past when it is over everywhere', () => {
    const noonUtc = '2026-03-09T12:00:00.000Z' as Instant; // midnight of the 9th at UTC-12
    expect(isPastDay(day('2026-03-08'), noonUtc)).toBe(true);
    expect(isPastDay(day('2026-03-09'), noonUtc)).toBe(false);
    expect(isPastDay(day('2026-03-08'), '2026-03-09T11:59:59.999Z' as Instant)).toBe(false);
  });
});

describe('The end of a term', () => {
  it.each([
    ['2024-02-29', 24, '2026-02-28'],
    ['2024-02-29', 48, '2028-02-28'],
    ['2028-02-29', 12, '2029-02-28'],
    ['2026-08-31', 6, '2027-02-28'],
    ['2026-01-12', 12, '2027-01-11'],
    ['2026-03-01', 12, '2027-02-28'],
    ['2027-03-01', 12, '2028-02-29'],
    ['2026-01-01', 24, '2027-12-31'],
    ['2026-10-31', 1, '2026-11-30'],
  ])('R7 a term from %s of %d months ends with %s', (from, months, last) => {
    expect(endOfTerm(day(from), months)).toBe(last);
  });

  it('R7 a later beginning or a longer term never ends sooner', () => {
    fc.assert(
      fc.property(anyDay, fc.nat(400), fc.integer({ min: 1, max: 600 }), (from, days, months) => {
        expect(endOfTerm(addDays(from, days), months) >= endOfTerm(from, months)).toBe(true);
        expect(endOfTerm(from, months + 1) > endOfTerm(from, months)).toBe(true);
      }),
    );
  });
});
