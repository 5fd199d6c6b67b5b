import { type Money, timesRatio } from '#kernel';
import type { CostItem } from './avoided-cost.events.ts';

/** One of the policy (F9). */
export interface CostRateFacts {
  readonly component: string;
  readonly country?: string | undefined;
  readonly rate: Money;
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

/** F9: a rate of the country comes before one without. Currencies are not converted: each has its own sum. */
export function avoidedCost(
  rates: readonly CostRateFacts[],
  {
    country,
    weightGrams,
    replaced,
  }: { readonly country?: string | undefined; readonly weightGrams?: number | undefined; readonly replaced: boolean },
): AvoidedCost {
  const chosen = [...new Set(rates.map(({ component }) => component))].flatMap((component) => {
    const of = (wanted: string | undefined) =>
      rates.find((rate) => rate.component === component && rate.country === wanted);
    return (country !== undefined && of(country)) || of(undefined) || [];
  });
  const saved = chosen
    .filter(({ component }) => component !== OF_REPLACEMENT)
    .map((rate) => costItem(rate, weightGrams));
  const paid = chosen
    .filter(({ component }) => replaced && component === OF_REPLACEMENT)
    .map((rate) => costItem(rate, weightGrams));
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

/** Grams are thousandths of kilograms. */
function costItem({ country: _, ...rate }: CostRateFacts, weightGrams: number | undefined): CostItem {
  const { rate: unit, per, source, component } = rate;
  const quantityThousandths = rate.quantityThousandths ?? (per === 'KG' ? weightGrams : 1_000);
  return {
    component,
    rate: unit,
    per,
    ...(quantityThousandths !== undefined && {
      quantityThousandths,
      amount: timesRatio(unit, BigInt(quantityThousandths), 1_000n),
    }),
    source,
  };
}
