import type { Day, Money } from '#kernel';
import type { Condition } from '#platform';
import type { CallerModels } from './caller-models.ts';
import { type CreditTotalsOfDay, creditTotalsModel } from './credit-totals.projection.ts';
import { withinDays } from './report-periods.ts';

/** Of the documents issued in a month. */
export interface CreditTotal {
  /** `2026-03` */
  readonly month: string;
  readonly currency: string;
  readonly notes: number;
  readonly reversals: number;
  /** Reversals subtracted (F4); may be negative. */
  readonly net: Money;
  readonly tax: Money;
}

/** F5: by month, then currency. Both days included. */
export async function creditTotals(
  models: CallerModels,
  { from, to, legalEntityId }: { readonly from: Day; readonly to: Day; readonly legalEntityId?: string | undefined },
): Promise<readonly CreditTotal[]> {
  const where: Condition<typeof creditTotalsModel.fields>[] = [
    ...(legalEntityId === undefined ? [] : [{ field: 'legalEntityId', eq: legalEntityId } as const]),
    ...withinDays('issuedOn', { from, to }),
  ];
  const totals = new Map<string, CreditTotal>();
  const orderBy = { field: 'issuedOn', direction: 'asc' } as const;
  for await (const days of models.pages(creditTotalsModel, { where, orderBy, limit: 1_000 }))
    for (const { issuedOn, currency, notes, reversals, net, tax } of days as readonly CreditTotalsOfDay[]) {
      const month = issuedOn.slice(0, 7);
      const key = `${month}/${currency}`;
      const sum = totals.get(key);
      totals.set(key, {
        month,
        currency,
        notes: (sum?.notes ?? 0) + notes,
        reversals: (sum?.reversals ?? 0) + reversals,
        net: { minor: (sum?.net.minor ?? 0) + net, currency },
        tax: { minor: (sum?.tax.minor ?? 0) + tax, currency },
      });
    }
  return [...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, total]) => total);
}
