import fc from 'fast-check';
import { sha256 } from './digest.ts';
import { canonicalJson, type Json, sameJson } from './json.ts';

fc.configureGlobal({ seed: 20_260_309 });

/** IEEE 754 bits in hexadecimal → number. */
const double = (bits: string) => Buffer.from(bits, 'hex').readDoubleBE();

describe('Canonical JSON (A2)', () => {
  it('A2 writes the example of RFC 8785 §3.2.2', () => {
    const input: Json = JSON.parse(
      String.raw`{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}`,
    );
    expect(canonicalJson(input)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('A2 sorts members by UTF-16 code units, as in RFC 8785 §3.2.3', () => {
    const input: Json = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      1: 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(
      Object.values(
        JSON.parse(
          `[${canonicalJson(input)
            .slice(1, -1)
            .replaceAll(/"[^"]*":/g, '')}]`,
        ),
      ),
    ).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('A2 writes the number with bits %s as %s (RFC 8785 appendix B)', (bits, text) => {
    expect(canonicalJson(double(bits))).toBe(text);
  });

  it.each([
    ['7fffffffffffffff', 'NaN has no JSON form'],
    ['7ff0000000000000', 'Infinity has no JSON form'],
  ])('A2 refuses the number with bits %s', (bits, message) => {
    expect(() => canonicalJson([double(bits)])).toThrow(new TypeError(message));
  });

  it('A2 refuses a lone surrogate, in a value and in a name', () => {
    const message = 'a string with a lone surrogate has no canonical JSON form';
    expect(() => canonicalJson({ a: '\ud800' })).toThrow(new TypeError(message));
    expect(() => canonicalJson({ '\udead': 1 })).toThrow(new TypeError(message));
  });

  it('A2 leaves out members that are undefined and writes undefined items as null, as JSON.stringify does', () => {
    expect(canonicalJson({ b: 1, a: undefined })).toBe('{"b":1}');
    expect(canonicalJson([1, undefined as unknown as null])).toBe('[1,null]');
  });

  it('A2 keeps the value, and is the same text whatever the order of members', () => {
    const reversed = (value: Json): Json => {
      if (Array.isArray(value)) return value.map(reversed);
      if (value === null || typeof value !== 'object') return value;
      return Object.fromEntries(
        Object.entries(value as Record<string, Json>)
          .map(([name, member]) => [name, reversed(member)] as const)
          .reverse(),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = canonicalJson(value);
        // JSON has no negative zero: expect what JSON.stringify makes of it.
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value as Json))).toBe(text);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it('C12 values are equal whatever the order of members, and unequal when any value differs', () => {
    expect(sameJson({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true);
    expect(sameJson({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(sameJson({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
    expect(sameJson({ a: null }, {})).toBe(false);
    expect(sameJson(undefined, undefined)).toBe(true);
    expect(sameJson(undefined, null)).toBe(false);
    expect(sameJson({ toString: 'own' }, { valueOf: 'own' })).toBe(false);
    expect(sameJson([], {})).toBe(false);
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 2 }), (a, b) => {
        const [one, other] = [a, b] as [Json, Json];
        expect(sameJson(one, other)).toBe(canonicalJson(one) === canonicalJson(other));
        expect(sameJson(one, JSON.parse(canonicalJson(one)) as Json)).toBe(true);
      }),
    );
  });
});

it('A2 SHA-256 follows FIPS 180-4, over text as UTF-8 and over bytes', () => {
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(sha256('abc')).toBe(abc);
  expect(sha256(new Uint8Array([0x61, 0x62, 0x63]))).toBe(abc);
  expect(sha256('€')).toBe(sha256(new Uint8Array([0xe2, 0x82, 0xac])));
});
