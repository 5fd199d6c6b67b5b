import { BatchWatch, watchPolicy } from '#batches';
import { type Day, DAY_MS } from '#kernel';
import { batchIdOf, seededHistory, type SeededHistory } from './batch-histories.ts';
import { count, type Extent, type Finding } from './findings.ts';
import { median } from './measure.ts';

const BAD = 15;
const EVERY_DAYS = 14;
const WATCHED_DAYS = 730;
const GROUPS = 5;
/** Claims of one defect group per unit and month in service, after the first months. */
const MONTHLY_RATE = 0.0004;
const DAYS_PER_MONTH = 365.25 / 12;
/** B4, without a window: the form that rings first. */
const FIXED_SHARE = 0.05;
const FLOOR = 4;

interface Rung {
  readonly claims: number;
  readonly days: number;
}
interface Outcome {
  readonly sequential: Rung | undefined;
  readonly fixed: Rung | undefined;
  /** Good batches suspected. */
  readonly wrongly: { readonly sequential: number; readonly fixed: number };
}

/** How soon the watch finds a batch that fails at a multiple of the baseline, beside a fixed share, on the same seeded histories. */
export function batchPower({ quick }: Extent): Finding {
  const runs = quick ? 2 : 40;
  const rows = [1_000, 10_000].flatMap((units) =>
    [1, 2, 3, 5, 10].map((times) => {
      const outcomes = Array.from({ length: runs }, (_, run) => outcomeOf(units, times, 1_000 * times + run));
      const good = runs * (times === 1 ? BAD + 1 : BAD);
      const shown = (method: 'sequential' | 'fixed') => {
        const wrongly = outcomes.reduce((sum, outcome) => sum + outcome.wrongly[method], 0) / good;
        const found = outcomes.flatMap((outcome) => outcome[method] ?? []);
        return [
          times === 1 ? '' : `${Math.round((100 * found.length) / runs)} %`,
          times === 1 || found.length < runs / 2 ? '' : count(median(found.map(({ claims }) => claims))),
          times === 1 || found.length < runs / 2 ? '' : count(median(found.map(({ days }) => days))),
          `${(100 * wrongly).toFixed(1)} %`,
        ];
      };
      const named = times === 1 ? 'none bad' : `${times} ×`;
      return [count(units), named, ...shown('sequential'), ...shown('fixed')];
    }),
  );
  return {
    title: 'Claims and days until the alarm',
    method:
      `${runs} seeded histories a row: one product with ${GROUPS} defect groups and ${BAD + 1} batches, one every ${EVERY_DAYS} days and each shipped in four weekly parts; each group fails at ${MONTHLY_RATE * 1e4} of 10,000 units a month, ` +
      `three times that in the first month in service. The last batch fails at a multiple by one of its groups, and is watched for ${WATCHED_DAYS / 365} years. The watch has its default policy and learns the baseline from the batches before it. ` +
      `The fixed rule rings at ${FIXED_SHARE * 100} % of the units shipped by one cause, and at least ${FLOOR} claims. Medians, of days since the first shipment, where at least half of the histories ring.`,
    columns: [
      'units',
      'true rate',
      'found',
      'claims',
      'days',
      'good batches suspected',
      'fixed rule: found',
      'claims',
      'days',
      'good batches suspected',
    ],
    rows,
  };
}

function outcomeOf(units: number, times: number, seed: number): Outcome {
  const history: SeededHistory = {
    seed,
    batches: BAD + 1,
    everyDays: EVERY_DAYS,
    units,
    parts: 4,
    rates: new Array<number>(GROUPS).fill(MONTHLY_RATE / DAYS_PER_MONTH),
    shape: (day) => (day < DAYS_PER_MONTH ? 3 : 1),
    days: BAD * EVERY_DAYS + WATCHED_DAYS,
    bad: { batch: BAD, times },
  };
  const watch = new BatchWatch(watchPolicy());
  const bad = times === 1 ? undefined : batchIdOf(0, BAD);
  const counts = new Map<string, number>();
  const shipped = new Map<string, number>();
  const rung = { sequential: undefined as Rung | undefined, fixed: undefined as Rung | undefined };
  const wrongly = { sequential: new Set<string>(), fixed: new Set<string>() };
  let begun: Day | undefined;
  for (const fact of seededHistory(history)) {
    const alarm = watch.apply(fact);
    if (fact.kind === 'shipment') {
      shipped.set(fact.batchId, (shipped.get(fact.batchId) ?? 0) + fact.units);
      if (fact.batchId === bad) begun ??= fact.day;
    }
    if (fact.kind !== 'claim') continue;
    const { batchId, group, day } = fact;
    const claims = (counts.get(`${batchId} ${group}`) ?? 0) + 1;
    counts.set(`${batchId} ${group}`, claims);
    const note = (method: 'sequential' | 'fixed') => {
      if (batchId !== bad) wrongly[method].add(batchId);
      else if (group === 'G0' && begun)
        rung[method] ??= { claims, days: (Date.parse(day) - Date.parse(begun)) / DAY_MS };
    };
    if (alarm) note('sequential');
    if (claims >= FLOOR && claims >= FIXED_SHARE * (shipped.get(batchId) ?? 0)) note('fixed');
  }
  return { ...rung, wrongly: { sequential: wrongly.sequential.size, fixed: wrongly.fixed.size } };
}
