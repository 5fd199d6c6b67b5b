import { writeFile } from 'node:fs/promises';
import { curve, curveLines, gravest, type Reading } from '#batches';
import { dayOf } from '#kernel';
import {
  type BatchCurve,
  chosenCurve,
  curveTexts,
  type FirstRing,
  firstRings,
  isSameReading,
  replayBatch,
  type ReplayedAlarm,
  watchedEvents,
} from '#use-cases';
import { type CliCommand, CliError, columns, type ExitStatus, print, textOf, withMakegood } from './cli.ts';

export const alarmCommand: CliCommand = {
  summary: 'shows how the alarms of a batch came about, week by week, and calculates them again',
  usage: '<batch> [--group <defect group>] [--method <detector>] [--svg <file>] [--what-if]',
  details: `
--group    the defect group whose curve is shown; default: the one that gave alarm first, or is nearest to one
--method   the detector whose curve is shown: POISSON_MAXSPRT, CONTRACT_TRIGGER or POISSON_CUSUM; default: the one that gave alarm
--svg      writes the curve to a file as well, as GET /batches/<batch>/curve.svg draws it
--what-if  runs the detectors of today, by the policy of today, over the past, each by itself, and says when it would have rung

Read from the log, not from read models. Each recorded alarm is calculated twice: by the detector of its version from the inputs that
are stored with it, and from all events before it. Figures are printed to the last digit.
Exit status 1: an alarm comes out differently from its stored inputs.`,
  options: {
    group: { type: 'string' },
    method: { type: 'string' },
    svg: { type: 'string' },
    'what-if': { type: 'boolean', default: false },
  },
  words: [1, 1],
  async run(given, context) {
    const [batchId = ''] = given.words;
    const { stdout } = context;
    return withMakegood<ExitStatus>(context, async (makegood) => {
      const { aggregates, clock, settings } = makegood;
      const batch = await aggregates.batch(batchId);
      if (!batch) throw new CliError(`there is no batch "${batchId}"`);
      const { produced, shipped, groups } = batch;
      print(
        stdout,
        `batch ${batchId} of ${produced.sku}: ${gravest(groups.values())}, ${produced.quantity} produced, ${shipped} shipped`,
      );
      const { curves, alarms } = await replayBatch(watchedEvents(makegood), { batchId, until: dayOf(clock.now()) });
      for (const alarm of alarms) print(stdout, '', ...alarmInLines(alarm));
      if (alarms.length === 0) print(stdout, '', 'no detector has raised an alarm');
      if (given.options['what-if'] === true) print(stdout, '', ...whatIfInLines(await ringsOf(makegood, batchId)));
      const drawn = chosen(curves, textOf(given, 'group'), textOf(given, 'method'));
      const texts = curveTexts(batchId, drawn, settings.MAKEGOOD_LANGUAGE);
      print(stdout, '', ...curveLines(drawn?.points ?? [], texts));
      const svg = textOf(given, 'svg');
      if (svg !== undefined) {
        await writeFile(svg, curve(drawn?.points ?? [], texts, { paper: true })).catch((error: Error) => {
          throw new CliError(`--svg: ${svg} cannot be written (${error.message})`);
        });
        print(stdout, '', `drawn in ${svg}`);
      }
      return alarms.every(({ fromInputs, recorded }) => isSameReading(fromInputs, recorded)) ? 0 : 1;
    });
  },
};

const ringsOf = async (makegood: Parameters<typeof watchedEvents>[0], batchId: string): Promise<readonly FirstRing[]> =>
  (await firstRings(watchedEvents(makegood), new Set([batchId]))).get(batchId) ?? [];

function chosen(
  curves: readonly BatchCurve[],
  group: string | undefined,
  method: string | undefined,
): BatchCurve | undefined {
  const found = chosenCurve(curves, { defectGroup: group, method });
  if (found ?? (group ?? method) === undefined) return found;
  const known = curves.map((each) => `--group ${each.defectGroup} --method ${each.method}`);
  throw new CliError(
    known.length > 0
      ? `there is no such curve, but ${[...new Set(known)].sort().join('; ')}`
      : 'there are no curves yet',
  );
}

function alarmInLines({ defectGroup, recorded, recordedOn, fromInputs, fromLog }: ReplayedAlarm): readonly string[] {
  const { method, version } = recorded;
  return [
    `${defectGroup}: alarm of ${recordedOn} by ${method} version ${version}`,
    ...figures(recorded),
    ...columns([
      ['  from its stored inputs', comparison(recorded, fromInputs)],
      ['  from the log', comparison(recorded, fromLog?.alarm.reading, fromLog && `at ${fromLog.cause.stream}`)],
    ]),
  ];
}

interface LearnedInputs {
  readonly margin: number;
  readonly baselineVersion: number;
  readonly thinBaseline: true;
}

function figures({ observed, expected, statistic, threshold, inputs }: Omit<Reading, 'alarm'>): readonly string[] {
  const { margin, baselineVersion, thinBaseline } = inputs as Partial<LearnedInputs>;
  return columns([
    ['  claims seen', String(observed)],
    ['  expected at most', String(expected)],
    ...(margin === undefined
      ? []
      : [
          [
            '  margin of doubt',
            `${margin} times the usual rate, version ${baselineVersion} of the baseline${thinBaseline ? ', a thin baseline' : ''}`,
          ],
        ]),
    ['  statistic', String(statistic)],
    ['  threshold', String(threshold)],
  ]);
}

function comparison(recorded: ReplayedAlarm['recorded'], again: Reading | undefined, at?: string): string {
  if (!again) return at === undefined ? 'no alarm' : `no alarm ${at}`;
  if (isSameReading(again, recorded)) return ['the same, to the last digit', at].filter(Boolean).join(', ');
  const { method, version, observed, expected, statistic, threshold } = again;
  return `another: ${method} version ${version}, ${observed} seen, at most ${expected} expected, statistic ${statistic}, threshold ${threshold}`;
}

function whatIfInLines(rings: readonly FirstRing[]): readonly string[] {
  if (rings.length === 0) return ['what if: no detector of today would have rung'];
  return [
    'what if: the detectors of today would have rung',
    ...columns(
      rings.map(({ defectGroup, method, clause, day, cause, reading }) => [
        `  ${day}`,
        defectGroup,
        [`${method} version ${reading.version}`, clause].filter(Boolean).join(', '),
        `${reading.observed} seen, at most ${reading.expected.toFixed(2)} expected`,
        `statistic ${reading.statistic.toFixed(4)}, threshold ${reading.threshold.toFixed(4)}`,
        `at ${cause.stream}`,
      ]),
    ),
  ];
}
