import { jest } from '@jest/globals';
import { dateFormat, dayInWords, deadlineText, monthInWords, timeInWords } from './date-format.ts';

afterEach(() => jest.restoreAllMocks());

const inZone = (timeZone: string) => dateFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });

describe('Formats of days and times', () => {
  it('say in messages what a person would write, whatever the zone of the machine', () => {
    expect(dayInWords('2026-11-30')).toBe('Nov 30, 2026');
    expect([monthInWords('2026-11'), monthInWords('2026-11-30')]).toEqual(['November 2026', 'November 2026']);
    expect(timeInWords('2026-11-30T09:00:00.000Z')).toBe('Nov 30, 2026, 09:00 UTC');
    expect(timeInWords('2026-11-30T09:00:07.000Z')).toBe('Nov 30, 2026, 09:00:07 UTC');
  });

  it('R9 show a moment as it is in the zone', () => {
    expect(inZone('Asia/Seoul').format(0)).toBe('1970-01-01 09:00');
    expect(inZone('America/New_York').format(0)).toBe('1969-12-31 19:00');
    expect(dateFormat('ko', { timeZone: 'UTC', dateStyle: 'long' }).format(0)).toBe('1970년 1월 1일');
  });

  it('R9 name a deadline at midnight by the day that ends then, in the zone of the reader', () => {
    const midnight = Date.parse('2026-12-15T00:00:00+09:00');
    const shown = (language: string, timeZone: string, at = midnight) => {
      const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
      const format = dateFormat(language, { timeZone, weekday: 'short', month: 'short', day: 'numeric', ...clock });
      return deadlineText(format, at);
    };
    expect(['en', 'ko', 'zh', 'de', 'ja'].map((language) => shown(language, 'Asia/Seoul'))).toEqual([
      'Mon, Dec 14, 24:00',
      '12월 14일 (월) 24:00',
      '12月14日周一 24:00',
      'Mo., 14. Dez., 24:00',
      '12月14日(月) 24:00',
    ]);
    expect(shown('en', 'Europe/Berlin')).toBe('Mon, Dec 14, 16:00');
    expect(shown('en', 'Asia/Seoul', midnight + 60_000)).toBe('Tue, Dec 15, 00:01');
    // Clocks are set back from 1:00 to midnight, which was there an hour before.
    expect(shown('en', 'America/Havana', Date.parse('2026-11-01T05:00:00Z'))).toBe('Sun, Nov 1, 00:00');
  });

  it('are made once for each locale and zone, however the zone is written', () => {
    const format = inZone('Europe/Berlin');
    const made = jest.spyOn(Intl, 'DateTimeFormat');
    for (let n = 0; n < 100; n++) expect(inZone(n % 2 ? 'europe/berlin' : 'EUROPE/Berlin')).toBe(format);
    expect(made).not.toHaveBeenCalled();
    expect(inZone('Europe/Paris')).not.toBe(format);
  });

  it('are a thousand at most, and then made anew', () => {
    const format = inZone('Europe/Oslo');
    const made = jest.spyOn(Intl, 'DateTimeFormat').mockImplementation(() => ({}) as never);
    for (let n = 0; n < 1_000; n++) dateFormat('en', { timeZone: `Zone/${n}` });
    made.mockRestore();
    expect(inZone('Europe/Oslo')).not.toBe(format);
  });

  it('are refused for a zone that does not exist, each time', () => {
    for (let n = 0; n < 2; n++) expect(() => inZone('Europe/Berlyn')).toThrow(RangeError);
  });
});
