import { Temporal } from 'temporal-polyfill';
import { type Day, DAY_MS } from '#kernel';

export interface ZoneRules {
  /** Of the time-zone database, `2026a`; compares as text. */
  readonly version: string;
  wallClock(timeZone: string, from: number, to: number): (local: Local) => number;
}

/** Local milliseconds since 1970-01-01T00:00, as if local time were UTC. */
export type Local = number;

/** S4: a skipped local time moves forward, of a repeated one the first is meant (RFC 5545 §3.3.5): both follow from the earlier offset. */
export function wallClock(timeZone: string, from: number, to: number): (local: Local) => number {
  const start = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone);
  const first = offsetOf(start);
  const changes: { readonly local: Local; readonly offset: number }[] = [];
  let before = first;
  for (
    let change = start.getTimeZoneTransition('next');
    change && change.epochMilliseconds < to;
    change = change.getTimeZoneTransition('next')
  ) {
    const offset = offsetOf(change);
    // Until here the old offset applies: to the end of the gap, or of the repeated hour.
    changes.push({ local: change.epochMilliseconds + Math.max(before, offset), offset });
    before = offset;
  }
  return (local) => {
    let offset = first;
    for (const change of changes) if (local >= change.local) offset = change.offset;
    return local - offset;
  };
}

export const runtimeZoneRules: ZoneRules = { version: process.versions['tz'] ?? 'unknown', wallClock };

/** Epoch milliseconds (S4). */
export function startOfDay(timeZone: string, day: Day): number {
  const midnight = Date.parse(day);
  return wallClock(timeZone, midnight - 2 * DAY_MS, midnight + 2 * DAY_MS)(midnight);
}

const offsetOf = (moment: Temporal.ZonedDateTime): number => moment.offsetNanoseconds / 1e6;
