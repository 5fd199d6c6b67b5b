import type { Command } from '#kernel';
import { type Outcome, persistently } from '#platform';
import { type Makegood, SWEEP_EVERY } from '#wiring';

export interface Worker {
  /** Ends when everything in hand is done. */
  stop(): Promise<void>;
}

/** Runs what follows the log: read models, reactions, and the sweep over what is due. */
export async function startWorker(
  makegood: Makegood,
  dispatch: (command: Command) => Promise<Outcome>,
): Promise<Worker> {
  const { projector, log } = makegood;
  const stopping = new AbortController();
  const { signal } = stopping;
  const reactor = makegood.reactorWith(dispatch);
  await projector.prepare();
  await reactor.prepare();
  const sweeps = setInterval(() => {
    makegood.sweep().catch((error) => log.warn({ error: String(error) }, 'the sweep failed: it comes again'));
  }, SWEEP_EVERY);
  const failed = (error: unknown) =>
    log.error({ error: String(error) }, 'a part of the worker stopped: starting it again');
  const running = [
    persistently(() => projector.run(signal), signal, failed),
    persistently(() => reactor.run(signal), signal, failed),
  ];
  return {
    async stop() {
      clearInterval(sweeps);
      stopping.abort();
      await Promise.all(running);
    },
  };
}
