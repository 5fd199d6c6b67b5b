import { HOUR_MS } from '#kernel';
import { isoDuration, targetMs } from './target.policies.ts';

describe('A target', () => {
  test.each([
    ['PT48H', 48 * HOUR_MS],
    ['PT1H', HOUR_MS],
    ['PT7H30M', 7.5 * HOUR_MS],
    ['PT9999H59M', 10_000 * HOUR_MS - 60_000],
  ])('S1 %s is %i ms', (text, ms) => {
    expect(targetMs(text)).toBe(ms);
  });

  test.each(['2 days', 'P2D', 'P2DT0H', 'PT0H', 'PT30M', '-PT48H', 'PT48H60M', 'PT48.5H', 'pt48h', 'PT48', '48', ''])(
    'S1 %j does not name hours',
    (text) => {
      expect(targetMs(text)).toBeUndefined();
    },
  );

  test.each([
    [0, 'PT0S'],
    [31 * HOUR_MS + 600_000, 'PT31H10M'],
    [48 * HOUR_MS, 'PT48H'],
    [61_500, 'PT1M1.5S'],
    [HOUR_MS + 1, 'PT1H0.001S'],
    [-HOUR_MS, '-PT1H'],
  ])('S6 %i ms are written %s', (ms, text) => {
    expect(isoDuration(ms)).toBe(text);
  });
});
