import { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';
import type { Authenticated } from '#server';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { batchStreams } from '#batches';
import { claimStreams } from '#claims';
import { creditNoteSeriesStreams, creditNoteStreams, replacementStreams, reversalSeriesStreams } from '#finance';
import { type Actor, type Json, type Serial, uuidv5 } from '#kernel';
import { mailsModel, mailStreams } from '#mail';
import { type EventStore, EventStoreError, NO_STREAM, type ReadModels, silentLogger } from '#platform';
import { type Makegood, openMakegood, readSettings } from '#engine';
import { batchesModel } from '#views';
import { unitStreams } from '#warranty';
import { LiveChanges } from './live-changes.ts';
import { LiveConnections } from './live-limits.ts';

const RITA: Actor = { id: 'rita', role: 'REVIEWER' };

let folder: string;
let makegood: Makegood;
let changes: LiveChanges;
let running: Promise<void>;
const stopping = new AbortController();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'makegood-'));
  const settings = readSettings({ MAKEGOOD_DATA: folder, PORT: '0' });
  makegood = await openMakegood(settings, { logger: silentLogger });
  await makegood.projector.prepare();
  // Every claim is there.
  const get = async (_model: unknown, ids: readonly string[]) => new Map(ids.map((id) => [id, { id }]));
  const sources = { store: makegood.store, models: { get } as unknown as ReadModels };
  changes = new LiveChanges(sources, async () => true, silentLogger);
  running = changes.run(stopping.signal);
});
afterAll(async () => {
  stopping.abort();
  await running;
  await makegood.close();
  await rm(folder, { recursive: true });
});

/** One change in each of so many claims. */
async function happens(name: string, claims: number, type = 'Withdrawn'): Promise<void> {
  const metadata = { actor: RITA, commandId: name, schemaVersion: 1 } as never;
  await Promise.all(
    Array.from({ length: claims }, (_, n) => {
      const stream = claimStreams.of(`${name}-${n}`);
      return makegood.store.append(stream, NO_STREAM, [{ id: uuidv5(stream), type, data: {}, metadata }]);
    }),
  );
}

describe('Subscribers of claim changes', () => {
  it('a subscriber that does not read while more than 1,000 claims change is disconnected, and its pending changes are dropped', async () => {
    const slow = changes.of(RITA, {});
    const narrow = changes.of(RITA, { id: 'flood-7' });
    expect(changes.subscribers).toBe(2);
    await happens('flood', 1_001);
    while (changes.subscribers > 1) await new Promise((resume) => setImmediate(resume));

    await expect(slow.next()).rejects.toMatchObject({ extensions: { code: 'TOO_SLOW' } });
    expect(await slow.next()).toEqual({ value: undefined, done: true });
    // A subscriber to one claim has at most one pending change.
    expect(changes.subscribers).toBe(1);
    await narrow.return?.();
    expect(changes.subscribers).toBe(0);
  });

  it('F6 are told what becomes of the new unit that is owed for a claim, and nothing of other events of units', async () => {
    const subscriber = changes.of(RITA, {});
    const metadata = { actor: RITA, commandId: 'remedy', schemaVersion: 1 } as never;
    const happened = (stream: string, type: string, data: Json) =>
      makegood.store.append(stream, NO_STREAM, [{ id: uuidv5(stream), type, data, metadata }]);
    const unit = (serial: string) => unitStreams.of(serial as Serial);
    await happened(unit('LM1-1'), 'UnitDelivered', {});
    await happened(unit('LM1-2'), 'UnitReplaced', { claimId: 'other' });
    await happened(replacementStreams.of('P-BERLIN'), 'ReplacementShipped', { claimId: 'owed' });
    expect((await subscriber.next()).value.document.id).toBe('owed');
    await happened(unit('LM1-3'), 'UnitDelivered', { claimId: 'delivered' });
    expect((await subscriber.next()).value.document.id).toBe('delivered');
    await subscriber.return?.();
  });

  it('F4 F5 N1 are told of a note whichever stream says that it changed, and of a mail once it is known what became of it', async () => {
    const states = ['UNREAD', 'NEEDS_STAFF'];
    const get = async ({ name }: { name: string }, ids: readonly string[]) =>
      new Map(ids.map((id) => [id, { id, ...(name === mailsModel.name && { state: states.shift() }) }]));
    const stop = new AbortController();
    const sources = { store: makegood.store, models: { get } as unknown as ReadModels };
    const feed = new LiveChanges(sources, async () => true, silentLogger);
    const following = feed.run(stop.signal);
    await makegood.store.head();
    const [notes, mails] = [feed.notes(RITA), feed.mails(RITA)];
    const metadata = { actor: RITA, commandId: 'told', schemaVersion: 1 } as never;
    const happened = (stream: string, type: string, data: Json) =>
      makegood.store.append(stream, NO_STREAM, [{ id: uuidv5(stream), type, data, metadata }]);
    for (const [stream, type, data] of [
      [creditNoteSeriesStreams.of('MG'), 'CreditNoteIssued', { number: 'MG-1' }],
      [creditNoteStreams.of('MG-2'), 'CreditNoteSettled', { number: 'MG-2' }],
      [reversalSeriesStreams.of('MG'), 'ReversalIssued', { number: 'R-1', creditNoteNumber: 'MG-3' }],
    ] as const) {
      await happened(stream, type, data);
      expect((await notes.next()).value.document.id).toBe(data.creditNoteNumber ?? data.number);
    }
    await happened(mailStreams.of('M-1'), 'MailReceived', {});
    await happened(mailStreams.of('M-2'), 'MailLeftToStaff', {});
    expect((await mails.next()).value.document.id).toBe('M-2');
    stop.abort();
    await following;
  });

  it('a subscriber that leaves while it waits is released at once', async () => {
    const subscriber = changes.of(RITA, {});
    const next = subscriber.next();
    await subscriber.return?.();
    expect(await next).toEqual({ value: undefined, done: true });
    expect(changes.subscribers).toBe(0);
  });

  it('receive what was written while the feed was broken or had ended, exactly once', async () => {
    const { store } = makegood;
    const troubles = ['error', 'end', 'error'];
    const breaking = new Proxy(store, {
      get(target, name: keyof EventStore) {
        if (name !== 'subscribe') return (target[name] as ((...args: unknown[]) => unknown) | undefined)?.bind(target);
        return async function* (options: Parameters<EventStore['subscribe']>[0]) {
          for await (const events of target.subscribe(options)) {
            yield events;
            const trouble = troubles.shift();
            // Before the subscription is renewed.
            if (trouble) await happens(`meanwhile-${troubles.length}`, 1);
            if (trouble === 'error') throw new EventStoreError('unavailable', 'connection reset');
            if (trouble === 'end') return;
          }
        };
      },
    });
    const get = async (_model: unknown, ids: readonly string[]) => new Map(ids.map((id) => [id, { id }]));
    const sources = { store: breaking, models: { get } as unknown as ReadModels };
    const stop = new AbortController();
    const feed = new LiveChanges(sources, async () => true, silentLogger);
    const subscriber = feed.of(RITA, {});
    const following = feed.run(stop.signal);
    // The feed starts at the end of the log.
    await store.head();
    await happens('first', 1);
    const heard: string[] = [];
    while (heard.length < 4) heard.push((await subscriber.next()).value.document.id);
    expect(heard).toEqual(['first-0', 'meanwhile-2-0', 'meanwhile-1-0', 'meanwhile-0-0']);
    stop.abort();
    await following;
    expect(await subscriber.next()).toEqual({ value: undefined, done: true });
  });

  it('a changed claim is read once, however many subscribe to it, and not at all when no one does', async () => {
    const read: (readonly string[])[] = [];
    const get = async (_model: unknown, ids: readonly string[]) => {
      read.push(ids);
      return new Map(ids.map((id) => [id, { id, partnerId: 'P-SEOUL' }]));
    };
    const stop = new AbortController();
    const sources = { store: makegood.store, models: { get } as unknown as ReadModels };
    const feed = new LiveChanges(sources, async () => true, silentLogger);
    const following = feed.run(stop.signal);
    await makegood.store.head();
    const seoul: Actor = { id: 'mina', role: 'PARTNER', onBehalfOf: 'P-SEOUL' };
    const subscribers = [
      ...Array.from({ length: 50 }, (_, n) => feed.of(n % 2 ? RITA : seoul, {})),
      feed.of(RITA, { id: 'shared-0' }),
      feed.of(RITA, { partnerId: 'P-SEOUL' }),
    ];
    const others = [
      feed.of({ ...seoul, onBehalfOf: 'P-BERLIN' }, {}),
      feed.of(RITA, { partnerId: 'P-BERLIN' }),
      feed.of(RITA, { id: 'another' }),
    ];
    await happens('shared', 1);
    const told = await Promise.all(subscribers.map((subscriber) => subscriber.next()));
    expect(new Set(told.map(({ value }) => value.document.id))).toEqual(new Set(['shared-0']));
    expect(read).toEqual([['shared-0']]);

    for (const subscriber of subscribers) await subscriber.return?.();
    const ended = others.map((subscriber) => subscriber.next());
    await others[0]?.return?.();
    await others[1]?.return?.();
    // Only one that waits for a claim which does not change is left.
    await happens('alone', 1);
    await makegood.store.head();
    stop.abort();
    await following;
    expect(await Promise.all(ended)).toEqual(others.map(() => ({ value: undefined, done: true })));
    expect(read).toEqual([['shared-0']]);
  });

  it('E4 a partner hears nothing when something happened that is for staff alone', async () => {
    const get = async (_model: unknown, ids: readonly string[]) =>
      new Map(ids.map((id) => [id, { id, partnerId: 'P-SEOUL' }]));
    const stop = new AbortController();
    const sources = { store: makegood.store, models: { get } as unknown as ReadModels };
    const feed = new LiveChanges(sources, async () => true, silentLogger);
    const following = feed.run(stop.signal);
    await makegood.store.head();
    const partner = feed.of({ id: 'mina', role: 'PARTNER', onBehalfOf: 'P-SEOUL' }, {});
    const staff = feed.of(RITA, {});
    await happens('flagged', 1, 'BatchFlagged');
    await happens('flagged-no-more', 1, 'Withdrawn');
    expect((await staff.next()).value.document.id).toBe('flagged-0');
    expect((await partner.next()).value.document.id).toBe('flagged-no-more-0');
    stop.abort();
    await following;
  });

  it('go on while the read model of batches has halted, whose own subscribers are disconnected when they have missed too much', async () => {
    const get = async (_model: unknown, ids: readonly string[]) => new Map(ids.map((id) => [id, { id }]));
    const stop = new AbortController();
    const sources = { store: makegood.store, models: { get } as unknown as ReadModels };
    const feed = new LiveChanges(sources, async ({ name }) => name !== batchesModel.name, silentLogger);
    const following = feed.run(stop.signal);
    await makegood.store.head();
    const [claims, batches] = [feed.of(RITA, {}), feed.suspicions(RITA)];
    const suspicion = batches.next();
    suspicion.catch(() => undefined);
    const metadata = { actor: RITA, commandId: 'suspected', schemaVersion: 1 } as never;
    for (let nth = 0; nth <= 200; nth++) {
      const stream = batchStreams.of(`B-${nth}`);
      await makegood.store.append(stream, NO_STREAM, [
        { id: uuidv5(stream), type: 'BatchSuspected', data: {}, metadata },
      ]);
      await happens(`beside-${nth}`, 1);
      expect((await claims.next()).value.document.id).toBe(`beside-${nth}-0`);
    }
    await expect(suspicion).rejects.toMatchObject({ extensions: { code: 'TOO_SLOW' } });
    expect(feed.subscribers).toBe(1);
    stop.abort();
    await following;
  });

  it('the signal ends every subscription, including later ones', async () => {
    const before = changes.of(RITA, {});
    stopping.abort();
    await running;
    expect(await before.next()).toEqual({ value: undefined, done: true });
    expect(await changes.of(RITA, {}).next()).toEqual({ value: undefined, done: true });
    expect(changes.subscribers).toBe(0);
  });
});

describe('The live connections of a partner', () => {
  function connect(all: LiveConnections, who: string, onBehalfOf: string, subscriptions: number): boolean {
    const actor: Actor = { id: who, role: 'PARTNER', onBehalfOf };
    const listening = Object.fromEntries(Array.from({ length: subscriptions }, (_, n) => [n, {}]));
    const authenticated = { actor, expiresAtMs: Number.POSITIVE_INFINITY } as Authenticated;
    return all.add(new EventEmitter() as WebSocket, { authenticated, subscriptions: listening });
  }
  const callers = ['mina', 'jun', 'ara', 'bo'];
  const listener: Actor = { id: 'new', role: 'PARTNER', onBehalfOf: 'P-SEOUL' };

  it('are 60 at most, of all its callers together, and those of another partner go on', () => {
    const all = new LiveConnections();
    for (const who of callers.slice(0, 3))
      for (let n = 0; n < 20; n++) expect(connect(all, who, 'P-SEOUL', 0)).toBe(true);
    expect([connect(all, 'new', 'P-SEOUL', 0), connect(all, 'new', 'P-BERLIN', 0)]).toEqual([false, true]);
  });

  it('have 200 subscriptions at most', () => {
    const all = new LiveConnections();
    for (const who of callers) connect(all, who, 'P-SEOUL', 50);
    expect(all.mayListen(listener)).toBe(true);
    connect(all, 'new', 'P-SEOUL', 1);
    expect([all.mayListen(listener), all.mayListen({ ...listener, onBehalfOf: 'P-BERLIN' })]).toEqual([false, true]);
  });
});
