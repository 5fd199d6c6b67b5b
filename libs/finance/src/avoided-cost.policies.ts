import { type Money, timesRatio } from '#kernel';
import type { CostItem } from './avoided-cost.events.ts';

/** One of the policy (F9). */
export interface CostRateFacts {
  readonly component: string;
  readonly country?: string | undefined;
  readonly rate?: Money | undefined;
  /** Of the price of the unit; per DAY what a year costs. */
  readonly percentThousandths?: number | undefined;
  readonly per: string;
  readonly quantityThousandths?: number | undefined;
  readonly source: string;
}

export interface AvoidedCost {
  readonly saved: CostItem[];
  readonly paid: CostItem[];
  readonly avoided: Money[];
}

/** What is paid when the remedy is a replacement; all others are of a return. */
const OF_REPLACEMENT = 'REPLACEMENT_FREIGHT';

/** Interest is stated for a year of 365 days. */
const DAYS_A_YEAR = 365n;
/** Thousandths of a percent, times thousandths of a quantity. */
const PERCENT_TIMES_QUANTITY = 100_000n * 1_000n;

interface ReturnedUnit {
  /** Of the partner. */
  readonly country?: string | undefined;
  readonly weightGrams?: number | undefined;
  /** Net. */
  readonly price: Money;
}

/** F9: a rate of the country comes before one without. Currencies are not converted: each has its own sum. */
export function avoidedCost(
  rates: readonly CostRateFacts[],
  unit: ReturnedUnit & { readonly replaced: boolean },
): AvoidedCost {
  const { country, replaced } = unit;
  const chosen = [...new Set(rates.map(({ component }) => component))].flatMap((component) => {
    const of = (wanted: string | undefined) =>
      rates.find((rate) => rate.component === component && rate.country === wanted);
    return (country !== undefined && of(country)) || of(undefined) || [];
  });
  const saved = chosen.filter(({ component }) => component !== OF_REPLACEMENT).map((rate) => costItem(rate, unit));
  const paid = chosen
    .filter(({ component }) => replaced && component === OF_REPLACEMENT)
    .map((rate) => costItem(rate, unit));
  const sums = new Map<string, number>();
  for (const [items, sign] of [
    [saved, 1],
    [paid, -1],
  ] as const)
    for (const { amount } of items)
      if (amount) sums.set(amount.currency, (sums.get(amount.currency) ?? 0) + sign * amount.minor);
  const avoided = [...sums].map(([currency, minor]) => ({ minor, currency }));
  return { saved, paid, avoided: avoided.sort((a, b) => (a.currency < b.currency ? -1 : 1)) };
}

function costItem({ country: _, ...stated }: CostRateFacts, { weightGrams, price }: ReturnedUnit): CostItem {
  // Grams are thousandths of kilograms.
  const quantityThousandths = stated.quantityThousandths ?? (stated.per === 'KG' ? weightGrams : 1_000);
  return quantityThousandths === undefined
    ? stated
    : { ...stated, quantityThousandths, amount: amountOf(stated, BigInt(quantityThousandths), price) };
}

function amountOf({ rate, percentThousandths = 0, per }: CostRateFacts, quantity: bigint, price: Money): Money {
  if (rate) return timesRatio(rate, quantity, 1_000n);
  const of = PERCENT_TIMES_QUANTITY * (per === 'DAY' ? DAYS_A_YEAR : 1n);
  return timesRatio(price, BigInt(percentThousandths) * quantity, of);
}
