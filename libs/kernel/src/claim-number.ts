import { normalizeCode } from './codes.ts';
import { sha256 } from './digest.ts';

/** Crockford's base 32: digits and letters without I, L, O (which look like 1 and 0) and U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 12;

/** Multiplication by α in GF(32) with the polynomial x⁵ + x² + 1. */
const timesAlpha = (value: number): number => (value & 16 ? (value << 1) ^ 0b100101 : value << 1);

/** Each digit has a weight of its own, so one wrong digit and two digits that change places are both noticed. */
const checkDigit = (digits: readonly number[]): number => digits.reduce((sum, digit) => timesAlpha(sum ^ digit), 0);

/**
 * The number of a claim for people, such as `K7QF-2M9T-4XRC`: 55 bits of the SHA-256 of its id and a check digit. It follows from the
 * id alone, so that it is the same everywhere and for ever, and says nothing of how many claims there are (ADR 0012).
 */
export function claimNumber(claimId: string): string {
  let bits = BigInt(`0x${sha256(`claim number of ${claimId}`).slice(0, 14)}`) >> 1n;
  const digits: number[] = [];
  for (let at = 1; at < LENGTH; at++) {
    digits.unshift(Number(bits & 31n));
    bits >>= 5n;
  }
  return inGroups([...digits, checkDigit(digits)].map((digit) => ALPHABET[digit]).join(''));
}

/** As a person writes or says it, whatever its case, blanks and dashes, O for 0, I and L for 1; undefined when it is not a number. */
export function parseClaimNumber(text: string): string | undefined {
  const typed = typedDigits(text);
  if (typed.length !== LENGTH) return undefined;
  const digits = [...typed].map((character) => ALPHABET.indexOf(character));
  if (digits.includes(-1) || checkDigit(digits.slice(0, -1)) !== digits.at(-1)) return undefined;
  return inGroups(typed);
}

/** The same for its beginning, of which no digit is checked: what no number begins with is found nowhere. */
export const claimNumberPrefix = (text: string): string => inGroups(typedDigits(text));

const typedDigits = (text: string): string =>
  normalizeCode(text).replace(/-/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');

const inGroups = (digits: string): string => digits.replace(/.{4}(?=.)/gu, '$&-');
