import { setTimeout as wait } from 'node:timers/promises';

/**
 * Does `work` until it succeeds or the signal says stop, with growing pauses between the tries (20 ms up to 2 s). What is in
 * hand stays in hand, so nothing is lost and memory does not grow while something else is out of reach.
 */
export async function persistently(
  work: () => Promise<void>,
  signal: AbortSignal,
  failed: (error: unknown) => void,
): Promise<void> {
  for (let pause = 20; !signal.aborted; pause = Math.min(2_000, pause * 2)) {
    try {
      return await work();
    } catch (error) {
      failed(error);
      await wait(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}
