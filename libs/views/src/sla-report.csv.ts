import { csvLine, HOUR_MS, instantOf } from '#kernel';
import { PAUSE_CAUSES } from '#sla';
import type { CallerModels } from './caller-models.ts';
import { monthsOf } from './report-periods.ts';
import { quarterOf, type SlaReportRow } from './sla-report.projection.ts';
import { figuresOf, quarters, requireScope, type SlaReportScope, type SlaTargetReport } from './sla-report.ts';

const COLUMNS = [
  'month',
  'partner',
  'product',
  'target',
  'met',
  'breached',
  'open',
  'withdrawn',
  'voided',
  'met_voided',
  'met_share',
  'median_business_hours',
  'p90_business_hours',
  'late_median_business_hours',
  'late_p90_business_hours',
  'resolved',
  'first_contact_share',
  'first_contact_goal',
  'acknowledged_in_time_share',
  'rated',
  'satisfied_share',
  'average_score',
  ...PAUSE_CAUSES.flatMap((cause) => [`${cause.toLowerCase()}_pauses`, `${cause.toLowerCase()}_business_hours`]),
];

/** RFC 4180. @throws QueryError before the first line */
export async function slaReportCsv(models: CallerModels, scope: SlaReportScope): Promise<AsyncIterable<string>> {
  await requireScope(models, scope);
  return lines(models, scope);
}

async function* lines(models: CallerModels, scope: SlaReportScope): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  for (const { month, from, to } of monthsOf(scope)) {
    const groups = new Map<string, SlaReportRow[]>();
    for await (const row of quarters(models, scope, quarterOf(instantOf(from)), quarterOf(instantOf(to)))) {
      const key = `${row.partnerId}/${row.sku}`;
      groups.set(key, [...(groups.get(key) ?? []), row]);
    }
    for (const [key, rows] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) yield* group(month, key, rows);
  }
}

function* group(month: string, key: string, rows: readonly SlaReportRow[]): Generator<string> {
  const { targets, resolved, firstContactShare, firstContactGoal, acknowledgedInTime, satisfaction, pauses } =
    figuresOf(rows);
  const ofResolutions = [
    String(resolved),
    ...(resolved > 0 ? [share(firstContactShare), share(firstContactGoal)] : ['', '']),
    share(acknowledgedInTime),
    String(satisfaction.rated),
    share(satisfaction.satisfiedShare),
    satisfaction.averageScore?.toFixed(2) ?? '',
    ...PAUSE_CAUSES.flatMap((cause) => {
      const these = pauses.filter((pause) => pause.cause === cause);
      const sum = (figure: (pause: (typeof these)[number]) => number) =>
        these.reduce((all, one) => all + figure(one), 0);
      return [String(sum(({ count }) => count)), hours(sum(({ businessMs }) => businessMs))];
    }),
  ];
  // Acknowledgements and ratings stand beside the resolutions, also where none fell due.
  const isMore = acknowledgedInTime !== undefined || satisfaction.rated > 0;
  for (const target of targets) {
    const isResolution = target.name === 'RESOLUTION';
    if (target.met + target.breached + target.voided + target.metVoided === 0 && !(isResolution && isMore)) continue;
    const more = isResolution ? ofResolutions : ofResolutions.map(() => '');
    yield csvLine([month, ...key.split('/'), ...figures(target), ...more]);
  }
}

const figures = (target: SlaTargetReport): readonly string[] => [
  target.name,
  ...[target.met, target.breached, target.open, target.withdrawn, target.voided, target.metVoided].map(String),
  share(target.metShare),
  hours(target.medianBusinessMs),
  hours(target.p90BusinessMs),
  hours(target.lateMedianBusinessMs),
  hours(target.lateP90BusinessMs),
];

const share = (part: number | undefined): string => (part === undefined ? '' : part.toFixed(4));

const hours = (milliseconds: number | undefined): string =>
  milliseconds === undefined ? '' : (milliseconds / HOUR_MS).toFixed(2);
