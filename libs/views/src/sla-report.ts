import { MINUTE_MS } from '#kernel';
import { QueryError } from '#platform';
import { OWERS, type Ower, PAUSE_CAUSES, type PauseCause, SLA_TARGETS, type SlaTargetName } from '#sla';
import { seesOnly } from './access.ts';
import type { CallerModels } from './caller-models.ts';
import { partnersModel } from './partners.projection.ts';
import { productsModel } from './products.projection.ts';
import { monthsOf, type Period, requirePeriod, type Stretch, tilesOf } from './report-periods.ts';
import {
  FIRST_CONTACT_GOAL,
  type Lengths,
  pausesKey,
  quarterOf,
  rowId,
  slaReportModel,
  type SlaReportRow,
} from './sla-report.projection.ts';

/** Business milliseconds, rounded by `roundedMinutes`; percentiles by nearest rank. */
export interface SlaTargetReport {
  readonly name: SlaTargetName;
  readonly met: number;
  readonly breached: number;
  /** Of the breached: not met yet. */
  readonly open: number;
  readonly withdrawn: number;
  readonly voided: number;
  /** N4. */
  readonly metVoided: number;
  /** met / (met + breached); absent when nothing fell due. */
  readonly metShare?: number | undefined;
  readonly medianBusinessMs?: number | undefined;
  readonly p90BusinessMs?: number | undefined;
  readonly lateMedianBusinessMs?: number | undefined;
  readonly lateP90BusinessMs?: number | undefined;
}

export interface Satisfaction {
  readonly rated: number;
  /** Share of ratings of 4 or 5, 0 to 1; absent when nothing was rated. */
  readonly satisfiedShare?: number | undefined;
  readonly averageScore?: number | undefined;
}

export interface SlaFigures {
  readonly targets: readonly SlaTargetReport[];
  readonly resolved: number;
  /** Share without a request for more evidence; 1 when nothing was resolved. */
  readonly firstContactShare: number;
  readonly firstContactGoal: number;
  /** Share acknowledged within 5 minutes of receipt, 0 to 1; absent when none fell due. */
  readonly acknowledgedInTime?: number | undefined;
  /** N3: of ratings given in the period. */
  readonly satisfaction: Satisfaction & {
    readonly byAccountManager: readonly (Satisfaction & { readonly accountManager: string })[];
  };
  readonly pauses: readonly {
    readonly cause: PauseCause;
    readonly owedBy: Ower;
    readonly count: number;
    readonly businessMs: number;
  }[];
}

export interface SlaReport extends SlaFigures {
  readonly timeZone: string;
  readonly months: readonly (SlaFigures & { readonly month: string })[];
}

export interface SlaReportScope extends Period {
  readonly partnerId?: string | undefined;
  readonly sku?: string | undefined;
}

/** Sums rows with known ids. @throws QueryError for an invalid period, or an unknown partner or product */
export async function slaReport(models: CallerModels, scope: SlaReportScope): Promise<SlaReport> {
  await requireScope(models, scope);
  const months = await Promise.all(
    monthsOf(scope).map(async ({ month, ...stretch }) => ({ month, rows: await rowsIn(models, scope, stretch) })),
  );
  return {
    timeZone: scope.timeZone,
    ...figuresOf(months.flatMap(({ rows }) => rows)),
    months: months.map(({ month, rows }) => ({ month, ...figuresOf(rows) })),
  };
}

async function rowsIn(models: CallerModels, scope: SlaReportScope, stretch: Stretch): Promise<readonly SlaReportRow[]> {
  const { sku, partnerId = seesOnly(models.caller) } = scope;
  const { periods, rest } = tilesOf(stretch);
  const ids = periods.map((period) => rowId(period, partnerId, sku));
  const rows: SlaReportRow[] = [...(await models.get(slaReportModel, ids)).values()];
  for (const { from, to } of rest)
    for await (const row of quarters(models, scope, quarterOf(from), quarterOf(to))) rows.push(row);
  return rows;
}

export async function* quarters(
  models: CallerModels,
  { partnerId, sku }: Pick<SlaReportScope, 'partnerId' | 'sku'>,
  from: string,
  to: string,
): AsyncGenerator<SlaReportRow> {
  const where = [
    ...(partnerId === undefined ? [] : [{ field: 'partnerId', eq: partnerId } as const]),
    ...(sku === undefined ? [] : [{ field: 'sku', eq: sku } as const]),
    { field: 'quarter', gte: from } as const,
    { field: 'quarter', lt: to } as const,
  ];
  const orderBy = { field: 'quarter', direction: 'asc' } as const;
  for await (const rows of models.pages(slaReportModel, { where, orderBy, limit: 1_000 })) yield* rows;
}

/** @throws QueryError: figures of an unknown partner would look like a promise kept */
export async function requireScope(models: CallerModels, scope: SlaReportScope): Promise<void> {
  requirePeriod(scope, 'S13');
  const { partnerId, sku } = scope;
  if (partnerId !== undefined && !(await models.get(partnersModel, [partnerId])).has(partnerId))
    throw new QueryError(`partnerId: there is no partner "${partnerId}".`);
  if (sku !== undefined && !(await models.get(productsModel, [sku])).has(sku))
    throw new QueryError(`sku: there is no product "${sku}".`);
}

export function figuresOf(rows: readonly SlaReportRow[]): SlaFigures {
  const total = (figure: (row: SlaReportRow) => number) => rows.reduce((sum, row) => sum + figure(row), 0);
  const targets = SLA_TARGETS.map((name) => targetReport(name, rows));
  const resolved = sizeOf(lengthsOf(rows.map((row) => row.targets.RESOLUTION?.elapsed)));
  const firstContact = total((row) => row.firstContact);
  const goals = total(({ firstContactGoals }) => firstContactGoals);
  const received = total((row) => row.received);
  return {
    targets,
    resolved,
    firstContactShare: resolved === 0 ? 1 : firstContact / resolved,
    firstContactGoal: resolved === 0 ? FIRST_CONTACT_GOAL : goals / (10_000 * resolved),
    acknowledgedInTime: received === 0 ? undefined : total((row) => row.acknowledgedInTime) / received,
    satisfaction: satisfactionOf(rows),
    pauses: PAUSE_CAUSES.flatMap((cause) =>
      OWERS.flatMap((owedBy) => {
        const key = pausesKey(cause, owedBy);
        const count = total(({ pauses }) => pauses[key]?.count ?? 0);
        return count > 0 ? [{ cause, owedBy, count, businessMs: total(({ pauses }) => pauses[key]?.ms ?? 0) }] : [];
      }),
    ),
  };
}

function satisfactionOf(rows: readonly SlaReportRow[]): SlaFigures['satisfaction'] {
  const all = rows.flatMap(({ ratings }) => Object.entries(ratings));
  const managers = Map.groupBy(all, ([accountManager]) => accountManager);
  return {
    ...scored(all),
    byAccountManager: [...managers]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([accountManager, its]) => ({ accountManager, ...scored(its) })),
  };
}

function scored(ratings: readonly (readonly [string, readonly number[]])[]): Satisfaction {
  const count = (weight: (score: number) => number) =>
    ratings.reduce((sum, [, counts]) => counts.reduce((of, one, index) => of + one * weight(index + 1), sum), 0);
  const given = count(() => 1);
  if (given === 0) return { rated: 0 };
  return {
    rated: given,
    satisfiedShare: count((score) => (score >= 4 ? 1 : 0)) / given,
    averageScore: count((score) => score) / given,
  };
}

function targetReport(name: SlaTargetName, rows: readonly SlaReportRow[]): SlaTargetReport {
  const figures = rows.flatMap(({ targets }) => targets[name] ?? []);
  const count = (what: 'met' | 'breached' | 'withdrawn' | 'voided' | 'metVoided') =>
    figures.reduce((sum, target) => sum + target[what], 0);
  const [met, breached, withdrawn] = [count('met'), count('breached'), count('withdrawn')];
  const elapsed = lengthsOf(figures.map((target) => target.elapsed));
  const late = lengthsOf(figures.map((target) => target.late));
  return {
    name,
    met,
    breached,
    open: breached - withdrawn - sizeOf(late),
    withdrawn,
    voided: count('voided'),
    metVoided: count('metVoided'),
    metShare: met + breached === 0 ? undefined : met / (met + breached),
    medianBusinessMs: percentile(elapsed, 50),
    p90BusinessMs: percentile(elapsed, 90),
    lateMedianBusinessMs: percentile(late, 50),
    lateP90BusinessMs: percentile(late, 90),
  };
}

type Length = readonly [minutes: number, count: number];

function lengthsOf(all: readonly (Lengths | undefined)[]): readonly Length[] {
  const lengths = new Map<number, number>();
  for (const ofRow of all)
    for (const [hour, ofHour] of Object.entries(ofRow ?? {}))
      for (const [minute, count] of Object.entries(ofHour)) {
        const length = Number(hour) * 60 + Number(minute);
        lengths.set(length, (lengths.get(length) ?? 0) + count);
      }
  return [...lengths].sort(([a], [b]) => a - b);
}

const sizeOf = (lengths: readonly Length[]): number => lengths.reduce((sum, [, count]) => sum + count, 0);

function percentile(lengths: readonly Length[], percent: number): number | undefined {
  let left = Math.ceil((percent * sizeOf(lengths)) / 100);
  for (const [minutes, count] of lengths) {
    left -= count;
    if (left <= 0) return minutes * MINUTE_MS;
  }
  return undefined;
}
