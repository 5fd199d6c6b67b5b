import type { Makegood } from './makegood.ts';

/**
 * What a worker does continuously, done at each call of the returned function: read models and reactions are brought up to date
 * with the log. Safe beside a worker: reactions have the same command ids everywhere, and documents are guarded by position.
 */
export async function settling({ projector, createReactor }: Makegood): Promise<() => Promise<void>> {
  const reactor = createReactor();
  await Promise.all([projector.prepare(), reactor.prepare()]);
  return async () => {
    // Reactions may read models that have seen what they react to, and what they write is to be seen as well.
    await projector.catchUp();
    await reactor.settle();
    await projector.catchUp();
  };
}
