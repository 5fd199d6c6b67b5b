import { addClaims, addUnitDays, type BaselineSums, copyOf, type Experience, withhold } from './baseline.ts';
import { firstDayOfMonth, unitDays } from './exposure.ts';
import type { WatchPolicy } from './watch.policies.ts';
import {
  type Counted,
  emptyWatch,
  type WatchedBatch,
  type WatchedGroup,
  type WatchedProduct,
  type WatchState,
} from './watched-state.ts';
import { lastDayBefore, weekOf } from './weeks.ts';

type Terms = Pick<WatchPolicy, 'serviceMonths' | 'matureAfterDays'>;

export const LONG_AGO = 0;

/** What is only looked at is not written. */
export const knownGroup = ({ groups }: WatchedBatch, name: string): WatchedGroup =>
  groups.get(name) ?? { suspect: false, since: LONG_AGO, claims: [] };

/** In which a batch is. */
export const sumsOf = ({ isMature, product: { own, family, young } }: WatchedBatch): readonly BaselineSums[] =>
  isMature ? [own, family] : [young];

/** What a batch has in its sums, or would have if the group were not suspect: all but the week that goes on. */
export function takenIn(batch: WatchedBatch, name: string, serviceMonths: number): Experience {
  const claims = byMonth(knownGroup(batch, name).claims, serviceMonths);
  for (const { group, claim } of batch.pending)
    if (group === name) claims[claim.month] = (claims[claim.month] as number) - claim.count;
  return { unitDays: unitDays(batch.cohorts, LONG_AGO, batch.takenThrough ?? LONG_AGO, serviceMonths), claims };
}

/** A change in days that were taken in already. */
export function takeIn(batch: WatchedBatch, days: readonly number[]): void {
  for (const sums of sumsOf(batch)) {
    addUnitDays(sums, days);
    for (const [name, group] of batch.groups) if (group.suspect) withhold(sums, name, days, 1);
  }
}

/**
 * All baselines take in the weeks that are over by then, and the batches that have become mature: those of all products at once, and the
 * same however many weeks pass at a time.
 */
export function passWeeks(state: WatchState, day: number, terms: Terms): void {
  const week = weekOf(day);
  if (week <= state.week) return;
  state.week = week;
  const through = lastDayBefore(week);
  for (const product of state.products.values()) {
    for (const batch of product.batches.values()) {
      for (const { group, claim } of batch.pending)
        if (!knownGroup(batch, group).suspect)
          for (const sums of sumsOf(batch)) addClaims(sums, group, byMonth([claim], terms.serviceMonths), 1);
      batch.pending = [];
    }
    for (const [batchId, batch] of product.batches) passThrough(state, batchId, batch, through, terms);
  }
}

function passThrough(
  state: WatchState,
  batchId: string,
  batch: WatchedBatch,
  through: number,
  { serviceMonths, matureAfterDays }: Terms,
): void {
  const [first, last] = [batch.cohorts[0]?.[0], batch.cohorts.at(-1)?.[0]];
  if (first === undefined || last === undefined) return;
  takeIn(batch, unitDays(batch.cohorts, batch.takenThrough ?? LONG_AGO, through, serviceMonths));
  batch.takenThrough = through;
  if (!batch.isMature && through - first >= matureAfterDays) {
    move(batch, -1, serviceMonths);
    batch.isMature = true;
    move(batch, 1, serviceMonths);
  }
  if (through - last <= firstDayOfMonth(serviceMonths)) return;
  // All its units are out of the watch: only its part in the baseline stays.
  batch.product.batches.delete(batchId);
  state.batches.delete(batchId);
  const { product, shipped, terms } = batch;
  state.outOfService.set(batchId, { product, shipped, terms });
}

/** All of a batch into its sums, or out of them. */
function move(batch: WatchedBatch, sign: 1 | -1, serviceMonths: number): void {
  const days = unitDays(batch.cohorts, LONG_AGO, batch.takenThrough ?? LONG_AGO, serviceMonths);
  for (const sums of sumsOf(batch)) {
    addUnitDays(sums, days, sign);
    for (const [name, { suspect, claims }] of batch.groups)
      if (suspect) withhold(sums, name, days, sign);
      else addClaims(sums, name, byMonth(claims, serviceMonths), sign);
  }
}

/** Another one to look ahead with: it shares what passing weeks do not change. */
export function forked({ week, families, products, batches, outOfService }: WatchState): WatchState {
  const fork: WatchState = { ...emptyWatch(), week };
  for (const [name, family] of families) fork.families.set(name, copyOf(family));
  const copies = new Map<WatchedProduct, WatchedProduct>();
  for (const [sku, product] of products) {
    const family = fork.families.get(product.familyName) as BaselineSums;
    const [own, young] = [copyOf(product.own), copyOf(product.young)];
    const copy: WatchedProduct = { ...product, family, own, young, batches: new Map() };
    copies.set(product, copy);
    fork.products.set(sku, copy);
  }
  for (const [batchId, batch] of batches) {
    const copy: WatchedBatch = { ...batch, product: copies.get(batch.product) as WatchedProduct };
    fork.batches.set(batchId, copy);
    copy.product.batches.set(batchId, copy);
  }
  for (const [batchId, left] of outOfService)
    fork.outOfService.set(batchId, { ...left, product: copies.get(left.product) as WatchedProduct });
  return fork;
}

function byMonth(claims: readonly Pick<Counted, 'month' | 'count'>[], serviceMonths: number): number[] {
  const counts = new Array<number>(serviceMonths).fill(0);
  for (const { month, count } of claims) counts[month] = (counts[month] as number) + count;
  return counts;
}
