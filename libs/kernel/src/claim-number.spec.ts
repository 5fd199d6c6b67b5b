import fc from 'fast-check';
import { claimNumber, parseClaimNumber } from './claim-number.ts';

fc.configureGlobal({ seed: 20_260_309 });

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ids = fc.uuid();

describe('The number of a claim', () => {
  it('follows from its id alone, the same for ever', () => {
    expect(['C-1', 'C-2', '145878bc-df56-5867-b742-d253e53bf01a'].map(claimNumber)).toEqual([
      'TG83-2HNY-QWNT',
      'PZYK-CCD6-JTM8',
      'CHWN-FWSB-5FX6',
    ]);
  });

  it('has twelve digits in three groups, none of which looks like another', () => {
    fc.assert(fc.property(ids, (id) => /^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$/.test(claimNumber(id))));
  });

  it('is another one for each of 50,000 claims', () => {
    const numbers = new Set(Array.from({ length: 50_000 }, (_, n) => claimNumber(`C-${n}`)));
    expect(numbers.size).toBe(50_000);
  });

  it('uses every digit alike at every place, so that it tells nothing of what came before', () => {
    const counts = Array.from({ length: 12 }, () => new Map<string, number>());
    const total = 32_000;
    for (let n = 0; n < total; n++)
      [...claimNumber(`C-${n}`).replaceAll('-', '')].forEach((digit, at) =>
        counts[at]?.set(digit, (counts[at].get(digit) ?? 0) + 1),
      );
    for (const byDigit of counts)
      for (const digit of ALPHABET) {
        expect(byDigit.get(digit)).toBeGreaterThan(800);
        expect(byDigit.get(digit)).toBeLessThan(1_200);
      }
  });
});

describe('A number as a person gives it', () => {
  it('is read whatever its case, dashes and blanks, with O for 0 and I or L for 1', () => {
    fc.assert(
      fc.property(
        ids,
        fc.constantFrom('-', '–', ' ', '', '—'),
        fc.constantFrom('1', 'I', 'l', 'L', 'i'),
        (id, dash, one) => {
          const number = claimNumber(id);
          const said = number.replaceAll('-', dash).replaceAll('0', 'o').replaceAll('1', one);
          expect(parseClaimNumber(` ${said.toLowerCase()}`)).toBe(number);
          expect(parseClaimNumber(said)).toBe(number);
        },
      ),
    );
  });

  it('with one wrong digit is refused, whichever it is', () => {
    fc.assert(
      fc.property(ids, fc.nat(11), fc.constantFrom(...ALPHABET), (id, at, digit) => {
        const typed = claimNumber(id).replaceAll('-', '');
        fc.pre(typed[at] !== digit);
        expect(parseClaimNumber(`${typed.slice(0, at)}${digit}${typed.slice(at + 1)}`)).toBeUndefined();
      }),
    );
  });

  it('with two digits that changed places is refused, wherever they are', () => {
    fc.assert(
      fc.property(ids, fc.nat(11), fc.nat(11), (id, one, other) => {
        const digits = [...claimNumber(id).replaceAll('-', '')];
        fc.pre(digits[one] !== digits[other]);
        [digits[one], digits[other]] = [digits[other] as string, digits[one] as string];
        expect(parseClaimNumber(digits.join(''))).toBeUndefined();
      }),
    );
  });

  it.each(['', 'KR-0001', 'K7QF-2M9T-4XR', 'K7QF-2M9T-4XRCC', 'UUUU-UUUU-UUUU', '♥'.repeat(12), '0'.repeat(13)])(
    '%j is refused',
    (text) => {
      expect(parseClaimNumber(text)).toBeUndefined();
    },
  );
});
