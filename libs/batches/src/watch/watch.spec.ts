import type { Day } from '#kernel';
import type { DriftInputs } from './drift-cusum.detector.ts';
import type { SequentialInputs } from './max-sprt.detector.ts';
import { BatchWatch } from './watch.ts';
import { watchPolicy } from './watch.policies.ts';
import type { WatchFact } from './watched-state.ts';

const day = (text: string) => text as Day;
/** 0.01 claims per unit-day, with the weight of 304.375 unit-days. */
const policy = watchPolicy({
  initialMonthlyRate: 0.304375,
  priorClaims: 3.04375,
  matureAfterDays: 10,
  serviceMonths: 2,
});

const product = (sku: string, family = 'LAMPS'): WatchFact => ({ kind: 'product', sku, family, groups: 1 });
const batch = (batchId: string, sku = 'LAMP', quantity = 100): WatchFact => ({ kind: 'batch', batchId, sku, quantity });
const shipment = (batchId: string, on: string, units: number): WatchFact => ({
  kind: 'shipment',
  batchId,
  day: day(on),
  units,
});
const claim = (batchId: string, on: string, shippedOn: string, count: 1 | -1 = 1): WatchFact => ({
  kind: 'claim',
  batchId,
  group: 'POWER',
  shippedOn: day(shippedOn),
  day: day(on),
  count,
});
const verdict = (batchId: string, on: string, given: 'SUSPECTED' | 'CONFIRMED_DEFECTIVE' | 'CLEARED'): WatchFact => ({
  kind: 'verdict',
  batchId,
  group: 'POWER',
  day: day(on),
  verdict: given,
});

function watched(...facts: WatchFact[]) {
  const watch = new BatchWatch(policy);
  const alarms = facts.flatMap((fact) => watch.apply(fact) ?? []);
  const inputs = (batchId: string) => watch.readings(batchId, 'POWER')?.[0]?.inputs as SequentialInputs;
  return { watch, alarms, inputs, rate: (batchId: string) => inputs(batchId).rates[0] };
}

/** 10 units shipped on a Monday, two claims in their first month; three weeks later they are mature. */
const mature = [
  product('LAMP'),
  batch('A'),
  shipment('A', '2026-01-05', 10),
  claim('A', '2026-01-20', '2026-01-05'),
  claim('A', '2026-01-21', '2026-01-05'),
  batch('B'),
  shipment('B', '2026-01-26', 10),
];
// (0.01 × 304.375 + 2) / (304.375 + 10 × 21)
const LEARNED = 0.00980559;

describe('The baseline', () => {
  it('B3 is learned from mature batches of the product, with the weight of the prior', () => {
    const { rate } = watched(...mature);
    expect(rate('B')).toBeCloseTo(LEARNED, 8);
  });

  it('B3 a batch is not compared with itself, and not with batches that are not mature', () => {
    expect(watched(...mature).rate('A')).toBeCloseTo(0.01, 12);
    const young = [
      ...mature.slice(0, 3),
      claim('A', '2026-01-12', '2026-01-05'),
      batch('B'),
      shipment('B', '2026-01-14', 10),
    ];
    expect(watched(...young).rate('B')).toBeCloseTo(0.01, 12);
  });

  it('B3 of a new product is that of its family', () => {
    const { rate } = watched(
      ...mature,
      product('TORCH'),
      batch('T', 'TORCH'),
      shipment('T', '2026-01-27', 10),
      product('FAN', 'FANS'),
      batch('F', 'FAN'),
      shipment('F', '2026-01-27', 10),
    );
    expect(rate('T')).toBeCloseTo(LEARNED, 8);
    expect(rate('F')).toBeCloseTo(0.01, 12);
  });

  it('B3 leaves out what is suspected or confirmed, and has it again when it is cleared', () => {
    const suspected = [...mature, verdict('A', '2026-01-27', 'SUSPECTED')];
    expect(watched(...suspected).rate('B')).toBeCloseTo(0.01, 12);
    expect(watched(...suspected, verdict('A', '2026-01-28', 'CONFIRMED_DEFECTIVE')).rate('B')).toBeCloseTo(0.01, 12);
    expect(watched(...suspected, verdict('A', '2026-01-28', 'CLEARED')).rate('B')).toBeCloseTo(LEARNED, 8);
  });

  it('B2 R5 forgets claims that drop out and shipments that are corrected, to the last digit', () => {
    const { rate, inputs } = watched(
      ...mature,
      claim('A', '2026-01-21', '2026-01-05', -1),
      claim('A', '2026-01-20', '2026-01-05', -1),
      shipment('A', '2026-01-05', -10),
      shipment('B', '2026-02-02', 1),
    );
    expect(rate('B')).toBe(0.01);
    expect(inputs('B').unitDays).toEqual([10 * 8 + 1, 0]);
  });

  it('B5 has a version that grows weekly', () => {
    const { inputs } = watched(...mature);
    const later = watched(...mature, shipment('B', '2026-02-02', 1));
    expect(later.inputs('B').baselineVersion).toBe(inputs('B').baselineVersion + 1);
  });
});

describe('What is expected of a batch', () => {
  const on = (text: string, of = watched(...mature), batchId = 'B') => {
    const expectation = of.watch.expectation(batchId, 'POWER', day(text));
    const [sequential] = of.watch.readings(batchId, 'POWER', day(text)) ?? [];
    return { expectation, sequential };
  };

  it('B3 has its baseline by month in service: rate, prior, what was seen and through which day', () => {
    // 10 units for 21 days, of 30 and 31 days; 0.01 a day before.
    expect(watched(...mature).watch.baseline('LAMP', 'POWER')).toEqual({
      version: 4,
      through: '2026-01-25',
      priorClaims: 3.04375,
      months: [
        {
          month: 1,
          rate: expect.closeTo(30 * LEARNED, 6),
          priorRate: expect.closeTo(0.3, 12),
          claims: 2,
          unitMonths: 7,
        },
        { month: 2, rate: expect.closeTo(0.31, 12), priorRate: expect.closeTo(0.31, 12), claims: 0, unitMonths: 0 },
      ],
    });
    expect(watched(...mature).watch.baseline('FAN', 'POWER')).toBeUndefined();
    expect(watched(product('FAN')).watch.baseline('FAN', 'POWER')?.through).toBeUndefined();
  });

  it('B3 is the sum of its months, and with the margin of doubt what the sequential test compares', () => {
    const { expectation, sequential } = on('2026-02-01');
    // 10 units for a week.
    expect(expectation).toMatchObject({ claims: 0, expected: expect.closeTo(70 * LEARNED, 6), version: 4 });
    expect(expectation?.months).toEqual([
      {
        month: 1,
        rate: expect.closeTo(30 * LEARNED, 6),
        priorRate: expect.any(Number),
        claims: 2,
        unitMonths: 7,
        exposed: expect.closeTo(70 / 30, 12),
      },
    ]);
    expect((expectation?.expected ?? 0) * (expectation?.margin ?? 0)).toBeCloseTo(sequential?.expected as number, 9);
    expect(expectation?.margin).toBeGreaterThan(1);
    expect(watched(...mature).watch.expectedClaims('B', 'POWER', day('2026-02-01'))).toBe(expectation?.expected);
  });

  it('B3 does not rest on its own units', () => {
    expect(on('2026-02-01', undefined, 'A').expectation?.months[0]).toMatchObject({ claims: 0, unitMonths: 0 });
  });

  it('B7 begins anew after it was cleared', () => {
    const cleared = watched(
      ...mature,
      verdict('A', '2026-01-27', 'SUSPECTED'),
      verdict('A', '2026-01-28', 'CLEARED'),
      claim('A', '2026-01-29', '2026-01-05'),
    );
    const { expectation, sequential } = on('2026-01-30', cleared, 'A');
    // 10 units for two days, of which the baseline has nothing but its prior.
    expect(expectation).toMatchObject({ since: '2026-01-29', claims: 1, expected: expect.closeTo(0.2, 9) });
    expect(sequential?.observed).toBe(1);
    expect(on('2026-01-30').expectation).not.toHaveProperty('since');
  });
});

describe('The watch of a batch', () => {
  const lot = [product('LAMP'), batch('A'), shipment('A', '2026-01-05', 10)];
  const onSecondDay = (count: number) => Array.from({ length: count }, () => claim('A', '2026-01-06', '2026-01-05'));

  it('B3 rings once, at the claim that makes the difference', () => {
    const { alarms } = watched(...lot, ...onSecondDay(20));
    expect(alarms).toHaveLength(1);
    const [{ reading, ...alarm } = { reading: undefined }] = alarms;
    expect(alarm).toEqual({ batchId: 'A', group: 'POWER', day: '2026-01-06' });
    expect(reading).toMatchObject({
      method: 'POISSON_MAXSPRT',
      version: 1,
      inputs: { claims: reading?.observed, unitDays: [20, 0] },
    });
    const before = watched(...lot, ...onSecondDay(Number(reading?.observed) - 1));
    expect(before.alarms).toEqual([]);
    expect(before.watch.readings('A', 'POWER')?.[0]?.alarm).toBe(false);
  });

  it('B2 rings later by each claim that has dropped out', () => {
    const observed = Number(watched(...lot, ...onSecondDay(20)).alarms[0]?.reading.observed);
    const dropped = claim('A', '2026-01-06', '2026-01-05', -1);
    const { alarms } = watched(...lot, ...onSecondDay(observed - 1), dropped, dropped, ...onSecondDay(2));
    expect(alarms).toEqual([]);
  });

  it('B3 seasoned units expect more claims than units shipped last week', () => {
    const expected = (shippedOn: string) =>
      watched(
        product('LAMP'),
        batch('A'),
        shipment('A', shippedOn, 10),
        batch('B'),
        shipment('B', '2026-02-10', 1),
      ).watch.readings('A', 'POWER')?.[0]?.expected ?? 0;
    // 50 and 8 days in service.
    expect(expected('2025-12-23') / expected('2026-02-03')).toBeGreaterThan(4);
  });

  it('B7 begins anew after a clearing, with the days that follow', () => {
    const { inputs, alarms } = watched(
      ...lot,
      ...onSecondDay(20),
      verdict('A', '2026-01-06', 'CLEARED'),
      claim('A', '2026-01-08', '2026-01-05'),
    );
    expect(alarms).toHaveLength(1);
    expect(inputs('A')).toMatchObject({ claims: 1, unitDays: [20, 0] });
  });

  it('B7 the test of drift begins anew in the middle of a week as well', () => {
    // Cleared on a Wednesday; 10 units × 0.01 from Thursday to Friday.
    const { watch } = watched(...lot, verdict('A', '2026-01-07', 'CLEARED'), claim('A', '2026-01-09', '2026-01-05'));
    const drift = watch.readings('A', 'POWER')?.find(({ method }) => method === 'POISSON_CUSUM');
    const { margin, weeks } = drift?.inputs as DriftInputs;
    expect(weeks).toEqual([
      { week: expect.any(Number), quiet: 0, claims: 1, expected: expect.closeTo(0.2 * margin, 9) },
    ]);
  });

  it('B1 a batch without shipments, a serial of no batch and a unit older than the watch raise nothing', () => {
    const nothingShipped = Array.from({ length: 20 }, () => claim('C', '2026-01-06', '2026-01-05'));
    expect(watched(...lot, batch('C'), ...nothingShipped).alarms).toEqual([]);
    expect(watched(...lot, ...nothingShipped).alarms).toEqual([]);
    const old = Array.from({ length: 20 }, () => claim('A', '2026-03-08', '2026-01-05'));
    expect(watched(...lot, ...old).watch.readings('A', 'POWER')?.[0]?.observed).toBe(0);
  });

  it('B4 rings by a trigger of the policy where the sequential test does not', () => {
    const watch = new BatchWatch({
      ...policy,
      triggers: [{ name: 'lot', share: 0.04, of: 'PRODUCED', minimumClaims: 4 }],
    });
    const alarms = [...lot, ...onSecondDay(4)].flatMap((fact) => watch.apply(fact) ?? []);
    expect(alarms).toMatchObject([{ reading: { method: 'CONTRACT_TRIGGER', observed: 4, expected: 4 } }]);
  });

  it('B3 alpha is divided among the defect groups of the product', () => {
    const { inputs } = watched({ ...(product('LAMP') as object), groups: 4 } as WatchFact, ...lot);
    expect(inputs('A').alpha).toBe(0.00125);
  });
});

it('B3 the horizon of a batch, however large, is at most 500 expected claims, whose critical value is found in a moment', () => {
  const horizonOf = (quantity: number) =>
    watched(product('LAMP'), batch('A', 'LAMP', quantity), shipment('A', '2026-01-05', 10)).inputs('A').horizon;
  expect([horizonOf(100), horizonOf(1_000_000_000)]).toEqual([270, 500]);
});
