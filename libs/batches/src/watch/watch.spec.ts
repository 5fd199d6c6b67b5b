import { addDays, type Day } from '#kernel';
import { batchIdOf, seededHistory } from '../../../../bench/batch-histories.ts';
import { uniforms } from '../../../../bench/random.ts';
import type { DriftInputs } from './drift-cusum.detector.ts';
import type { SequentialInputs } from './max-sprt.detector.ts';
import { BatchWatch } from './watch.ts';
import { watchPolicy } from './watch.policies.ts';
import type { WatchFact } from './watched-state.ts';

const day = (text: string) => text as Day;
/** 0.01 claims per unit-day, with the weight of 304.375 unit-days; one that is known, and mature batches alone are what counts. */
const policy = watchPolicy({
  initialMonthlyRate: 0.304375,
  initialClaims: 1e12,
  priorClaims: 3.04375,
  enoughClaims: 0,
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

const watched = (...facts: WatchFact[]) => watchedBy(policy, ...facts);

function watchedBy(by: typeof policy, ...facts: WatchFact[]) {
  const watch = new BatchWatch(by);
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
const OF_FAMILY = 0.00980559;
// All months together are at (3.04375 + 2) / (3.04375 + 10 × 21 × 0.01) = 0.980559 times the prior:
// (3.04375 + 2) / (3.04375 / 0.00980559 + 10 × 21)
const LEARNED = 0.00969188;

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
    expect(rate('T')).toBeCloseTo(OF_FAMILY, 8);
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
    expect(rate('B')).toBeCloseTo(0.01, 12);
    expect(inputs('B').unitDays).toEqual([10 * 8 + 1, 0]);
  });

  it.each(['LAMP', 'TORCH'])('B3 takes in each week for every product, though the log tells only of a %s', (told) => {
    const { watch } = watched(
      product('LAMP'),
      product('TORCH', 'TORCHES'),
      batch('A'),
      batch('T', 'TORCH'),
      shipment('A', '2026-01-05', 10),
      shipment('T', '2026-01-05', 20),
      batch('B', told),
      shipment('B', '2026-01-26', 1),
    );
    const unitMonths = (sku: string) => watch.baseline(sku, 'POWER', day('2026-01-26'))?.months[0]?.unitMonths;
    // 10 and 20 units for 21 of 30 days.
    expect([unitMonths('LAMP'), unitMonths('TORCH')]).toEqual([7, 14]);
  });

  it('B5 has a version that grows weekly', () => {
    const { inputs } = watched(...mature);
    const later = watched(...mature, shipment('B', '2026-02-02', 1));
    expect(later.inputs('B').baselineVersion).toBe(inputs('B').baselineVersion + 1);
  });
});

describe('While the baseline is thin', () => {
  const thin = watchPolicy({ initialMonthlyRate: 0.304375, priorClaims: 3.04375, serviceMonths: 2 });
  const young = (...more: WatchFact[]) => [
    product('LAMP'),
    batch('A'),
    shipment('A', '2026-01-05', 10),
    claim('A', '2026-01-12', '2026-01-05'),
    batch('B'),
    shipment('B', '2026-01-14', 10),
    claim('B', '2026-01-15', '2026-01-14'),
    ...more,
    shipment('A', '2026-01-26', 1),
  ];
  const monthOf = (batchId: string, ...more: WatchFact[]) =>
    watchedBy(thin, ...young(...more)).watch.expectation(batchId, 'POWER', day('2026-01-26'))?.months[0];

  it('B3 the other young batches of the product count, and not the batch itself', () => {
    // 10 units from the 14th to the 25th, and from the 5th on.
    expect(monthOf('A')).toMatchObject({ claims: 1, unitMonths: 4 });
    expect(monthOf('B')).toMatchObject({ claims: 1, unitMonths: 7 });
  });

  it('B3 what is suspected does not count, until it is cleared', () => {
    expect(monthOf('A', verdict('B', '2026-01-21', 'SUSPECTED'))).toMatchObject({ claims: 0, unitMonths: 0 });
    expect(monthOf('A', verdict('B', '2026-01-21', 'SUSPECTED'), verdict('B', '2026-01-22', 'CLEARED'))).toMatchObject({
      claims: 1,
      unitMonths: 4,
    });
  });

  it('B3 of which nothing is known, a rate 20 times the initial one is doubted away; alarms say that the baseline is thin', () => {
    const { watch } = watchedBy(thin, product('LAMP'), batch('A'), shipment('A', '2026-01-05', 10));
    expect(watch.expectation('A', 'POWER', day('2026-01-06'))).toMatchObject({ isThin: true });
    expect(
      watchedBy(watchPolicy(), product('LAMP'), batch('A'), shipment('A', '2026-01-05', 10)).watch.expectation(
        'A',
        'POWER',
        day('2026-01-06'),
      )?.margin,
    ).toBeGreaterThan(20);
    expect(watch.readings('A', 'POWER')?.[0]?.inputs).toMatchObject({ thinBaseline: true });
    expect(watched(...mature).inputs('B')).not.toHaveProperty('thinBaseline');
  });
});

describe('What a batch is compared with', () => {
  const history = { seed: 3, products: 2, batches: 6, everyDays: 21, units: 100, rates: [0.002, 0.002], days: 300 };
  const facts: readonly WatchFact[] = [
    ...seededHistory(history),
    { kind: 'verdict', batchId: batchIdOf(0, 1), group: 'G0', day: day('2020-10-29'), verdict: 'SUSPECTED' },
  ];
  const later = ['2020-11-01', '2020-11-02', '2020-11-30', '2021-03-01'].map(day);
  const shown = (watch: BatchWatch, on: Day) =>
    [0, 1].flatMap((of) => [
      watch.baseline(`P${of}`, 'G1', on),
      ...[0, 3, 5].map((at) => ({
        readings: watch.readings(batchIdOf(of, at), 'G0', on),
        expectation: watch.expectation(batchIdOf(of, at), 'G0', on),
      })),
    ]);
  /** After each fact: what the watch shows then and later. `between`: after each fact as well. */
  const told = (between: (watch: BatchWatch, on: Day, at: number) => BatchWatch, resume = false) => {
    let watch = new BatchWatch(watchPolicy({ matureAfterDays: 60 }));
    const seen: unknown[] = [];
    const alarms: unknown[] = [];
    let today = day('2020-01-06');
    facts.forEach((fact, at) => {
      if ('day' in fact) today = fact.day;
      alarms.push(watch.apply(fact));
      watch = between(watch, today, at);
      if (at % 40 === 0) seen.push(shown(watch, today));
    });
    if (resume) watch = new BatchWatch(watchPolicy({ matureAfterDays: 60 }), undefined, structuredClone(watch.state));
    return { alarms, seen, later: later.map((on) => shown(watch, on)) };
  };
  const alone = told((watch) => watch);

  it('B5 does not depend on what is recorded of batches without units, and of products of other families', () => {
    const uniform = uniforms(11);
    const beside = told((watch, on, at) => {
      if (at === 0)
        for (const fact of [
          batch('EMPTY', 'P0'),
          product('FAN', 'FANS'),
          batch('F', 'FAN'),
          shipment('F', '2020-01-06', 50),
        ])
          watch.apply(fact);
      const given = (['SUSPECTED', 'CLEARED'] as const)[Math.floor(uniform() * 2)] ?? 'CLEARED';
      if (uniform() < 0.3) watch.apply(verdict('EMPTY', on, given));
      if (uniform() < 0.3) watch.apply(claim('F', on, '2020-01-06'));
      return watch;
    });
    expect(beside).toEqual(alone);
  });

  it('B5 does not depend on whether and when it was looked at, nor on a start from a snapshot', () => {
    const looked = told((watch, on, at) => {
      if (at % 25 === 0) for (const ahead of [addDays(on, 30), addDays(on, 6), addDays(on, 400)]) shown(watch, ahead);
      return watch;
    });
    expect(looked).toEqual(alone);
    const resumed = told(
      (watch, _, at) =>
        at % 50 === 0
          ? new BatchWatch(watchPolicy({ matureAfterDays: 60 }), undefined, structuredClone(watch.state))
          : watch,
      true,
    );
    expect(resumed).toEqual(alone);
  });

  it('B5 on a later day is what it would be if something had been recorded then', () => {
    const [watch, other] = [0, 0].map(() => {
      const made = new BatchWatch(watchPolicy({ matureAfterDays: 60 }));
      for (const fact of facts) made.apply(fact);
      return made;
    }) as [BatchWatch, BatchWatch];
    other.apply(batch('EMPTY', 'P0'));
    other.apply(verdict('EMPTY', '2020-11-30', 'SUSPECTED'));
    expect(shown(watch, day('2020-11-30'))).toEqual(shown(other, day('2020-11-30')));
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
    expect(watched(...mature).watch.baseline('LAMP', 'POWER', day('2026-01-26'))).toEqual({
      // The change of its family, and four weeks.
      version: 5,
      through: '2026-01-25',
      priorClaims: 3.04375,
      isThin: false,
      months: [
        {
          month: 1,
          rate: expect.closeTo(30 * LEARNED, 6),
          priorRate: expect.closeTo(30 * 0.00980559, 6),
          claims: 2,
          unitMonths: 7,
        },
        {
          month: 2,
          rate: expect.closeTo(31 * 0.00980559, 6),
          priorRate: expect.closeTo(31 * 0.00980559, 6),
          claims: 0,
          unitMonths: 0,
        },
      ],
    });
    expect(watched(...mature).watch.baseline('FAN', 'POWER', day('2026-01-26'))).toBeUndefined();
    expect(watched(product('FAN')).watch.baseline('FAN', 'POWER', day('2026-01-26'))?.version).toBe(1);
  });

  it('B3 is the sum of its months, and with the margin of doubt what the sequential test compares', () => {
    const { expectation, sequential } = on('2026-02-01');
    // 10 units for a week.
    expect(expectation).toMatchObject({ claims: 0, expected: expect.closeTo(70 * LEARNED, 6), version: 5 });
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
      watched(product('LAMP'), batch('A'), shipment('A', shippedOn, 10)).watch.readings(
        'A',
        'POWER',
        day('2026-02-10'),
      )?.[0]?.expected ?? 0;
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
  expect([horizonOf(100), horizonOf(1_000_000_000)]).toEqual([420, 500]);
});
