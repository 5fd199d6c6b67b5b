import fc from 'fast-check';
import { differenceOf, SimilarHashes } from './similar-hashes.ts';

const SEED = { seed: 20_261_130, numRuns: 30 };
const bits = (hash: string) => [...BigInt(`0x${hash}`).toString(2)].filter((bit) => bit === '1').length;
const inHex = (value: bigint) => value.toString(16).padStart(16, '0');

test('E3 two hashes differ in the bits that one of them has', () => {
  expect(differenceOf('0000000000000000', 'ffffffffffffffff')).toBe(64);
  expect(differenceOf('8000000000000001', '0000000000000000')).toBe(2);
  expect(differenceOf('0123456789abcdef', '0123456789abcdef')).toBe(0);
});

test('E3 all that differ in at most ten bits are found, and no other, in the order in which they came', () => {
  const hash = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
  const flips = fc.uniqueArray(fc.bigInt({ min: 0n, max: 63n }), { minLength: 0, maxLength: 13 });
  fc.assert(
    fc.property(hash, fc.array(hash, { maxLength: 50 }), fc.array(flips, { maxLength: 50 }), (one, far, near) => {
      const others = [...far, ...near.map((places) => places.reduce((value, place) => value ^ (1n << place), one))];
      const known = new SimilarHashes();
      for (const other of others) known.add(inHex(other));
      const expected = others.flatMap((other, number) => (bits(inHex(one ^ other)) <= 10 ? [number] : []));
      expect(known.near(inHex(one))).toEqual(expected);
    }),
    SEED,
  );
});
