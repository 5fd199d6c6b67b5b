import { Temporal } from 'temporal-polyfill';
import type { Day } from '#kernel';

/** Milliseconds since 1970-01-01T00:00 on the wall clock, read as if the wall clock showed UTC. */
export type Local = number;

/**
 * Wall-clock time → epoch milliseconds in a zone, for local times between the two instants.
 *
 * S4: a local time that does not exist moves forward by what the clock skipped, and one that comes twice is the first
 * (Temporal's `compatible`, RFC 5545 §3.3.5). Both follow from reading it by the offset before the change. The zone's
 * rules are asked once per stretch between two changes; everything else is integer arithmetic.
 */
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
    // From this wall-clock time on nothing reads as the offset before: after the gap, or after the hour came twice.
    changes.push({ local: change.epochMilliseconds + Math.max(before, offset), offset });
    before = offset;
  }
  return (local) => {
    let offset = first;
    for (const change of changes) if (local >= change.local) offset = change.offset;
    return local - offset;
  };
}

/** When a day begins on the clocks of a zone, epoch milliseconds (S4). */
export function startOfDay(timeZone: string, day: Day): number {
  const midnight = Date.parse(day);
  return wallClock(timeZone, midnight - 2 * DAY, midnight + 2 * DAY)(midnight);
}

const DAY = 86_400_000;

/** East of Greenwich positive, in milliseconds. */
const offsetOf = (moment: Temporal.ZonedDateTime): number => moment.offsetNanoseconds / 1e6;
