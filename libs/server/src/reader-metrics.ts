import { Gauge, type Registry } from 'prom-client';
import type { Makegood, ReaderStatus } from '#engine';

interface Reader {
  readonly kind: 'read-model' | 'process';
  readonly status: ReaderStatus;
}

export function registerReaderMetrics(
  registry: Registry,
  { status, logger }: Pick<Makegood, 'status' | 'logger'>,
): void {
  let look: Promise<readonly Reader[]> | undefined;
  /** One query for all gauges. Empty while the stores cannot be reached. */
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
    '1 while a read model or process has stopped at an event that it could not apply.',
    ({ state }) => (state.kind === 'halted' ? 1 : 0),
  );
  gauge('makegood_reader_quarantined_streams', 'Streams that a read model or process has quarantined.', ({ state }) =>
    state.kind === 'quarantining' ? state.streams : 0,
  );
}
