import { criticalValue, logLikelihoodRatio } from './critical-value.ts';
import { detector } from './detector.ts';

/** `horizon`, `alpha`, `minimumClaims`: of the test. `unitDays` of the batch and `rates`, the baseline's claims per unit-day, by month in service; `margin`: factor of doubt. */
export type SequentialInputs = {
  readonly claims: number;
  readonly unitDays: readonly number[];
  readonly rates: readonly number[];
  readonly margin: number;
  readonly baselineVersion: number;
  /** Says only that it is; absent in alarms that were raised before it was said. */
  readonly thinBaseline?: true;
  readonly horizon: number;
  readonly alpha: number;
  readonly minimumClaims: number;
};

/** B3. Without exposure the facts are wrong, not the batch; beyond the horizon nothing is left of alpha. */
export const maxSprt = detector<SequentialInputs>('POISSON_MAXSPRT', 1, (inputs) => {
  const { claims, minimumClaims, horizon } = inputs;
  const expected =
    inputs.margin * inputs.unitDays.reduce((sum, days, month) => sum + days * (inputs.rates[month] ?? 0), 0);
  const watched = expected > 0 && expected <= horizon;
  const statistic = watched ? logLikelihoodRatio(claims, expected) : 0;
  const threshold = criticalValue(inputs);
  const alarm = watched && claims >= minimumClaims && claims > expected && statistic >= threshold;
  return { observed: claims, expected, statistic, threshold, alarm };
});
