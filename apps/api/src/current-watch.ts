import { setTimeout as wait } from 'node:timers/promises';
import type { Makegood } from '#engine';
import { failure } from './errors.ts';

/** The first reading after a start goes through the whole log, and goes on when the query is answered. */
const LONGEST_READING_MS = 2_000;

/** What the sentinel knows now, for one answer. */
export async function currentWatch({ sentinel }: Makegood): ReturnType<Makegood['sentinel']['current']> {
  const stopped = new AbortController();
  const late = wait(LONGEST_READING_MS, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);
  const watched = await Promise.race([sentinel.current(), late]);
  stopped.abort();
  if (!watched)
    throw failure('NOT_YET_VISIBLE', 'The log is being read for the expected claims. Send the query again shortly.');
  return watched;
}
