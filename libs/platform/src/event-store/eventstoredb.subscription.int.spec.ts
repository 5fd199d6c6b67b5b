import { uuidv5 } from '#kernel';
import { describeWithPeer, startPeer } from '../../../../tests/support/event-store-server.ts';
import type { ScriptedPeer } from '../../../../tests/support/scripted-peer.ts';
import { metadata } from './event-store.contract.ts';
import { BEGINNING, type EventStore, NO_STREAM, type Position, type RecordedEvent } from './event-store.port.ts';
import { openEventStoreDb } from './eventstoredb.event-store.ts';

describeWithPeer('the readers of one process', () => {
  let peer: ScriptedPeer;
  let store: EventStore;
  let stopped: AbortController;
  let written: number;
  beforeEach(async () => {
    peer = await startPeer();
    store = await openEventStoreDb(peer.url(), { timeoutMs: 60_000, categories: ['claim'] });
    stopped = new AbortController();
    written = 0;
    await write(1);
  });
  afterEach(async () => {
    stopped.abort();
    await store.close();
    await peer.stop();
  });

  async function write(count: number, text = ''): Promise<void> {
    const before = written;
    for (; written < before + count; written++) {
      const event = { id: uuidv5(`event ${written}`), type: 'Submitted', data: { n: written, text }, metadata };
      await store.append('claim-1', written === 0 ? NO_STREAM : written - 1, [event]);
    }
  }

  /** Pulls events when asked to. */
  function reader(after: Position, signal = stopped.signal) {
    const batches = store.subscribe({ after, signal })[Symbol.asyncIterator]();
    const pending: RecordedEvent[] = [];
    return async (count: number): Promise<number[]> => {
      while (pending.length < count) pending.push(...((await batches.next()).value as readonly RecordedEvent[]));
      return pending.splice(0, count).map(({ revision }) => revision);
    };
  }
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);

  it('are sent each event once while they are at the head', async () => {
    const readers = [await store.head(), await store.head(), BEGINNING].map((after) => reader(after));
    await readers[2]?.(1);
    const first = readers.map((read) => read(1));
    await write(1);
    expect(await Promise.all(first)).toEqual([[1], [1], [1]]);
    await Promise.all([write(1), ...readers.map((read) => read(1))]);
    const before = peer.given;
    await write(20);
    expect(await Promise.all(readers.map((read) => read(20)))).toEqual(readers.map(() => range(3, 23)));
    expect(peer.given - before).toBe(20);
  });

  it('wait for none that is slower, which misses nothing', async () => {
    const after = await store.head();
    const [slow, fast] = [reader(after), reader(after)];
    const first = [slow(1), fast(1)];
    await write(1);
    await Promise.all(first);
    const long = 'x'.repeat(50_000);
    for (let n = 0; n < 3; n++) {
      const from = written;
      await write(15, long);
      expect(await fast(15)).toEqual(range(from, from + 15));
    }
    expect(await slow(45)).toEqual(range(2, 47));
    await write(1);
    expect(await Promise.all([slow(1), fast(1)])).toEqual([[47], [47]]);
  });

  it('do not join a subscription that has been cut off silently', async () => {
    const after = await store.head();
    peer.play('subscribe', { after: 1, then: 'silence' });
    const first = reader(after);
    await Promise.all([first(1), write(1)]);
    const cutOff = await store.head();
    await write(1);
    const second = reader(cutOff);
    expect(await second(1)).toEqual([2]);
    const third = reader(cutOff);
    await write(1);
    expect(await Promise.all([second(1), third(2)])).toEqual([[3], [2, 3]]);
  });

  it('go on when the one that began leaves', async () => {
    const leaving = new AbortController();
    const after = await store.head();
    const [first, second] = [reader(after, leaving.signal), reader(after)];
    const both = [first(1), second(1)];
    await write(1);
    await Promise.all(both);
    leaving.abort();
    await write(5);
    expect(await second(5)).toEqual(range(2, 7));
  });

  it('end together with the subscription that they share, and each says why', async () => {
    const after = await store.head();
    peer.play('subscribe', { after: 1, then: 'cancelled' });
    const [first, second] = [reader(after), reader(after)];
    const both = [first(1), second(1)];
    await write(1);
    expect(await Promise.all(both)).toEqual([[1], [1]]);
    for (const read of [first, second]) await expect(read(1)).rejects.toMatchObject({ fault: 'unavailable' });
  });
});
