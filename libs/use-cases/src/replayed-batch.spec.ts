import { batches, type BatchEvent, watchPolicy } from '#batches';
import type { Day, Serial } from '#kernel';
import type { Recorded } from '#platform';
import { withdrawn } from '#claims/facts';
import { policies, products, units } from '#warranty';
import { listed, published, returned, shipmentCorrected } from '#warranty/facts';
import { words } from '#words';
import { curveTexts, firstRings, isSameReading, replayBatch } from './replayed-batch.ts';
import { LogOfEvents } from './watched-log.fixture.ts';
import { type WatchedEvent, WatchedLog } from './watched-log.ts';

const until = '2026-03-31' as Day;
const DAYS = ['01-12', '01-14', '01-15', '01-19', '01-20', '01-22'];

/** 60 units, and six claims of them for what is dead. */
const claimed = () => {
  const log = new LogOfEvents().product(['POWER', 'DEAD'], ['GLASS', 'CRACK']).batch('B-1', 100);
  log.ship('B-1', '2026-01-05', 60);
  DAYS.forEach((day, at) => log.claim(`B-1-${at + 1}`, 'B-1', `2026-${day}`));
  return log;
};

const suspicion = (data: Partial<Extract<BatchEvent, { type: 'BatchSuspected' }>['data']>): BatchEvent => ({
  type: 'BatchSuspected',
  data: { batchId: 'B-1', defectGroup: 'POWER', suspectedBy: 'sentinel', ...data },
});

function raised(events: readonly Recorded<WatchedEvent>[]) {
  const watched = new WatchedLog();
  const [alarm] = events.flatMap((event) => watched.apply(event));
  const { alarm: _, ...reading } = alarm?.reading ?? {};
  return reading as NonNullable<Extract<BatchEvent, { type: 'BatchSuspected' }>['data']['alarm']>;
}

/** With the suspicion that the sentinel records, changed as if somebody had. */
async function suspectedLog(change: object = {}) {
  const log = claimed();
  const alarm = { ...raised(log.events), ...change };
  return { log: log.add(batches, 'B-1', suspicion({ alarm }), '2026-01-20'), alarm };
}

describe('A batch replayed', () => {
  it('B5 has each recorded alarm again, from its stored inputs and from the log, to the last digit', async () => {
    const { log, alarm } = await suspectedLog();
    const { alarms } = await replayBatch(log.events, { batchId: 'B-1', until });
    expect(alarms).toEqual([
      {
        defectGroup: 'POWER',
        recorded: alarm,
        recordedOn: '2026-01-20',
        fromInputs: { ...alarm, alarm: true },
        fromLog: {
          alarm: { batchId: 'B-1', group: 'POWER', day: '2026-01-20', reading: { ...alarm, alarm: true } },
          cause: expect.objectContaining({ type: 'Submitted', stream: 'claim-C-B-1-5' }),
        },
      },
    ]);
    expect(isSameReading(alarms[0]?.fromInputs, alarm)).toBe(true);
    expect(isSameReading(alarms[0]?.fromLog?.alarm.reading, alarm)).toBe(true);
  });

  it.each([
    { statistic: 11.57 },
    { expected: 0.1 },
    { observed: 9 },
    { threshold: 1 },
    { method: 'POISSON_CUSUM' as const },
    { version: 99 },
  ])('B5 finds an alarm that its stored inputs do not give: %j', async (change) => {
    const { log, alarm } = await suspectedLog(change);
    const { alarms } = await replayBatch(log.events, { batchId: 'B-1', until });
    expect(isSameReading(alarms[0]?.fromInputs, alarm)).toBe(false);
  });

  it('B5 shows an alarm for which the log has no cause, and leaves out suspicions of people', async () => {
    const { alarm } = await suspectedLog();
    const log = new LogOfEvents().product(['POWER', 'DEAD']).batch('B-1', 100).ship('B-1', '2026-01-05', 60);
    log.add(batches, 'B-1', suspicion({ reason: 'Two letters.' }), '2026-01-12');
    log.add(batches, 'B-1', suspicion({ alarm }), '2026-01-19');
    const { alarms } = await replayBatch(log.events, { batchId: 'B-1', until });
    expect(alarms.map(({ fromLog }) => fromLog)).toEqual([undefined]);
  });

  it('B3 has the readings of each detector and group week by week, with the alarm on its day', async () => {
    const { log } = await suspectedLog();
    const { curves } = await replayBatch(log.events, { batchId: 'B-1', until: '2026-01-25' as Day });
    expect(curves.map(({ defectGroup, method }) => `${defectGroup} ${method}`)).toEqual([
      'POWER POISSON_MAXSPRT',
      'GLASS POISSON_MAXSPRT',
      'POWER POISSON_CUSUM',
      'GLASS POISSON_CUSUM',
    ]);
    expect(curves[0]?.points.map(({ through, claims: seen, alarm }) => [through, seen, alarm])).toEqual([
      ['2026-01-11', 0, false],
      ['2026-01-18', 3, false],
      ['2026-01-20', 5, true],
      ['2026-01-25', 6, false],
    ]);
  });

  it('R5 B2 of a batch that is not shipped has nothing to show', async () => {
    const { log } = await suspectedLog();
    log.batch('B-2', 100);
    expect(await replayBatch(log.events, { batchId: 'B-2', until })).toEqual({ curves: [], alarms: [] });
  });
});

describe('The detectors of today over the past', () => {
  const rungOf = async (log: LogOfEvents, ...given: ConstructorParameters<typeof WatchedLog>) =>
    (await firstRings(log.events, new Set(['B-1']), new WatchedLog(...given)))
      .get('B-1')
      ?.map(({ defectGroup, method, clause, day, cause }) => [defectGroup, clause ?? method, day, cause.stream]);

  it('B5 each say when they would have rung, whatever rang at the time', async () => {
    const policy = watchPolicy({
      triggers: [{ name: 'ten percent', share: 0.1, of: 'SHIPPED', windowDays: 90, minimumClaims: 4 }],
    });
    const rung = [
      ['POWER', 'POISSON_MAXSPRT', '2026-01-20', 'claim-C-B-1-5'],
      ['POWER', 'ten percent', '2026-01-22', 'claim-C-B-1-6'],
    ];
    expect(await rungOf(claimed(), { policy })).toEqual(expect.arrayContaining(rung));
    const { log } = await suspectedLog();
    expect(await rungOf(log, { policy })).toEqual(await rungOf(claimed(), { policy }));
  });

  it('B2 do not ring for claims that do not count, nor of another batch', async () => {
    const log = claimed().batch('B-2', 100).ship('B-2', '2026-01-05', 60);
    expect((await firstRings(log.events, new Set(['B-2', 'B-1']))).get('B-2')).toEqual([]);
    const quiet = new LogOfEvents().product(['POWER', 'DEAD']).batch('B-1', 100).ship('B-1', '2026-01-05', 60);
    for (const at of [1, 2, 3, 4, 5, 6]) {
      quiet.claim(`B-1-${at}`, 'B-1', `2026-01-${10 + at}`);
      quiet.of(`C-B-1-${at}`, `2026-01-${10 + at}`, withdrawn);
    }
    expect(await rungOf(quiet)).toEqual([]);
  });
});

describe('A batch week by week', () => {
  /** 0.0002 claims of each group per unit-day, whatever is seen. */
  const policy = watchPolicy({ initialMonthlyRate: (0.0002 * 365.25) / 12, initialClaims: 1e12, priorClaims: 1e12 });
  const bad = new LogOfEvents().product(['POWER', 'DEAD'], ['LED', 'DIM']).batch('B-0', 250).batch('B-1', 250);
  bad.ship('B-1', '2020-03-06', 250);
  for (const [nth, on] of ['2020-03-06', '2020-03-07', '2020-03-09', '2020-03-14', '2020-03-14'].entries())
    bad.claim(`B-1-${nth + 1}`, 'B-1', on);
  bad.ship('B-0', '2020-04-06', 1);
  const shown = async (through: string, events = bad.events) => {
    const asked = { batchId: 'B-1', until: through as Day };
    const { curves } = await replayBatch(events, asked, new WatchedLog({ policy }));
    return curves
      .filter(({ method }) => method === 'POISSON_MAXSPRT')
      .map(({ defectGroup, points }) => [
        defectGroup,
        ...points.map((point) => [
          point.through.slice(5),
          point.claims,
          point.expected.toFixed(2),
          ...(point.alarm ? ['alarm'] : []),
        ]),
      ]);
  };
  // 250 units × 0.0002: 0.05 expected a day and group.
  const WEEKS = [
    [
      'POWER',
      ['03-08', 2, '0.15'],
      ['03-14', 5, '0.45', 'alarm'],
      ['03-15', 5, '0.50'],
      ['03-22', 5, '0.85'],
      ['03-29', 5, '1.20'],
    ],
    ['LED', ['03-08', 0, '0.15'], ['03-15', 0, '0.50'], ['03-22', 0, '0.85'], ['03-29', 0, '1.20']],
  ];

  it('B5 shows for each Sunday what the detectors read, and the alarm where it rang', async () => {
    expect(await shown('2020-03-29')).toEqual(WEEKS);
  });

  it('B5 shows weeks in which nothing was written as well', async () => {
    expect(await shown('2020-03-29', bad.events.slice(0, -1))).toEqual(WEEKS);
  });

  it('B5 shows the same weeks when batches, products, policies, corrections and returns were recorded only later', async () => {
    const data = { batchId: 'B-9', sku: 'GLOW-1', producedOn: '2020-01-01' as Day, quantity: 10 };
    const undated = (log: LogOfEvents): readonly (() => LogOfEvents)[] => [
      () => log.add(batches, 'B-9', { type: 'BatchProduced', data }, '2026-11-29'),
      () => log.add(products, 'GLOW-9', listed({ sku: 'GLOW-9' }), '2026-11-29'),
      () =>
        log.add(products, 'GLOW-9', { type: 'ProductChanged', data: { sku: 'GLOW-9', name: 'Glow 9' } }, '2026-11-29'),
      () => log.add(policies, 'OTHER', published(1, { policyId: 'OTHER', skus: ['GLOW-9'] }), '2026-11-29'),
      () => log.add(units, 'X-1', shipmentCorrected({ serial: 'X-1' as Serial }), '2026-11-29'),
      () => log.add(units, 'X-1', returned('2020-03-01'), '2026-11-29'),
    ];
    for (const kind of undated(new LogOfEvents()).keys()) {
      const late = new LogOfEvents();
      for (const event of bad.events) {
        late.push(event);
        undated(late)[kind]?.();
      }
      expect(await shown('2020-03-29', late.events)).toEqual(WEEKS);
    }
  });

  it('B5 ends with today, unless a week ends with it or more is known already', async () => {
    const [power, led] = WEEKS;
    const unfinished = bad.events.slice(0, -1);
    const at = (claims: number, expected: string) => ['03-17', claims, expected];
    expect(await shown('2020-03-17', unfinished)).toEqual([
      [...(power?.slice(0, 4) ?? []), at(5, '0.60')],
      [...(led?.slice(0, 3) ?? []), at(0, '0.60')],
    ]);
    expect(await shown('2020-03-15', unfinished)).toEqual([power?.slice(0, 4), led?.slice(0, 3)]);
    expect(await shown('2020-03-14')).toEqual([power?.slice(0, 3), led?.slice(0, 2)]);
    const known = new LogOfEvents();
    for (const event of unfinished) known.push(event);
    known.claim('B-1-9', 'B-1', '2020-03-18');
    expect(await shown('2020-03-17', known.events)).toEqual([power?.slice(0, 4), led?.slice(0, 3)]);
  });

  it('B5 B3 ends with what is expected by today, with the margin of doubt', async () => {
    const watched = new WatchedLog();
    const today = '2020-03-17' as Day;
    const { curves } = await replayBatch(bad.events.slice(0, -1), { batchId: 'B-1', until: today }, watched);
    const expectations = watched.expectations('B-1', today);
    expect(expectations.map(({ defectGroup, claims }) => [defectGroup, claims])).toEqual([
      ['POWER', 5],
      ['LED', 0],
    ]);
    for (const { defectGroup, claims, expected, margin } of expectations) {
      const last = curves.find((curve) => curve.defectGroup === defectGroup)?.points.at(-1);
      expect(last).toMatchObject({ through: today, claims, expected: expect.closeTo(expected * margin, 9) });
    }
    const sum = expectations.reduce((all, { expected }) => all + expected, 0);
    expect(watched.expectedClaims('B-1', today)).toBeCloseTo(sum, 12);
  });
});

describe('The texts of a curve', () => {
  it('name batch, defect group and, of a contract trigger, its clause', () => {
    const drawn = { defectGroup: 'POWER', method: 'CONTRACT_TRIGGER', clause: '5 % in 90 days', points: [] } as const;
    expect(curveTexts('B-1', drawn, 'de')).toEqual({
      title: 'B-1 · POWER · 5 % in 90 days',
      method: 'CONTRACT_TRIGGER',
      words: words.de.curve,
      language: 'de',
    });
    expect(curveTexts('B-1', undefined, 'en')).toMatchObject({ title: 'B-1', method: 'POISSON_MAXSPRT' });
  });
});
