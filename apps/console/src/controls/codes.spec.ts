import { codeOf, countries, currencies, inOrder, locales, timeZones, withCode } from './codes.ts';

describe('A code is chosen of a list', () => {
  it.each([
    ['en', countries, 'KR', 'South Korea · KR'],
    ['ja', countries, 'KR', '韓国 · KR'],
    ['de', currencies, 'KRW', 'Südkoreanischer Won · KRW'],
    ['ko', currencies, 'JPY', '일본 엔화 · JPY'],
    ['zh', locales, 'de-AT', '奥地利德语 · de-AT'],
    ['ja', locales, 'ko-KR', '韓国語 (韓国) · ko-KR'],
    ['en', locales, 'en-IN', 'English (India) · en-IN'],
    ['de', timeZones, 'Asia/Seoul', 'Südkorea · Asia/Seoul'],
    ['ja', timeZones, 'Europe/Berlin', 'ドイツ · Europe/Berlin'],
    ['en', timeZones, 'UTC', 'UTC'],
  ] as const)('that is in %s, with names in it', (language, list, code, offered) => {
    const named = inOrder(list, language);
    const { compare } = new Intl.Collator(language);
    expect(named.map(({ name }) => name)).toEqual(named.map(({ name }) => name).toSorted(compare));
    expect(named.filter(({ id }) => id === code).map(withCode)).toEqual([offered]);
    expect(new Set(named.map(withCode)).size).toBe(named.length);
  });

  it.each([
    ['KR', 'KR'],
    [' kr ', 'KR'],
    ['South Korea', 'KR'],
    ['south korea · kr', 'KR'],
    // As long as it is being typed, and where there is no such code: the engine says so.
    ['South K', 'South K'],
    ['', ''],
  ])('by its code, its name or both: %j is %j', (typed, code) => {
    expect(codeOf(typed, inOrder(countries, 'en'))).toBe(code);
  });

  it('by its name only where no other is called so', () => {
    const zones = inOrder(timeZones, 'en');
    expect(codeOf('United States', zones)).toBe('United States');
    expect(codeOf('europe/berlin', zones)).toBe('Europe/Berlin');
    expect(codeOf('South Korea', zones)).toBe('Asia/Seoul');
  });
});
