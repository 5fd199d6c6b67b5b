import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY_MS, HOUR_MS, instantOf, uuidv5 } from '#kernel';
import {
  type DocumentStores,
  type EventStore,
  NO_STREAM,
  openSqliteEventStore,
  openSqliteStores,
  silentLogger,
} from '#platform';
import { storedMetadata } from '#platform/specs';
import { followClock, keepReading, keptReading, openClock } from './kept-clock.ts';

const YEARS = 10 * 365 * DAY_MS;
const NOON = Date.parse('2026-03-10T12:00:00Z');

const machineAt = (wall: number, uptime: number) => ({
  wall: () => wall,
  uptime: () => uptime,
  stopwatch: () => 0,
});

describe('the clock of a machine, kept for its next process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'makegood-clock-'));
  let stores: DocumentStores;
  let store: EventStore;
  beforeAll(() => {
    stores = openSqliteStores(folder);
    store = openSqliteEventStore(folder);
  });
  afterAll(async () => {
    await stores.close();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it('fault 14 a process that starts after a jump goes on with the time from before it, and says so', async () => {
    const lines: object[] = [];
    const logger = { ...silentLogger, error: (fields: object) => lines.push(fields) };
    await keepReading(stores.processState, { wall: NOON, uptime: HOUR_MS });
    const clock = await openClock({ ...stores, store }, logger, machineAt(NOON + YEARS, HOUR_MS + 30_000));
    expect(clock.now()).toBe('2026-03-10T12:00:30.000Z');
    expect(lines).toEqual([{ from: '2026-03-10T12:00:30.000Z', to: '2036-03-07T12:00:00.000Z' }]);
  });

  it('what was confirmed is taken by the next process', async () => {
    await keepReading(stores.processState, { wall: NOON + YEARS, uptime: HOUR_MS });
    const clock = await openClock({ ...stores, store }, silentLogger, machineAt(NOON + YEARS + HOUR_MS, 2 * HOUR_MS));
    expect(clock.now()).toBe('2036-03-07T13:00:00.000Z');
    expect(clock.jump).toBeUndefined();
  });

  it('a reading from before the machine was started says nothing', async () => {
    await keepReading(stores.processState, { wall: NOON, uptime: HOUR_MS }, 'the boot before');
    expect(await keptReading(stores.processState)).toBeUndefined();
    expect(await keptReading(stores.processState, 'the boot before')).toMatchObject({ wall: NOON, uptime: HOUR_MS });
  });

  it('a running process takes over what an operator confirms, and keeps what it shows for the others', async () => {
    let ahead = 0;
    const machine = { ...machineAt(NOON, HOUR_MS), wall: () => NOON + ahead };
    const { processState } = stores;
    await keepReading(processState, { wall: NOON, uptime: HOUR_MS });
    const clock = await openClock({ processState, store }, silentLogger, machine);
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
    expect((await openClock({ processState: away, store }, silentLogger, machineAt(NOON, HOUR_MS))).now()).toBe(
      '2026-03-10T12:00:00.000Z',
    );
  });

  describe('on a machine that has kept none since it was started', () => {
    const keptBefore = (wall: number) => ({
      job: async () => ({ wall, uptime: HOUR_MS, boot: 'the boot before' }),
      setJob: async () => undefined,
    });
    const noted: object[] = [];
    const logger = { ...silentLogger, error: (fields: object) => noted.push(fields) };
    /** Starts with this on its clock, when the newest event was recorded at noon; shows another time half a minute later. */
    const started = async (wall: number, later: number, keptWall = NOON) => {
      const metadata = storedMetadata({ id: 'anna', role: 'REVIEWER' }, instantOf(NOON));
      const newest = { id: uuidv5(String(wall)), type: 'Counted', data: {}, metadata };
      await store.append(`tally-${wall}`, NO_STREAM, [newest]);
      noted.length = 0;
      let [shown, uptime] = [wall, 60_000];
      const machine = { wall: () => shown, uptime: () => uptime, stopwatch: () => uptime };
      const clock = await openClock({ processState: keptBefore(keptWall), store }, logger, machine);
      const first = clock.now();
      uptime += 30_000;
      shown = later;
      return [first, clock.now(), noted.length];
    };

    it.each([
      ['decades behind the log', Date.parse('1970-01-01T00:00:09Z')],
      ['a day behind the log', NOON - DAY_MS],
      ['years ahead of the log', NOON + YEARS],
      ['months ahead of the log', NOON + 60 * DAY_MS],
    ])('fault 14 a clock that is %s is not believed: time goes on from the log', async (_, wall) => {
      expect(await started(wall, wall + 30_000)).toEqual(['2026-03-10T12:00:00.000Z', '2026-03-10T12:00:30.000Z', 1]);
    });

    it('fault 14 set right, it is followed, however long the programs were stopped', async () => {
      expect(await started(9_000, NOON + 3 * DAY_MS)).toEqual([
        '2026-03-10T12:00:00.000Z',
        '2026-03-13T12:00:00.000Z',
        1,
      ]);
    });

    it.each([
      ['two minutes behind the log, as clocks of several machines are', NOON - 120_000, '2026-03-10T11:58:00.000Z'],
      ['a month ahead, since the programs were stopped', NOON + 30 * DAY_MS, '2026-04-09T12:00:00.000Z'],
    ])('a clock that is %s is believed', async (_, wall, shown) => {
      expect(await started(wall, wall)).toEqual([shown, shown, 0]);
    });

    it('fault 14 months without an event are none without the programs: what they kept last has passed too', async () => {
      const [wall, kept] = [NOON + 100 * DAY_MS, NOON + 99 * DAY_MS];
      expect(await started(wall, wall, kept)).toEqual([instantOf(wall), instantOf(wall), 0]);
      const behind = NOON + 98 * DAY_MS;
      expect(await started(behind, behind + 30_000, kept)).toEqual([instantOf(kept), instantOf(kept + 30_000), 1]);
    });
  });
});
