import { detector } from './detector.ts';

/** `weeks` that had claims, oldest first; `quiet`: expected since the week before in this list. */
export type DriftInputs = {
  readonly weeks: readonly {
    readonly week: number;
    readonly quiet: number;
    readonly claims: number;
    readonly expected: number;
  }[];
  readonly rates: readonly number[];
  /** In the expected claims already. */
  readonly margin: number;
  readonly baselineVersion: number;
  /** Says only that it is; absent in alarms that were raised before it was said. */
  readonly thinBaseline?: true;
  /** The rate to be found, as a multiple of the baseline. */
  readonly ratio: number;
  readonly alpha: number;
  readonly watchedWeeks: number;
};

/**
 * A weekly CUSUM for a fault that begins late in the life of a batch: the log likelihood ratio since the week that makes it greatest.
 * From any one week on a good batch ever reaches h with probability e^−h at most (Ville 1939), so h = ln(weeks / alpha) keeps alpha.
 */
export const driftCusum = detector<DriftInputs>('POISSON_CUSUM', 1, ({ weeks, ratio, alpha, watchedWeeks }) => {
  let [statistic, observed, expected] = [0, 0, 0];
  const pass = (claims: number, mean: number) => {
    statistic += claims * Math.log(ratio) - (ratio - 1) * mean;
    observed += claims;
    expected += mean;
    if (statistic <= 0) [statistic, observed, expected] = [0, 0, 0];
  };
  for (const week of weeks) {
    pass(0, week.quiet);
    pass(week.claims, week.expected);
  }
  const threshold = Math.log(watchedWeeks / alpha);
  return { observed, expected, statistic, threshold, alarm: statistic >= threshold };
});
