import { batches, type BatchEvent, watchPolicy } from '#batches';
import { approved, rejected, reopened, reviewed, submitted, unitCorrected, withdrawn } from '#claims/facts';
import { policies, products, type PublishedPolicy, units } from '#warranty';
import { productChanged, published, returned, shipmentCorrected } from '#warranty/facts';
import type { ClaimEvent } from '#claims';
import type { Day, Serial } from '#kernel';
import { WatchedLog } from './watched-log.ts';
import { LogOfEvents } from './watched-log.fixture.ts';

/** 0.0002 claims of each group per unit-day, whatever is seen. */
const policy = watchPolicy({ initialMonthlyRate: (0.0002 * 365.25) / 12, initialClaims: 1e12, priorClaims: 1e12 });

const log = () => new LogOfEvents().product(['POWER', 'DEAD', 'DROPS'], ['LED', 'DIM']);

function watched({ events }: LogOfEvents) {
  const over = new WatchedLog({ policy });
  const alarms = events.flatMap((event) => over.apply(event));
  const reading = (batchId: string, group = 'POWER') => over.readings(batchId, group)?.[0];
  return {
    over,
    alarms,
    claims: (batchId: string, group?: string) => reading(batchId, group)?.observed,
    unitDays: (batchId: string) =>
      (reading(batchId)?.inputs as { unitDays: readonly number[] }).unitDays.reduce((sum, days) => sum + days, 0),
    inputs: (batchId: string) => reading(batchId)?.inputs as { alpha: number },
  };
}

describe('Alarms', () => {
  // 250 units × 0.0002 × 9 days = 0.45 expected by 2020-03-14; the critical value for a horizon of 55 and α = 0.005 / 2 is 6.7988.
  // 4 claims: 5.1892, below it; 5 claims: 0.45 − 5 + 5·ln(5 / 0.45) = 7.4897, above it.
  const bad = () =>
    log()
      .batch('B-1', 250)
      .ship('B-1', '2020-03-06', 250)
      .claim('B-1-1', 'B-1', '2020-03-06')
      .claim('B-1-2', 'B-1', '2020-03-07')
      .claim('B-1-3', 'B-1', '2020-03-09')
      .claim('B-1-4', 'B-1', '2020-03-14');

  it('B3 are raised by the claim of the hand calculation, as it is submitted', () => {
    expect(watched(bad()).alarms).toEqual([]);
    const { alarms } = watched(bad().claim('B-1-5', 'B-1', '2020-03-14').claim('B-1-6', 'B-1', '2020-03-14'));
    expect(alarms.map(({ batchId, group, day }) => [batchId, group, day])).toEqual([['B-1', 'POWER', '2020-03-14']]);
    expect(alarms[0]?.reading).toMatchObject({ method: 'POISSON_MAXSPRT', version: 1, observed: 5 });
    expect(alarms[0]?.reading.statistic.toFixed(3)).toBe('7.490');
  });

  it('B2 are not raised by claims of two defect groups together', () => {
    expect(watched(bad().claim('B-1-5', 'B-1', '2020-03-14', 'DIM')).alarms).toEqual([]);
  });

  it.each([
    ['rejected', rejected()],
    ['withdrawn', withdrawn],
    ['approved as goodwill', approved({ goodwill: { reason: 'A week late.', unconfirmed: true } })],
  ])('B2 are not raised by a claim that was %s', (_, event: ClaimEvent) => {
    const { alarms, claims } = watched(bad().of('C-B-1-2', '2020-03-10', event).claim('B-1-5', 'B-1', '2020-03-14'));
    expect(alarms).toEqual([]);
    expect(claims('B-1')).toBe(4);
  });

  it('B2 count claims that were approved, and those that were reopened', () => {
    const decided = bad()
      .of('C-B-1-1', '2020-03-10', approved())
      .of('C-B-1-2', '2020-03-10', rejected())
      .claim('B-1-5', 'B-1', '2020-03-14');
    expect(watched(decided).alarms).toEqual([]);
    expect(watched(decided.of('C-B-1-2', '2020-03-14', reopened)).alarms).toHaveLength(1);
  });

  it('B2 B7 are not raised by claims for units of a defective batch, of which nobody said that they failed', () => {
    const told = bad();
    const batch = { batchId: 'B-1', defectGroup: 'POWER' };
    for (const nth of [5, 6]) {
      const of = { claimId: `C-B-1-${nth}`, serial: `B-1-${nth}` as Serial, sku: 'GLOW-1', batchId: 'B-1' };
      told.of(of.claimId, '2020-03-14', submitted({ ...of, defect: { code: 'DEAD', description: 'As told.' }, batch }));
    }
    const { alarms, claims } = watched(told.of('C-B-1-6', '2020-03-15', withdrawn));
    expect([alarms, claims('B-1')]).toEqual([[], 4]);
  });

  it('B2 count one claim per serial', () => {
    const again = bad().claim('B-1-4', 'B-1', '2020-03-14', 'DEAD', 'C-AGAIN');
    expect(watched(again).alarms).toEqual([]);
    expect(watched(again.of('C-AGAIN', '2020-03-14', withdrawn)).claims('B-1')).toBe(4);
  });

  it('B7 begin anew when the batch is cleared', () => {
    const verdict = { batchId: 'B-1', defectGroup: 'POWER', findings: 'A bad claim form.', decidedBy: 'lin' };
    const cleared: BatchEvent = { type: 'BatchCleared', data: verdict };
    const five = bad().claim('B-1-5', 'B-1', '2020-03-14').add(batches, 'B-1', cleared, '2020-03-15');
    for (let nth = 6; nth < 10; nth++) five.claim(`B-1-${nth}`, 'B-1', '2020-03-16');
    const { alarms, claims } = watched(five);
    expect(alarms.map(({ day }) => day)).toEqual(['2020-03-14', '2020-03-16']);
    expect(claims('B-1')).toBe(4);
  });
});

describe('Facts that are corrected', () => {
  const two = () => log().batch('B-1', 10).batch('B-2', 10).ship('B-1', '2020-03-02', 2).ship('B-2', '2020-03-02', 2);
  const SERIAL = 'B-1-1' as Serial;
  const moved = { ...unitCorrected.data, claimId: 'C-B-1-1', sku: 'GLOW-1', serial: SERIAL, batchId: 'B-2' };
  const unitMoved = (more: { readonly serial?: Serial; readonly batchId?: string }) => ({
    type: 'ClaimedUnitCorrected' as const,
    data: { ...moved, ...more, from: { serial: SERIAL, sku: 'GLOW-1', batchId: 'B-1' } },
  });

  it('R5 another batch: exposure and count go there', () => {
    const corrected = shipmentCorrected({ serial: SERIAL, batchId: 'B-2' });
    const { claims, unitDays } = watched(
      two()
        .claim('B-1-1', 'B-1', '2020-03-11')
        .add(units, 'B-1-1', corrected, '2020-03-11')
        .of('C-B-1-1', '2020-03-11', unitMoved({ batchId: 'B-2' })),
    );
    expect([claims('B-1'), claims('B-2')]).toEqual([0, 1]);
    // Ten days each, with that of shipment.
    expect([unitDays('B-1'), unitDays('B-2')]).toEqual([10, 30]);
  });

  it('R5 another serial: the unit and its claim count once, and drop out once', () => {
    const right = 'B-1-9' as Serial;
    const moved = two()
      .claim('B-1-1', 'B-1', '2020-03-11')
      .add(units, 'B-1-1', shipmentCorrected({ serial: SERIAL, newSerial: right }), '2020-03-11')
      .unit(right, 'B-1', '2020-03-02', { correctedFrom: SERIAL })
      .of('C-B-1-1', '2020-03-11', unitMoved({ serial: right, batchId: 'B-1' }));
    expect(watched(moved).claims('B-1')).toBe(1);
    expect(watched(moved).unitDays('B-1')).toBe(20);
    expect(watched(moved.of('C-B-1-1', '2020-03-12', rejected())).claims('B-1')).toBe(0);
  });

  it('R5 a unit that was returned is not in service, until it is shipped again', () => {
    const back = two().add(units, 'B-1-1', {
      ...returned('2020-03-05'),
      data: { ...returned('2020-03-05').data, serial: SERIAL },
    } as never);
    expect(watched(back.claim('B-1-2', 'B-1', '2020-03-11')).unitDays('B-1')).toBe(10);
    expect(watched(back.unit('B-1-1', 'B-1', '2020-03-09')).unitDays('B-1')).toBe(13);
  });

  it('R10 the code that the reviewer names: the claim counts in its group', () => {
    const named = { ...reviewed('CONFIRMED') } as Extract<ClaimEvent, { type: 'EvidenceReviewed' }>;
    const { claims } = watched(
      two()
        .claim('B-1-1', 'B-1', '2020-03-11')
        .of('C-B-1-1', '2020-03-12', { ...named, data: { ...named.data, defectCode: 'DIM' } }),
    );
    expect([claims('B-1', 'POWER'), claims('B-1', 'LED')]).toEqual([0, 1]);
  });

  it('R5 other defect groups of the product: claims count in the new ones', () => {
    const defectGroups = [
      { group: 'POWER', codes: ['DEAD'] },
      { group: 'LIGHT', codes: ['DIM', 'DROPS'] },
    ];
    const { claims, over } = watched(
      two()
        .claim('B-1-1', 'B-1', '2020-03-11', 'DROPS')
        .claim('B-1-2', 'B-1', '2020-03-11')
        .add(products, 'GLOW-1', productChanged({ defectGroups }), '2020-03-12'),
    );
    expect([claims('B-1', 'POWER'), claims('B-1', 'LIGHT')]).toEqual([1, 1]);
    expect(over.defectGroups('B-1')).toEqual(['POWER', 'LIGHT']);
  });

  it('R5 other defect groups of the product: each group that has enough claims now is an alarm', () => {
    const four = log().batch('B-1', 100).ship('B-1', '2020-03-06', 10);
    for (const [nth, code] of ['DEAD', 'DEAD', 'DIM', 'DIM', 'DROPS', 'DROPS', 'SINGS', 'SINGS'].entries())
      four.claim(`B-1-${nth + 1}`, 'B-1', '2020-03-07', code);
    const defectGroups = [
      { group: 'POWER', codes: ['DEAD', 'DIM'] },
      { group: 'SOUND', codes: ['DROPS', 'SINGS'] },
    ];
    const { alarms } = watched(four.add(products, 'GLOW-1', productChanged({ defectGroups }), '2020-03-12'));
    expect(alarms.map(({ group }) => group)).toEqual(['POWER', 'SOUND']);
  });
});

describe('Claims that fit nowhere', () => {
  it('C2 a claim for a serial of no batch counts nowhere', () => {
    const { over, alarms } = watched(
      log()
        .batch('B-1', 10)
        .claim('NEVER-SHIPPED', 'B-1', '2020-03-11')
        .unit('B-9-1', 'B-9', '2020-03-02')
        .claim('B-9-1', 'B-9', '2020-03-11')
        .of('C-NEVER-SHIPPED', '2020-03-12', rejected())
        .of('C-UNKNOWN', '2020-03-12', withdrawn),
    );
    expect(alarms).toEqual([]);
    expect(over.readings('B-1', 'POWER')?.[0]?.observed).toBe(0);
    expect(over.readings('B-9', 'POWER')).toBeUndefined();
    expect(over.expectedClaims('B-9', '2020-03-12' as Day)).toBeUndefined();
  });

  it('B2 a code in no group is its own group, which has its part of the false alarms', () => {
    const one = log().batch('B-1', 10).ship('B-1', '2020-03-02', 2);
    expect(watched(one).inputs('B-1').alpha).toBe(0.0025);
    const odd = watched(one.claim('B-1-1', 'B-1', '2020-03-11', 'SINGS'));
    expect(odd.over.defectGroups('B-1')).toEqual(['POWER', 'LED', 'SINGS']);
    expect(odd.claims('B-1', 'SINGS')).toBe(1);
    expect(odd.inputs('B-1').alpha).toBeCloseTo(0.005 / 3, 12);
  });
});

describe('Units out of service', () => {
  it('B1 are forgotten with their batch; those in service are not', () => {
    const years = log()
      .batch('B-1', 10)
      .ship('B-1', '2020-03-02', 2)
      .claim('B-1-1', 'B-1', '2020-03-11')
      .batch('B-2', 10);
    years.ship('B-2', '2022-03-02', 2).claim('B-2-1', 'B-2', '2022-03-11');
    const { over, claims } = watched(
      years
        .claim('B-2-2', 'B-2', '2023-03-11')
        .of('C-B-1-1', '2023-06-11', rejected())
        .of('C-B-2-1', '2023-06-12', rejected()),
    );
    expect(over.readings('B-1', 'POWER')).toBeUndefined();
    expect(claims('B-2')).toBe(1);
    // Two units in 1,096 days, for each of two groups.
    expect(over.expectedClaims('B-1', '2024-01-01' as Day)).toBeCloseTo(2 * 2 * 1096 * 0.0002, 9);
  });
});

describe('What is asked of the watch', () => {
  const bad = () =>
    ['2020-03-06', '2020-03-07', '2020-03-09', '2020-03-14', '2020-03-14'].reduce(
      (told, on, nth) => told.claim(`B-1-${nth + 1}`, 'B-1', on),
      log().batch('B-1', 250).ship('B-1', '2020-03-06', 250),
    );

  it('B5 changes no alarm', () => {
    const over = new WatchedLog({ policy });
    const alarms = bad().events.flatMap((event) => {
      over.readings('B-1', 'POWER', '2021-01-01' as Day);
      over.expectedClaims('B-1', '2021-01-01' as Day);
      return over.apply(event);
    });
    expect(alarms).toHaveLength(1);
    expect(alarms).toEqual(watched(bad()).alarms);
  });

  it('B3 expected are the claims of all defect groups together by the baseline, without the margin of doubt', () => {
    // 250 units × 0.0002 × 10 days, for each of two groups.
    expect(watched(bad()).over.expectedClaims('B-1', '2020-03-15' as Day)).toBeCloseTo(1, 9);
  });
});

describe('What a policy says of watching', () => {
  const trigger = { share: 0.05, windowDays: 90, of: 'SHIPPED' as const };
  const version = (policyId: string, { version: nth = 1, ...more }: Partial<PublishedPolicy> = {}) =>
    published(nth, { policyId, effectiveFrom: '2020-01-01' as Day, ...more });
  /** Five of 100 units, by different causes for the sequential test. */
  const failing = (told: LogOfEvents, first = '2020-03-06') =>
    ['2020-03-10', '2020-04-10', '2020-05-10', '2020-05-20', '2020-06-01'].reduce(
      (more, on, nth) => more.claim(`B-1-${nth + 1}`, 'B-1', on),
      told.batch('B-1', 100).ship('B-1', first, 100),
    );
  // So much is expected that neither other test rings.
  const lenient = watchPolicy({ initialMonthlyRate: 0.2, initialClaims: 1e12, priorClaims: 1e12 });
  const alarmsOf = ({ events }: LogOfEvents) => {
    const over = new WatchedLog({ policy: lenient });
    return events
      .flatMap((event) => over.apply(event))
      .map(({ day, reading: { method, inputs, observed } }) => [
        day,
        method,
        (inputs as { trigger?: { name: string } }).trigger?.name,
        observed,
      ]);
  };

  it('B4 an epidemic failure: 5 % of a batch by one cause in 90 days, as its policy has it', () => {
    const agreed = version('STANDARD', { version: 3, epidemicTriggers: [{ ...trigger, share: 0.2 }, trigger] });
    expect(alarmsOf(failing(log()))).toEqual([]);
    expect(alarmsOf(failing(log().add(policies, 'STANDARD', agreed)))).toEqual([
      ['2020-06-01', 'CONTRACT_TRIGGER', 'STANDARD 3.2', 5],
    ]);
  });

  it('B4 of the whole lot, or in fewer days: what is claimed is less than that', () => {
    const never = [
      { ...trigger, of: 'PRODUCED' as const, share: 0.051 },
      { ...trigger, windowDays: 82 },
    ];
    for (const epidemicTrigger of never)
      expect(
        alarmsOf(
          failing(log().add(policies, 'STANDARD', version('STANDARD', { epidemicTriggers: [epidemicTrigger] }))),
        ),
      ).toEqual([]);
  });

  it('R6 B4 by the version in force when the first unit was shipped, and by one that says it is retroactive', () => {
    const later = version('STANDARD', { version: 2, effectiveFrom: '2020-03-07' as Day, epidemicTriggers: [trigger] });
    const before = log().add(policies, 'STANDARD', version('STANDARD'));
    expect(alarmsOf(failing(before.add(policies, 'STANDARD', later)))).toEqual([]);
    const retroactive = version('STANDARD', {
      version: 3,
      epidemicTriggers: [trigger],
      retroactiveReason: 'As agreed.',
    });
    const published = failing(before);
    expect(alarmsOf(published.add(policies, 'STANDARD', retroactive).claim('B-1-6', 'B-1', '2020-06-02'))).toEqual([
      ['2020-06-02', 'CONTRACT_TRIGGER', 'STANDARD 3.1', 6],
    ]);
  });

  it('R6 B4 not by one of another product, nor by one that names it no longer', () => {
    const other = version('OTHER', { skus: ['GLOW-2'], epidemicTriggers: [trigger] });
    const former = version('STANDARD', { epidemicTriggers: [trigger] });
    const without = version('STANDARD', { version: 2, skus: ['GLOW-2'] });
    const told = log()
      .add(policies, 'OTHER', other)
      .add(policies, 'STANDARD', former)
      .add(policies, 'STANDARD', without);
    expect(alarmsOf(failing(told))).toEqual([]);
    // Also of batches that were shipped by then.
    const shipped = failing(log().add(policies, 'STANDARD', version('STANDARD', { epidemicTriggers: [] })));
    shipped.add(policies, 'STANDARD', version('STANDARD', { version: 2, epidemicTriggers: [trigger] }));
    shipped.add(policies, 'STANDARD', version('STANDARD', { version: 3, skus: ['GLOW-2'] }));
    expect(alarmsOf(shipped.claim('B-1-6', 'B-1', '2020-06-02'))).toEqual([]);
  });

  it('R6 B4 by that of the first shipment, whichever is recorded first', () => {
    const first = version('STANDARD', { epidemicTriggers: [trigger] });
    const second = version('STANDARD', { version: 2, effectiveFrom: '2020-03-01' as Day });
    for (const days of [
      ['2020-02-25', '2020-03-06'],
      ['2020-03-06', '2020-02-25'],
    ]) {
      const told = log().add(policies, 'STANDARD', first).add(policies, 'STANDARD', second).batch('B-1', 100);
      days.forEach((day, nth) => told.ship('B-1', day, 50, 1 + 50 * nth));
      for (const nth of [1, 2, 3, 4, 5]) told.claim(`B-1-${nth}`, 'B-1', `2020-03-0${nth + 1}`);
      expect(alarmsOf(told)).toEqual([['2020-03-06', 'CONTRACT_TRIGGER', 'STANDARD 1.1', 5]]);
    }
  });

  it('B4 not by fewer than four claims, whatever share of a small shipment they are', () => {
    const told = log().add(policies, 'STANDARD', version('STANDARD', { epidemicTriggers: [trigger] }));
    told.batch('B-1', 10).ship('B-1', '2020-03-06', 10);
    for (const nth of [1, 2, 3]) told.claim(`B-1-${nth}`, 'B-1', '2020-03-10');
    expect(alarmsOf(told)).toEqual([]);
    expect(alarmsOf(told.claim('B-1-4', 'B-1', '2020-03-10'))).toHaveLength(1);
  });

  it('B3 the share of false alarms and the rate to begin with', () => {
    const terms = version('STANDARD', { falseAlarmShare: 0.002, initialMonthlyRate: 0.004 });
    const told = log().add(policies, 'STANDARD', terms).batch('B-1', 100).ship('B-1', '2020-03-06', 100);
    const { over } = watched(told);
    const [sequential, drift] = over.readings('B-1', 'POWER') ?? [];
    // A tenth of a hundredth and a hundredth of it, for two groups: 0.5 and 0.2 of what is promised.
    expect((sequential?.inputs as { alpha: number }).alpha).toBeCloseTo((0.002 * 0.5) / 2, 12);
    expect((drift?.inputs as { alpha: number }).alpha).toBeCloseTo((0.002 * 0.2) / 2, 12);
    expect((sequential?.inputs as { rates: readonly number[] }).rates[0]).toBeCloseTo(0.004 / (365.25 / 12), 12);
  });

  it('B3 the usual claims of a product begin with the rate of the policy of that day, also of batches out of service', () => {
    const changed = version('STANDARD', { version: 2, effectiveFrom: '2020-06-01' as Day, initialMonthlyRate: 0.008 });
    const told = log()
      .add(policies, 'STANDARD', version('STANDARD', { initialMonthlyRate: 0.004 }))
      .add(policies, 'STANDARD', changed)
      .batch('B-1', 2)
      .ship('B-1', '2020-03-06', 2);
    const { over } = watched(told);
    const usual = (on: string) => over.baselines('GLOW-1', on as Day);
    expect(usual('2020-03-06').map(({ defectGroup }) => defectGroup)).toEqual(['POWER', 'LED']);
    // A month has 30.4375 days, and the second one 31.
    expect(usual('2020-03-06')[0]?.months[1]?.priorRate).toBeCloseTo((0.004 * 31) / (365.25 / 12), 12);
    expect(usual('2020-06-01')[0]?.months[1]?.priorRate).toBeCloseTo((0.008 * 31) / (365.25 / 12), 12);
    expect(over.baselines('GLOW-9', '2020-03-06' as Day)).toEqual([]);
    const { over: later } = watched(
      told.batch('B-2', 1).ship('B-2', '2023-06-05', 1).claim('B-2-1', 'B-2', '2023-06-12'),
    );
    expect(later.readings('B-1', 'POWER')).toBeUndefined();
    expect(later.expectations('B-1', '2023-06-12' as Day)).toEqual([]);
    // Two units in 1,096 days, for each of two groups.
    expect(later.expectedClaims('B-1', '2023-06-12' as Day)).toBeCloseTo((2 * 2 * 1096 * 0.004) / (365.25 / 12), 6);
  });
});

describe('The family of a product', () => {
  /** 1,000 units of another product, mature, with 50 claims in their first days, which are usual. */
  const known = (told: LogOfEvents) => {
    told.batch('B-1', 1_000).ship('B-1', '2020-01-06', 1_000);
    for (let nth = 1; nth <= 50; nth++) told.claim(`B-1-${nth}`, 'B-1', '2020-01-07');
    const verdict = { batchId: 'B-1', defectGroup: 'POWER', findings: 'As they all are.', decidedBy: 'lin' };
    return told.add(batches, 'B-1', { type: 'BatchCleared', data: verdict }, '2020-01-08');
  };
  const rateOf = (told: LogOfEvents) => {
    const over = new WatchedLog();
    for (const event of told.events) over.apply(event);
    const inputs = over.readings('N-1', 'POWER')?.[0]?.inputs as { rates: readonly number[] };
    return inputs.rates[0] as number;
  };
  const product = (sku: string, family?: string) => {
    const defectGroups = [{ group: 'POWER', codes: ['DEAD'] }];
    return { type: 'ProductListed' as const, data: { sku, name: sku, defectGroups, ...(family && { family }) } };
  };
  const fresh = (family: string | undefined, ofOther: string | undefined, changedTo?: string) => {
    const told = known(new LogOfEvents('OLD').add(products, 'OLD', product('OLD', ofOther)));
    const late = new LogOfEvents('NEW').add(products, 'NEW', product('NEW', family)).batch('N-1', 100);
    late.ship('N-1', '2020-10-05', 100);
    // The baseline takes in what is mature when the product has an event of a later week.
    told.batch('B-2', 10).ship('B-2', '2020-10-05', 1);
    for (const event of late.events) told.push(event);
    return changedTo === undefined
      ? told
      : told.add(products, 'OLD', { type: 'ProductChanged', data: { sku: 'OLD', family: changedTo } });
  };

  it('B3 says what to expect of a product of which nothing is known', () => {
    const alone = rateOf(fresh('LAMPS', 'MASKS'));
    // 0.0005 of a month, as nothing is known of lamps.
    expect(alone).toBeCloseTo(0.0005 / (365.25 / 12), 9);
    expect(rateOf(fresh('LAMPS', 'LAMPS'))).toBeGreaterThan(2 * alone);
  });

  it('R5 B3 can be corrected: what is known goes with the product', () => {
    const together = rateOf(fresh('LAMPS', 'LAMPS'));
    const apart = rateOf(fresh('LAMPS', 'MASKS'));
    expect(rateOf(fresh('LAMPS', 'MASKS', 'LAMPS'))).toBe(together);
    expect(rateOf(fresh('LAMPS', 'LAMPS', 'MASKS'))).toBe(apart);
  });

  it('B3 is one for all products of which none is stated', () => {
    expect(rateOf(fresh(undefined, undefined))).toBe(rateOf(fresh('LAMPS', 'LAMPS')));
  });
});
