import { addDays, type Day, DAY_MS, type Money } from '#kernel';
import type { CallerModels } from './caller-models.ts';
import { creditNotesModel } from './credit-notes.projection.ts';

/** The oldest day of each part, in days since the issue; the last part is of all that are older. */
const OLDEST = [30, 60, 90] as const;

/** What was open of a partner in one currency, by the age of the credit notes. */
export interface AgeingRow {
  readonly partnerId: string;
  readonly currency: string;
  readonly count: number;
  /** Payable: 0 to 30, 31 to 60, 61 to 90, and over 90 days. */
  readonly parts: readonly [Money, Money, Money, Money];
  readonly total: Money;
}

/** F5: what was issued and neither settled nor reversed at the end of the day, whatever became of it later. By partner, then currency. */
export async function creditAgeing(models: CallerModels, asOf: Day): Promise<readonly AgeingRow[]> {
  const rows = new Map<string, { partnerId: string; currency: string; count: number; parts: number[] }>();
  for await (const { partnerId, issuedOn, payable } of openCredits(models, asOf)) {
    const { currency, minor } = payable;
    const key = `${partnerId}/${currency}`;
    const row = rows.get(key) ?? { partnerId, currency, count: 0, parts: [0, 0, 0, 0] };
    const age = (Date.parse(asOf) - Date.parse(issuedOn)) / DAY_MS;
    const part = OLDEST.filter((days) => age > days).length;
    row.count++;
    row.parts[part] = (row.parts[part] as number) + minor;
    rows.set(key, row);
  }
  return [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { parts, ...row }]) => {
      const inMoney = (minor: number): Money => ({ minor, currency: row.currency });
      return {
        ...row,
        parts: parts.map(inMoney) as unknown as AgeingRow['parts'],
        total: inMoney(parts.reduce((sum, minor) => sum + minor, 0)),
      };
    });
}

async function* openCredits(models: CallerModels, asOf: Day) {
  const where = [{ field: 'openUntil', gte: addDays(asOf, 1) }] as const;
  const orderBy = { field: 'openUntil', direction: 'asc' } as const;
  for await (const notes of models.pages(creditNotesModel, { where, orderBy, limit: 1_000 }))
    yield* notes.filter(({ issuedOn }) => issuedOn <= asOf);
}
