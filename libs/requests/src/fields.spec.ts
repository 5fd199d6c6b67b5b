import {
  day,
  duration,
  enumeration,
  type Field,
  flag,
  id,
  input,
  instant,
  json,
  key,
  listOf,
  mediaType,
  money,
  oneOf,
  optional,
  part,
  partsOf,
  readInput,
  serial,
  serialText,
  sha256,
  share,
  sku,
  text,
  whole,
} from './fields.ts';

const COLOUR = enumeration('Colour', 'A colour.', { RED: 'Like a rose.', BLUE: 'Like the sky.' });
const LAMP = input('LampInput', 'A lamp.', {
  colour: oneOf(COLOUR, 'Its colour.'),
  watts: optional(whole(1, 100, 'Its power.')),
});

/** The field `f`, read alone. */
const read = (field: Field, value: unknown) =>
  readInput(input('OneInput', 'One field.', { f: field }), value === undefined ? {} : { f: value });
const given = (value: unknown) => ({ kind: 'read', data: { f: value } });
const wrong = (words: string) => ({ kind: 'invalid', message: `f ${words}` });

const long = 'x'.repeat(5);
const LETTERS = 'must have 1 to 64 letters, digits and -._ and begin with a letter or digit';

describe('a field accepts', () => {
  it.each<[string, Field, unknown, unknown]>([
    ['text', text(5, 'd'), long, long],
    ['text by its characters, not by UTF-16 units', text(5, 'd'), '💡💡💡💡💡', '💡💡💡💡💡'],
    ['an id', id('d'), 'C-1.2_3', 'C-1.2_3'],
    ['a stock keeping unit', sku('d'), 'GLOW-1', 'GLOW-1'],
    ['a key', key('d'), ' any / key ', ' any / key '],
    ['a serial as typed', serialText('d'), ' gl1-1 ', ' gl1-1 '],
    ['a serial in another spelling (R10)', serial('d'), ' gl1–1 ', 'GL1-1'],
    ['a media type', mediaType('d'), 'image/svg+xml', 'image/svg+xml'],
    ['a whole number', whole(1, 3, 'd'), 3, 3],
    ['a share', share('d'), 0.995, 0.995],
    ['a flag', flag('d'), false, false],
    ['one of an enumeration', oneOf(COLOUR, 'd'), 'RED', 'RED'],
    ['a day', day('d'), '2024-02-29', '2024-02-29'],
    ['an instant of any offset', instant('d'), '2026-03-09T10:00:00+08:00', '2026-03-09T02:00:00.000Z'],
    ['a duration, whichever the decider takes', duration('d'), 'P2D', 'P2D'],
    ['JSON, also null', json('d'), null, null],
    ['JSON, nothing of which is left out', json('d'), { a: { b: null } }, { a: { b: null } }],
    ['a digest in either case', sha256('d'), 'AB'.repeat(32), 'ab'.repeat(32)],
    ['an amount', money('d'), { amount: '129.90', currency: 'EUR' }, { minor: 12_990, currency: 'EUR' }],
    ['a part', part(LAMP, 'd'), { colour: 'BLUE', watts: 7 }, { colour: 'BLUE', watts: 7 }],
    ['a list', listOf(text(5, 'd'), { most: 2 }), ['a', 'b'], ['a', 'b']],
    ['an empty list', listOf(text(5, 'd'), { most: 2 }), [], []],
  ])('%s', (_, field, value, expected) => {
    expect(read(field, value)).toEqual(given(expected));
  });

  it.each([undefined, null])('nothing, if it is optional: %p', (nothing) => {
    const { f, g } = { f: optional(text(5, 'd')), g: text(5, 'd') };
    const answer = readInput(input('TwoInput', 'Two fields.', { f, g }), { f: nothing, g: 'g' });
    expect(answer).toEqual({ kind: 'read', data: { g: 'g' } });
    expect(Object.keys((answer as { data: object }).data)).toEqual(['g']);
  });
});

describe('a field refuses with a message', () => {
  it.each<[string, Field, unknown, string]>([
    ['what is missing', text(5, 'd'), undefined, 'must be text of 1 to 5 characters'],
    ['null', text(5, 'd'), null, 'must be text of 1 to 5 characters'],
    ['a number for text', text(5, 'd'), 5, 'must be text of 1 to 5 characters'],
    ['empty text', text(5, 'd'), '', 'must be text of 1 to 5 characters'],
    ['text that is too long', text(5, 'd'), `${long}x`, 'is too long: 6 characters, 1 over the limit of 5'],
    ['half a character', text(5, 'd'), '\uD800', 'must be well-formed Unicode'],
    ['a path for an id', id('d'), '../x', LETTERS],
    ['an id that is too long', id('d'), 'x'.repeat(65), 'is too long: 65 characters, 1 over the limit of 64'],
    ['a blank in a stock keeping unit', sku('d'), 'GLOW 1', LETTERS],
    ['a media type that would break a header', mediaType('d'), 'text/html\r\nA: b', 'must be like image/jpeg'],
    ['a fraction', whole(1, 3, 'd'), 1.5, 'must be a whole number from 1 to 3'],
    ['a number as text', whole(1, 3, 'd'), '1', 'must be a whole number from 1 to 3'],
    ['a number that is too small', whole(1, 3, 'd'), 0, 'must be a whole number from 1 to 3'],
    ['a number that is too large', whole(1, 3, 'd'), 4, 'must be a whole number from 1 to 3'],
    ['what is not in the enumeration', oneOf(COLOUR, 'd'), 'GREEN', 'must be one of RED, BLUE'],
    ['what every object has', oneOf(COLOUR, 'd'), 'toString', 'must be one of RED, BLUE'],
    ['a day that does not exist', day('d'), '2026-02-30', 'must be a day that exists, e.g. 2026-03-09'],
    ['an instant without a zone', instant('d'), '2026-03-09T10:00', 'must be an instant, e.g. 2026-03-09T02:00:00Z'],
    ['a missing instant', instant('d'), undefined, 'must be an instant, e.g. 2026-03-09T02:00:00Z'],
    ['JSON that is too large', json('d'), 'x'.repeat(33_000), 'is too long: 33002 bytes, 234 over the limit of 32768'],
    ['JSON that could not be stored', json('d'), { a: '\uD800' }, 'must be JSON that can be stored'],
    ['missing JSON', json('d'), undefined, 'must be JSON that can be stored'],
    ['a list for a part', part(LAMP, 'd'), [], 'must be an object'],
    ['one for a list', listOf(text(5, 'd'), { most: 2 }), 'a', 'must be a list of at most 2'],
    [
      'a list that is too long',
      listOf(text(5, 'd'), { most: 2 }),
      ['a', 'b', 'c'],
      'is too long: 3 items, 1 over the limit of 2',
    ],
    ['a list that is too short', listOf(text(5, 'd'), { least: 1, most: 2 }), [], 'must be a list of 1 to 2'],
  ])('%s', (_, field, value, words) => {
    expect(read(field, value)).toEqual(wrong(words));
  });

  it('that gives the path within nested inputs', () => {
    const line = input('LineInput', 'A line.', {
      lamp: part(LAMP, 'Its lamp.'),
      serials: listOf(text(5, 'Serials.'), { most: 2 }),
    });
    const lines = input('LinesInput', 'Lines.', { lines: listOf(part(line, 'd'), { most: 2 }) });
    const fault = (one: object) => readInput(lines, { lines: [one] });
    const invalid = (message: string) => ({ kind: 'invalid', message });
    expect(fault({ lamp: { colour: 'RED', watts: 0 }, serials: [] })).toEqual(
      invalid('lines.0.lamp: watts must be a whole number from 1 to 100'),
    );
    expect(fault({ lamp: { colour: 'RED' }, serials: ['a', ''] })).toEqual(
      invalid('lines.0: serials.1 must be text of 1 to 5 characters'),
    );
    expect(fault({ serials: [] })).toEqual(invalid('lines.0: lamp must be an object'));
    expect(readInput(lines, { lines: ['a'] })).toEqual(invalid('lines.0 must be an object'));
    expect(readInput(lines, 'a')).toEqual(invalid('must be an object'));
  });

  it('about undeclared members, at any depth', () => {
    const of = input('OfInput', 'A lamp.', { lamp: part(LAMP, 'd') });
    const invalid = (message: string) => ({ kind: 'invalid', message });
    expect(readInput(of, { lamp: { colour: 'RED' }, price: 5 })).toEqual(invalid('property price should not exist'));
    expect(readInput(of, { lamp: { colour: 'RED', price: 5 } })).toEqual(
      invalid('lamp: property price should not exist'),
    );
  });
});

describe('a refusal by a rule has a code', () => {
  it.each<[string, Field, unknown, object]>([
    ['E1 a digest of other letters', sha256('d'), 'xyz', { code: 'INVALID_SHA256', rule: 'E1' }],
    ['R10 a serial of other letters', serial('d'), 'GL1#2', { code: 'INVALID_SERIAL', rule: 'R10' }],
    ['R10 a serial damaged by a spreadsheet', serial('d'), '1.23E+12', { code: 'DAMAGED_BY_SPREADSHEET', rule: 'R10' }],
    [
      'F3 more decimals than the currency has',
      money('d'),
      { amount: '1.5', currency: 'KRW' },
      { code: 'INVALID_AMOUNT' },
    ],
  ])('%s', (_, field, value, refusal) => {
    expect(read(field, value)).toEqual({ kind: 'refused', refusal: expect.objectContaining(refusal) });
  });

  it('F3 names the place of a value within a list', () => {
    const line = input('PricedInput', 'One line.', { price: money('d') });
    const lines = input('PricedLinesInput', 'Lines.', { lines: listOf(part(line, 'd'), { most: 2 }) });
    expect(readInput(lines, { lines: [{ price: { amount: '1.5', currency: 'KRW' } }] })).toMatchObject({
      refusal: { message: expect.stringMatching(/^lines\.0\.price: "1\.5" has more/) },
    });
  });

  it('but malformed members are reported first', () => {
    const both = input('BothInput', 'Both.', { digest: sha256('d'), name: text(5, 'd') });
    expect(readInput(both, { digest: 'xyz', name: '' })).toEqual({
      kind: 'invalid',
      message: 'name must be text of 1 to 5 characters',
    });
  });
});

it('parts of an input are read alone: only of what they are is never left out', () => {
  const whole = input('WholeInput', 'A lamp.', { id: id('d'), lamp: part(LAMP, 'd'), name: text(5, 'd') });
  const parts = partsOf(whole, { name: 'PartsInput', description: 'Of a lamp.', id: 'id' });
  expect(readInput(parts, { id: 'L-1', name: 'Red', lamp: null })).toEqual({
    kind: 'read',
    data: { id: 'L-1', name: 'Red' },
  });
  expect(readInput(parts, { id: 'L-1', lamp: {} })).toMatchObject({ kind: 'invalid' });
  expect(readInput(parts, { name: 'Red' })).toMatchObject({ kind: 'invalid', message: expect.stringMatching(/^id /) });
});
