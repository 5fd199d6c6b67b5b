import { type Clock, instantOf } from '#kernel';
import {
  CommandLoop,
  type EventStore,
  followFeed,
  openEventStoreDb,
  type RecordedEvent,
  silentLogger,
} from '#platform';
import { chainFaults, CountUp, issue, tallies } from '../../libs/platform/src/runtime/tally.fixture.ts';
import { EVENT_STORE_SERVER, type EventStoreServer, startEventStoreServer } from '../support/event-store-server.ts';

/** Commands that two processes send at once, and how many events each of them is. */
const COMMANDS = 60;
const EVENTS = 2;

const startingAt = (year: number): Clock => {
  let now = Date.UTC(year, 2, 9);
  return { now: () => instantOf(now++) };
};

describe(`Two processes on ${EVENT_STORE_SERVER}`, () => {
  let server: EventStoreServer;
  let stores: readonly EventStore[];
  beforeEach(async () => {
    server = await startEventStoreServer();
    stores = await Promise.all(
      [0, 1].map(() => openEventStoreDb(server.url, { timeoutMs: 60_000, categories: ['tally'] })),
    );
  });
  afterEach(async () => {
    for (const store of stores) await store.close();
    await server.stop();
  });

  /** What the feed gives from now on, of one stream. */
  async function feed(stream: string, count: number): Promise<RecordedEvent[]> {
    const [store] = stores as [EventStore];
    const enough = new AbortController();
    const given: RecordedEvent[] = [];
    const options = { name: 'test', after: await store.head(), signal: enough.signal, logger: silentLogger };
    for await (const events of followFeed(store, options)) {
      given.push(...events.filter((event) => event.stream === stream));
      if (given.length >= count) enough.abort();
    }
    return given;
  }

  it.each<[string, (n: number, process: number) => string, number]>([
    ['the same commands', (n) => `command ${n}`, 1],
    ['different commands', (n, process) => `command ${n} of ${process}`, 2],
  ])(
    'P1 P2 P3 that send %s to one stream at once: each takes effect once, and the feed gives it once and in order',
    async (_, named, times) => {
      const id = 'two';
      const expected = COMMANDS * EVENTS * times;
      const following = feed(`tally-${id}`, expected);
      const loops = stores.map(
        (store, process) => new CommandLoop(store, startingAt(2026 + process), { attempts: 500, timeoutMs: 60_000 }),
      );
      const outcomes = await Promise.all(
        loops.map(async (loop, process) => {
          const kinds: string[] = [];
          for (let n = 0; n < COMMANDS; n++) {
            const command = new CountUp({ id, n: EVENTS }, issue(`${id} ${named(n, process)}`));
            kinds.push((await loop.execute(tallies, command)).kind);
          }
          return kinds;
        }),
      );
      expect(new Set(outcomes.flat())).toEqual(new Set(['accepted']));
      const events = await following;
      expect(events.map(({ revision }) => revision)).toEqual(Array.from({ length: expected }, (_each, n) => n));
      expect(new Set(events.map((event) => event.id)).size).toBe(expected);
      expect(chainFaults(events)).toEqual([]);
    },
  );
});
