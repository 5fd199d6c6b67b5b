import type { EventStore } from '../event-store/event-store.port.ts';
import { openSqliteEventStore } from '../event-store/sqlite.event-store.ts';
import { silentLogger } from '../support/logger.ts';
import { CacheFeed, RECENT_MS } from './cache-feed.ts';
import { CommandLoop, type CommandLoopOptions } from './command-loop.ts';
import { FaultyEventStore } from './faulty-stores.fixture.ts';
import { ReactingCache, UnreadableStream } from './stream-cache.ts';
import { Close, Count, issue, nextTurn, tallies, temporaryFolders, tickingClock, wholeLog } from './tally.fixture.ts';

const newFolder = temporaryFolders();
const opened: EventStore[] = [];
const stopping = new AbortController();
afterAll(async () => {
  stopping.abort();
  for (const store of opened) await store.close();
});

/** A process on the folder; what it reads is listed, and its time passes only when it is set, apart from an instant at each look. */
function start(folder: string, options: CommandLoopOptions = {}) {
  const store = new FaultyEventStore(openSqliteEventStore(folder));
  opened.push(store);
  const reads: string[] = [];
  const { readStream } = store;
  store.readStream = (stream, range) => {
    reads.push(stream);
    return readStream.call(store, stream, range);
  };
  const time = { at: 0 };
  const stopwatch = () => (time.at += 0.001);
  const loop = new CommandLoop(store, tickingClock(), { stopwatch, ...options });
  const { cache, now } = loop;
  const feed = new CacheFeed({ store, cache, now, logger: silentLogger, backoff: nextTurn });
  let sent = 0;
  return {
    store,
    loop,
    reads,
    time,
    count: (id: string, n: number) =>
      loop.execute(tallies, new Count({ id, n }, issue(`${folder} ${id} ${n} ${sent++}`))),
    /** As of now, or as it was some time ago. */
    total: async (id: string, ageMs = 0) => (await loop.load(tallies, `tally-${id}`, now() - ageMs)).state.total,
    follow: () => void feed.run(stopping.signal),
    /** As a request consults a stream. */
    async consulted(id: string) {
      await feed.beRecent();
      return (await loop.load(tallies, `tally-${id}`, now() - RECENT_MS)).state.total;
    },
  };
}

/** Until the feed of the process has begun and delivered what is in the log. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await nextTurn(0, stopping.signal);
}

describe('streams in memory', () => {
  it('are read as of now unless an older state will do', async () => {
    const folder = newFolder();
    const [one, other] = [start(folder), start(folder)];
    await one.count('a', 1);
    expect(await other.total('a')).toBe(1);
    await one.count('a', 2);
    expect(await other.total('a', 1_000)).toBe(1);
    expect(await other.total('a')).toBe(3);
    expect(other.reads).toEqual(['tally-a', 'tally-a']);
  });

  it('of the process that writes them are current', async () => {
    const { loop, count, reads } = start(newFolder());
    const before = loop.now();
    await count('a', 1);
    await count('a', 2);
    expect(await loop.load(tallies, 'tally-a', before)).toMatchObject({ state: { total: 3 }, revision: 1 });
    expect(reads).toEqual([]);
  });

  it('are absent, too, until they are read as of now', async () => {
    const folder = newFolder();
    const [one, other] = [start(folder), start(folder)];
    expect(await other.total('a', 1_000_000)).toBe(0);
    await one.count('a', 1);
    expect(await other.total('a', 1_000_000)).toBe(0);
    expect(await other.total('a')).toBe(1);
    expect(other.reads).toEqual(['tally-a', 'tally-a']);
  });

  it('are read once for all loads that wait', async () => {
    const folder = newFolder();
    await start(folder).count('a', 1);
    const { total, reads } = start(folder);
    expect(await Promise.all(Array.from({ length: 64 }, () => total('a')))).toEqual(new Array(64).fill(1));
    // The first was under way when the others came.
    expect(reads).toEqual(['tally-a', 'tally-a']);
    reads.length = 0;
    await Promise.all(Array.from({ length: 64 }, () => total('absent')));
    expect(reads).toEqual(['tally-absent', 'tally-absent']);
  });

  it('take a bounded number of bytes, and those used last stay', async () => {
    const { loop, count } = start(newFolder(), { cachedBytes: 10_000 });
    const kept = () => Array.from({ length: 40 }, (_, n) => n).filter((n) => loop.cache.get(`tally-${n}`));
    for (let n = 0; n < 10; n++) await count(String(n), 1);
    expect(kept()).toContain(0);
    for (let n = 10; n < 40; n++) {
      await count(String(n), 1);
      loop.cache.get('tally-0');
    }
    const left = kept();
    // To look at one is to use it, so the older of those that are left may make room for each other.
    expect(left).toEqual(expect.arrayContaining([0, 37, 38, 39]));
    expect(left.filter((n) => n > 0 && n < 40 - 16)).toEqual([]);
    expect(left.length).toBeLessThan(16);
  });

  it('that were damaged are forgotten, and read again', async () => {
    const { loop, count, total, reads } = start(newFolder());
    await count('a', 1);
    loop.cache.forget('tally-a');
    expect(await total('a', 1_000)).toBe(1);
    expect(reads).toEqual(['tally-a']);
  });
});

describe('streams that are kept current by a feed', () => {
  const two = async () => {
    const folder = newFolder();
    const [one, other] = [start(folder), start(folder)];
    await one.count('a', 1);
    other.follow();
    await until(async () => {
      other.reads.length = 0;
      const total = await other.consulted('a');
      return total === 1 && other.reads.length === 0;
    });
    return { one, other };
  };

  it('are consulted from memory, and show what other processes write', async () => {
    const { one, other } = await two();
    await one.count('a', 2);
    await until(async () => (await other.consulted('a')) === 3);
    expect(other.reads).toEqual([]);
  });

  it('are absent until another process begins them', async () => {
    const { one, other } = await two();
    expect(await other.consulted('b')).toBe(0);
    await one.count('b', 2);
    await until(async () => (await other.consulted('b')) === 2);
    expect(other.reads).toEqual(['tally-b']);
  });

  it('are read again when the feed is silent for more than a second', async () => {
    const { one, other } = await two();
    other.store.subscriptionFault = () => 'end';
    await one.count('a', 2);
    other.time.at += RECENT_MS / 2;
    expect(await other.consulted('a')).toBe(1);
    other.time.at += RECENT_MS;
    expect(await other.consulted('a')).toBe(3);
    expect(other.reads).toEqual(['tally-a']);
  });

  it('are read again when the head of the log cannot be read', async () => {
    const { other } = await two();
    const { head } = other.store;
    other.store.head = () => Promise.reject(new Error('no connection'));
    other.time.at += 2 * RECENT_MS;
    expect(await other.consulted('a')).toBe(1);
    expect(other.reads).toEqual(['tally-a']);
    other.store.head = head;
  });

  it('lack nothing that the feed delivers while they are being read', async () => {
    const { one, other } = await two();
    await one.count('b', 1);
    const { readStream } = other.store;
    const seen = Promise.withResolvers<void>();
    const { cache } = other.loop;
    const follow = cache.follow.bind(cache);
    cache.follow = (events) => {
      follow(events);
      if (events.some(({ revision }) => revision === 1)) seen.resolve();
    };
    // The read answers with what was there before; its answer comes after the feed has delivered the next event.
    other.store.readStream = async function* (stream, range) {
      const events = await Array.fromAsync(readStream.call(other.store, stream, range));
      if (stream === 'tally-b') {
        await one.count('b', 2);
        await seen.promise;
      }
      yield* events;
    };
    expect(await other.consulted('b')).toBe(1);
    other.store.readStream = readStream;
    expect(await other.consulted('b')).toBe(3);
  });
});

describe('streams in memory that reactions read', () => {
  it('are at least as new as the events that are reacted to, and older ones are read again', async () => {
    const folder = newFolder();
    const [one, other] = [start(folder), start(folder)];
    await one.count('a', 1);
    await other.total('a');
    await one.count('a', 2);
    const reacting = new ReactingCache(other.loop.cache, other.loop.now);
    const total = async () => (await other.loop.load(tallies, 'tally-a', reacting.since)).state.total;
    reacting.begin();
    expect(await total()).toBe(3);
    await one.count('a', 4);
    expect(await total()).toBe(3);
    reacting.follow((await wholeLog(one.store)).slice(-1));
    expect(await total()).toBe(7);
    expect(other.reads).toEqual(['tally-a', 'tally-a']);
  });

  it('are dropped when an event cannot be folded, and the reader is told', async () => {
    const { loop, count, store } = start(newFolder());
    const reacting = new ReactingCache(loop.cache, loop.now);
    reacting.begin();
    await count('a', 1);
    await loop.execute(tallies, new Close({ id: 'a' }, issue('close')));
    const [, closed] = await wholeLog(store);
    if (!closed) throw new Error('the tally is not closed');
    reacting.follow([{ ...closed, revision: 2, malformed: 'the data are not JSON' }]);
    store.readStream = async function* () {
      yield { ...closed, malformed: 'the data are not JSON' };
    };
    await expect(loop.load(tallies, 'tally-a', reacting.since)).rejects.toBeInstanceOf(UnreadableStream);
  });
});
