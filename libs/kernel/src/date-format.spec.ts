import { jest } from '@jest/globals';
import { dateFormat } from './date-format.ts';

afterEach(() => jest.restoreAllMocks());

const inZone = (timeZone: string) => dateFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });

describe('Formats of days and times', () => {
  it('R9 show a moment as it is in the zone', () => {
    expect(inZone('Asia/Seoul').format(0)).toBe('1970-01-01 09:00');
    expect(inZone('America/New_York').format(0)).toBe('1969-12-31 19:00');
    expect(dateFormat('ko', { timeZone: 'UTC', dateStyle: 'long' }).format(0)).toBe('1970년 1월 1일');
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
    jest.spyOn(Intl, 'DateTimeFormat').mockImplementation(() => ({}) as never);
    for (let n = 0; n < 1_000; n++) dateFormat('en', { timeZone: `Zone/${n}` });
    expect(inZone('Europe/Oslo')).not.toBe(format);
  });

  it('are refused for a zone that does not exist, each time', () => {
    for (let n = 0; n < 2; n++) expect(() => inZone('Europe/Berlyn')).toThrow(RangeError);
  });
});
