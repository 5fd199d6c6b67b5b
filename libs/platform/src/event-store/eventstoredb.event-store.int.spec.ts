import { type Clock, instantOf, type Json, uuidv5 } from '#kernel';
import {
  describeWithPeer,
  EVENT_STORE_SERVER,
  startEventStoreServer,
  startPeer,
} from '../../../../tests/support/event-store-server.ts';
import type { Refusal, ScriptedPeer, Trick } from '../../../../tests/support/scripted-peer.ts';
import { CommandLoop } from '../runtime/command-loop.ts';
import { eventStoreContract, follow, metadata } from './event-store.contract.ts';
import { type EventStore, NO_STREAM, type NewEvent } from './event-store.port.ts';
import { openEventStoreDb } from './eventstoredb.event-store.ts';
import { chainFaults, CountUp, issue, tallies, wholeLog } from '../runtime/tally.fixture.ts';

// Nothing here waits for it: what a busy machine takes is no fault.
const timeoutMs = 60_000;
const options = { timeoutMs, categories: ['contract'] };
const categories = ['claim', 'unit', 'creditNotes', 'tally'];

/** A clock that starts in the n-th year from 2026, and advances by a millisecond at each call. */
const startingAt = (years: number): Clock => {
  let now = Date.UTC(2026 + years, 2, 9);
  return { now: () => instantOf(now++) };
};

eventStoreContract(`EventStoreDB (${EVENT_STORE_SERVER})`, async () => {
  const server = await startEventStoreServer();
  const store = await openEventStoreDb(server.url, options);
  return {
    store,
    lagging: true,
    another: () => openEventStoreDb(server.url, options),
    async dispose() {
      await store.close();
      await server.stop();
    },
  };
});

describeWithPeer('EventStoreDB', () => {
  let peer: ScriptedPeer;
  let store: EventStore;
  beforeEach(async () => {
    peer = await startPeer({ caughtUp: true });
    store = await openEventStoreDb(peer.url(), { timeoutMs, categories });
  });
  afterEach(async () => {
    await store.close();
    await peer.stop();
  });

  const newEvents = (count: number): NewEvent[] =>
    Array.from({ length: count }, (_, n) => ({ id: uuidv5(`event ${n}`), type: 'Submitted', data: { n }, metadata }));
  const bytes = (text: string) => new TextEncoder().encode(text);
  const ids = (events: readonly { readonly id: string }[]) => events.map(({ id }) => id);

  describe('events of other programs', () => {
    it('without a JSON object or our metadata are poison, returned with their place and their stored text', async () => {
      const ours = JSON.stringify(metadata);
      const cases: [data: string, json: boolean, metadata: string, shown: Json, malformed: string | undefined][] = [
        ['{"n":1}', true, ours, { n: 1 }, undefined],
        ['{"n":', true, ours, '{"n":', 'its data is not a JSON object'],
        ['[1]', true, ours, '[1]', 'its data is not a JSON object'],
        ['"text"', true, ours, 'text', 'its data is not a JSON object'],
        ['null', true, ours, 'null', 'its data is not a JSON object'],
        ['bytes', false, ours, 'bytes', 'its data is not a JSON object'],
        ['{"n":2}', true, '{"actor":', { n: 2 }, 'its metadata lacks required fields'],
        ['{"n":3}', true, '{"actor":{}}', { n: 3 }, 'its metadata lacks required fields'],
        ['{"n":4}', true, '', { n: 4 }, 'its metadata lacks required fields'],
      ];
      const raw = cases.map(([data, json, custom], n) => ({
        id: uuidv5(`raw ${n}`),
        type: 'Submitted',
        json,
        data: bytes(data),
        metadata: bytes(custom),
      }));
      peer.log.append('claim-1', -1, raw);
      const read = await Array.fromAsync(store.readStream('claim-1'));
      expect(read.map(({ revision, data, malformed }) => ({ revision, data, malformed }))).toEqual(
        cases.map(([, , , data, malformed], revision) => ({ revision, data, malformed })),
      );
      expect(read[0]?.metadata).toEqual(metadata);
      expect(read[6]?.metadata).toEqual({});
      expect(await Array.fromAsync(store.readAll())).toEqual(read);
      expect((await follow(store, cases.length)).events).toEqual(read);
    });

    it('in system streams, links and foreign streams are never delivered', async () => {
      const event = (name: string, type: string) => ({
        id: uuidv5(name),
        type,
        json: true,
        data: bytes('{}'),
        metadata: bytes(''),
      });
      const [first, second] = newEvents(2);
      await store.append('claim-1', NO_STREAM, [first as NewEvent]);
      peer.log.append('$$claim-1', 'any', [event('acl', '$metadata')]);
      peer.log.append('$ce-claim', 'any', [event('link', '$>')]);
      peer.log.append('orders-1', 'any', [event('order', 'OrderPlaced')]);
      peer.log.append('unit-1', 'any', [event('by a projection', '$>')]);
      await store.append('claim-1', 0, [second as NewEvent]);
      const expected = ids(newEvents(2));
      expect(ids(await Array.fromAsync(store.readAll()))).toEqual(expected);
      expect(ids(await Array.fromAsync(store.readAll({ backwards: true })))).toEqual(expected.toReversed());
      expect(ids((await follow(store, 2)).events)).toEqual(expected);
      expect(ids(await Array.fromAsync(store.readStream('unit-1')))).toEqual([]);
    });

    it('a stream outside the categories of the store cannot be written', async () => {
      await expect(store.append('others-1', NO_STREAM, newEvents(1))).rejects.toThrow(TypeError);
      for (const category of categories)
        expect(
          await store.append(`${category}-x`, NO_STREAM, [{ ...newEvents(1)[0], id: uuidv5(category) } as NewEvent]),
        ).toMatchObject({
          kind: 'appended',
        });
      expect((await follow(store, categories.length)).events).toHaveLength(categories.length);
    });
  });

  it("the id on the server covers the metadata; readers get the event's own id", async () => {
    const [event] = newEvents(1) as [NewEvent];
    await store.append('claim-1', NO_STREAM, [event]);
    const [raw] = peer.log.stream('claim-1', 0, false, 1);
    expect(raw?.id).toBe(uuidv5(`${event.id}/${metadata.hash}`));
    expect(JSON.parse(Buffer.from(raw?.metadata ?? []).toString())).toEqual({ eventId: event.id, ...metadata });
    expect(await Array.fromAsync(store.readStream('claim-1'))).toMatchObject([event]);
    expect((await Array.fromAsync(store.readAll()))[0]).toEqual((await follow(store, 1)).events[0]);
  });

  it('P2 A2 the same commands executed by two processes at once take effect once, and every chain verifies', async () => {
    const stores = await Promise.all(
      [0, 1].map(() => openEventStoreDb(peer.url(), { timeoutMs, categories: ['tally'] })),
    );
    const [one, other] = stores.map((each, n) => new CommandLoop(each, startingAt(n))) as [CommandLoop, CommandLoop];
    for (let round = 0; round < 6; round++) {
      const commands = Array.from(
        { length: 12 },
        (_, n) => new CountUp({ id: String(n), n: 1 + (n % 3) }, issue(`round ${round} of ${n}`)),
      );
      const sentTo = (loop: CommandLoop) => Promise.all(commands.map((command) => loop.execute(tallies, command)));
      // The second starts before the first is answered.
      const arrived = peer.arrival('batchAppend');
      const first = sentTo(round % 2 === 0 ? one : other);
      await arrived;
      const second = await sentTo(round % 2 === 0 ? other : one);
      expect(second).toEqual(await first);
      expect(new Set(second.map(({ kind }) => kind))).toEqual(new Set(['accepted']));
    }
    const log = await wholeLog(stores[0] as EventStore);
    expect(log).toHaveLength(6 * 4 * (1 + 2 + 3));
    expect(new Set(ids(log)).size).toBe(log.length);
    expect(chainFaults(log)).toEqual([]);
    // Both must have won some of the races.
    expect(new Set(log.map(({ metadata: { recordedAt } }) => recordedAt.slice(0, 4)))).toEqual(
      new Set(['2026', '2027']),
    );
    for (const each of stores) await each.close();
  });

  describe('a read that breaks', () => {
    const broken: Trick = { after: 3, then: 'unavailable' };
    beforeEach(async () => {
      await store.append('claim-1', NO_STREAM, newEvents(10));
    });

    it('in the middle of a page is repeated, and no event is delivered twice', async () => {
      peer.play('read', broken);
      expect(ids(await Array.fromAsync(store.readStream('claim-1')))).toEqual(ids(newEvents(10)));
    });

    it('twice is reported, without half a page', async () => {
      peer.play('read', broken, broken);
      const read: string[] = [];
      const reading = async () => {
        for await (const { id } of store.readStream('claim-1')) read.push(id);
      };
      await expect(reading()).rejects.toMatchObject({ fault: 'unavailable' });
      expect(read).toEqual([]);
    });
  });

  describe('each error has its own fault', () => {
    it.each<[Refusal, string]>([
      ['access-denied', 'access-denied'],
      ['stream-deleted', 'stream-damaged'],
      ['timeout', 'outcome-unknown'],
      ['unavailable', 'outcome-unknown'],
      ['cancelled', 'outcome-unknown'],
    ])('of an append: %s is %s', async (then, fault) => {
      peer.play('batchAppend', { stored: false, then });
      await expect(store.append('claim-1', NO_STREAM, newEvents(1))).rejects.toMatchObject({ fault });
    });

    it.each<Refusal>(['not-ready', 'not-leader'])(
      'of an append: %s is repeated once, then unavailable',
      async (then) => {
        peer.play('batchAppend', { stored: false, then });
        expect(await store.append('claim-1', NO_STREAM, newEvents(1))).toMatchObject({ kind: 'appended' });
        peer.play('batchAppend', { stored: false, then }, { stored: false, then });
        await expect(store.append('claim-2', NO_STREAM, [{ ...newEvents(2)[1] } as NewEvent])).rejects.toMatchObject({
          fault: 'unavailable',
        });
      },
    );

    it.each<[Refusal, string]>([
      ['access-denied', 'access-denied'],
      ['stream-deleted', 'stream-damaged'],
      ['cancelled', 'unavailable'],
      ['timeout', 'unavailable'],
    ])('of a read: %s is %s', async (then, fault) => {
      peer.play('read', { then }, { then });
      await expect(Array.fromAsync(store.readStream('claim-1'))).rejects.toMatchObject({ fault });
    });

    it('a permanently deleted stream is reported to readers and writers', async () => {
      await store.append('claim-1', NO_STREAM, newEvents(1));
      peer.log.tombstone('claim-1');
      await expect(store.append('claim-1', 0, [newEvents(2)[1] as NewEvent])).rejects.toMatchObject({
        fault: 'stream-damaged',
      });
      await expect(Array.fromAsync(store.readStream('claim-1'))).rejects.toMatchObject({ fault: 'stream-damaged' });
    });
  });

  it('closing waits for an append that the server is handling', async () => {
    let go = () => {};
    peer.play('batchAppend', { until: new Promise<void>((resolve) => (go = resolve)) });
    const arrived = peer.arrival('batchAppend');
    const pending = store.append('claim-1', NO_STREAM, newEvents(2));
    await arrived;
    const closing = store.close();
    go();
    expect(await pending).toMatchObject({ kind: 'appended', revision: 1 });
    await closing;
  });

  describe('opening', () => {
    it('accepts addresses of KurrentDB', async () => {
      const other = await openEventStoreDb(peer.url().replace('esdb:', 'kurrentdb:'), { categories });
      expect(await other.head()).toBe(await store.head());
      await other.close();
    });

    it('fails when no server answers', async () => {
      const url = peer.url();
      await peer.down();
      await expect(openEventStoreDb(url, { categories })).rejects.toMatchObject({ fault: 'unavailable' });
      await peer.up();
    });
  });
});
