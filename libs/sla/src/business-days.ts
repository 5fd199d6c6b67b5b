import { addDays, type Day, dayIn, type Instant, instantOf } from '#kernel';
import type { CompiledCalendar } from './business-time.ts';

/** S3. */
const REACH_DAYS = 400;

/**
 * The end of a time given in business days (C6, C7): the close of business on the n-th business day after the local day of `from`.
 * A local day counts when business time begins on it. `days`: 1 or more.
 * @returns undefined when no business day comes within 400 days after the one before (S3)
 */
export function endOfBusinessDays(calendar: CompiledCalendar, from: Instant, days: number): Instant | undefined {
  let left = days;
  let idle = 0;
  let day: Day = dayIn(calendar.published.timeZone, from);
  while (idle++ < REACH_DAYS) {
    day = addDays(day, 1);
    const closesAt = calendar.windowsOn(day, day).at(-1)?.closesAt;
    if (closesAt === undefined) continue;
    idle = 0;
    if (--left === 0) return instantOf(closesAt);
  }
  return undefined;
}
