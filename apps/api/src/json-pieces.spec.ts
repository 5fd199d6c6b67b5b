import fc from 'fast-check';
import { jsonPieces } from './json-pieces.ts';

const textOf = (value: unknown): string => [...jsonPieces(value)].join('');

describe('JSON in pieces', () => {
  it('is that of JSON.stringify', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => textOf(value) === JSON.stringify(value)));
  });

  it.each([
    ['without members that are undefined', { a: undefined, list: Array(2_000).fill({ b: undefined, c: 1 }) }],
    ['of a list without some items', Array(2_000).fill(undefined)],
    [
      'of an object without anything to show',
      Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [n, undefined])),
    ],
    ['of an object without prototype', Object.assign(Object.create(null), { list: Array(2_000).fill('"') })],
    ['of what has a text of its own', Array(2_000).fill(new Date(0))],
  ])('%s too', (_, value) => {
    expect(textOf(value)).toBe(JSON.stringify(value));
  });

  it('has no large piece, whatever is in what', () => {
    const event = { type: 'ClaimSubmitted', data: { parts: Array(50).fill({ name: 'x'.repeat(100), count: 1 }) } };
    const value = { claims: { nodes: Array(100).fill({ history: Array(20).fill(event) }) } };
    const pieces = [...jsonPieces(value)];
    expect(pieces.filter((piece) => piece.length > 100_000)).toEqual([]);
    expect(pieces.length).toBeLessThan(10_000);
  });
});
