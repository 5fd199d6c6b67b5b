import { waitFor } from '#platform';
import type { Makegood } from './makegood.ts';

/** While reactions go on, the read models follow that often: some wait for lists that show what others have written. */
const FOLLOW_EVERY_MS = 200;

/** Does at each call of the returned function what a worker does continuously; safe beside a worker. */
export async function settling({ projector, createReactor }: Makegood): Promise<() => Promise<void>> {
  const reactor = createReactor();
  await Promise.all([projector.prepare(), reactor.prepare()]);
  return async () => {
    await projector.catchUp();
    const ended = new AbortController();
    const reacting = reactor.settle().finally(() => ended.abort());
    // Awaited below; it may fail while the read models follow.
    reacting.catch(() => undefined);
    for (;;) {
      await waitFor(FOLLOW_EVERY_MS, ended.signal);
      if (ended.signal.aborted) break;
      await projector.catchUp();
    }
    await reacting;
    await projector.catchUp();
  };
}
