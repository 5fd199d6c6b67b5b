import type { ClaimFact, WatchFact } from '#batches';
import { addDays, type Day } from '#kernel';
import { exponentials, uniforms } from './random.ts';

export interface SeededHistory {
  readonly seed: number;
  readonly products?: number;
  /** Of each product. */
  readonly batches: number;
  /** From one batch of a product to the next. */
  readonly everyDays: number;
  readonly units: number;
  /** A batch is shipped in so many equal parts, a week apart. */
  readonly parts?: number;
  /** Claims per unit-day of each defect group. */
  readonly rates: readonly number[];
  /** Multiple of the rates by days in service; default: always 1. */
  readonly shape?: (daysInService: number) => number;
  /** Units are claimed for so long. */
  readonly serviceDays?: number;
  /** In the first product: this batch fails by its first group at a multiple of its rate. */
  readonly bad?: { readonly batch: number; readonly times: number };
  /** Share of the claims that drop out again three days later. */
  readonly droppedOut?: number;
  readonly days: number;
}

const FIRST_DAY = '2020-01-06' as Day;
const DROPS_OUT_AFTER = 3;

interface Simulated {
  readonly batchId: string;
  readonly times: number;
  readonly begins: number;
  readonly shipped: { readonly at: number; readonly units: number }[];
  /** Expected claims until the next one. */
  left: number;
}

export const batchIdOf = (product: number, batch: number): string => `P${product}-B${batch}`;

/** The facts of a maker day by day; claims come as a Poisson process of the units in service. The same for the same seed. */
export function* seededHistory(history: SeededHistory): Generator<WatchFact> {
  const { products = 1, batches, everyDays, units, parts = 1, rates, shape = () => 1, bad, days } = history;
  const { serviceDays = days, droppedOut = 0 } = history;
  const uniform = uniforms(history.seed);
  const waiting = exponentials(uniform);
  const total = rates.reduce((sum, rate) => sum + rate, 0);
  const shapes = Array.from({ length: Math.min(serviceDays, days) }, (_, day) => shape(day));
  let live: Simulated[] = [];
  const leaving: ClaimFact[][] = [];
  for (let product = 0; product < products; product++)
    yield { kind: 'product', sku: `P${product}`, groups: rates.length };
  for (let today = 0, day = FIRST_DAY; today < days; today++, day = addDays(day, 1)) {
    for (let product = 0; product < products; product++) {
      // Products are spread over the days between two batches.
      const since = today - (product % everyDays);
      const batch = since / everyDays;
      if (!Number.isInteger(batch) || batch < 0 || batch >= batches) continue;
      const batchId = batchIdOf(product, batch);
      yield { kind: 'batch', batchId, sku: `P${product}`, quantity: units };
      const times = product === 0 && batch === bad?.batch ? bad.times : 1;
      live.push({ batchId, times, begins: today, shipped: [], left: waiting() });
    }
    for (const fact of leaving.shift() ?? []) yield { ...fact, day, count: -1 };
    live = live.filter(({ begins }) => today - begins < serviceDays + 7 * parts);
    for (const batch of live) {
      const part = (today - batch.begins) / 7;
      if (Number.isInteger(part) && part < parts) {
        const shipped = Math.floor((units * (part + 1)) / parts) - Math.floor((units * part) / parts);
        batch.shipped.push({ at: today, units: shipped });
        yield { kind: 'shipment', batchId: batch.batchId, day, units: shipped };
      }
      const excess = (batch.times - 1) * (rates[0] as number);
      const hazards = batch.shipped.map(({ at, units: many }) => many * (shapes[today - at] ?? 0) * (total + excess));
      for (batch.left -= hazards.reduce((sum, hazard) => sum + hazard, 0); batch.left <= 0; batch.left += waiting()) {
        const group = picked(
          rates.map((rate, at) => (at === 0 ? rate + excess : rate)),
          uniform(),
        );
        const { at } = batch.shipped[picked(hazards, uniform())] as Simulated['shipped'][number];
        const shippedOn = addDays(FIRST_DAY, at);
        const claim: ClaimFact = {
          kind: 'claim',
          batchId: batch.batchId,
          group: `G${group}`,
          shippedOn,
          day,
          count: 1,
        };
        yield claim;
        if (uniform() < droppedOut) {
          while (leaving.length < DROPS_OUT_AFTER) leaving.push([]);
          leaving[DROPS_OUT_AFTER - 1]?.push(claim);
        }
      }
    }
  }
}

/** An index, each as often as its weight says. */
function picked(weights: readonly number[], uniform: number): number {
  let left = uniform * weights.reduce((sum, weight) => sum + weight, 0);
  const found = weights.findIndex((weight) => (left -= weight) <= 0);
  return found < 0 ? weights.length - 1 : found;
}
