import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { type EventStore, NO_STREAM, openEventStoreDb, type RecordedEvent } from '#platform';
import { EVENT_STORE_SERVER, type EventStoreServer, startEventStoreServer } from '../support/event-store-server.ts';
import { categories, eventNamed, feedOf, fill, threeEvents } from './facts.fixture.ts';

let server: EventStoreServer;
let store: EventStore;
const open = () => openEventStoreDb(server.url, { timeoutMs: 10_000, categories });
beforeEach(async () => {
  server = await startEventStoreServer();
  store = await open();
});
afterEach(async () => {
  await store.close();
  await server.stop();
});

const ids = (events: readonly { readonly id: string }[]) => events.map(({ id }) => id);
const streamOf = async (stream: string) => {
  return Array.fromAsync(store.readStream(stream));
};

// What a server must not do by itself is in event-store.faults.int.spec.ts.
describe(`faults on our side of ${EVENT_STORE_SERVER}`, () => {
  it('P1 P2 kill -9 in the middle of many appends: what was acknowledged is there, and all is there once after the retry', async () => {
    const streams = Array.from({ length: 40 }, (_, n) => `claim-${n}`);
    const program = fileURLToPath(new URL('./appending-process.fixture.ts', import.meta.url));
    const start = () => {
      const flags = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'];
      const child = spawn(process.execPath, [...flags, program, server.url, ...streams], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const acknowledged: string[] = [];
      child.stdout.on('data', (lines) => acknowledged.push(...String(lines).trim().split('\n')));
      return { child, acknowledged, ended: once(child, 'close') };
    };
    const killed = start();
    await once(killed.child.stdout, 'data');
    killed.child.kill('SIGKILL');
    await killed.ended;
    for (const stream of killed.acknowledged) expect(ids(await streamOf(stream))).toEqual(ids(threeEvents(stream)));
    const again = start();
    expect(await again.ended).toEqual([0, null]);
    for (const stream of streams) expect(ids(await streamOf(stream))).toEqual(ids(threeEvents(stream)));
  });

  it('P1 P5 a reader that stops in the middle of a batch, again and again, skips nothing and gets nothing twice', async () => {
    const before = await fill(store);
    const handled: RecordedEvent[] = [];
    while (handled.length < before.length) {
      const stop = new AbortController();
      const after = handled.at(-1)?.position;
      for await (const batch of store.subscribe({ batch: 4, signal: stop.signal, ...(after && { after }) })) {
        handled.push(...batch);
        stop.abort();
      }
    }
    expect(ids(handled)).toEqual(ids(before));
  });

  it("P1 long stretches of other people's events between ours make no empty batch and lose nothing", async () => {
    const client = EventStoreDBClient.connectionString(server.url.replace(/[?&]streamPrefix=\w+/, ''));
    const others = () =>
      client.appendToStream(
        'orders-1',
        Array.from({ length: 500 }, () => jsonEvent({ type: 'Other', data: {} })),
      );
    await store.append('claim-1', NO_STREAM, threeEvents('claim-1'));
    await others();
    await store.append('claim-2', NO_STREAM, threeEvents('claim-2'));
    await others();
    await client.dispose();
    const sizes: number[] = [];
    const events = await feedOf(store, 6, { taken: (n) => sizes.push(n) });
    expect(ids(events)).toEqual(ids([...threeEvents('claim-1'), ...threeEvents('claim-2')]));
    expect(sizes).toEqual([6]);
  });

  it('P1 P3 a reader that is busy while 1,000 events are written gets each of them once and in order', async () => {
    const written: string[] = [];
    const append = async (first: number) => {
      const events = Array.from({ length: 50 }, (_, n) => eventNamed(`${first + n}`, 'x'.repeat(400)));
      await store.append(`claim-${first}`, NO_STREAM, events);
      written.push(...ids(events));
    };
    await append(0);
    const given = await feedOf(store, 1_000, {
      batch: 10,
      async taken() {
        if (written.length < 1_000) await append(written.length);
      },
    });
    expect(ids(given)).toEqual(written);
  });

  it.each<[string, () => ReturnType<typeof eventNamed>[]]>([
    ['an event over 64 KiB', () => [eventNamed('large', 'x'.repeat(70_000))]],
    ['an event over 16 MiB', () => [eventNamed('huge', 'x'.repeat(17_000_000))]],
    ['10,000 events in one append', () => Array.from({ length: 10_000 }, (_, n) => eventNamed(`e${n}`))],
    ['an append over 1 MiB', () => Array.from({ length: 30 }, (_, n) => eventNamed(`m${n}`, 'x'.repeat(60_000)))],
  ])('%s is refused, and appends under way are not touched', async (_, events) => {
    const pending = store.append('claim-2', NO_STREAM, threeEvents('claim-2'));
    await expect(store.append('claim-1', NO_STREAM, events())).rejects.toMatchObject({ fault: 'too-large' });
    expect(await pending).toMatchObject({ revision: 2 });
    expect(await streamOf('claim-1')).toEqual([]);
  });

  it('P3 a stream of 5,000 events is read whole and in order', async () => {
    for (let revision = NO_STREAM; revision < 4_999; revision += 250)
      await store.append(
        'claim-1',
        revision,
        Array.from({ length: 250 }, (_, n) => eventNamed(`e${revision + 1 + n}`)),
      );
    let count = 0;
    for await (const event of store.readStream('claim-1')) expect(event.revision).toBe(count++);
    expect(count).toBe(5_000);
  });

  it('one wrong append among a hundred others is refused, and the others are stored', async () => {
    const streams = Array.from({ length: 101 }, (_, n) => `claim-${n}`);
    const answers = await Promise.all(
      streams.map((stream, n) => store.append(stream, n === 50 ? 7 : NO_STREAM, threeEvents(stream))),
    );
    expect(answers.map(({ kind }) => kind)).toEqual(streams.map((_, n) => (n === 50 ? 'conflict' : 'appended')));
    expect(await streamOf('claim-50')).toEqual([]);
  });
});

it('two installations on one server do not see each other, nor what the server had before', async () => {
  const prefixed = (name: string) => `${server.url.replace(/&streamPrefix=\w+/, '')}&streamPrefix=${name}_`;
  const run = `t${process.hrtime.bigint()}`;
  await fill(store);
  const [one, other] = await Promise.all(
    ['a', 'b'].map((name) => openEventStoreDb(prefixed(`${run}${name}`), { categories })),
  );
  if (!one || !other) throw new Error('two were opened');
  expect(await one.id()).not.toBe(await other.id());
  const all = async (of: EventStore) => {
    return Array.fromAsync(of.readAll());
  };
  expect([await all(one), await one.head()]).toEqual([[], '0000000000000000']);
  const written = await fill(one);
  await other.append('claim-1', NO_STREAM, [eventNamed('of the other')]);
  expect(ids(await all(one))).toEqual(ids(written));
  expect(ids(await feedOf(one, 30))).toEqual(ids(written));
  const backwards = await Array.fromAsync(one.readAll({ backwards: true }));
  expect(backwards).toEqual((await all(one)).toReversed());
  expect((await all(other)).map(({ id, stream, revision }) => ({ id, stream, revision }))).toEqual([
    { id: eventNamed('of the other').id, stream: 'claim-1', revision: 0 },
  ]);
  expect(await one.eventAt(await one.head())).toEqual(backwards[0]);
  for (const each of [one, other]) await each.close();
});
