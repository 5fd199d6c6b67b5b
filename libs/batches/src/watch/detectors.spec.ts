import type { Reading } from './detector.ts';
import { contractTrigger } from './contract-trigger.detector.ts';
import { readAgain } from './detectors.ts';
import { driftCusum } from './drift-cusum.detector.ts';
import { maxSprt } from './max-sprt.detector.ts';

const stored = <R extends Reading>(reading: R): R => JSON.parse(JSON.stringify(reading)) as R;

describe('The sequential test', () => {
  // 0.01 claims per unit-day over 100 and 50 unit-days: μ = 1.5.
  const inputs = {
    claims: 7,
    unitDays: [100, 50],
    rates: [0.01, 0.01],
    margin: 1,
    baselineVersion: 3,
    horizon: 10,
    alpha: 0.05,
    minimumClaims: 4,
  };

  it('B3 rings when the likelihood ratio of 7 claims where 1.5 are expected exceeds the critical value', () => {
    const reading = maxSprt.read(inputs);
    // (1.5 − 7) + 7·ln(7 / 1.5) = −5.5 + 7 × 1.540445 = 5.283115
    expect(reading).toMatchObject({ observed: 7, expected: 1.5, alarm: true });
    expect(reading.statistic).toBeCloseTo(5.283115, 6);
    expect(reading.threshold).toBeCloseTo(2.9216, 4);
  });

  it('B3 does not ring below it, below the floor, below the expectation, beyond the horizon or without exposure', () => {
    const rings = (more: Partial<typeof inputs>) => maxSprt.read({ ...inputs, ...more }).alarm;
    expect(rings({ claims: 6 })).toBe(true);
    expect(rings({ claims: 5 })).toBe(false);
    expect(rings({ claims: 3, unitDays: [1, 0] })).toBe(false);
    expect(rings({ claims: 4, unitDays: [1, 0] })).toBe(true);
    expect(rings({ claims: 4, unitDays: [500, 0] })).toBe(false);
    expect(rings({ claims: 1000, unitDays: [1100, 0] })).toBe(false);
    expect(rings({ unitDays: [0, 0] })).toBe(false);
  });

  it('B5 gives the same reading from what was stored', () => {
    const reading = stored(maxSprt.read(inputs));
    expect(maxSprt.read(reading.inputs)).toEqual(reading);
  });
});

describe('A contract trigger', () => {
  const trigger = { name: 'epidemic', share: 0.05, of: 'SHIPPED' as const, windowDays: 90, minimumClaims: 4 };
  const rings = (claims: [number, number][], more: Partial<typeof trigger> = {}, units = 100) =>
    contractTrigger.read({ trigger: { ...trigger, ...more }, units, claims }).alarm;

  it('B4 rings when its share has one cause within any window of so many days', () => {
    expect(
      rings([
        [1, 2],
        [50, 1],
        [90, 2],
      ]),
    ).toBe(true);
    expect(
      rings([
        [1, 2],
        [50, 1],
        [91, 2],
      ]),
    ).toBe(false);
    expect(
      rings([
        [1, 1],
        [100, 2],
        [120, 3],
        [400, 1],
      ]),
    ).toBe(true);
  });

  it('B4 without a window counts all; below its floor or without units it does not ring', () => {
    const { windowDays: _, ...lot } = trigger;
    expect(
      contractTrigger.read({
        trigger: lot,
        units: 100,
        claims: [
          [1, 2],
          [500, 3],
        ],
      }),
    ).toMatchObject({
      observed: 5,
      expected: 5,
      statistic: 0.05,
      threshold: 0.05,
      alarm: true,
    });
    expect(rings([[1, 3]], {}, 20)).toBe(false);
    expect(rings([[1, 9]], {}, 0)).toBe(false);
  });

  it('B5 gives the same reading from what was stored', () => {
    const reading = stored(
      contractTrigger.read({
        trigger,
        units: 100,
        claims: [
          [1, 2],
          [50, 4],
        ],
      }),
    );
    expect(contractTrigger.read(reading.inputs)).toEqual(reading);
  });
});

describe('The test of slow drift', () => {
  const week = (claims: number, expected: number, quiet = 0) => ({ week: 1, claims, expected, quiet });
  const read = (...weeks: ReturnType<typeof week>[]) =>
    driftCusum.read({ weeks, rates: [], margin: 1, baselineVersion: 1, ratio: 2, alpha: 0.01, watchedWeeks: 100 });

  it('B3 adds up what speaks for twice the rate, and forgets the good time before', () => {
    // 3·ln 2 − 1 = 1.079442, then 5·ln 2 − 1 more, less 0.5 of the quiet time between.
    expect(read(week(3, 1)).statistic).toBeCloseTo(1.079442, 6);
    expect(read(week(3, 1), week(5, 1, 0.5)).statistic).toBeCloseTo(3.045177, 6);
    expect(read(week(3, 1), week(5, 1, 50)).statistic).toBeCloseTo(2.465736, 6);
    expect(read(week(1, 40), week(5, 1))).toMatchObject({ observed: 5, expected: 1 });
  });

  it('B3 rings at the threshold that keeps alpha over all weeks: ln(100 / 0.01) = 9.2103', () => {
    expect(read().threshold).toBeCloseTo(9.21034, 5);
    expect(read(week(14, 0.5)).alarm).toBe(false);
    expect(read(week(14, 0.49)).statistic).toBeCloseTo(9.21406, 5);
    expect(read(week(14, 0.49)).alarm).toBe(true);
  });

  it('B5 gives the same reading from what was stored', () => {
    const reading = stored(read(week(3, 1), week(5, 1, 0.5)));
    expect(driftCusum.read(reading.inputs)).toEqual(reading);
  });
});

describe('A stored alarm', () => {
  const reading = contractTrigger.read({
    trigger: { name: 'Frame contract', share: 0.05, of: 'SHIPPED', minimumClaims: 4 },
    units: 80,
    claims: [[20_000, 4]],
  });

  it('B5 is read again by its method and version, and by no other', () => {
    expect(readAgain(stored(reading))).toEqual(reading);
    expect(readAgain({ ...stored(reading), version: 99 })).toBeUndefined();
  });
});
