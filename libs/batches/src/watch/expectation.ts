import type { Day } from '#kernel';
import { type Experience, meanRates, posterior, type Prior } from './baseline.ts';
import { firstDayOfMonth } from './exposure.ts';

/** Of what the rates of a defect group are learned: `prior` has the weight of so many claims in each month. */
export interface Basis {
  readonly experience: Experience;
  readonly prior: Prior;
  readonly priorClaims: number;
  /** Mature batches have not shown enough: those that are not mature count as well, and the initial rate may be felt. */
  readonly isThin: boolean;
}

/** A month in service, the first of which is 1; it has 30 or 31 days. */
export interface MonthOfBaseline {
  readonly month: number;
  /** Claims of a unit in this month: (`priorClaims` + `claims`) / (`priorClaims` / `priorRate` + `unitMonths`). */
  readonly rate: number;
  /** What is expected as long as the product has shown nothing: of its family, and of the policy. */
  readonly priorRate: number;
  /** Seen in mature batches, in so many months of their units. */
  readonly claims: number;
  readonly unitMonths: number;
}

/** Of a product and a defect group, by month in service. */
export interface Baseline {
  readonly version: number;
  /** The last day that it has taken in; absent: none yet. */
  readonly through?: Day;
  readonly priorClaims: number;
  readonly isThin: boolean;
  readonly months: readonly MonthOfBaseline[];
}

/** What a batch had of a defect group, and what was to be expected of it: in each month `exposed` × `rate`. */
export interface Expectation extends Baseline {
  /** From this day on: after the last clearing. Absent: since the first shipment. */
  readonly since?: Day;
  /** That count (B2). */
  readonly claims: number;
  readonly expected: number;
  /** The tests compare the claims with `expected` × `margin`: more than 1 while the baseline is thin. */
  readonly margin: number;
  /** Only months in which the batch had units. */
  readonly months: readonly (MonthOfBaseline & { readonly exposed: number })[];
}

export const daysOfMonth = (month: number): number => firstDayOfMonth(month + 1) - firstDayOfMonth(month);

export function monthsOfBaseline({ experience, prior, priorClaims }: Basis): readonly MonthOfBaseline[] {
  return meanRates(posterior(experience, prior, priorClaims)).map((rate, month) => ({
    month: month + 1,
    rate: rate * daysOfMonth(month),
    priorRate: (prior.rates[month] as number) * daysOfMonth(month),
    claims: experience.claims[month] ?? 0,
    unitMonths: (experience.unitDays[month] ?? 0) / daysOfMonth(month),
  }));
}
