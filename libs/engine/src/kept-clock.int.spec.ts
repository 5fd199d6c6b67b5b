import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DocumentStores, openSqliteStores, silentLogger } from '#platform';
import { followClock, keepReading, keptReading, openClock } from './kept-clock.ts';

const HOUR = 3_600_000;
const YEARS = 10 * 365 * 24 * HOUR;
const NOON = Date.parse('2026-03-10T12:00:00Z');

const machineAt = (wall: number, uptime: number) => ({
  wall: () => wall,
  uptime: () => uptime,
  stopwatch: () => 0,
});

describe('the clock of a machine, kept for its next process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'makegood-clock-'));
  let stores: DocumentStores;
  beforeAll(() => {
    stores = openSqliteStores(folder);
  });
  afterAll(async () => {
    await stores.close();
    rmSync(folder, { recursive: true });
  });

  it('fault 14 a process that starts after a jump goes on with the time from before it, and says so', async () => {
    const lines: object[] = [];
    const logger = { ...silentLogger, error: (fields: object) => lines.push(fields) };
    await keepReading(stores.processState, { wall: NOON, uptime: HOUR });
    const clock = await openClock(stores.processState, logger, machineAt(NOON + YEARS, HOUR + 30_000));
    expect(clock.now()).toBe('2026-03-10T12:00:30.000Z');
    expect(lines).toEqual([{ from: '2026-03-10T12:00:30.000Z', to: '2036-03-07T12:00:00.000Z' }]);
  });

  it('what was confirmed is taken by the next process', async () => {
    await keepReading(stores.processState, { wall: NOON + YEARS, uptime: HOUR });
    const clock = await openClock(stores.processState, silentLogger, machineAt(NOON + YEARS + HOUR, 2 * HOUR));
    expect(clock.now()).toBe('2036-03-07T13:00:00.000Z');
    expect(clock.jump).toBeUndefined();
  });

  it('a reading from before the machine was started says nothing', async () => {
    await keepReading(stores.processState, { wall: NOON, uptime: HOUR }, 'the boot before');
    expect(await keptReading(stores.processState)).toBeUndefined();
    expect(await keptReading(stores.processState, 'the boot before')).toMatchObject({ wall: NOON, uptime: HOUR });
  });

  it('a running process takes over what an operator confirms, and keeps what it shows for the others', async () => {
    let ahead = 0;
    const machine = { ...machineAt(NOON, HOUR), wall: () => NOON + ahead };
    const { processState } = stores;
    await keepReading(processState, { wall: NOON, uptime: HOUR });
    const clock = await openClock(processState, silentLogger, machine);
    const stopping = new AbortController();
    const shown: string[] = [];
    const turns = [
      async () => void (ahead = YEARS),
      async () => undefined,
      () => keepReading(processState, { wall: machine.wall(), uptime: machine.uptime() }),
      async () => stopping.abort(),
    ];
    const backoff = async () => {
      shown.push(clock.now());
      await turns.shift()?.();
    };
    await followClock(clock, processState, silentLogger, stopping.signal, { machine, backoff });
    expect(shown).toEqual([
      '2026-03-10T12:00:00.000Z',
      '2026-03-10T12:00:00.000Z',
      '2026-03-10T12:00:00.000Z',
      '2036-03-07T12:00:00.000Z',
    ]);
    expect(await keptReading(processState)).toMatchObject({ wall: NOON + YEARS });
  });

  it('while nothing can be read, the clock of the machine is believed', async () => {
    const away = { job: () => Promise.reject(new Error('away')), setJob: () => Promise.reject(new Error('away')) };
    expect((await openClock(away, silentLogger, machineAt(NOON, HOUR))).now()).toBe('2026-03-10T12:00:00.000Z');
  });
});
