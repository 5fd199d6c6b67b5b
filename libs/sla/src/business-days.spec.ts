import { type Instant, instantOf } from '#kernel';
import { endOfBusinessDays } from './business-days.ts';
import { at, everyDay, laidOut, shanghai } from './calendars.fixture.ts';

const office = laidOut(shanghai('OFFICE_HOURS'));
const inShanghai = (text: string): Instant => instantOf(at('Asia/Shanghai', text));
const ends = (from: string, days: number) => endOfBusinessDays(office, inShanghai(from), days);

describe('C6 C7 a period in business days', () => {
  it('ends with the n-th business day after the day on which it starts', () => {
    expect(ends('2026-03-09 10:00', 1)).toBe(inShanghai('2026-03-10 18:00'));
    expect(ends('2026-03-09 23:59', 1)).toBe(inShanghai('2026-03-10 18:00'));
    expect(ends('2026-03-06 10:00', 10)).toBe(inShanghai('2026-03-20 18:00'));
  });

  it('skips holidays and counts worked weekends', () => {
    // Spring Festival: Saturday 14 February is worked, 15 to 23 are off.
    expect(ends('2026-02-13 15:00', 1)).toBe(inShanghai('2026-02-14 18:00'));
    expect(ends('2026-02-13 15:00', 2)).toBe(inShanghai('2026-02-24 18:00'));
  });

  it('counts days in the time zone of the calendar', () => {
    // 01:30 on the 10th in Shanghai is still the 9th in UTC.
    expect(ends('2026-03-10 01:30', 1)).toBe(inShanghai('2026-03-11 18:00'));
  });

  it('S2 ends at midnight where a business day has 24 hours', () => {
    const berlin = laidOut(everyDay('Europe/Berlin'));
    const from = instantOf(at('Europe/Berlin', '2026-03-28 12:00'));
    expect(endOfBusinessDays(berlin, from, 1)).toBe(instantOf(at('Europe/Berlin', '2026-03-30 00:00')));
  });

  it('S3 has no end when 400 days pass without a business day', () => {
    const never = laidOut({ ...shanghai('OFFICE_HOURS'), weekly: [], exceptions: [] });
    expect(endOfBusinessDays(never, inShanghai('2026-03-09 10:00'), 1)).toBeUndefined();
  });
});
