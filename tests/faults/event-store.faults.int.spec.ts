import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ANY, EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import {
  BEGINNING,
  type EventStore,
  followFeed,
  NO_STREAM,
  openEventStoreDb,
  type RecordedEvent,
  silentLogger,
} from '#platform';
import { describeWithPeer as describe, startPeer } from '../support/event-store-server.ts';
import { AS_MEASURED, type ScriptedPeer, type Trick } from '../support/scripted-peer.ts';
import { categories, eventNamed, feedOf, type FeedOfOptions, fill, threeEvents } from './facts.fixture.ts';

/** Longer than any answer of the peer takes, short enough to wait for. */
const TIMEOUT_MS = 1_200;

let peer: ScriptedPeer;
let store: EventStore;
const open = (timeoutMs = TIMEOUT_MS) => openEventStoreDb(peer.url(), { timeoutMs, categories });

beforeEach(async () => {
  peer = await startPeer();
  store = await open();
});
afterEach(async () => {
  await store.close();
  await peer.stop();
});

/** P1 P2 P3 of the server's own log: these events, each once, in this order, numbered from 0 in their stream. */
const stored = (stream: string) =>
  peer.log.stream(stream, 0, false, 10_000).map(({ id, revision, metadata }) => {
    const own = JSON.parse(Buffer.from(metadata).toString() || '{}') as { eventId?: string; hash?: string };
    return { id: own.eventId ?? id, revision, hash: own.hash };
  });
const ids = (events: readonly { readonly id: string }[]) => events.map(({ id }) => id);
const expectOnce = (stream: string, events: readonly { readonly id: string }[]) =>
  expect(stored(stream).map(({ id, revision }) => ({ id, revision }))).toEqual(
    events.map(({ id }, revision) => ({ id, revision })),
  );

/** As the command loop does: the same events at the same revision until it is known. */
async function untilKnown(stream: string, expected = NO_STREAM, events = threeEvents(stream)) {
  for (let tries = 1; ; tries++) {
    try {
      return { ...(await store.append(stream, expected, events)), tries };
    } catch (error) {
      if ((error as { fault?: string }).fault !== 'outcome-unknown') throw error;
    }
  }
}

describe('fault 1: kill -9 during an append', () => {
  const start = (...streams: string[]) => {
    const program = fileURLToPath(new URL('./appending-process.fixture.ts', import.meta.url));
    const child = spawn(
      process.execPath,
      ['--experimental-transform-types', '--disable-warning=ExperimentalWarning', program, peer.url(), ...streams],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const acknowledged: string[] = [];
    child.stdout.on('data', (lines) => acknowledged.push(...String(lines).trim().split('\n')));
    const ended = once(child, 'close');
    return { child, acknowledged, ended };
  };

  it.each<[string, Trick, string[]]>([
    ['before its events are stored', { stored: false, then: 'silence' }, []],
    ['after they are stored and before the answer', { then: 'silence' }, ['claim-1/0', 'claim-1/1', 'claim-1/2']],
  ])('P1 P2 %s: all of an append or nothing, and once after the retry', async (_, trick, names) => {
    peer.play('batchAppend', trick);
    const sent = peer.arrival('batchAppend');
    const { child, acknowledged, ended } = start('claim-1');
    await sent;
    child.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(acknowledged).toEqual([]);
    expect(ids(stored('claim-1'))).toEqual(names.map((name) => eventNamed(name).id));

    const again = start('claim-1');
    expect(await again.ended).toEqual([0, null]);
    expect(again.acknowledged).toEqual(['claim-1']);
    expectOnce('claim-1', threeEvents('claim-1'));
  });

  it('P1 P2 between two appends that belong together: the first stays, both are there once after the retry', async () => {
    peer.play('batchAppend', {}, { stored: false, then: 'silence' });
    const first = peer.arrival('batchAppend');
    const second = first.then(() => peer.arrival('batchAppend'));
    const { child, acknowledged, ended } = start('unit-1', 'claim-1');
    await second;
    child.kill('SIGKILL');
    await ended;
    expect(acknowledged).toEqual(['unit-1']);
    expectOnce('unit-1', threeEvents('unit-1'));
    expectOnce('claim-1', []);

    const again = start('unit-1', 'claim-1');
    expect(await again.ended).toEqual([0, null]);
    expectOnce('unit-1', threeEvents('unit-1'));
    expectOnce('claim-1', threeEvents('claim-1'));
  });
});

describe('fault 2: an append that hangs', () => {
  const never = new Promise<never>(() => {});

  const expectOnceAfterRetry = async () => {
    await expect(store.append('claim-1', NO_STREAM, threeEvents('claim-1'))).rejects.toMatchObject({
      fault: 'outcome-unknown',
    });
    const answer = await store.append('claim-1', NO_STREAM, threeEvents('claim-1'));
    expect(answer).toEqual({ kind: 'appended', revision: 2, position: await store.head() });
    // By a call of its own: what swallowed the first answer may swallow the next.
    expect(peer.calls).toMatchObject({ batchAppend: 1, append: 1 });
    expectOnce('claim-1', threeEvents('claim-1'));
  };

  it.each<[string, Trick]>([
    ['the server says nothing', { then: 'silence' }],
    ['the server says nothing and stores nothing', { stored: false, then: 'silence' }],
    ['the answer comes when nobody waits for it any more', { until: never }],
  ])('P1 P2 when %s its outcome is unknown within bounded time, and the retry stores it once', async (_, trick) => {
    peer.play('batchAppend', trick);
    await expectOnceAfterRetry();
  });

  it('a call that has not answered once gets no more appends, while others may still hope for it', async () => {
    peer.play('batchAppend', { then: 'silence' }, { then: 'silence' });
    const [first, second] = ['claim-1', 'claim-2'].map((stream) =>
      store.append(stream, NO_STREAM, threeEvents(stream)),
    );
    const secondFails = expect(second).rejects.toMatchObject({ fault: 'outcome-unknown' });
    await expect(first).rejects.toMatchObject({ fault: 'outcome-unknown' });
    expect(await store.append('claim-3', NO_STREAM, threeEvents('claim-3'))).toMatchObject({ revision: 2 });
    await secondFails;
    expect(peer.opened).toBe(2);
  });

  it.each<[string, Trick]>([
    ['the server ends the call cleanly', { then: 'end' }],
    ['the server ends the call cleanly and stores nothing', { stored: false, then: 'end' }],
    ['the connection breaks', { then: 'cut' }],
    ['the connection breaks before anything is stored', { stored: false, then: 'cut' }],
    ['the call breaks', { then: 'unavailable' }],
    ['the server cancels the call', { then: 'cancelled' }],
    ['the server gives up waiting for its disk', { then: 'timeout' }],
  ])('P1 P2 when %s its outcome is unknown at once, and the retry stores it once', async (_, trick) => {
    await store.close();
    // So patient that the test would end first.
    store = await open(60_000);
    peer.play('batchAppend', trick);
    await expectOnceAfterRetry();
  });

  it('P1 P2 an answer that comes late or twice is ignored, and the next append is answered', async () => {
    let late = () => {};
    peer.play('batchAppend', { until: new Promise<void>((resolve) => (late = resolve)), times: 2 }, { times: 2 });
    await expect(store.append('claim-1', NO_STREAM, threeEvents('claim-1'))).rejects.toMatchObject({
      fault: 'outcome-unknown',
    });
    const known = await store.append('claim-1', NO_STREAM, threeEvents('claim-1'));
    expect(known).toMatchObject({ kind: 'appended', revision: 2 });
    late();
    expect(await store.append('claim-2', NO_STREAM, threeEvents('claim-2'))).toMatchObject({ revision: 2 });
    expect(await store.append('claim-2', 2, [eventNamed('more')])).toMatchObject({ revision: 3 });
    expectOnce('claim-1', threeEvents('claim-1'));
    expectOnce('claim-2', [...threeEvents('claim-2'), eventNamed('more')]);
  });

  it('a retry whose outcome is unknown again goes on being unknown until the server knows', async () => {
    peer.play('batchAppend', { stored: false, then: 'silence' });
    // The second says that nothing was written: of itself, not of the first.
    peer.play(
      'append',
      { stored: false, then: 'silence' },
      { stored: false, then: 'not-ready' },
      { stored: false, then: 'not-ready' },
    );
    expect(await untilKnown('claim-1')).toMatchObject({ kind: 'appended', revision: 2, tries: 4 });
    expectOnce('claim-1', threeEvents('claim-1'));
  });

  it('P2 twenty identical appends in flight, of which some are answered Timeout, are stored once and all get one answer', async () => {
    const measured = await startPeer(AS_MEASURED);
    const patient = await openEventStoreDb(measured.url(), { timeoutMs: 60_000, categories });
    let unknown = 0;
    const untilStored = async (): Promise<unknown> => {
      try {
        return await patient.append('claim-1', NO_STREAM, threeEvents('claim-1'));
      } catch (error) {
        expect(error).toMatchObject({ fault: 'outcome-unknown' });
        unknown++;
        return untilStored();
      }
    };
    const answers = await Promise.all(Array.from({ length: 20 }, untilStored));
    expect(unknown).toBeGreaterThan(0);
    expect(answers).toEqual(
      answers.map(() => ({ kind: 'appended', revision: 2, position: (answers[0] as { position: string }).position })),
    );
    expect(measured.log.stream('claim-1', 0, false, 99)).toHaveLength(3);
    await patient.close();
    await measured.stop();
  });

  it('a retry meets a conflict when another writer took the revision: then its events were never stored', async () => {
    peer.play('batchAppend', { stored: false, then: 'silence' });
    await expect(store.append('claim-1', NO_STREAM, threeEvents('claim-1'))).rejects.toMatchObject({
      fault: 'outcome-unknown',
    });
    await store.append('claim-1', NO_STREAM, [eventNamed('another')]);
    expect(await store.append('claim-1', NO_STREAM, threeEvents('claim-1'))).toEqual({ kind: 'conflict' });
    expectOnce('claim-1', [eventNamed('another')]);
  });

  it('the server that never says what it can is not asked', async () => {
    peer.play('features', { then: 'silence' });
    expect(await store.append('claim-1', NO_STREAM, threeEvents('claim-1'))).toMatchObject({ revision: 2 });
    expect(peer.calls.features).toBe(0);
  });

  it('reads and subscriptions that get no answer fail in time', async () => {
    peer.play('read', { then: 'silence' });
    await expect(store.head()).rejects.toMatchObject({ fault: 'unavailable' });
    peer.play('subscribe', { then: 'silence' });
    const subscription = store.subscribe({ signal: new AbortController().signal })[Symbol.asyncIterator]();
    await expect(subscription.next()).rejects.toMatchObject({ fault: 'unavailable' });
  });
});

describe('an append that another process may have carried out before', () => {
  /** The same command in another process: the same ids, another envelope. */
  const elsewhere = (stream: string) =>
    threeEvents(stream).map((event) => ({ ...event, metadata: { ...event.metadata, hash: 'f'.repeat(64) } }));
  const streams = Array.from({ length: 40 }, (_, n) => `claim-${n}`);

  it('P2 is told from a first one, and a first one costs no look at its events', async () => {
    // On a busy machine many appends take their time, which is not what is asked here.
    const [patient, other] = await Promise.all([open(60_000), open(60_000)]);
    const done = streams.filter((_, n) => n % 3 === 0);
    const late = streams.filter((_, n) => n % 3 === 1);
    for (const stream of done) await other.append(stream, NO_STREAM, elsewhere(stream));
    const { read } = peer.calls;
    // Some before, some meanwhile, some not at all.
    const [theirs, ours] = await Promise.all([
      Promise.all(late.map((stream) => other.append(stream, NO_STREAM, elsewhere(stream)))),
      Promise.all(streams.map((stream) => patient.append(stream, NO_STREAM, threeEvents(stream)))),
    ]);
    const isTheirs = (stream: string) => stored(stream)[2]?.hash === 'f'.repeat(64);
    const first = { kind: 'appended', revision: 2, position: expect.any(String) };
    expect(ours).toEqual(streams.map((stream) => (isTheirs(stream) ? { ...first, repeated: true } : first)));
    expect(theirs).toEqual(late.map((stream) => (isTheirs(stream) ? first : { ...first, repeated: true })));
    for (const stream of streams) expectOnce(stream, threeEvents(stream));
    // And whether the stream was deleted, at each beginning.
    expect(peer.calls.read - read).toBe(done.length + late.length + streams.length + late.length);
    await patient.close();
    await other.close();
  });

  it('P2 and whose answer was lost there: it is stored once, whichever of the two arrives first', async () => {
    const other = await open();
    let go = () => {};
    peer.play(
      'batchAppend',
      { stored: false, then: 'silence' },
      { until: new Promise<void>((resolve) => (go = resolve)) },
    );
    const lost = other.append('claim-1', NO_STREAM, elsewhere('claim-1'));
    await expect(lost).rejects.toMatchObject({ fault: 'outcome-unknown' });
    const pending = store.append('claim-1', NO_STREAM, threeEvents('claim-1'));
    const again = other.append('claim-1', NO_STREAM, elsewhere('claim-1'));
    go();
    expect(await pending).not.toHaveProperty('repeated');
    expect(await again).toEqual({ ...(await pending), repeated: true });
    expectOnce('claim-1', threeEvents('claim-1'));
    await other.close();
  });

  it('is a conflict while it cannot be seen what stands there', async () => {
    const other = await open();
    await other.append('claim-1', NO_STREAM, elsewhere('claim-1'));
    // Whether the stream was deleted can be seen.
    peer.play('read', {}, { then: 'unavailable' }, { then: 'unavailable' });
    expect(await store.append('claim-1', NO_STREAM, threeEvents('claim-1'))).toEqual({ kind: 'conflict' });
    expect(await store.append('claim-1', NO_STREAM, threeEvents('claim-1'))).toMatchObject({ repeated: true });
    await other.close();
  });
});

describe('fault 3: an error on one append while 100 others are under way', () => {
  const streams = Array.from({ length: 101 }, (_, n) => `claim-${n}`);
  const appendAll = (to = store) =>
    Promise.allSettled(streams.map((stream) => to.append(stream, NO_STREAM, threeEvents(stream))));

  it.each(['access-denied', 'stream-deleted', 'wrong-version'] as const)('%s fails that one alone', async (then) => {
    peer.play('batchAppend', ...Array.from({ length: 50 }, () => ({})), { stored: false, then });
    // On a busy machine a hundred appends take their time, which is not what is asked here.
    const patient = await open(60_000);
    const results = await appendAll(patient);
    await patient.close();
    const failed = results.flatMap((result, index) =>
      result.status === 'fulfilled' && result.value.kind === 'appended' ? [] : [index],
    );
    expect(failed).toEqual([50]);
    expectOnce('claim-50', []);
    for (const stream of streams) if (stream !== 'claim-50') expectOnce(stream, threeEvents(stream));
  });

  it('P1 P2 what breaks the call leaves no other append hanging, lost or doubled', async () => {
    const never = new Promise<never>(() => {});
    peer.play('batchAppend', ...Array.from({ length: 100 }, () => ({ until: never })), { then: 'unavailable' });
    const results = await appendAll();
    expect(new Set(results.map((result) => result.status === 'rejected' && result.reason.fault))).toEqual(
      new Set(['outcome-unknown']),
    );
    const patient = await open(60_000);
    const again = await appendAll(patient);
    await patient.close();
    expect(again.map((result) => result.status === 'fulfilled' && result.value.kind)).toEqual(
      streams.map(() => 'appended'),
    );
    for (const stream of streams) expectOnce(stream, threeEvents(stream));
  });

  it('P1 does not reach the appends of another store in the process (the client’s own table did)', async () => {
    const other = await open(60_000);
    let go = () => {};
    const until = new Promise<void>((resolve) => (go = resolve));
    peer.play('batchAppend', ...streams.map(() => ({ until })), { then: 'unavailable' });
    const arrived = streams.map(() => peer.arrival('batchAppend'));
    const pending = appendAll(other);
    await Promise.all(arrived);
    await expect(store.append('unit-1', NO_STREAM, threeEvents('unit-1'))).rejects.toMatchObject({
      fault: 'outcome-unknown',
    });
    go();
    expect((await pending).map(({ status }) => status)).toEqual(streams.map(() => 'fulfilled'));
    await other.close();
  });
});

describe('fault 4: a retry after the server was started again', () => {
  const restart = async () => {
    const { folder } = peer;
    await peer.stop({ keep: true });
    peer = await startPeer({ folder });
  };

  it('P2 under ANY writes the events again: why it does not exist here', async () => {
    const event = jsonEvent({ id: eventNamed('any').id, type: 'Submitted', data: {} });
    const append = async () => {
      const client = EventStoreDBClient.connectionString(peer.url());
      await client.appendToStream('claim-1', [event], { expectedRevision: ANY });
      await client.dispose();
    };
    await append();
    await append();
    expect(ids(stored('claim-1'))).toEqual([event.id]);
    await restart();
    await append();
    expect(ids(stored('claim-1'))).toEqual([event.id, event.id]);
  });

  it('P2 at the exact revision stores nothing again', async () => {
    peer.play('batchAppend', { then: 'silence' });
    await expect(store.append('claim-1', NO_STREAM, threeEvents('claim-1'))).rejects.toMatchObject({
      fault: 'outcome-unknown',
    });
    await store.close();
    await restart();
    store = await open();
    expect(await store.append('claim-1', NO_STREAM, threeEvents('claim-1'))).toMatchObject({ revision: 2 });
    expectOnce('claim-1', threeEvents('claim-1'));
  });
});

const feed = (count: number, more?: FeedOfOptions) => feedOf(store, count, more);

describe('fault 10: the event store goes away', () => {
  it('P1 P3 the feed goes on where it was after the server was down and came back', async () => {
    const before = await fill(store);
    let after: Promise<unknown> = Promise.resolve();
    const events = await feed(60, {
      async taken(n) {
        if (n !== 30) return;
        await peer.down();
        // The first may still go to the call that is just breaking.
        await expect(store.append('unit-0', NO_STREAM, threeEvents('unit-0'))).rejects.toMatchObject({
          fault: expect.stringMatching(/^(unavailable|outcome-unknown)$/),
        });
        await expect(store.append('unit-1', NO_STREAM, threeEvents('unit-1'))).rejects.toMatchObject({
          fault: 'unavailable',
        });
        await peer.up();
        after = fill(store, 'unit');
      },
    });
    const written = (await after) as { id: string }[];
    expect(ids(events)).toEqual(ids([...before, ...written]));
  });

  it('P1 P3 the feed goes on from both parts of its position when connections are cut again and again', async () => {
    const before = await fill(store);
    // Positions 300, 600, … have two different parts.
    const events = await feed(30, { batch: 3, taken: () => peer.cut() });
    expect(ids(events)).toEqual(ids(before));
    expect(events.filter(({ position }) => position.includes('-'))).toHaveLength(10);
  });

  it('P1 P2 another node leads: appends follow it', async () => {
    const leader = await startPeer({ folder: peer.folder });
    peer.leader = leader;
    peer.play('batchAppend', { stored: false, then: 'not-leader' });
    expect(await store.append('claim-1', NO_STREAM, threeEvents('claim-1'))).toMatchObject({ revision: 2 });
    expect(leader.calls.batchAppend).toBe(1);
    expectOnce('claim-1', threeEvents('claim-1'));
    await leader.stop();
  });

  it('P1 a cluster is asked for its leader', async () => {
    const leader = await startPeer({ folder: peer.folder });
    peer.leader = leader;
    const other = await openEventStoreDb(peer.url({ discover: true }), { categories });
    expect(await other.append('claim-1', NO_STREAM, threeEvents('claim-1'))).toMatchObject({ revision: 2 });
    expect(leader.calls.batchAppend).toBe(1);
    await other.close();
    await leader.stop();
  });

  it('a cluster that has lost its leader does not end the process, and is found again', async () => {
    const other = await openEventStoreDb(peer.url({ discover: true }), { timeoutMs: 3_000, categories });
    await other.append('unit-1', NO_STREAM, threeEvents('unit-1'));
    const subscription = other.subscribe({ signal: new AbortController().signal })[Symbol.asyncIterator]();
    await subscription.next();
    const uncaught: unknown[] = [];
    const original = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', (reason) => uncaught.push(reason));
    // The client turns away from the node, and looks for another in vain while the old connection breaks under it.
    peer.play('batchAppend', { stored: false, then: 'unavailable' });
    peer.play('gossip', ...Array.from({ length: 10 }, () => ({ then: 'unavailable' }) as const));
    await expect(other.append('claim-1', NO_STREAM, threeEvents('claim-1'))).rejects.toMatchObject({
      fault: 'outcome-unknown',
    });
    const asked = peer.arrival('gossip');
    const inVain = other.append('claim-2', NO_STREAM, threeEvents('claim-2'));
    const ended = expect(subscription.next()).rejects.toMatchObject({ fault: 'unavailable' });
    await asked;
    peer.cut();
    await ended;
    await inVain.catch(() => undefined);
    await nextTurn();
    process.removeAllListeners('unhandledRejection');
    for (const listener of original) process.on('unhandledRejection', listener);
    expect(uncaught).toEqual([]);
    expect(await other.append('claim-1', NO_STREAM, threeEvents('claim-1'))).toMatchObject({ revision: 2 });
    await other.close();
  });

  it('P1 P2 a connection that passes nothing on and tells nobody: bounded, and once when it lives again', async () => {
    await store.append('claim-1', NO_STREAM, threeEvents('claim-1'));
    const more = [eventNamed('more')];
    peer.freeze();
    await expect(store.append('claim-1', 2, more)).rejects.toMatchObject({ fault: 'outcome-unknown' });
    await expect(store.head()).rejects.toMatchObject({ fault: 'unavailable' });
    peer.thaw();
    expect(await untilKnown('claim-1', 2, more)).toMatchObject({ kind: 'appended', revision: 3 });
    expectOnce('claim-1', [...threeEvents('claim-1'), ...more]);
  });

  it('P1 a subscription that fell silent is noticed by the head of the log', async () => {
    const before = await fill(store);
    peer.play('subscribe', { after: 12, then: 'silence' });
    expect(ids(await feed(30, { silenceMs: 40 }))).toEqual(ids(before));
    expect(peer.calls.subscribe).toBe(2);
  });

  it('what others write behind our last event does not look like a feed that stands still', async () => {
    await fill(store);
    const head = await store.head();
    const empty = new Uint8Array();
    for (const [stream, type] of [
      ['$stats-0', '$statsCollected'],
      ['$ce-claim', '$>'],
      ['orders-1', 'OrderPlaced'],
    ] as const)
      peer.log.append(
        stream,
        'any',
        Array.from({ length: 300 }, (_, n) => ({
          id: eventNamed(`${stream}${n}`).id,
          type,
          json: true,
          data: empty,
          metadata: empty,
        })),
      );
    expect(await store.head()).toBe(head);
    const { read } = peer.calls;
    const given = peer.given;
    expect(await store.head()).toBe(head);
    // Looked over once: the second time one event was enough.
    expect({ reads: peer.calls.read - read, events: peer.given - given }).toEqual({ reads: 1, events: 1 });
  });

  it('the head close behind what others have just written is found by a short read', async () => {
    await fill(store);
    const others = { id: eventNamed('order').id, type: 'OrderPlaced', json: true };
    const empty = { data: new Uint8Array(), metadata: new Uint8Array() };
    for (let n = 0; n < 3; n++)
      peer.log.append('orders-1', 'any', [{ ...others, id: eventNamed(`o${n}`).id, ...empty }]);
    const given = peer.given;
    await store.head();
    expect(peer.given - given).toBe(1 + 16);
  });
});

describe('fault 11: a subscription ends', () => {
  it.each<[string, Trick]>([
    ['cleanly', { after: 7, then: 'end' }],
    ['before it began', { after: 0, then: 'end' }],
    ['with an error', { after: 7, then: 'unavailable' }],
    ['cancelled by the server', { after: 7, then: 'cancelled' }],
    ['because its consumer was too slow', { after: 7, then: 'too-slow' }],
    ['with the connection', { after: 7, then: 'cut' }],
  ])('P1 P3 %s, several times over: each event is handed over once and in order', async (_, trick) => {
    const before = await fill(store);
    peer.play('subscribe', trick, trick, trick);
    expect(ids(await feed(30))).toEqual(ids(before));
    expect(peer.calls.subscribe).toBe(4);
  });

  it('P2 delivered two, three and five times over: each event is handed over once', async () => {
    const before = await fill(store);
    peer.play('subscribe', { times: 2, after: 10, then: 'end' }, { times: 3, after: 10, then: 'end' }, { times: 5 });
    expect(ids(await feed(30))).toEqual(ids(before));
  });

  it('P2 even one subscription that delivers everything three times gives each event once', async () => {
    const before = await fill(store);
    peer.play('subscribe', { times: 3 });
    const given: RecordedEvent[] = [];
    const enough = new AbortController();
    for await (const batch of store.subscribe({ batch: 7, signal: enough.signal })) {
      given.push(...batch);
      if (given.length >= 30) enough.abort();
    }
    expect(ids(given)).toEqual(ids(before));
  });

  it('access denied is said as such', async () => {
    peer.play('subscribe', { then: 'access-denied' });
    const subscription = store.subscribe({ signal: new AbortController().signal })[Symbol.asyncIterator]();
    await expect(subscription.next()).rejects.toMatchObject({ fault: 'access-denied' });
  });
});

describe('a live subscription', () => {
  it('P1 P3 that the server ends because its reader fell behind goes on after the last event, and warns nobody', async () => {
    const tooSlow = await startPeer({ tooSlow: 40 });
    const lines: string[] = [];
    const logger = { ...silentLogger, debug: (_: object, line: string) => lines.push(line) };
    const slow = await openEventStoreDb(tooSlow.url(), { categories, logger });
    const warned: unknown[] = [];
    const stop = new AbortController();
    const given: RecordedEvent[] = [];
    const following = (async () => {
      const warn = (...line: unknown[]) => void warned.push(line);
      for await (const batch of followFeed(slow, {
        name: 'test',
        after: BEGINNING,
        signal: stop.signal,
        logger: { ...silentLogger, warn, error: warn },
      })) {
        given.push(...batch);
        if (given.length >= 303) stop.abort();
      }
    })();
    for (let n = 0; n < 101; n++) await slow.append(`claim-${n}`, NO_STREAM, threeEvents(`claim-${n}`));
    await following;
    expect(ids(given)).toEqual(Array.from({ length: 101 }, (_, n) => ids(threeEvents(`claim-${n}`))).flat());
    expect(warned).toEqual([]);
    expect(tooSlow.calls.subscribe).toBeGreaterThan(2);
    expect(lines).toHaveLength(tooSlow.calls.subscribe - 1);
    await slow.close();
    await tooSlow.stop();
  });

  it('is read while its consumer is busy, so that the server seldom finds it too slow', async () => {
    const patient = await open(60_000);
    const append = (first: number) =>
      patient.append(
        `claim-${first}`,
        NO_STREAM,
        Array.from({ length: 50 }, (_, n) => eventNamed(`${first + n}`, 'x'.repeat(400))),
      );
    const live = patient.subscribe({ batch: 10, signal: new AbortController().signal })[Symbol.asyncIterator]();
    await append(0);
    const events = [...((await live.next()).value as RecordedEvent[])];
    const { given } = peer;
    for (let first = 50; first < 1_050; first += 50) await append(first);
    // The consumer is still busy with its first ten events.
    while (peer.given - given < 950) await nextTurn();
    while (events.length < 1_050) events.push(...((await live.next()).value as RecordedEvent[]));
    expect(new Set(ids(events)).size).toBe(1_050);
    await patient.close();
  });
});

describe('fault 12: checkpoints', () => {
  it('P5 the head of a restored log is looked for again', async () => {
    await fill(store);
    const whole = await store.head();
    peer.log.truncate(20);
    const head = await store.head();
    expect(head < whole).toBe(true);
    const all = await Array.fromAsync(store.readAll());
    expect(all).toHaveLength(20);
    expect(all.at(-1)?.position).toBe(head);
  });
});

describe('fault 17: too much at once', () => {
  it.each<[string, () => ReturnType<typeof eventNamed>[]]>([
    ['an event over 64 KiB', () => [eventNamed('large', 'x'.repeat(70_000))]],
    ['an event over 16 MiB', () => [eventNamed('huge', 'x'.repeat(17_000_000))]],
    ['10,000 events in one append', () => Array.from({ length: 10_000 }, (_, n) => eventNamed(`e${n}`))],
    ['an append over 1 MiB', () => Array.from({ length: 30 }, (_, n) => eventNamed(`m${n}`, 'x'.repeat(60_000)))],
  ])('%s is refused before the wire, and appends under way are not touched', async (_, events) => {
    const patient = await open(60_000);
    const pending = patient.append('claim-2', NO_STREAM, threeEvents('claim-2'));
    await expect(patient.append('claim-1', NO_STREAM, events())).rejects.toMatchObject({ fault: 'too-large' });
    expect(await pending).toMatchObject({ revision: 2 });
    await patient.close();
    expect(peer.calls).toMatchObject({ batchAppend: 1, append: 0 });
  });

  /** Of one stream. */
  const appendMany = async (events: number) => {
    for (let revision = NO_STREAM; revision < events - 1; revision += 250)
      await store.append(
        'claim-1',
        revision,
        Array.from({ length: 250 }, (_, n) => eventNamed(`e${revision + 1 + n}`)),
      );
  };

  it('P3 a stream of 5,000 events is read whole and in order, a page at a time', async () => {
    await appendMany(5_000);
    const { read } = peer.calls;
    let count = 0;
    for await (const event of store.readStream('claim-1')) expect(event.revision).toBe(count++);
    expect(count).toBe(5_000);
    expect(peer.calls.read - read).toBe(20);
  });

  it('the next page of the log is on its way while one is worked on, and only one', async () => {
    await appendMany(3_000);
    const { read } = peer.calls;
    let count = 0;
    for await (const event of store.readAll()) {
      expect(event.revision).toBe(count++);
      if (count !== 1) continue;
      // The end of the log, its first page, and the second.
      while (peer.calls.read < read + 3) await nextTurn();
      for (let turns = 0; turns < 50; turns++) await nextTurn();
      expect(peer.calls.read).toBe(read + 3);
    }
    expect(count).toBe(3_000);
  });

  it('a consumer that takes its time is not overrun', async () => {
    const text = 'x'.repeat(20_000);
    for (let n = 0; n < 1_000; n += 10)
      await store.append(
        `claim-${n}`,
        NO_STREAM,
        Array.from({ length: 10 }, (_, each) => eventNamed(`${n}/${each}`, text)),
      );
    const given = peer.given;
    const subscription = store.subscribe({ batch: 10, signal: new AbortController().signal })[Symbol.asyncIterator]();
    expect((await subscription.next()).value).toHaveLength(10);
    for (let turn = 0; turn < 500; turn++) await nextTurn();
    // Its batch, the buffers behind it, and what one HTTP/2 window holds; not the other 20 MB.
    expect(peer.given - given).toBeLessThan(150);
    await subscription.return?.();
  });
});
