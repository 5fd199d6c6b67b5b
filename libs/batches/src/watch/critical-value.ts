/** What one sequential test is held to: `horizon` in expected claims, `alpha` the probability that a good batch ever rings within it. */
export interface SequentialTest {
  readonly horizon: number;
  readonly alpha: number;
  readonly minimumClaims: number;
}

/** B3. LLR = (μ − c) + c·ln(c/μ) when c > μ, else 0. */
export const logLikelihoodRatio = (claims: number, expected: number): number =>
  claims > expected ? expected - claims + claims * Math.log(claims / expected) : 0;

/** The expected claims at which LLR(claims, ·) equals the critical value: `claims` ring at this expectation or a smaller one. */
export function boundary(claims: number, critical: number): number {
  // x − 1 − ln x = critical / claims for the root below 1; from the left of it Newton's method only rises.
  const wanted = critical / claims;
  let x = Math.exp(-1 - wanted);
  for (let step = 0; step < 100; step++) {
    const next = x + (x * (x - 1 - Math.log(x) - wanted)) / (1 - x);
    if (!(next > x)) break;
    x = next;
  }
  return claims * Math.min(x, 1);
}

/** Less probability than this changes no digit that is shown. */
const NEGLIGIBLE = 1e-17;

/**
 * The exact probability that a Poisson process at the baseline rate rings before the horizon (Kulldorff et al. 2011): between two
 * boundaries counts are spread by the claims that come meanwhile, and at the boundary of n claims n or more have rung.
 */
export function falseAlarmProbability(critical: number, { horizon, minimumClaims }: SequentialTest): number {
  /** Probabilities of the counts that have not rung, from `first` on. */
  let silent = [1];
  let first = 0;
  let reached = 0;
  for (let claims = minimumClaims; ; claims++) {
    const next = Math.min(boundary(claims, critical), horizon);
    const arrivals = poisson(next - reached);
    const spread: number[] = new Array<number>(claims - first).fill(0);
    silent.forEach((probability, at) => {
      const most = Math.min(arrivals.length, spread.length - at);
      for (let more = 0; more < most; more++)
        spread[at + more] = (spread[at + more] as number) + probability * (arrivals[more] as number);
    });
    const kept = spread.findIndex((probability) => probability > NEGLIGIBLE);
    if (kept < 0) return 1;
    if (next === horizon) return 1 - spread.reduce((sum, probability) => sum + probability, 0);
    silent = spread.slice(kept);
    first += kept;
    reached = next;
  }
}

/** Probabilities of 0, 1, 2, … as far as they matter. */
function poisson(mean: number): readonly number[] {
  const probabilities = [Math.exp(-mean)];
  for (let count = 1; ; count++) {
    const probability = ((probabilities[count - 1] as number) * mean) / count;
    if (probability < NEGLIGIBLE && count > mean) return probabilities;
    probabilities.push(probability);
  }
}

const known = new Map<string, number>();

/** The smallest critical value whose false-alarm probability is at most alpha; calculated once per test. */
export function criticalValue(test: SequentialTest): number {
  const key = `${test.horizon} ${test.alpha} ${test.minimumClaims}`;
  let critical = known.get(key);
  if (critical === undefined) known.set(key, (critical = calculated(test)));
  return critical;
}

/** To 10 decimals; 0 where the floor alone keeps alpha. The logarithm of the probability is nearly a line, so few steps do (Illinois). */
function calculated(test: SequentialTest): number {
  const excess = (critical: number) => Math.log(falseAlarmProbability(critical, test) / test.alpha);
  let [below, tooMuch] = [0, excess(0)];
  if (tooMuch <= 0) return 0;
  let [above, tooLittle] = [4, excess(4)];
  while (tooLittle > 0) [below, tooMuch, above, tooLittle] = [above, tooLittle, above * 2, excess(above * 2)];
  for (let last = 0; above - below > 1e-10; ) {
    const estimate = below + ((above - below) * tooMuch) / (tooMuch - tooLittle);
    const middle = Math.min(Math.max(estimate, below + 4e-11), above - 4e-11);
    const found = excess(middle);
    if (found > 0) {
      [below, tooMuch] = [middle, found];
      if (last > 0) tooLittle /= 2;
    } else {
      [above, tooLittle] = [middle, found];
      if (last < 0) tooMuch /= 2;
    }
    last = Math.sign(found) || -1;
  }
  return above;
}
