import { setTimeout as wait } from 'node:timers/promises';
import type { Makegood } from '#engine';
import { type Day, dayOf } from '#kernel';
import type { Caller } from './caller.ts';
import { failure } from './errors.ts';

/** The first reading after a start goes through the whole log, and goes on when the query is answered. */
const LONGEST_READING_MS = 2_000;

type Watch = Awaited<ReturnType<Makegood['sentinel']['current']>>;

/** What the sentinel knows now: calculated once for an answer, as of today, and in turn with others. */
export const watched = <T>(
  { sentinel, clock }: Makegood,
  caller: Caller,
  what: string,
  calculate: (watch: Watch, today: Day) => T,
): Promise<T> =>
  caller.once(what, async () => {
    const watch = await currentWatch(sentinel);
    await caller.giveWay('new');
    return calculate(watch, dayOf(clock.now()));
  });

async function currentWatch(sentinel: Makegood['sentinel']): Promise<Watch> {
  const stopped = new AbortController();
  const late = wait(LONGEST_READING_MS, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);
  const watched = await Promise.race([sentinel.current(), late]);
  stopped.abort();
  if (!watched)
    throw failure('NOT_YET_VISIBLE', 'The log is being read for the expected claims. Send the query again shortly.');
  return watched;
}
