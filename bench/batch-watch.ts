import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DAY_MS } from '#kernel';
import { BatchWatch, countOncePerSerial, type WatchFact, watchPolicy } from '#batches';
import { seededHistory } from './batch-histories.ts';
import { count, type Extent, type Finding, twoDigits } from './findings.ts';

const BATCHES = 50;
const GROUPS = 20;
const EVERY_DAYS = 91;
const SERVICE_DAYS = 730;
const UNITS = 500;
const CLAIMS_PER_BATCH = 22;
/** Facts that are made before they are measured together: a clock for each would cost more than the watch. */
const TOGETHER = 20_000;

/** Cost of the watch per claim by the number of batches, and everything again from zero. */
export function batchWatch({ quick }: Extent): Finding {
  const sizes = quick ? [2, 10] : [20, 200, 1_000];
  const runs = sizes.map((products) => ({ products, ...watched(products) }));
  const [smallest, largest] = [runs[0] as Run, runs.at(-1) as Run];
  const growth = largest.seconds / largest.claims / (smallest.seconds / smallest.claims);
  const flat = Math.max(...largest.heaps.slice(2)) / (largest.heaps[1] as number);
  return {
    title: 'The batch sentinel: a claim, and all of them again',
    method:
      `Products with ${BATCHES} batches of ${UNITS} units each, one every ${EVERY_DAYS} days, and ${GROUPS} defect groups; ${CLAIMS_PER_BATCH} claims of each batch in ${SERVICE_DAYS / 365} years, ` +
      '5 % of which drop out again. The pure watch from zero over all facts, in processor time; making the facts is not counted. Memory: the heap after a collection, at each quarter of the history.',
    columns: ['batches', 'claims', 'watch', 'per claim', 'heap at each quarter'],
    rows: runs.map(({ products, claims, seconds, heaps }) => [
      count(products * BATCHES),
      count(claims),
      `${twoDigits(seconds)} s`,
      `${twoDigits((seconds * 1e6) / claims)} µs`,
      `${heaps.map((heap) => Math.round(heap)).join(', ')} MB`,
    ]),
    goals: [
      {
        goal: 'a claim costs at most 1 ms, however many batches are watched',
        found: `${twoDigits((largest.seconds * 1e3) / largest.claims)} ms at ${count(largest.products * BATCHES)}, ${twoDigits(growth)} × that at ${count(smallest.products * BATCHES)}`,
        reached: largest.seconds * 1e3 <= largest.claims && growth <= 2,
      },
      {
        goal: `${count(largest.claims)} claims again from zero in at most 60 s, and flat memory`,
        found: `${twoDigits(largest.seconds)} s; the heap is at most ${twoDigits(flat)} × that at half of the history`,
        reached: largest.seconds <= 60 && flat <= 1.2,
      },
    ],
  };
}

interface Run {
  readonly products: number;
  readonly claims: number;
  readonly seconds: number;
  readonly heaps: readonly number[];
}

function watched(products: number): Omit<Run, 'products'> {
  const watch = new BatchWatch(watchPolicy());
  const weights = Array.from({ length: GROUPS }, (_, group) => 1 / (group + 1));
  const scale = CLAIMS_PER_BATCH / (UNITS * SERVICE_DAYS) / weights.reduce((sum, weight) => sum + weight, 0);
  const days = BATCHES * EVERY_DAYS;
  const facts = seededHistory({
    seed: 18,
    products,
    batches: BATCHES,
    everyDays: EVERY_DAYS,
    units: UNITS,
    parts: 4,
    rates: weights.map((weight) => weight * scale),
    serviceDays: SERVICE_DAYS,
    droppedOut: 0.05,
    days,
  });
  let [claims, microseconds, quarter] = [0, 0, 1];
  const heaps: number[] = [];
  let waiting: WatchFact[] = [];
  const measure = () => {
    const before = process.cpuUsage();
    for (const fact of waiting) apply(watch, fact);
    const { user, system } = process.cpuUsage(before);
    microseconds += user + system;
    waiting = [];
  };
  const begin = Date.parse('2020-01-06');
  for (const fact of facts) {
    waiting.push(fact);
    if (fact.kind === 'claim' && fact.count > 0) claims++;
    if (waiting.length === TOGETHER) measure();
    if ('day' in fact && Date.parse(fact.day) - begin >= (days * quarter * DAY_MS) / 4 - DAY_MS) {
      measure();
      heaps.push(heap());
      quarter++;
    }
  }
  measure();
  return { claims, seconds: microseconds / 1e6, heaps };
}

/** As the process does it: a claim goes through what is kept with its serial. */
function apply(watch: BatchWatch, fact: WatchFact): void {
  if (fact.kind !== 'claim') {
    watch.apply(fact);
    return;
  }
  const claim = { ...fact, claimId: fact.day };
  const { facts } =
    fact.count > 0
      ? countOncePerSerial(undefined, { kind: 'accepted', claim })
      : countOncePerSerial(claim, { kind: 'droppedOut', claimId: claim.claimId });
  for (const counted of facts) watch.apply(counted);
}

const collect = collector();

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed / 1e6;
}
