import type { Makegood } from './makegood.ts';

/** Does at each call of the returned function what a worker does continuously; safe beside a worker. */
export async function settling({ projector, createReactor }: Makegood): Promise<() => Promise<void>> {
  const reactor = createReactor();
  await Promise.all([projector.prepare(), reactor.prepare()]);
  return async () => {
    // Before and after the reactions, which read models and write events.
    await projector.catchUp();
    await reactor.settle();
    await projector.catchUp();
  };
}
