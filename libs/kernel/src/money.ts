import { z } from 'zod';
import { CURRENCIES } from './currencies.ts';
import { refusedAs } from './verdict.ts';

/** F3: integer minor units of an ISO 4217 currency. */
export interface Money {
  readonly minor: number;
  readonly currency: string;
}

/** Minor digits other than two (ISO 4217, list one, 2026-01-01). */
const EXPONENTS: Record<string, number> = Object.fromEntries([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3]),
  ...'CLF UYW'.split(' ').map((code) => [code, 4]),
]);

const KNOWN_CURRENCIES = new Set(CURRENCIES);
export const isCurrency = (code: string): boolean => KNOWN_CURRENCIES.has(code);

/** 0 for KRW and JPY, 2 for EUR, 3 for KWD. */
export const minorDigits = (currency: string): number => EXPONENTS[currency] ?? 2;

export class MoneyError extends Error {}

/** Decimal text, never rounded. @throws MoneyError */
export function money(amount: string, currency: string): Money {
  if (!isCurrency(currency)) throw new MoneyError(`"${currency}" is not an ISO 4217 currency code such as EUR`);
  const match = /^(-?)(\d{1,15})(?:\.(\d+))?$/.exec(amount);
  if (!match) throw new MoneyError(`"${amount}" is not an amount such as 129.90`);
  const [, sign, whole, fraction = ''] = match as unknown as [string, string, string, string | undefined];
  const digits = minorDigits(currency);
  if (fraction.length > digits)
    throw new MoneyError(`"${amount}" has more than the ${digits} decimals that ${currency} has`);
  const minor = Number(`${sign}${whole}${fraction.padEnd(digits, '0')}`);
  if (!Number.isSafeInteger(minor)) throw new MoneyError(`"${amount}" is too large`);
  return { minor: minor === 0 ? 0 : minor, currency };
}

/** Decimal text with the currency's digits: "129.90". */
export function amountText({ minor, currency }: Money): string {
  const digits = minorDigits(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const sign = minor < 0 ? '-' : '';
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** `percent`: decimal text, `19.00`. Rounded half up to the minor unit (EN 16931, BR-CO-17). */
export function percentOf(amount: Money, percent: string): Money {
  const [whole = '0', fraction = ''] = percent.split('.');
  return timesRatio(amount, BigInt(whole + fraction), 10n ** BigInt(fraction.length) * 100n);
}

/** Of amounts and ratios that are not negative; rounded half up to the minor unit. */
export function timesRatio({ minor, currency }: Money, times: bigint, of: bigint): Money {
  return { minor: Number((BigInt(minor) * times * 2n + of) / (of * 2n)), currency };
}

/** By largest remainder; no share exceeds its weight unless the amount exceeds their sum. @throws RangeError when all weights are 0 */
export function shareOut({ minor, currency }: Money, weights: readonly number[]): Money[] {
  const sum = weights.reduce((total, weight) => total + BigInt(weight), 0n);
  if (sum === 0n && minor > 0)
    throw new RangeError('an amount above zero cannot be divided over weights that are all zero');
  const parts = weights.map((weight, index) => {
    const product = BigInt(minor) * BigInt(weight);
    return sum === 0n ? { index, floor: 0n, remainder: 0n } : { index, floor: product / sum, remainder: product % sum };
  });
  let left = BigInt(minor) - parts.reduce((total, { floor }) => total + floor, 0n);
  const shares = parts.map(({ floor }) => floor);
  for (const { index } of parts.toSorted(
    (a, b) => Number(b.remainder > a.remainder) - Number(b.remainder < a.remainder),
  )) {
    if (left-- <= 0n) break;
    shares[index] = (shares[index] as bigint) + 1n;
  }
  return shares.map((share) => ({ minor: Number(share), currency }));
}

export const zCurrency = z
  .string()
  .refine(isCurrency, refusedAs('UNKNOWN_CURRENCY', 'must be an ISO 4217 currency code such as EUR', 'R2'));

export const zMoney = z.object({
  minor: z.int(),
  currency: zCurrency,
});
