import { Gauge, type Registry } from 'prom-client';
import type { Makegood, ReaderStatus } from '#engine';

interface Reader {
  readonly kind: 'read-model' | 'process';
  readonly status: ReaderStatus;
}

/** What an operator is alerted by: lag and state of everything that follows the log, looked up when metrics are asked for. */
export function registerReaderMetrics(
  registry: Registry,
  { status, logger }: Pick<Makegood, 'status' | 'logger'>,
): void {
  let look: Promise<readonly Reader[]> | undefined;
  /** All gauges are asked at the same time: one look for all of them. None while the stores are out of reach. */
  const readers = () =>
    (look ??= status()
      .then(({ readModels, processes }) => [
        ...readModels.map((each): Reader => ({ kind: 'read-model', status: each })),
        ...processes.map((each): Reader => ({ kind: 'process', status: each })),
      ])
      .catch((error: unknown) => {
        logger.warn({ error: String(error) }, 'the lag of read models and processes cannot be measured');
        return [];
      })
      .finally(() => {
        look = undefined;
      }));
  const gauge = (name: string, help: string, valueOf: (status: ReaderStatus) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['kind', 'name'],
      registers: [registry],
      async collect() {
        const found = await readers();
        this.reset();
        for (const { kind, status: each } of found) this.set({ kind, name: each.name }, valueOf(each));
      },
    });
  gauge(
    'makegood_reader_lag_seconds',
    'Age of the oldest event that a read model or process has not seen.',
    ({ lagSeconds }) => lagSeconds,
  );
  gauge(
    'makegood_reader_halted',
    '1 while a read model or process stands still in front of an event that it could not take.',
    ({ state }) => (state.kind === 'halted' ? 1 : 0),
  );
  gauge('makegood_reader_quarantined_streams', 'Streams that a read model or process has quarantined.', ({ state }) =>
    state.kind === 'quarantining' ? state.streams : 0,
  );
}
