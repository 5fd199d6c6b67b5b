import { uuidv5 } from './ids.ts';
import { epochMilliseconds, type Instant, instantOf } from './instant.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './time-units.ts';

const BACKOFF_MS = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 6 * HOUR_MS, DAY_MS];
const JITTER = 0.2;

/** From −1 to 1, the same for the same text. */
const spread = (text: string): number => Number.parseInt(uuidv5(text).slice(0, 8), 16) / 0x7fffffff - 1;

/** `failures`: of the attempts until now, from 1; undefined: no more attempts. */
export function nextAttemptAt(id: string, failures: number, at: Instant): Instant | undefined {
  const backoffMs = BACKOFF_MS[failures - 1];
  if (backoffMs === undefined) return undefined;
  // From the id, so that the notices of one outage do not all come back at the same moment.
  return instantOf(epochMilliseconds(at) + Math.round(backoffMs * (1 + JITTER * spread(`${id}/${failures}`))));
}
