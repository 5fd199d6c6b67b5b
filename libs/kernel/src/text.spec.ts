import { characters, fill, foldedName, inert, isBlank, tooLong, truncate, zText } from './text.ts';

describe('Truncating a text', () => {
  test.each([
    ['short', 80, 'short'],
    ['abcdef', 3, 'abc'],
    ['🎉🎉🎉', 3, '🎉'],
    ['a👨‍👩‍👧b', 5, 'a'],
    ['e\u0301e\u0301', 3, 'e\u0301'],
    ['👨‍👩‍👧', 3, ''],
  ])('%j to %i units is %j: no character is split', (text, length, cut) => {
    expect(truncate(text, length)).toBe(cut);
    expect(cut.isWellFormed()).toBe(true);
  });
});

describe('Filling in a text', () => {
  const UNITS = '{count, plural, one {# unit} few {# units (few)} other {all # units}} of {who}';
  test.each([
    ['{a} and {b} and {c}', { a: '{b}', b: '$&' }, 'en', '{b} and $& and {c}'],
    [UNITS, { count: '1', who: 'A' }, 'en', '1 unit of A'],
    [UNITS, { count: '2', who: '{count}' }, 'en', 'all 2 units of {count}'],
    [UNITS, { count: '2', who: 'A' }, 'pl', '2 units (few) of A'],
    [UNITS, { count: '1', who: 'A' }, 'ko', 'all 1 units of A'],
    [UNITS, { who: 'A' }, 'en', '{count, plural, one {# unit} few {# units (few)} other {all # units}} of A'],
  ])('%j with %j in %s is %j', (template, values: Record<string, string>, language, filled) => {
    expect(fill(template, values, language)).toBe(filled);
  });
});

describe('Text for a terminal', () => {
  test.each([
    ['\u001b[2J\u0007', '\\u001b[2J\\u0007'],
    ['a\rb\u009b\u007f', 'a\\u000db\\u009b\\u007f'],
    ['\u202eabc\u2066', '\\u202eabc\\u2066'],
    ['한국\t中文\n🎉 ä', '한국\t中文\n🎉 ä'],
  ])('%j is shown as %j', (text, shown) => {
    expect(inert(text)).toBe(shown);
  });
});

describe('Searching a name', () => {
  test.each([
    ['  Hanbit   Beauty ', 'hanbit beauty'],
    ['ＨＡＮＢＩＴ', 'hanbit'],
    ['한빛 뷰티', '한빛 뷰티'],
    ['İzmir', 'i̇zmir'],
  ])('%j is searched as %j, also when folded twice', (name, folded) => {
    expect(foldedName(name)).toBe(folded);
    expect(foldedName(folded)).toBe(folded);
  });
});

describe('The length of a text', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['한빛', 2],
    ['💡💡', 2],
  ])('E1 %j has %i characters, however many units it needs', (text, length) => {
    expect(characters(text)).toBe(length);
  });

  it('E1 the excess over the limit is reported, the same for requests and stored data', () => {
    expect(tooLong(5, 5, 'items')).toBeUndefined();
    expect(tooLong(12, 5, 'items')).toBe('is too long: 12 items, 7 over the limit of 5');
    const messageFor = (text: string) => zText(3).safeParse(text).error?.issues[0]?.message;
    expect([messageFor('💡💡💡'), messageFor('💡💡💡💡')]).toEqual([
      undefined,
      'is too long: 4 characters, 1 over the limit of 3',
    ]);
  });

  it.each(['', ' ', '\t\n', '\u200b', '\u3000\u00ad', '\u200e\ufeff', '\u0000', '\u3164'])('C6 %j is blank', (text) => {
    expect(isBlank(text)).toBe(true);
    expect(zText(3).safeParse(text).success).toBe(false);
  });

  it.each(['.', '가', '\u200ba', '💡'])('C6 %j is not blank', (text) => {
    expect(isBlank(text)).toBe(false);
  });
});
