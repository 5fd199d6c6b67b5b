import { addDays, type Day } from '#kernel';
import type { DriftInputs } from './drift-cusum.detector.ts';

/** Of a number of days since 1970-01-01. */
export const dayFrom = (number: number): Day => addDays('1970-01-01' as Day, number);
/** Monday is the first day of a week. */
export const weekOf = (day: number): number => Math.floor((day + 3) / 7);
export const lastDayBefore = (week: number): number => week * 7 - 4;

/** Those that had claims; `claims`: after `since`, oldest first. */
export function weeksOf(
  claims: readonly (readonly [day: number, count: number])[],
  since: number,
  today: number,
  expectedBetween: (from: number, to: number) => number,
): DriftInputs['weeks'] {
  const counts = new Map<number, number>();
  for (const [day, count] of claims) counts.set(weekOf(day), (counts.get(weekOf(day)) ?? 0) + count);
  let before = since;
  return [...counts].map(([week, count]) => {
    const start = Math.max(before, lastDayBefore(week));
    const end = Math.min(lastDayBefore(week + 1), today);
    const read = { week, quiet: expectedBetween(before, start), claims: count, expected: expectedBetween(start, end) };
    before = end;
    return read;
  });
}
