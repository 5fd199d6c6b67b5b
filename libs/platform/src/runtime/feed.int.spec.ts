import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CommandLoop } from './command-loop.ts';
import {
  BEGINNING,
  type EventStore,
  type Position,
  positionOf,
  type RecordedEvent,
} from '../event-store/event-store.port.ts';
import { FaultyEventStore, type SubscriptionFault } from './faulty-stores.fixture.ts';
import { EventStoreError } from '../event-store/event-store.port.ts';
import { BrokenOrder, type FeedOptions, followFeed, StreamOrder } from './feed.ts';
import type { Logger } from '../support/logger.ts';
import { describeWithEmbedded, itWithEmbedded, openLogOf } from '../../../../tests/support/event-store-server.ts';
import {
  CountUp,
  issue,
  nextTurn,
  seeded,
  tallies,
  temporaryFolders,
  tickingClock,
  wholeLog,
} from './tally.fixture.ts';

const newFolder = temporaryFolders();
/** Longer than any test. */
const NEVER = 2_000_000_000;

const at = ({ stream, revision }: RecordedEvent) => `${stream}@${revision}`;

describe('the feed', () => {
  let folder: string;
  let store: FaultyEventStore;
  let loop: CommandLoop;
  let said: { level: string; message: string; error?: string }[];
  let stop: AbortController;
  const logger = Object.fromEntries(
    ['debug', 'info', 'warn', 'error'].map((level) => [
      level,
      ({ error }: { error?: string }, message: string) => said.push({ level, message, ...(error && { error }) }),
    ]),
  ) as unknown as Logger;

  beforeEach(async () => {
    folder = newFolder();
    store = new FaultyEventStore(await openLogOf(folder, ['tally']));
    loop = new CommandLoop(store, tickingClock());
    said = [];
    stop = new AbortController();
  });
  afterEach(async () => {
    stop.abort();
    await store.close();
  });

  let counter = 0;
  const count = (id: string, n = 1) => loop.execute(tallies, new CountUp({ id, n }, issue(`feed ${++counter}`)));
  const feed = (options: Partial<FeedOptions> = {}, of: EventStore = store) =>
    followFeed(of, {
      name: 'spec',
      after: BEGINNING,
      signal: stop.signal,
      logger,
      silenceMs: NEVER,
      backoff: nextTurn,
      ...options,
    });
  /** The next `size` events. */
  const take = async (size: number, options: Partial<FeedOptions> = {}) => {
    const events: RecordedEvent[] = [];
    for await (const batch of feed(options)) {
      events.push(...batch);
      if (events.length >= size) break;
    }
    return events;
  };

  it('ends without a word when the store is closed', async () => {
    await count('a', 3);
    const events: RecordedEvent[] = [];
    for await (const batch of feed()) {
      events.push(...batch);
      void store.close();
    }
    expect(events.map(at)).toEqual(['tally-a@0', 'tally-a@1', 'tally-a@2']);
    expect(said).toEqual([]);
  });

  it('delivers the whole log in order, in batches of the available events', async () => {
    await count('a', 3);
    await count('b', 2);
    const batches: string[][] = [];
    for await (const events of feed({ batch: 2 })) {
      batches.push(events.map(at));
      if (batches.length === 3) break;
    }
    expect(batches).toEqual([['tally-a@0', 'tally-a@1'], ['tally-a@2', 'tally-b@0'], ['tally-b@1']]);
  });

  it('continues with what is written later', async () => {
    await count('a');
    const seen: string[] = [];
    for await (const events of feed()) {
      seen.push(...events.map(at));
      if (seen.length === 3) break;
      await count('a');
    }
    expect(seen).toEqual(['tally-a@0', 'tally-a@1', 'tally-a@2']);
  });

  it('starts after the checkpoint', async () => {
    await count('a', 5);
    const all = await wholeLog(store);
    expect((await take(2, { after: (all[2] as RecordedEvent).position })).map(at)).toEqual(['tally-a@3', 'tally-a@4']);
  });

  it.each<[SubscriptionFault, string | undefined]>([
    ['error', 'the subscription broke: subscribing again'],
    ['end', 'the subscription ended: subscribing again'],
    ['again', undefined],
  ])('delivers each event once when the subscription does this with every other batch: %s', async (fault, message) => {
    let batches = 0;
    store.subscriptionFault = () => (++batches % 2 === 0 ? fault : undefined);
    for (let n = 0; n < 10; n++) await count(String(n % 3), 3);
    expect((await take(30, { batch: 2 })).map(at)).toEqual((await wholeLog(store)).map(at));
    expect(new Set(said.map((line) => line.message))).toEqual(new Set(message ? [message] : []));
  });

  it('delivers each event once, in order, whatever happens to the subscription', async () => {
    for (let n = 0; n < 40; n++) await count(String(n % 7), 2);
    const expected = (await wholeLog(store)).map(at);
    for (let seed = 1; seed <= 30; seed++) {
      const random = seeded(seed);
      const faults = ['error', 'end', 'again', undefined, undefined] as const;
      store.subscriptionFault = () => faults[Math.floor(random() * faults.length)];
      store.readFault = () => random() < 0.2;
      const size = 1 + Math.floor(random() * 9);
      const seen = (await take(expected.length, { batch: size })).map(at);
      expect({ seed, seen }).toEqual({ seed, seen: expected });
    }
  });

  it('waits longer after each failure in a row, and starts over when events arrive', async () => {
    const pauses: number[] = [];
    const outcomes: (SubscriptionFault | undefined)[] = [...Array(10).fill('error'), undefined, 'error', undefined];
    store.subscriptionFault = () => outcomes.shift();
    await count('a', 2);
    const backoff = (milliseconds: number) => {
      pauses.push(milliseconds);
      return nextTurn(0, stop.signal);
    };
    await take(2, { batch: 1, backoff });
    expect(pauses).toEqual([20, 40, 80, 160, 320, 640, 1280, 2000, 2000, 2000, 20]);
  });

  describeWithEmbedded('when the subscription falls silent', () => {
    /** A subscription that delivers the existing events and then nothing, like a dead connection. */
    class DeadConnections extends FaultyEventStore {
      subscriptions = 0;
      looks = 0;
      #looked: (() => void) | undefined;

      override async *subscribe(options: { after?: Position; signal: AbortSignal }) {
        this.subscriptions++;
        const events = await Array.fromAsync(this.readAll({ ...(options.after && { after: options.after }) }));
        if (events.length > 0) yield events;
        await new Promise((resolve) => options.signal.addEventListener('abort', resolve));
      }

      override async head() {
        const head = await super.head();
        this.looks++;
        this.#looked?.();
        return head;
      }

      /** Resolves when the watchdog has read the head as many more times. */
      async headReadAgain(times: number): Promise<void> {
        const enough = this.looks + times;
        while (this.looks < enough)
          await new Promise<void>((resolve) => {
            this.#looked = resolve;
          });
      }
    }

    it('detects that the log has grown and subscribes again', async () => {
      const dead = new DeadConnections(store);
      await count('a');
      const seen: string[] = [];
      for await (const events of feed({ silenceMs: 1 }, dead)) {
        seen.push(...events.map(at));
        if (seen.length === 3) break;
        // Written after the subscription has fallen silent.
        setImmediate(() => void count('a'));
      }
      expect(seen).toEqual(['tally-a@0', 'tally-a@1', 'tally-a@2']);
      expect(dead.subscriptions).toBe(3);
      expect(said.filter(({ level }) => level === 'warn').map(({ message }) => message)).toContain(
        'no events have arrived although the log has grown: subscribing again',
      );
    });

    it('does nothing while nothing is written', async () => {
      const dead = new DeadConnections(store);
      await count('a');
      const events = feed({ silenceMs: 1 }, dead);
      await events.next();
      const next = events.next();
      await dead.headReadAgain(5);
      expect(dead.subscriptions).toBe(1);
      stop.abort();
      expect(await next).toEqual({ done: true, value: undefined });
    });

    it('does not mistake a slow consumer for silence', async () => {
      const dead = new DeadConnections(store);
      await count('a');
      const events = feed({ silenceMs: 1 }, dead);
      await events.next();
      // The log grows while the consumer holds the batch.
      await count('a');
      const looks = dead.looks;
      // Five ticks of a timer as fast as the watchdog's.
      for (let tick = 0; tick < 5; tick++) await new Promise((resolve) => setTimeout(resolve, 1));
      expect(dead.looks).toBe(looks);
      expect(said).toEqual([]);
    });

    it('keeps watching while the head cannot be read', async () => {
      const dead = new DeadConnections(store);
      await count('a');
      const events = feed({ silenceMs: 1 }, dead);
      await events.next();
      const next = events.next();
      await dead.headReadAgain(1);
      let failed = 0;
      store.readFault = () => ++failed < 4;
      await count('a');
      expect((await next).value?.map(at)).toEqual(['tally-a@1']);
      expect(failed).toBeGreaterThan(3);
    });
  });

  describe('fault 7: at a gap in a stream', () => {
    const remove = (stream: string, revision: number) => {
      const database = new DatabaseSync(join(folder, 'makegood.db'));
      database.prepare('DELETE FROM events WHERE stream = ? AND revision = ?').run(stream, revision);
      database.close();
    };

    it('delivers the events before it, subscribes again, and continues when the event was only missed', async () => {
      await count('a', 3);
      await count('b', 2);
      let subscriptions = 0;
      const lossy = new Proxy(store, {
        get(target: EventStore, name: keyof EventStore) {
          if (name !== 'subscribe')
            return (target[name] as ((...args: unknown[]) => unknown) | undefined)?.bind(target);
          return async function* (options: Parameters<EventStore['subscribe']>[0]) {
            const first = ++subscriptions === 1;
            for await (const events of target.subscribe(options))
              yield first ? events.filter((event) => at(event) !== 'tally-a@1') : events;
          };
        },
      });
      const batches: string[][] = [];
      for await (const events of feed({}, lossy)) {
        batches.push(events.map(at));
        if (batches.length === 2) break;
      }
      expect(batches).toEqual([['tally-a@0'], ['tally-a@1', 'tally-a@2', 'tally-b@0', 'tally-b@1']]);
      expect(subscriptions).toBe(2);
      expect(said).toMatchObject([{ level: 'error', error: expect.stringContaining('tally-a has revision 2') }]);
    });

    itWithEmbedded.each<[string, string, number, string[]]>([
      ['in the middle', 'tally-a', 1, ['tally-a@0']],
      ['at the beginning', 'tally-b', 0, ['tally-a@0', 'tally-a@1', 'tally-a@2']],
    ])('stops there and reports it every time, when the event is lost %s', async (_, stream, revision, before) => {
      await count('a', 3);
      await count('b', 2);
      remove(stream, revision);
      const seen: string[] = [];
      let pauses = 0;
      const backoff = async () => {
        if (++pauses === 20) stop.abort();
        await nextTurn(0, stop.signal);
      };
      for await (const events of feed({ backoff })) seen.push(...events.map(at));
      expect(seen).toEqual(before);
      expect(said.map(({ level }) => level)).toEqual(Array(20).fill('error'));
    });
  });

  it('waits without a word while the log is another, and goes on when the right one is back', async () => {
    await count('a');
    let refusals = 0;
    const { subscribe } = store;
    store.subscribe = async function* (options) {
      if (refusals++ < 3) throw new EventStoreError('other-log', 'not the one');
      yield* subscribe.call(store, options);
    };
    expect((await take(1)).map(at)).toEqual(['tally-a@0']);
    expect([refusals, said]).toEqual([4, []]);
  });

  it.each<[string, () => void]>([
    ['it waits for events', () => undefined],
    ['it waits to subscribe again', () => (store.subscriptionFault = () => 'error')],
    ['the store cannot be reached', () => (store.readFault = () => true)],
  ])('ends as soon as the signal aborts while %s', async (_, prepare) => {
    const one = feed({
      backoff: (milliseconds, signal) =>
        new Promise((resolve) => {
          // An hour, unless stopped.
          const timer = setTimeout(resolve, milliseconds * 3_600_000);
          signal.addEventListener('abort', () => {
            clearTimeout(timer);
            resolve();
          });
        }),
    });
    await count('a');
    if (_ === 'it waits for events') await one.next();
    else prepare();
    const next = one.next();
    await nextTurn(0, stop.signal);
    stop.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('ends its subscription when the consumer stops', async () => {
    await count('a');
    let ended = false;
    const watched = new Proxy(store, {
      get(target: EventStore, name: keyof EventStore) {
        if (name !== 'subscribe') return (target[name] as ((...args: unknown[]) => unknown) | undefined)?.bind(target);
        return async function* (options: Parameters<EventStore['subscribe']>[0]) {
          try {
            yield* target.subscribe(options);
          } finally {
            ended = true;
          }
        };
      },
    });
    for await (const _ of feed({}, watched)) break;
    expect(ended).toBe(true);
    expect(said).toEqual([]);
  });
});

describe('the order within streams', () => {
  const event = (stream: string, revision: number) => ({ stream, revision }) as RecordedEvent;

  it('accepts any revision of a stream first seen after the checkpoint', () => {
    const order = new StreamOrder(positionOf(9n));
    expect(order.follow([event('a', 7), event('a', 8)]).broken).toBeUndefined();
    expect(order.follow([event('a', 8)]).broken).toBeInstanceOf(BrokenOrder);
  });

  it('reports repeated, swapped and missing events, and returns the valid ones before them', () => {
    for (const revisions of [[0, 1, 1], [0, 2, 1], [0, 1, 3], [1]]) {
      const events = revisions.map((revision) => event('a', revision));
      const { valid, broken } = new StreamOrder(BEGINNING).follow(events);
      expect(broken).toBeInstanceOf(BrokenOrder);
      expect(valid).toEqual(
        events.slice(
          0,
          revisions.findIndex((revision, index) => revision !== index),
        ),
      );
    }
  });

  it('forgets the streams that were idle longest, and accepts any revision of them then', () => {
    const order = new StreamOrder(BEGINNING, 2);
    const events = [event('a', 0), event('b', 0), event('c', 0), event('a', 1), event('d', 0), event('e', 0)];
    expect(order.follow(events).broken).toBeUndefined();
    // b and c are forgotten; a, which was used since, is not.
    expect(order.follow([event('a', 3)]).broken).toBeInstanceOf(BrokenOrder);
    expect(order.follow([event('b', 7)]).broken).toBeUndefined();
  });
});
