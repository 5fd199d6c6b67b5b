import type { Day } from '#kernel';
import { QueryError } from '#platform';
import { OWERS, type Ower, PAUSE_CAUSES, type PauseCause } from '#sla';
import { seesOnly } from './access.ts';
import type { CallerModels } from './caller-models.ts';
import { pausesKey, rowId, slaReportModel, type SlaReportRow } from './sla-report.projection.ts';

/** How the promise was kept (S13). */
export interface SlaReport {
  readonly resolved: number;
  /** Without a breach that stands. */
  readonly met: number;
  readonly breached: number;
  /** 0 to 1. Where nothing was resolved, no promise was broken: 1. */
  readonly metShare: number;
  /** Rounded up to a minute, beyond 96 h to an hour (`roundedMinutes`). Absent where nothing was resolved. */
  readonly medianBusinessMs?: number | undefined;
  readonly p90BusinessMs?: number | undefined;
  /** Resolved without having asked for more evidence; 0 to 1, and 1 where nothing was resolved. */
  readonly firstContactShare: number;
  readonly pauses: readonly {
    readonly cause: PauseCause;
    readonly owedBy: Ower;
    readonly count: number;
    readonly businessMs: number;
  }[];
}

export interface SlaReportScope {
  /** UTC days, both inclusive: a claim counts on the day on which it was resolved. */
  readonly from: Day;
  readonly to: Day;
  readonly partnerId?: string | undefined;
  readonly sku?: string | undefined;
}

const DAY = 86_400_000;
/** 10 years with three leap days. */
const MOST_DAYS = 3_653;

/**
 * A sum over rows named beforehand: whole months by the month, the days around them by the day.
 * @throws QueryError for a period that ends before it begins or is longer than 10 years
 */
export async function slaReport(models: CallerModels, scope: SlaReportScope): Promise<SlaReport> {
  const { from, to, sku, partnerId = seesOnly(models.caller) } = scope;
  const ids = periodsOf(from, to).map((period) => rowId(period, partnerId, sku));
  return reportOf([...(await models.get(slaReportModel, ids)).values()]);
}

function periodsOf(from: Day, to: Day): readonly string[] {
  const end = Date.parse(to);
  let at = Date.parse(from);
  if (end < at) throw new QueryError(`The report ends on ${to}, before it begins on ${from}.`);
  if (end - at >= MOST_DAYS * DAY) throw new QueryError('A report covers at most 10 years.');
  const periods: string[] = [];
  while (at <= end) {
    const date = new Date(at);
    const nextMonth = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
    const whole = date.getUTCDate() === 1 && nextMonth - DAY <= end;
    periods.push(date.toISOString().slice(0, whole ? 7 : 10));
    at = whole ? nextMonth : at + DAY;
  }
  return periods;
}

function reportOf(rows: readonly SlaReportRow[]): SlaReport {
  const total = (figure: (row: SlaReportRow) => number) => rows.reduce((sum, row) => sum + figure(row), 0);
  const resolved = total((row) => row.resolved);
  const breached = total((row) => row.breached);
  const share = (part: number) => (resolved === 0 ? 1 : part / resolved);
  const lengths = sortedLengths(rows);
  return {
    resolved,
    met: resolved - breached,
    breached,
    metShare: share(resolved - breached),
    medianBusinessMs: percentile(lengths, resolved, 50),
    p90BusinessMs: percentile(lengths, resolved, 90),
    firstContactShare: share(total((row) => row.firstContact)),
    pauses: PAUSE_CAUSES.flatMap((cause) =>
      OWERS.flatMap((owedBy) => {
        const key = pausesKey(cause, owedBy);
        const count = total(({ pauses }) => pauses[key]?.count ?? 0);
        return count > 0 ? [{ cause, owedBy, count, businessMs: total(({ pauses }) => pauses[key]?.ms ?? 0) }] : [];
      }),
    ),
  };
}

type Length = readonly [minutes: number, resolutions: number];

/** How many took how long, shortest first. */
function sortedLengths(rows: readonly SlaReportRow[]): readonly Length[] {
  const lengths = new Map<number, number>();
  for (const { elapsed } of rows)
    for (const [hour, ofHour] of Object.entries(elapsed))
      for (const [minute, resolutions] of Object.entries(ofHour)) {
        const length = Number(hour) * 60 + Number(minute);
        lengths.set(length, (lengths.get(length) ?? 0) + resolutions);
      }
  return [...lengths].sort(([a], [b]) => a - b);
}

/** The shortest time within which so many percent were resolved (nearest rank), in business milliseconds. */
function percentile(lengths: readonly Length[], resolved: number, percent: number): number | undefined {
  let left = Math.ceil((percent * resolved) / 100);
  for (const [minutes, resolutions] of lengths) {
    left -= resolutions;
    if (left <= 0) return minutes * 60_000;
  }
  return undefined;
}
