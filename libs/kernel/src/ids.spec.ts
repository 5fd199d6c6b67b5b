import fc from 'fast-check';
import { uuidv5, zId } from './ids.ts';

fc.configureGlobal({ seed: 20_260_309 });

describe('Derived ids', () => {
  // Computed with Python: uuid5(uuid5(NAMESPACE_DNS, 'makegood.dev'), name).
  it.each([
    ['', '3fb4145d-53e3-593c-bb9f-f22c36ddb690'],
    ['claim/1', 'e435b556-2000-57ae-9148-12a224120258'],
    ['보증/한국', '4b0dbbb7-2e6f-5e91-a392-2018806f733b'],
    ['3f0f9a3e-6a4c-4a58-9d6e-0c4f3a0e1b11/0', '9c6947bc-b5c1-5b5f-bd3e-adbbc79e0c68'],
  ])('C12 the name %j gives the UUIDv5 that others compute', (name, id) => {
    expect(uuidv5(name)).toBe(id);
  });

  it('C12 every id has version 5 and the variant of RFC 9562, and another name gives another id', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(uuidv5(a)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(uuidv5(a) === uuidv5(b)).toBe(a === b);
      }),
    );
  });
});

it.each([
  ['P-SEOUL', true],
  ['glow_1.v2', true],
  ['7', true],
  ['x'.repeat(64), true],
  ['', false],
  ['x'.repeat(65), false],
  ['.hidden', false],
  ['-x', false],
  ['a/b', false],
  ['a b', false],
  ['a\n', false],
  ['서울', false],
])('2 a chosen id has 1 to 64 letters, digits and -._: %j %s', (id, fits) => {
  expect(zId.safeParse(id).success).toBe(fits);
});
