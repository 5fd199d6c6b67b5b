import { BatchWatch, curve, curveLines, type CurvePoint, type CurveTexts, type WatchFact, watchPolicy } from '#batches';
import { addDays, type Day } from '#kernel';
import { words } from '#words';
import { batchIdOf, seededHistory } from '../../bench/batch-histories.ts';

const BAD = 12;
const WEEKS = 16;
/** 40 batches of 250 units, one every five days; each of two defect groups fails at 2 of 10,000 units a day, one group of one batch at 4 times that. */
const history = {
  seed: 6,
  batches: 40,
  everyDays: 5,
  units: 250,
  rates: [0.0002, 0.0002],
  days: 350,
  bad: { batch: BAD, times: 4 },
};
const policy = watchPolicy({ initialMonthlyRate: (0.0002 * 365.25) / 12, initialClaims: 1e12, priorClaims: 1e12 });

const textsOf = (batchId: string): CurveTexts => ({
  title: `${batchId} · G0`,
  method: 'POISSON_MAXSPRT',
  words: words.en.curve,
  language: 'en',
});

/** By the sequential test, at the end of each week and at the alarm. */
function pointsOf(batchId: string): readonly CurvePoint[] {
  const watch = new BatchWatch(policy);
  const points: CurvePoint[] = [];
  let sunday: Day | undefined;
  for (const fact of seededHistory(history)) {
    for (; sunday && 'day' in fact && sunday < fact.day && points.length < WEEKS; sunday = addDays(sunday, 7))
      points.push(...read(watch, batchId, sunday));
    if (fact.kind === 'shipment' && fact.batchId === batchId) sunday ??= endOfWeek(fact);
    const alarm = watch.apply(fact);
    if (alarm?.batchId === batchId) points.push(...read(watch, batchId, alarm.day, true));
  }
  return points;
}

const read = (watch: BatchWatch, batchId: string, through: Day, alarm = false): readonly CurvePoint[] =>
  (watch.readings(batchId, 'G0') ?? []).slice(0, 1).map(({ observed, expected, statistic, threshold }) => ({
    through,
    claims: observed,
    expected,
    statistic,
    threshold,
    alarm,
  }));

const endOfWeek = ({ day }: Extract<WatchFact, { kind: 'shipment' }>): Day =>
  addDays(day, (7 - new Date(`${day}T00:00:00Z`).getUTCDay()) % 7);

/** Of docs/batch-sentinel.md: path from the root → content. */
export const curvePictures = (): ReadonlyMap<string, string> =>
  new Map(
    Object.entries({ alarm: BAD, good: BAD + 2 }).map(([name, batch]) => {
      const batchId = batchIdOf(0, batch);
      return [`docs/batch-sentinel-${name}.svg`, curve(pointsOf(batchId), textsOf(batchId), { paper: true })];
    }),
  );

/** The same alarm as text. */
export const alarmLines = (): string => curveLines(pointsOf(batchIdOf(0, BAD)), textsOf(batchIdOf(0, BAD))).join('\n');
