import { detector } from './detector.ts';
import type { ContractTrigger } from './watch.policies.ts';

/** `claims`: of one defect group, day (since 1970-01-01) and number, oldest first. `units`: those that the share is of. */
export type TriggerInputs = {
  readonly trigger: ContractTrigger;
  readonly units: number;
  readonly claims: readonly (readonly [day: number, count: number])[];
};

/** B4: an epidemic failure as contracts define it; expected are the claims that the contract puts up with. */
export const contractTrigger = detector<TriggerInputs>('CONTRACT_TRIGGER', 1, ({ trigger, units, claims }) => {
  const observed = mostInWindow(claims, trigger.windowDays ?? Number.POSITIVE_INFINITY);
  const statistic = units > 0 ? observed / units : 0;
  const alarm = observed >= trigger.minimumClaims && statistic >= trigger.share;
  return { observed, expected: trigger.share * units, statistic, threshold: trigger.share, alarm };
});

function mostInWindow(claims: readonly (readonly [number, number])[], windowDays: number): number {
  let [most, within, first] = [0, 0, 0];
  for (const [day, count] of claims) {
    within += count;
    for (let left = claims[first]; left && left[0] <= day - windowDays; left = claims[++first]) within -= left[1];
    most = Math.max(most, within);
  }
  return most;
}
