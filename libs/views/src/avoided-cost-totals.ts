import type { Day, Money } from '#kernel';
import type { Condition } from '#platform';
import { type AvoidedCostsOfDay, avoidedCostTotalsModel } from './avoided-costs.projection.ts';
import type { CallerModels } from './caller-models.ts';
import { withinDays } from './report-periods.ts';

/** What was avoided in a month for a partner, in one currency. */
export interface AvoidedCostTotal {
  /** `2026-03` */
  readonly month: string;
  readonly partnerId: string;
  readonly claims: number;
  /** Reversed remedies subtracted; may be negative. */
  readonly avoided: Money;
  readonly unitPrices: Money;
}

interface Scope {
  readonly from: Day;
  readonly to: Day;
  readonly partnerId?: string | undefined;
  readonly sku?: string | undefined;
}

/** F9: by month, partner and currency. Both days included. */
export async function avoidedCostTotals(
  models: CallerModels,
  { from, to, partnerId, sku }: Scope,
): Promise<readonly AvoidedCostTotal[]> {
  const where: Condition<typeof avoidedCostTotalsModel.fields>[] = [
    ...(partnerId === undefined ? [] : [{ field: 'partnerId', eq: partnerId } as const]),
    ...(sku === undefined ? [] : [{ field: 'sku', eq: sku } as const]),
    ...withinDays('on', { from, to }),
  ];
  const totals = new Map<string, AvoidedCostTotal>();
  const orderBy = { field: 'on', direction: 'asc' } as const;
  for await (const days of models.pages(avoidedCostTotalsModel, { where, orderBy, limit: 1_000 }))
    for (const {
      on,
      partnerId: partner,
      currency,
      claims,
      avoided,
      unitPrices,
    } of days as readonly AvoidedCostsOfDay[]) {
      const month = on.slice(0, 7);
      const key = `${month}/${partner}/${currency}`;
      const sum = totals.get(key);
      totals.set(key, {
        month,
        partnerId: partner,
        claims: (sum?.claims ?? 0) + claims,
        avoided: { minor: (sum?.avoided.minor ?? 0) + avoided, currency },
        unitPrices: { minor: (sum?.unitPrices.minor ?? 0) + unitPrices, currency },
      });
    }
  return [...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, total]) => total);
}
