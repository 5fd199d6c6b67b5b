import { canonicalLocale, isCountry, isTimeZone } from './references.ts';

describe('References', () => {
  it('R2 countries are those of ISO 3166', () => {
    for (const code of ['KR', 'DE', 'US', 'XK', 'GB']) expect(isCountry(code)).toBe(true);
    for (const code of ['', 'kr', 'KOR', 'UK', 'EU', 'YU', 'XX', '__proto__']) expect(isCountry(code)).toBe(false);
  });

  it.each([
    ['ko-KR', 'ko-KR'],
    ['de-de', 'de-DE'],
    ['zh-hans-cn', 'zh-Hans-CN'],
    ['en', 'en'],
    ['xx-KR', undefined],
    ['ko-YY', undefined],
    ['korean', undefined],
    ['ko_KR', undefined],
    ['', undefined],
  ])('R2 the locale %j is %j', (tag, canonical) => {
    expect(canonicalLocale(tag)).toBe(canonical);
  });

  it('R2 time zones are those of the IANA list, without offsets', () => {
    for (const name of ['Asia/Seoul', 'Europe/Berlin', 'UTC']) expect(isTimeZone(name)).toBe(true);
    for (const name of ['', '+09:00', 'Asia/Soul', 'Mars/Olympus']) expect(isTimeZone(name)).toBe(false);
  });
});
