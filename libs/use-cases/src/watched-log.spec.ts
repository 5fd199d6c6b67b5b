import { batches, type BatchEvent, watchPolicy } from '#batches';
import { approved, rejected, reopened, reviewed, unitCorrected, withdrawn } from '#claims/facts';
import { products, units } from '#warranty';
import { productChanged, returned, shipmentCorrected } from '#warranty/facts';
import type { ClaimEvent } from '#claims';
import type { Day, Serial } from '#kernel';
import { WatchedLog, weeksOfBatch } from './watched-log.ts';
import { LogOfEvents } from './watched-log.fixture.ts';

/** 0.0002 claims of each group per unit-day, whatever is seen. */
const policy = watchPolicy({ initialMonthlyRate: (0.0002 * 365.25) / 12, priorClaims: 1e12 });

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

describe('A batch week by week', () => {
  const bad = () => {
    const shipped = log().batch('B-0', 250).batch('B-1', 250).ship('B-1', '2020-03-06', 250);
    for (const [nth, on] of ['2020-03-06', '2020-03-07', '2020-03-09', '2020-03-14', '2020-03-14'].entries())
      shipped.claim(`B-1-${nth + 1}`, 'B-1', on);
    return shipped.ship('B-0', '2020-04-06', 1);
  };
  const weeks = async (until: string) => {
    const read: unknown[] = [];
    const asked = { batchId: 'B-1', until: until as Day, watched: new WatchedLog({ policy }) };
    for await (const each of weeksOfBatch(bad().events, asked))
      read.push(
        each.kind === 'alarm'
          ? [each.alarm.group, each.alarm.day, each.cause.type]
          : [
              each.week.through,
              ...each.week.groups.map(({ readings: [its] }) => [its?.observed, its?.expected.toFixed(2)]),
            ],
      );
    return read;
  };

  it('B5 shows for each Sunday what the detectors read, and the alarm where it rang', async () => {
    // 0.05 expected a day and group.
    expect(await weeks('2020-03-29')).toEqual([
      ['2020-03-08', [2, '0.15'], [0, '0.15']],
      ['POWER', '2020-03-14', 'Submitted'],
      ['2020-03-15', [5, '0.50'], [0, '0.50']],
      ['2020-03-22', [5, '0.85'], [0, '0.85']],
      ['2020-03-29', [5, '1.20'], [0, '1.20']],
    ]);
  });

  it('B5 ends with the last week that is over', async () => {
    expect(await weeks('2020-03-14')).toEqual([
      ['2020-03-08', [2, '0.15'], [0, '0.15']],
      ['POWER', '2020-03-14', 'Submitted'],
    ]);
  });

  it('B5 being asked changes no alarm', () => {
    const over = new WatchedLog({ policy });
    const alarms = bad().events.flatMap((event) => {
      over.readings('B-1', 'POWER', '2021-01-01' as Day);
      over.expectedClaims('B-1', '2021-01-01' as Day);
      return over.apply(event);
    });
    expect(alarms).toEqual(watched(bad()).alarms);
  });

  it('B3 expects of all defect groups together what the baseline says, without the margin of doubt', () => {
    expect(watched(bad()).over.expectedClaims('B-1', '2020-03-15' as Day)).toBeCloseTo(1, 9);
  });
});
