import { setTimeout as wait } from 'node:timers/promises';

/** For waits that nothing ends early. */
export const neverStopped: AbortSignal = new AbortController().signal;

/** Waits; ends early, without an error, when the signal aborts. */
export type Backoff = (milliseconds: number, signal: AbortSignal) => Promise<void>;

export const waitFor: Backoff = (milliseconds, signal) =>
  wait(milliseconds, undefined, { signal }).catch(() => undefined);

/** After the n-th failure in a row (from 1): 20 ms, doubled each time, at most 2 s. */
export const backoffMs = (failures: number): number => Math.min(2_000, 10 * 2 ** Math.min(failures, 8));

export async function retryUntilStopped(
  work: () => Promise<void>,
  signal: AbortSignal,
  failed: (error: unknown) => void,
  backoff: Backoff = waitFor,
): Promise<boolean> {
  for (let failures = 1; !signal.aborted; failures++) {
    try {
      await work();
      return true;
    } catch (error) {
      failed(error);
      await backoff(backoffMs(failures), signal);
    }
  }
  return false;
}
