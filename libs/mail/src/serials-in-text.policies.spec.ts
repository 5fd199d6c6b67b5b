import { nearestSerials, wordsLikeSerials } from './serials-in-text.policies.ts';

describe('Serials in a mail', () => {
  it.each([
    ['Unit LB2-000481, does not light', 'LB2-000481'],
    ['lb2-000481의 불량', 'LB2-000481'],
    ['序列号:LB2-000481。', 'LB2-000481'],
    ['LB2–000481.', 'LB2-000481'],
    ['LB2-000481_front.jpg', 'LB2-000481'],
    ['LB2-000481-front (2).HEIC', 'LB2-000481'],
    ['LB2-000481/LB2-000482', 'LB2-000482'],
    ['LB2 000481', 'LB2000481'],
    ['SN:1234567890', '1234567890'],
    ['GL1_26_42', 'GL1_26_42'],
  ])('N1 R10 of %j are looked up, among them %s', (text, serial) => {
    expect(wordsLikeSerials([text])).toContain(serial);
  });

  it('N1 R10 have a digit and four characters, and of a long mail only so many are looked up', () => {
    expect(wordsLikeSerials(['Dear Sir, 42 of our lamps failed.'])).toEqual([]);
    const flood = Array.from({ length: 10_000 }, (_, n) => `word-${n}`).join(' ');
    expect(wordsLikeSerials([flood])).toHaveLength(200);
  });

  it.each([
    ['LB2-000418', 'LB2-000481', true],
    ['LB2-00481', 'LB2-000481', true],
    ['LB2-OOO481', 'LB2-000481', true],
    ['L82-000481', 'LB2-000481', true],
    ['LB2000481', 'LB2-000481', true],
    ['LB2-000999', 'LB2-000481', false],
    ['2026-03-09', 'LB2-000481', false],
  ])('N1 %s is nearly %s: %s', (written, serial, nearly) => {
    expect(nearestSerials(written, [serial])).toEqual(nearly ? [serial] : []);
  });

  it('N1 of those that it may be, the nearest are suggested', () => {
    const serials = ['LB2-001000', 'LB2-001007', 'LB2-001014'];
    expect(nearestSerials('LB2-001O14', serials)).toEqual(['LB2-001014']);
    expect(nearestSerials('LB2-001004', serials)).toEqual(serials);
  });
});
