import { type EngineStatus, type Makegood, readSettings } from '#engine';
import { DocumentStoreError, EventStoreError, type LogState } from '#platform';
import { Registry } from 'prom-client';
import { HealthMonitor } from './health-monitor.ts';
import { registerReaderMetrics } from './reader-metrics.ts';

const READY: EngineStatus = { readModels: [], processes: [], damagedStreams: [] };
const settings = readSettings({});
const never = () => new Promise<never>(() => undefined);

/** Measurements answer in turn; then none answers any more. */
function monitored(...answers: (() => Promise<EngineStatus>)[]) {
  let now = 0;
  let measured = 0;
  const preparation: { pending?: string } = {};
  const log: { state: LogState } & Omit<Makegood['log'], 'state'> = {
    state: { kind: 'known' },
    whenKnown: never,
    adopt: never,
  };
  const status = () => {
    measured++;
    return (answers.shift() ?? never)();
  };
  const monitor = new HealthMonitor({ status, settings, preparation, log }, { freshMs: 5, stopwatch: () => now });
  return {
    monitor,
    preparation,
    log,
    measured: () => measured,
    pass(ms: number) {
      now += ms;
    },
  };
}

const unavailable = (what: string) => ({ status: 'unavailable', message: `The ${what} cannot be read at the moment.` });

describe('Health', () => {
  it('is measured anew when that takes no time', async () => {
    const { monitor } = monitored(
      async () => READY,
      () => Promise.reject(new DocumentStoreError('unavailable', 'MongoDB cannot be reached')),
      () => Promise.reject(new EventStoreError('unavailable', 'EventStoreDB cannot be reached')),
      () => Promise.reject(new Error('a bug')),
      async () => READY,
    );
    expect(await monitor.health()).toEqual({ status: 'ready', parts: [] });
    expect(await monitor.health()).toEqual(unavailable('read models'));
    expect(await monitor.health()).toEqual(unavailable('events'));
    expect(await monitor.health()).toEqual(unavailable('stores'));
    expect(await monitor.health()).toEqual({ status: 'ready', parts: [] });
  });

  it('is the last known while a store does not answer, and unavailable when that is too old', async () => {
    const { monitor, pass, measured } = monitored(async () => READY);
    await monitor.health();
    for (let look = 0; look < 3; look++) expect((await monitor.health()).status).toBe('ready');
    // The looks wait for one measurement, they do not pile up.
    expect(measured()).toBe(2);
    pass(10_000);
    expect((await monitor.health()).status).toBe('ready');
    pass(1);
    expect(await monitor.health()).toEqual(unavailable('stores'));
  });

  it('is unavailable before anything was measured, and while the program prepares itself', async () => {
    expect(await monitored().monitor.health()).toEqual(unavailable('stores'));
    const { monitor, preparation } = monitored(async () => READY);
    preparation.pending = 'The samples are being loaded.';
    expect(await monitor.health()).toEqual({ status: 'unavailable', message: 'The samples are being loaded.' });
    delete preparation.pending;
    expect((await monitor.health()).status).toBe('ready');
  });

  it('P5 is unavailable, with what to do, while the log is not the known one', async () => {
    const { monitor, log } = monitored(async () => READY);
    log.state = { kind: 'other', reason: 'Bring back the right event log.' };
    expect(await monitor.health()).toEqual({ status: 'unavailable', message: 'Bring back the right event log.' });
  });

  it('is told by metrics too: lag, halts, quarantined streams and failed reactions, of processes as well', async () => {
    const position = 'f'.repeat(16) as EngineStatus['processes'][number]['position'];
    const { monitor } = monitored(async () => ({
      damagedStreams: [],
      readModels: [
        {
          name: 'claims',
          version: 1,
          build: undefined,
          position,
          lagEvents: 7,
          lagSeconds: 2.5,
          state: { kind: 'quarantining', streams: 3 },
        },
      ],
      processes: [
        { name: 'when', position, lagEvents: 9, lagSeconds: 4, undone: 2, state: { kind: 'halted', reason: 'a bug' } },
      ],
    }));
    const registry = new Registry();
    registerReaderMetrics(registry, monitor);
    const lines = (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines).toEqual([
      'makegood_reader_lag_seconds{kind="read-model",name="claims"} 2.5',
      'makegood_reader_lag_seconds{kind="process",name="when"} 4',
      'makegood_reader_lag_events{kind="read-model",name="claims"} 7',
      'makegood_reader_lag_events{kind="process",name="when"} 9',
      'makegood_reader_halted{kind="read-model",name="claims"} 0',
      'makegood_reader_halted{kind="process",name="when"} 1',
      'makegood_reader_quarantined_streams{kind="read-model",name="claims"} 3',
      'makegood_reader_quarantined_streams{kind="process",name="when"} 0',
      'makegood_reader_failed_reactions{kind="read-model",name="claims"} 0',
      'makegood_reader_failed_reactions{kind="process",name="when"} 2',
    ]);
  });
});
