import { uuidv5 } from '#kernel';
import { describeWithPeer as describe, startPeer } from '../../../../tests/support/event-store-server.ts';
import type { PeerLog } from '../../../../tests/support/peer-log.ts';
import type { ScriptedPeer } from '../../../../tests/support/scripted-peer.ts';
import { CommandLoop } from '../runtime/command-loop.ts';
import { silentLogger } from '../support/logger.ts';
import { followFeed } from '../runtime/feed.ts';
import { CountUp, issue, tallies } from '../runtime/tally.fixture.ts';
import { metadata } from './event-store.contract.ts';
import { BEGINNING, type DamageList, type EventStore, NO_STREAM, type RecordedEvent } from './event-store.port.ts';
import { openEventStoreDb } from './eventstoredb.event-store.ts';

let peer: ScriptedPeer;
let store: EventStore;
const stop = new AbortController();
const open = () => openEventStoreDb(peer.url(), { categories: ['tally'] });
beforeEach(async () => {
  peer = await startPeer({ caughtUp: true });
  store = await open();
});
afterEach(async () => {
  await store.close();
  await peer.stop();
});

const clock = { now: () => metadata.recordedAt };
const events = (stream: string, count: number) =>
  Array.from({ length: count }, (_, n) => ({
    id: uuidv5(`${stream} ${n}`),
    type: 'Counted',
    data: { n: 1 },
    metadata,
  }));
const written = (stream: string, count = 3) => store.append(stream, NO_STREAM, events(stream, count));
const untilListed = async (count: number): Promise<DamageList> => {
  while (store.damage?.list.streams.length !== count)
    await new Promise<void>((resolve) => {
      const leave = store.damage?.onChange(() => resolve(leave?.()));
    });
  return store.damage.list;
};

const damages: readonly [name: string, damage: (log: PeerLog) => void, said: string][] = [
  ['deleted', (log) => log.softDelete('tally-1'), 'tally-1 was deleted in EventStoreDB'],
  ['deleted for ever', (log) => log.tombstone('tally-1'), 'tally-1 was deleted for ever in EventStoreDB (tombstone)'],
  [
    'cut off',
    (log) => log.setMetadata('tally-1', { $tb: 2 }),
    'EventStoreDB cuts off the events of tally-1 before revision 2',
  ],
  [
    'limited to a number of events',
    (log) => log.setMetadata('tally-1', { $maxCount: 2 }),
    'EventStoreDB keeps only the last events of tally-1 ($maxCount: 2)',
  ],
  [
    'limited to an age',
    (log) => {
      log.setMetadata('tally-1', { $maxAge: 60 });
      log.now += 60_000;
    },
    'EventStoreDB keeps the events of tally-1 only for some time ($maxAge: 60 s)',
  ],
];
const scavenged = damages.flatMap(
  ([name, damage, said]) =>
    [
      [name, damage, said],
      [
        `${name} and scavenged`,
        (log: PeerLog) => {
          damage(log);
          log.scavenge();
        },
        said,
      ],
    ] as const,
);

describe('P1 a stream that was', () => {
  describe.each(scavenged)('%s at the server', (_, damage, said) => {
    const refused = { fault: 'stream-damaged', message: expect.stringContaining(said) };

    it('is neither read nor written, which says what happened to it', async () => {
      await written('tally-1');
      await written('tally-2');
      damage(peer.log);
      const rows = peer.log.newest()?.row;
      await expect(Array.fromAsync(store.readStream('tally-1'))).rejects.toMatchObject(refused);
      await expect(store.append('tally-1', NO_STREAM, events('again', 1))).rejects.toMatchObject(refused);
      await expect(store.append('tally-1', 2, events('again', 1))).rejects.toMatchObject(refused);
      expect(peer.log.newest()?.row).toBe(rows);
      expect(await Array.fromAsync(store.readStream('tally-2'))).toHaveLength(3);
    });

    it('is listed by who watches, also for a process that has it in memory', async () => {
      const loop = new CommandLoop(store, clock);
      const count = (id: string) => loop.execute(tallies, new CountUp({ id: '1', n: 1 }, issue(id)));
      await count('first');
      await count('second');
      await count('third');
      const watching = store.damage?.watch(undefined, stop.signal);
      damage(peer.log);
      expect((await untilListed(1)).streams).toEqual([{ stream: 'tally-1', damage: said }]);
      const rows = peer.log.newest()?.row;
      await expect(count('fourth')).rejects.toMatchObject(refused);
      expect(peer.log.newest()?.row).toBe(rows);
      await store.close();
      await watching;
    });

    it('is listed by who has read the whole log', async () => {
      await written('tally-1');
      damage(peer.log);
      await Array.fromAsync(store.readAll());
      expect(store.damage?.list.streams).toEqual([{ stream: 'tally-1', damage: said }]);
    });

    it('does not hold up those who follow the log', async () => {
      await written('tally-1');
      await written('tally-2');
      damage(peer.log);
      const left = peer.log.all(1, false, 100).filter(({ stream, type }) => /^tally/.test(stream) && !/^\$/.test(type));
      const enough = new AbortController();
      const given: RecordedEvent[] = [];
      const feed = followFeed(store, { name: 'test', after: BEGINNING, signal: enough.signal, logger: silentLogger });
      for await (const batch of feed) {
        given.push(...batch);
        if (given.length >= left.length) enough.abort();
      }
      const named = ({ stream, revision }: { stream: string; revision: number }) => `${stream}@${revision}`;
      expect(given.map(named)).toEqual(left.map(named));
      const first = given.find(({ stream }) => stream === 'tally-1');
      expect(first?.damage).toBe(first && first.revision > 0 ? said : undefined);
    });
  });

  it.each([
    ['deleted', (log: PeerLog) => log.softDelete('tally-1')],
    ['deleted for ever', (log: PeerLog) => log.tombstone('tally-1')],
  ])('%s is not begun anew by a process that knows nothing of it', async (_, damage) => {
    await written('tally-1');
    damage(peer.log);
    const rows = peer.log.newest()?.row;
    await expect(store.append('tally-1', NO_STREAM, events('again', 1))).rejects.toMatchObject({
      fault: 'stream-damaged',
    });
    expect(peer.log.newest()?.row).toBe(rows);
  });

  it('truncated without a trace of who did it is found by its first event', async () => {
    await written('tally-1');
    peer.log.setMetadata('tally-1', { $tb: 2 });
    peer.log.scavenge();
    peer.log.setMetadata('tally-1', {});
    const said = 'the events of tally-1 before revision 2 are missing';
    await expect(Array.fromAsync(store.readStream('tally-1'))).rejects.toThrow(said);
    expect(store.damage?.list.streams).toEqual([{ stream: 'tally-1', damage: said }]);
  });
});

describe('the list of damaged streams', () => {
  it('goes on from where it was kept, and forgets what was put right', async () => {
    await written('tally-1');
    await written('tally-2');
    peer.log.softDelete('tally-1');
    const watching = store.damage?.watch(undefined, stop.signal);
    const kept = await untilListed(1);
    await store.close();
    await watching;

    peer.log.softDelete('tally-2');
    store = await open();
    const again = store.damage?.watch(kept, stop.signal);
    expect((await untilListed(2)).streams.map(({ stream }) => stream)).toEqual(['tally-1', 'tally-2']);
    peer.log.setMetadata('tally-1', {});
    expect((await untilListed(1)).streams.map(({ stream }) => stream)).toEqual(['tally-2']);
    expect(await Array.fromAsync(store.readStream('tally-1'))).toHaveLength(3);
    await store.close();
    await again;
  });

  it('of another log is made anew', async () => {
    await written('tally-1');
    await written('tally-2');
    peer.log.softDelete('tally-2');
    const upTo = (await Array.fromAsync(store.readAll())).at(-1)?.position ?? BEGINNING;
    await store.close();
    peer.log.truncate(2);
    peer.log.growPast(Number(BigInt(`0x${upTo.slice(0, 16)}`)));
    peer.log.softDelete('tally-1');
    store = await open();
    const watching = store.damage?.watch({ upTo, streams: [] }, stop.signal);
    expect((await untilListed(1)).streams.map(({ stream }) => stream)).toEqual(['tally-1']);
    await store.close();
    await watching;
  });

  it.each([
    ['as 23.10', true],
    ['as 22.10', false],
  ])('saves the look at each new stream while it is current (%s)', async (_, caughtUp) => {
    await store.close();
    await peer.stop();
    peer = await startPeer({ caughtUp });
    store = await open();
    await written('tally-0');
    peer.log.softDelete('tally-0');
    const watching = store.damage?.watch(undefined, stop.signal);
    await written('tally-1');
    const readsOf = async (stream: string) => {
      const { read } = peer.calls;
      await written(stream);
      return peer.calls.read - read;
    };
    let reads = 1;
    for (let n = 2; reads > 0; n++) reads = await readsOf(`tally-${n}`);
    expect(await readsOf('tally-last')).toBe(0);
    expect(store.damage?.list.streams.map(({ stream }) => stream)).toEqual(['tally-0']);
    await store.close();
    await watching;
  });

  it('until it is current, a stream that is not found is looked at once, and not again when it is begun', async () => {
    const { read } = peer.calls;
    expect(await Array.fromAsync(store.readStream('tally-1'))).toEqual([]);
    await written('tally-1');
    expect(peer.calls.read - read).toBe(2);
  });
});
