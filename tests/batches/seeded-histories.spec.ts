import { type Alarm, BatchWatch, watchPolicy } from '#batches';
import { batchIdOf, seededHistory, type SeededHistory } from '../../bench/batch-histories.ts';
import { WatchedLog } from '#use-cases';
import { LogOfEvents } from '../../libs/use-cases/src/watched-log.fixture.ts';

/** 40 batches of 250 units, one every five days; each of two defect groups fails at 2 of 10,000 units a day. */
const lots: Omit<SeededHistory, 'seed'> = { batches: 40, everyDays: 5, units: 250, rates: [0.0002, 0.0002], days: 350 };
const BAD = 12;

const run = (policy: Parameters<typeof watchPolicy>[0], history: SeededHistory) => {
  const watch = new BatchWatch(watchPolicy(policy));
  const alarms: Alarm[] = [];
  const claimed: string[] = [];
  for (const fact of seededHistory(history)) {
    if (fact.kind === 'claim' && fact.batchId === batchIdOf(0, BAD) && fact.group === 'G0') claimed.push(fact.day);
    const alarm = watch.apply(fact);
    if (alarm) alarms.push(alarm);
  }
  return { alarms, claimed };
};

describe('40 batches', () => {
  it('B3 one of which fails at 4 times the baseline: it alone is suspected, at the claim of the hand calculation', () => {
    const known = { initialMonthlyRate: (0.0002 * 365.25) / 12, initialClaims: 1e12, priorClaims: 1e12 };
    const { alarms, claimed } = run(known, { ...lots, seed: 6, bad: { batch: BAD, times: 4 } });
    // Shipped on 2020-03-06; 250 units × 0.0002 = 0.05 claims are expected a day, so 0.45 by the ninth day, 2020-03-14.
    expect(claimed.slice(0, 6)).toEqual([
      '2020-03-06',
      '2020-03-07',
      '2020-03-09',
      '2020-03-14',
      '2020-03-14',
      '2020-03-19',
    ]);
    // Horizon 250 × 0.0002 × 1096 days = 54.8, so 55; alpha 0.005 / 2 groups; the critical value is 6.7988.
    // 4 claims: 0.45 − 4 + 4·ln(4 / 0.45) = −3.55 + 4 × 2.184802 = 5.1892, below it.
    // 5 claims: 0.45 − 5 + 5·ln(5 / 0.45) = −4.55 + 5 × 2.407946 = 7.4897, above it.
    expect(alarms.map(({ batchId, group, day }) => [batchId, group, day])).toEqual([['P0-B12', 'G0', '2020-03-14']]);
    const reading = alarms[0]?.reading;
    expect(reading).toMatchObject({ method: 'POISSON_MAXSPRT', version: 1, observed: 5 });
    expect(reading?.expected.toFixed(4)).toBe('0.4500');
    expect(reading?.statistic.toFixed(3)).toBe('7.490');
    expect(reading?.threshold.toFixed(4)).toBe('6.7988');
  });

  it('B3 give the same alarm by the events of the log: shipments of units, and claims for their serials', () => {
    const log = new LogOfEvents('P0').product(['G0', 'CODE-0'], ['G1', 'CODE-1']);
    const claimed = new Map<string, number>();
    for (const fact of seededHistory({ ...lots, seed: 6, bad: { batch: BAD, times: 4 } })) {
      if (fact.kind === 'batch') log.batch(fact.batchId, fact.quantity);
      if (fact.kind === 'shipment') log.ship(fact.batchId, fact.day, fact.units);
      if (fact.kind !== 'claim') continue;
      const nth = (claimed.get(fact.batchId) ?? 0) + 1;
      claimed.set(fact.batchId, nth);
      log.claim(`${fact.batchId}-${nth}`, fact.batchId, fact.day, fact.group.replace('G', 'CODE-'));
    }
    const watched = new WatchedLog({
      policy: watchPolicy({ initialMonthlyRate: (0.0002 * 365.25) / 12, initialClaims: 1e12, priorClaims: 1e12 }),
    });
    const alarms = log.events.flatMap((event) => watched.apply(event));
    expect(alarms.map(({ batchId, group, day }) => [batchId, group, day])).toEqual([['P0-B12', 'G0', '2020-03-14']]);
    expect(alarms[0]?.reading.statistic.toFixed(3)).toBe('7.490');
  });

  it.each([1 / 20, 1, 12, 20])(
    'B3 none of which is bad: at most the promised 1 %% of 400 are suspected, where the true rate is %d times the initial one',
    (times) => {
      const initialMonthlyRate = (0.0002 * 365.25) / 12 / times;
      const suspected = Array.from(
        { length: 10 },
        (_, seed) => run({ initialMonthlyRate }, { ...lots, seed: 100 + seed }).alarms.length,
      );
      expect(suspected.reduce((sum, alarms) => sum + alarms, 0)).toBeLessThanOrEqual(4);
      // And one of them at 4 times that is found all the same.
      const { alarms } = run({ initialMonthlyRate }, { ...lots, seed: 101, bad: { batch: BAD, times: 4 } });
      expect(alarms.map(({ batchId, group }) => [batchId, group])).toEqual([['P0-B12', 'G0']]);
    },
  );

  it.each([1, 20])(
    'B3 of a product with few batches, none is suspected for a rate %d times the initial one',
    (times) => {
      const few = { batches: 2, everyDays: 30, units: 2_000, rates: [0.0002, 0.0002], days: 200 };
      const initialMonthlyRate = (0.0002 * 365.25) / 12 / times;
      const suspected = Array.from(
        { length: 20 },
        (_, seed) => run({ initialMonthlyRate }, { ...few, seed: 300 + seed }).alarms.length,
      );
      expect(suspected.reduce((sum, alarms) => sum + alarms, 0)).toBe(0);
    },
  );

  it('B5 give the same alarms again, to the last digit', () => {
    const history = { ...lots, seed: 6, bad: { batch: BAD, times: 10 } };
    const { alarms } = run({}, history);
    expect(alarms.length).toBeGreaterThan(0);
    expect(run({}, history).alarms).toEqual(alarms);
  });
});
