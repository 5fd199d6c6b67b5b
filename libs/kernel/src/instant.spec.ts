import fc from 'fast-check';
import {
  addDays,
  addMonths,
  type Day,
  dayOf,
  epochMilliseconds,
  type Instant,
  instantOf,
  isFutureDay,
  parseDay,
  parseInstant,
  zDay,
  zInstant,
} from './instant.ts';

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
  ])('S5 %j is no moment', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it('A1 the order of text is the order of time', () => {
    const moments = fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(9999, 0) });
    fc.assert(
      fc.property(moments, moments, (a, b) => {
        expect(instantOf(a) < instantOf(b)).toBe(a < b);
        expect(epochMilliseconds(instantOf(a))).toBe(a);
      }),
    );
  });

  it('A1 there is no instant beyond the year 9999, where text would change its length', () => {
    expect(() => instantOf(Date.UTC(10000, 0))).toThrow(RangeError);
    expect(() => instantOf(Date.UTC(-1, 0))).toThrow(RangeError);
  });

  it('A1 what is stored is the canonical form alone', () => {
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

  it.each(['2026-02-29', '2100-02-29', '2026-04-31', '2026-00-10', '2026-3-9', '2026-03-09T00:00:00Z', ''])(
    'C3 %j is no day',
    (text) => {
      expect(parseDay(text)).toBeUndefined();
      expect(zDay.safeParse(text).success).toBe(false);
    },
  );

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
  ])('C3 %s and %d months is %s', (from, months, to) => {
    expect(addMonths(day(from), months)).toBe(to);
  });

  it.each([
    ['2028-02-28', 1, '2028-02-29'],
    ['2026-02-28', 1, '2026-03-01'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2026-03-01', -1, '2026-02-28'],
    ['2026-03-28', 2, '2026-03-30'],
    ['0099-12-31', 1, '0100-01-01'],
  ])('C3 %s and %d days is %s', (from, days, to) => {
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

  it('C3 days forth and back is the same day, and one later is later', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 40_000 }), (from, days) => {
        expect(addDays(addDays(from, days), -days)).toBe(from);
        expect(addDays(from, days + 1) > addDays(from, days)).toBe(true);
      }),
    );
  });

  it('C3 a day is in the future when it has begun nowhere on earth, so that no honest partner is refused', () => {
    const tenUtc = '2026-03-09T10:00:00.000Z' as Instant; // midnight of the 10th at UTC+14
    expect(isFutureDay(day('2026-03-10'), tenUtc)).toBe(false);
    expect(isFutureDay(day('2026-03-11'), tenUtc)).toBe(true);
    expect(isFutureDay(day('2026-03-10'), '2026-03-09T09:59:59.999Z' as Instant)).toBe(true);
  });
});
