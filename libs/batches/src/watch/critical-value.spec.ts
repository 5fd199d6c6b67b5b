import { exponentials, uniforms } from '../../../../bench/random.ts';
import { boundary, criticalValue, falseAlarmProbability, logLikelihoodRatio } from './critical-value.ts';

const fourDigits = (value: number) => value.toFixed(4);

describe('Critical values of the sequential test', () => {
  it.each([
    [5, 4, '2.6237'],
    [10, 4, '2.9216'],
    [20, 4, '3.1764'],
    [1, 1, '2.8539'],
    [5, 1, '3.2972'],
    [10, 1, '3.4680'],
    [20, 1, '3.6281'],
  ])('B3 at α = 0.05, horizon %d and at least %d claims: %s', (horizon, minimumClaims, tabled) => {
    expect(fourDigits(criticalValue({ horizon, minimumClaims, alpha: 0.05 }))).toBe(tabled);
  });

  it('B3 between the tabled horizons lie between their values, and use up the whole alpha', () => {
    const test = { horizon: 13.7, alpha: 0.05, minimumClaims: 4 };
    const critical = criticalValue(test);
    expect(critical).toBeGreaterThan(2.9216);
    expect(critical).toBeLessThan(3.1764);
    expect(falseAlarmProbability(critical, test)).toBeCloseTo(0.05, 9);
  });

  it('B3 need no more than the floor where the floor alone keeps alpha', () => {
    // Four claims where 0.1 are expected have a probability of 4 in a million.
    const test = { horizon: 0.1, alpha: 0.001, minimumClaims: 4 };
    expect(criticalValue(test)).toBe(0);
    expect(falseAlarmProbability(0, test)).toBeCloseTo(3.8468e-6, 10);
  });

  it('B3 a claim rings exactly at its boundary', () => {
    const critical = criticalValue({ horizon: 10, alpha: 0.05, minimumClaims: 4 });
    for (const claims of [4, 5, 9, 20])
      expect(logLikelihoodRatio(claims, boundary(claims, critical))).toBeCloseTo(critical, 9);
  });

  it('B3 of 100,000 good batches 5 % ring, within the error of the simulation', () => {
    const runs = 100_000;
    const test = { horizon: 10, alpha: 0.05, minimumClaims: 4 };
    const critical = criticalValue(test);
    const boundaries = Array.from({ length: 60 }, (_, claims) => (claims < 4 ? 0 : boundary(claims, critical)));
    const waiting = exponentials(uniforms(20260309));
    let rung = 0;
    for (let run = 0; run < runs; run++) {
      let expected = waiting();
      for (let claims = 1; expected <= test.horizon; claims++, expected += waiting())
        if (expected <= (boundaries[claims] as number)) {
          rung++;
          break;
        }
    }
    // Three standard errors: 0.05 ± 0.0021.
    expect(Math.abs(rung / runs - 0.05)).toBeLessThan(3 * Math.sqrt((0.05 * 0.95) / runs));
  });

  it('B3 of a large horizon are calculated too', () => {
    const test = { horizon: 500, alpha: 0.01, minimumClaims: 4 };
    expect(falseAlarmProbability(criticalValue(test), test)).toBeCloseTo(0.01, 9);
  });
});
