import { keyOf } from './keys.ts';

const pressed = (key: string, code: string, isComposing = false) => keyOf({ key, code, isComposing });

describe('A single key', () => {
  test('is what it types', () => expect(pressed('j', 'KeyJ')).toBe('j'));
  test('is the letter on it under a Korean layout', () => expect(pressed('ㅓ', 'KeyJ')).toBe('j'));
  test('is what it types under another Latin layout, wherever it is', () => expect(pressed('z', 'KeyY')).toBe('z'));
  test('means nothing while a syllable is put together', () => expect(pressed('ㅓ', 'KeyJ', true)).toBeUndefined());
  test('of another alphabet that is no letter means nothing', () => expect(pressed('ㅊ', 'Digit1')).toBeUndefined());
  test('with a name keeps it', () => expect(pressed('ArrowDown', 'ArrowDown')).toBe('ArrowDown'));
});
