import { addDays, type Day, dayIn, type Instant, instantOf } from '#kernel';
import type { CompiledCalendar } from './business-time.ts';

const REACH_DAYS = 400;

/** The end of the n-th business day (1 or more) after the local day of `from` (C6, C7); undefined after 400 days without one (S3). */
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
