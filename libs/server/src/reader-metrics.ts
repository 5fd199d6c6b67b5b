import { Gauge, type Registry } from 'prom-client';
import type { ReaderStatus } from '#engine';
import type { HealthMonitor } from './health-monitor.ts';

/** Nothing while the stores cannot be read. */
export function registerReaderMetrics(registry: Registry, monitor: Pick<HealthMonitor, 'status'>): void {
  const gauge = (name: string, help: string, valueOf: (status: ReaderStatus) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['kind', 'name'],
      registers: [registry],
      async collect() {
        const { readModels = [], processes = [] } = (await monitor.status()) ?? {};
        this.reset();
        for (const each of readModels) this.set({ kind: 'read-model', name: each.name }, valueOf(each));
        for (const each of processes) this.set({ kind: 'process', name: each.name }, valueOf(each));
      },
    });
  gauge(
    'makegood_reader_lag_seconds',
    'Age of the oldest event that a read model or process has not seen.',
    ({ lagSeconds }) => lagSeconds,
  );
  gauge(
    'makegood_reader_lag_events',
    'Events that a read model or process has not seen, counted up to 1,000.',
    ({ lagEvents }) => lagEvents,
  );
  gauge(
    'makegood_reader_halted',
    '1 while a read model or process has stopped at an event that it could not apply.',
    ({ state }) => (state.kind === 'halted' ? 1 : 0),
  );
  gauge('makegood_reader_quarantined_streams', 'Streams that a read model or process has quarantined.', ({ state }) =>
    state.kind === 'quarantining' ? state.streams : 0,
  );
  gauge(
    'makegood_reader_failed_reactions',
    'Reactions of a process that were refused and are not done.',
    ({ undone = 0 }) => undone,
  );
}
