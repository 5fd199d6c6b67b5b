import { z } from 'zod';

/** An amount in integer minor units of an ISO 4217 currency: F3. `{ minor: 12990, currency: 'EUR' }` is 129.90 €. */
export interface Money {
  readonly minor: number;
  readonly currency: string;
}

/** Digits after the point where ISO 4217 (list one, 2026-01-01) has other than two. */
const EXPONENTS: Record<string, number> = Object.fromEntries([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3]),
  ...'CLF UYW'.split(' ').map((code) => [code, 4]),
]);

/** Codes by ISO 4217 as the run time's own data knows them. */
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

export const isCurrency = (code: string): boolean => CURRENCIES.has(code);

/** Number of minor-unit digits of a currency: 0 for KRW and JPY, 2 for EUR, 3 for KWD. */
export const minorDigits = (currency: string): number => EXPONENTS[currency] ?? 2;

/** Why an amount was not understood, in words for the person who typed it. */
export class MoneyError extends Error {}

/**
 * Decimal text and currency → Money. Digits the currency does not have are refused, never rounded.
 * @throws MoneyError
 */
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

/** Money → decimal text with exactly the currency's digits: "129.90". */
export function amountText({ minor, currency }: Money): string {
  const digits = minorDigits(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const sign = minor < 0 ? '-' : '';
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

export const zMoney = z.object({
  minor: z.int(),
  currency: z.string().refine(isCurrency, { error: 'must be an ISO 4217 code' }),
});
