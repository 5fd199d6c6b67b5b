import { addDays, addMonths, type Day, DAY_MS, dayInWords, type Instant, instantOf } from '#kernel';
import { QueryError } from '#platform';
import { startOfDay, zoneKnown } from '#sla';

export interface Period {
  readonly from: Day;
  readonly to: Day;
  readonly timeZone: string;
}

const MAX_DAYS = 3_653;
/** Time-zone data is reliable from 1970 on; days must end before the last instant. */
const KNOWN = { from: '1970-01-01', to: '9998-12-31' };

/** `rule`: the one by which the list or report is made. @throws QueryError when it ends before it begins */
export function requireOrder({ from, to }: { readonly from: string; readonly to: string }, rule: string): void {
  if (to < from)
    throw new QueryError(`to: must not be before ${dayInWords(from)}. Exchange the two, or correct one.`, rule);
}

/** @throws QueryError for an unknown zone, or a period that ends before it begins or is longer than 10 years */
export function requirePeriod({ from, to, timeZone }: Period, rule: string): void {
  const unknown = zoneKnown({ timeZone });
  if (unknown) throw new QueryError(unknown.message, unknown.rule);
  requireOrder({ from, to }, rule);
  if (from < KNOWN.from || to > KNOWN.to)
    throw new QueryError(
      `A report covers days from ${dayInWords(KNOWN.from)} to ${dayInWords(KNOWN.to)}. Choose days within.`,
      rule,
    );
  if (Date.parse(to) - Date.parse(from) >= MAX_DAYS * DAY_MS)
    throw new QueryError('A report covers at most 10 years. Ask for a shorter period.', rule);
}

/** Both days included. @throws QueryError as `requirePeriod` */
export function boundsOf(period: Period, rule: string): { readonly from: Instant; readonly to: Instant } {
  requirePeriod(period, rule);
  const { from, to, timeZone } = period;
  return { from: instantOf(startOfDay(timeZone, from)), to: instantOf(startOfDay(timeZone, addDays(to, 1))) };
}

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export function monthsOf({ from, to, timeZone }: Period): readonly (Stretch & { readonly month: string })[] {
  const months: (Stretch & { readonly month: string })[] = [];
  for (let first = from; first <= to; first = addMonths(`${first.slice(0, 7)}-01` as Day, 1)) {
    const next = addMonths(`${first.slice(0, 7)}-01` as Day, 1);
    const end = next > to ? addDays(to, 1) : next;
    months.push({ month: first.slice(0, 7), from: startOfDay(timeZone, first), to: startOfDay(timeZone, end) });
  }
  return months;
}

/** Whole UTC months and days, and the rest at either end. */
export interface Tiles {
  readonly periods: readonly string[];
  readonly rest: readonly { readonly from: Instant; readonly to: Instant }[];
}

export function tilesOf({ from, to }: Stretch): Tiles {
  const periods: string[] = [];
  const rest: { from: Instant; to: Instant }[] = [];
  for (let at = from; at < to; ) {
    const date = new Date(at);
    const [day, nextDay] = [
      Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()),
      Math.floor(at / DAY_MS) * DAY_MS + DAY_MS,
    ];
    const nextMonth = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
    if (at === day && date.getUTCDate() === 1 && nextMonth <= to) {
      periods.push(instantOf(at).slice(0, 7));
      at = nextMonth;
    } else if (at === day && nextDay <= to) {
      periods.push(instantOf(at).slice(0, 10));
      at = nextDay;
    } else {
      const end = Math.min(nextDay, to);
      rest.push({ from: instantOf(at), to: instantOf(end) });
      at = end;
    }
  }
  return { periods, rest };
}

/** Both days included; they compare as text. */
export const withinDays = <F extends string>(field: F, { from, to }: { readonly from: Day; readonly to: Day }) =>
  [
    { field, gte: from },
    { field, lt: `${to}~` },
  ] as const;
