import { foldedName, truncate } from './text.ts';

describe('A text that is cut', () => {
  test.each([
    ['short', 80, 'short'],
    ['abcdef', 3, 'abc'],
    ['🎉🎉🎉', 3, '🎉'],
    ['a👨‍👩‍👧b', 5, 'a'],
    ['e\u0301e\u0301', 3, 'e\u0301'],
    ['👨‍👩‍👧', 3, ''],
  ])('%j to %i units is %j: no character is cut in two', (text, length, cut) => {
    expect(truncate(text, length)).toBe(cut);
    expect(cut.isWellFormed()).toBe(true);
  });
});

describe('A name that is searched', () => {
  test.each([
    ['  Hanbit   Beauty ', 'hanbit beauty'],
    ['ＨＡＮＢＩＴ', 'hanbit'],
    ['한빛 뷰티', '한빛 뷰티'],
    ['İzmir', 'i̇zmir'],
  ])('%j is found as %j, also when it is folded twice', (name, folded) => {
    expect(foldedName(name)).toBe(folded);
    expect(foldedName(folded)).toBe(folded);
  });
});
