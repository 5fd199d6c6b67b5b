import fc from 'fast-check';
import { type Instant, type Json, uuidv5 } from '#kernel';
import {
  type AppendResult,
  BEGINNING,
  type EventMetadata,
  type EventStore,
  type EventStoreError,
  LIMITS,
  NO_STREAM,
  type NewEvent,
  type Position,
  parsePosition,
  positionOf,
  positionParts,
  type RecordedEvent,
} from './event-store.port.ts';
import { storedMetadata } from './stored-metadata.fixture.ts';

/** The log need not be empty, but no other process may write to it meanwhile. */
export interface EventStoreUnderTest {
  readonly store: EventStore;
  /**
   * A server whose readers lag, as real ones do: a conflict is answered before the events that won can be read, and an append that is
   * repeated while it is under way may be answered with `outcome-unknown`. Callers try again.
   */
  readonly lagging?: true;
  /** A second store on the same log, as another process would open it. */
  another(): Promise<EventStore>;
  dispose(): Promise<void>;
}

export const metadata: EventMetadata = {
  ...storedMetadata({ id: 'anna', role: 'REVIEWER', onBehalfOf: 'P-100' }, '2026-03-09T02:00:00.000Z' as Instant),
  occurredAt: '2026-03-08T23:59:59.999Z' as Instant,
  policyVersions: { 'PL-1': 3 },
};

/** The first `count` events that a subscription delivers, and the sizes of their batches. */
export async function follow(
  store: EventStore,
  count: number,
  options: { after?: Position; batch?: number } = {},
): Promise<{ events: RecordedEvent[]; batches: number[] }> {
  const enough = new AbortController();
  const events: RecordedEvent[] = [];
  const batches: number[] = [];
  for await (const batch of store.subscribe({ ...options, signal: enough.signal })) {
    events.push(...batch);
    batches.push(batch.length);
    if (events.length >= count) enough.abort();
  }
  return { events, batches };
}

/** What every adapter of `EventStore` must do. */
export function eventStoreContract(name: string, open: () => Promise<EventStoreUnderTest>): void {
  describe(`${name} as an event store`, () => {
    let under: EventStoreUnderTest;
    let store: EventStore;
    let run: Position;
    let counter = 0;

    beforeAll(async () => {
      under = await open();
      store = under.store;
      run = await store.head();
    });
    afterAll(() => under.dispose());

    const newStream = () => `contract-${run}-${++counter}`;
    const newEvent = (data: Json = { n: counter }, type = 'Submitted'): NewEvent => ({
      id: uuidv5(`contract ${run} ${++counter}`),
      type,
      data,
      metadata,
    });
    const newEvents = (count: number) => Array.from({ length: count }, (_, n) => newEvent({ n }));
    const appended = (result: AppendResult) => {
      if (result.kind !== 'appended') throw new Error('the append met a conflict');
      return result;
    };
    const write = async (stream: string, expected: number, events: readonly NewEvent[]) =>
      appended(await store.append(stream, expected, events));
    const repeatedly = async (append: () => Promise<AppendResult>) => {
      for (;;) {
        const outcome = await append().catch((error: EventStoreError) => error);
        const isKnown = 'kind' in outcome ? outcome.kind === 'appended' : outcome.fault !== 'outcome-unknown';
        if (!isKnown && under.lagging) continue;
        if (!('kind' in outcome)) throw outcome;
        return appended(outcome);
      }
    };
    const read = (stream: string, options?: Parameters<EventStore['readStream']>[1]) =>
      Array.fromAsync(store.readStream(stream, options));
    const revisions = (events: readonly RecordedEvent[]) => events.map(({ revision }) => revision);
    const ids = (events: readonly { readonly id: string }[]) => events.map(({ id }) => id);

    describe('append', () => {
      it('returns exactly what was written', async () => {
        const stream = newStream();
        const event = newEvent({ serial: 'GL-100', cents: 12999, tags: ['a', null, true], nested: { deep: [{}] } });
        const { position, revision } = await write(stream, NO_STREAM, [event]);
        expect(revision).toBe(0);
        expect(await read(stream)).toEqual([{ ...event, stream, revision: 0, position }]);
      });

      it('numbers the events of a stream from 0 without gaps', async () => {
        const stream = newStream();
        expect((await write(stream, NO_STREAM, newEvents(3))).revision).toBe(2);
        expect((await write(stream, 2, newEvents(1))).revision).toBe(3);
        expect((await write(stream, 3, newEvents(2))).revision).toBe(5);
        expect(revisions(await read(stream))).toEqual([0, 1, 2, 3, 4, 5]);
      });

      it('returns the position that its last event has in every read', async () => {
        const start = await store.head();
        const stream = newStream();
        const { position } = await write(stream, NO_STREAM, newEvents(3));
        expect((await read(stream)).at(-1)?.position).toBe(position);
        expect((await Array.fromAsync(store.readAll({ after: start }))).at(-1)?.position).toBe(position);
        expect((await follow(store, 3, { after: start })).events.at(-1)?.position).toBe(position);
        expect(await store.head()).toBe(position);
        expect(parsePosition(position)).toBe(position);
      });

      it.each([
        ['the stream exists and must not', NO_STREAM],
        ['the stream has grown', 0],
        ['the stream is shorter than expected', 2],
      ])('is a conflict when %s, and writes nothing', async (_, expected) => {
        const stream = newStream();
        await write(stream, NO_STREAM, newEvents(2));
        const head = await store.head();
        expect(await store.append(stream, expected, newEvents(2))).toEqual({ kind: 'conflict' });
        expect(revisions(await read(stream))).toEqual([0, 1]);
        expect(await store.head()).toBe(head);
      });

      it('is a conflict when the expected stream does not exist', async () => {
        const stream = newStream();
        expect(await store.append(stream, 0, newEvents(1))).toEqual({ kind: 'conflict' });
        expect(await read(stream)).toEqual([]);
      });

      it('refuses an append without events and an invalid expected revision as bugs', async () => {
        const stream = newStream();
        await expect(store.append(stream, NO_STREAM, [])).rejects.toThrow(TypeError);
        await expect(store.append(stream, -2, newEvents(1))).rejects.toThrow(TypeError);
        await expect(store.append(stream, 0.5, newEvents(1))).rejects.toThrow(TypeError);
        await expect(store.append(stream, NO_STREAM, [newEvent('no object')])).rejects.toThrow(TypeError);
        expect(await read(stream)).toEqual([]);
      });
    });

    describe('a repeated append', () => {
      /** The same command executed by another process at another time: the same ids, other metadata. */
      const elsewhere = (events: readonly NewEvent[]): NewEvent[] =>
        events.map((event) => ({
          ...event,
          metadata: { ...metadata, recordedAt: '2026-03-09T02:00:07.000Z' as Instant, hash: 'f'.repeat(64) },
        }));

      it('of the same events at the same revision returns the first result and writes nothing', async () => {
        const stream = newStream();
        const first = newEvents(2);
        const events = newEvents(3);
        await write(stream, NO_STREAM, first);
        const answer = await write(stream, 1, events);
        expect(answer).toEqual({ kind: 'appended', position: await store.head(), revision: 4 });
        const head = await store.head();
        expect(await store.append(stream, 1, events)).toMatchObject(answer);
        expect(await store.append(stream, 1, events)).toMatchObject(answer);
        expect(await store.head()).toBe(head);
        expect(ids(await read(stream))).toEqual(ids([...first, ...events]));
      });

      it('by another process reports the repetition, and leaves the stored events unchanged', async () => {
        const other = await under.another();
        try {
          for (const [events, moreFollow] of [
            [newEvents(1), false],
            [newEvents(3), false],
            [newEvents(2), true],
          ] as const) {
            const stream = newStream();
            const answer = await write(stream, NO_STREAM, events);
            if (moreFollow) await write(stream, answer.revision, newEvents(1));
            expect(await other.append(stream, NO_STREAM, elsewhere(events))).toEqual({ ...answer, repeated: true });
            const stands = await read(stream, { limit: events.length });
            expect(stands).toMatchObject(events.map((event) => ({ ...event, metadata })));
          }
        } finally {
          await other.close();
        }
      });

      it('at the same time as the first one by another process: at most one of them reports that it was first', async () => {
        const other = await under.another();
        try {
          for (let round = 0; round < 12; round++) {
            const streams = Array.from({ length: 1 + (round % 4) }, newStream);
            await Promise.all(
              streams.map(async (stream) => {
                const events = newEvents(1 + (round % 3));
                const [here, there] = await Promise.all([
                  repeatedly(() => store.append(stream, NO_STREAM, events)),
                  repeatedly(() => other.append(stream, NO_STREAM, elsewhere(events))),
                ]);
                expect(there).toMatchObject({ position: here.position, revision: here.revision });
                const stands = await read(stream);
                expect(ids(stands)).toEqual(ids(events));
                const isFromHere = stands.at(-1)?.metadata.hash === metadata.hash;
                expect([here.repeated ?? false, there.repeated ?? false]).toEqual([!isFromHere, isFromHere]);
              }),
            );
          }
        } finally {
          await other.close();
        }
      });

      it('returns the first result even when the stream has grown', async () => {
        const stream = newStream();
        const events = newEvents(2);
        const answer = await write(stream, NO_STREAM, events);
        await write(stream, 1, newEvents(2));
        expect(await store.append(stream, NO_STREAM, events)).toMatchObject(answer);
        expect(revisions(await read(stream))).toEqual([0, 1, 2, 3]);
      });

      it('at the end of the stream instead of the first expected revision is a conflict', async () => {
        const stream = newStream();
        const events = newEvents(2);
        await write(stream, NO_STREAM, events);
        expect(await store.append(stream, 1, events)).toEqual({ kind: 'conflict' });
        expect(await store.append(stream, 0, events)).toEqual({ kind: 'conflict' });
        expect(revisions(await read(stream))).toEqual([0, 1]);
      });

      it('with other events among the same ones is a conflict', async () => {
        const stream = newStream();
        const [a, b, c] = newEvents(3) as [NewEvent, NewEvent, NewEvent];
        await write(stream, NO_STREAM, [a, b]);
        expect(await store.append(stream, NO_STREAM, [a, c])).toEqual({ kind: 'conflict' });
        expect(await store.append(stream, NO_STREAM, [b, a])).toEqual({ kind: 'conflict' });
        expect(await store.append(stream, NO_STREAM, [a, b, c])).toEqual({ kind: 'conflict' });
        expect(await store.append(stream, 1, [c, b])).toEqual({ kind: 'conflict' });
        expect(ids(await read(stream))).toEqual(ids([a, b]));
      });

      it('on another stream is told from a conflict, and writes nothing there', async () => {
        const [stream, another, grown] = [newStream(), newStream(), newStream()];
        const [a, b, c] = newEvents(3) as [NewEvent, NewEvent, NewEvent];
        await write(stream, NO_STREAM, [a, b]);
        await write(grown, NO_STREAM, [c]);
        expect(await store.append(another, NO_STREAM, [a, b])).toEqual({ kind: 'id-used-elsewhere' });
        expect(await store.append(grown, 0, [...newEvents(1), b])).toEqual({ kind: 'id-used-elsewhere' });
        expect([await read(another), ids(await read(grown))]).toEqual([[], [c.id]]);
      });

      it('many times at once is stored once and always answered alike', async () => {
        const stream = newStream();
        const events = newEvents(2);
        const answers = await Promise.all(
          Array.from({ length: 20 }, () => repeatedly(() => store.append(stream, NO_STREAM, events))),
        );
        expect(new Set(answers.map(({ position }) => position)).size).toBe(1);
        expect(ids(await read(stream))).toEqual(ids(events));
      });
    });

    describe('the limits', () => {
      const bytes = (event: NewEvent) =>
        Buffer.byteLength(JSON.stringify(event.data)) + Buffer.byteLength(JSON.stringify(event.metadata));
      const eventOf = (size: number) => {
        const bare = newEvent({ text: '' });
        return { ...bare, data: { text: 'x'.repeat(size - bytes(bare)) } };
      };

      it('accept an event of exactly 64 KiB', async () => {
        const stream = newStream();
        const event = eventOf(LIMITS.eventBytes);
        expect(bytes(event)).toBe(65_536);
        await write(stream, NO_STREAM, [event]);
        expect((await read(stream))[0]?.data).toEqual(event.data);
      });

      it('count bytes of UTF-8, not characters', async () => {
        const stream = newStream();
        const event = newEvent({ text: '한'.repeat(22_000) });
        await expect(store.append(stream, NO_STREAM, [event])).rejects.toMatchObject({ fault: 'too-large' });
      });

      it('accept 256 events in one append', async () => {
        const stream = newStream();
        expect((await write(stream, NO_STREAM, newEvents(256))).revision).toBe(255);
        expect(revisions(await read(stream))).toEqual(Array.from({ length: 256 }, (_, n) => n));
      });

      it.each<[string, () => NewEvent[]]>([
        ['an event over 64 KiB', () => [newEvent(), eventOf(LIMITS.eventBytes + 1)]],
        ['an append of 257 events', () => newEvents(257)],
        ['an append over 1 MiB', () => Array.from({ length: 17 }, () => eventOf(62_000))],
      ])('refuse %s before anything is written', async (_, events) => {
        const stream = newStream();
        const head = await store.head();
        await expect(store.append(stream, NO_STREAM, events())).rejects.toMatchObject({
          name: 'EventStoreError',
          fault: 'too-large',
        });
        expect(await store.head()).toBe(head);
        expect(await read(stream)).toEqual([]);
      });
    });

    describe('what is stored', () => {
      it('keeps every JSON object unchanged', async () => {
        const stream = newStream();
        let expected = NO_STREAM;
        await fc.assert(
          fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (data) => {
            const written = JSON.stringify(data);
            expected = (await write(stream, expected, [newEvent(data)])).revision;
            const [event] = await read(stream, { from: expected });
            expect(JSON.stringify(event?.data)).toBe(JSON.stringify(JSON.parse(written)));
          }),
          { numRuns: 60, seed: 4 },
        );
      });

      it('keeps every script, also in stream names', async () => {
        const stream = `${newStream()}-보증-保修-ß`;
        const data = {
          ko: '화면이 깨졌습니다',
          zh: '屏幕碎了',
          emoji: '🔧👩‍🔧',
          control: '\u0000\u001f\u2028',
          quote: '"\\',
        };
        await write(stream, NO_STREAM, [newEvent(data)]);
        expect(await read(stream)).toMatchObject([{ stream, data }]);
      });
    });

    describe('readStream', () => {
      let stream: string;
      beforeAll(async () => {
        stream = newStream();
        for (let first = 0; first < 700; first += 100) await write(stream, first - 1, newEvents(100));
      });

      it('returns nothing for a missing stream', async () => {
        expect(await read(newStream())).toEqual([]);
        expect(await read(newStream(), { backwards: true, limit: 1 })).toEqual([]);
      });

      it('reads a long stream completely, in both directions', async () => {
        const forwards = revisions(await read(stream));
        expect(forwards).toEqual(Array.from({ length: 700 }, (_, n) => n));
        expect(revisions(await read(stream, { backwards: true }))).toEqual(forwards.toReversed());
      });

      it.each<[NonNullable<Parameters<EventStore['readStream']>[1]>, number[]]>([
        [{ from: 697 }, [697, 698, 699]],
        [{ from: 5, limit: 3 }, [5, 6, 7]],
        [{ limit: 2 }, [0, 1]],
        [{ limit: 0 }, []],
        [{ from: 700 }, []],
        [{ backwards: true, limit: 1 }, [699]],
        [{ backwards: true, from: 2 }, [2, 1, 0]],
        [{ backwards: true, from: 400, limit: 2 }, [400, 399]],
        [{ backwards: true, from: 9000, limit: 1 }, [699]],
      ])('with %j starts at `from`, itself included, and stops at the limit', async (options, expected) => {
        expect(revisions(await read(stream, options))).toEqual(expected);
      });

      it('reads exactly as many events as requested across pages', async () => {
        expect(revisions(await read(stream, { from: 10, limit: 600 }))).toEqual(
          Array.from({ length: 600 }, (_, n) => n + 10),
        );
      });

      it('can be stopped early', async () => {
        for await (const event of store.readStream(stream)) if (event.revision === 300) break;
        expect(revisions(await read(stream, { limit: 1 }))).toEqual([0]);
      });
    });

    describe('readAll', () => {
      let start: Position;
      let written: RecordedEvent[];
      beforeAll(async () => {
        start = await store.head();
        const streams = [newStream(), newStream(), newStream()];
        for (let round = 0; round < 120; round++)
          for (const stream of streams) await write(stream, round * 2 - 1, newEvents(2));
        written = await Array.fromAsync(store.readAll({ after: start }));
      });

      it('returns the events of all streams in the order they were written, each once', () => {
        expect(written).toHaveLength(720);
        expect(new Set(ids(written)).size).toBe(720);
        for (const [before, event] of written.slice(0, -1).map((event, n) => [event, written[n + 1]] as const))
          expect(before.position < (event as RecordedEvent).position).toBe(true);
      });

      it('starts after `after`, exclusive', async () => {
        const after = written[99] as RecordedEvent;
        expect(ids(await Array.fromAsync(store.readAll({ after: after.position, limit: 2 })))).toEqual(
          ids(written.slice(100, 102)),
        );
        expect(await Array.fromAsync(store.readAll({ after: await store.head() }))).toEqual([]);
      });

      it('stops at the limit', async () => {
        expect(await Array.fromAsync(store.readAll({ after: start, limit: 0 }))).toEqual([]);
        expect(await Array.fromAsync(store.readAll({ after: start, limit: 400 }))).toEqual(written.slice(0, 400));
      });

      it('reads backwards from the end and from before a position', async () => {
        expect(await Array.fromAsync(store.readAll({ backwards: true, limit: 400 }))).toEqual(
          written.toReversed().slice(0, 400),
        );
        const { position } = written[2] as RecordedEvent;
        expect(await Array.fromAsync(store.readAll({ backwards: true, after: position, limit: 2 }))).toEqual([
          written[1],
          written[0],
        ]);
      });

      it('reads from the very beginning of the log', async () => {
        const [first] = await Array.fromAsync(store.readAll({ limit: 1 }));
        const [same] = await Array.fromAsync(store.readAll({ after: BEGINNING, limit: 1 }));
        expect(first).toEqual(same);
        expect(first && BEGINNING < first.position).toBe(true);
      });

      it('ends where the log ended at the call, however much is written meanwhile', async () => {
        const stream = newStream();
        let revision = NO_STREAM;
        let count = 0;
        for await (const _ of store.readAll({ after: start })) {
          count++;
          revision = (await write(stream, revision, newEvents(1))).revision;
        }
        expect(count).toBe(720);
      });
    });

    describe('subscribe', () => {
      it('delivers the log after a position, in order, each event once, in batches of at most the requested size', async () => {
        const start = await store.head();
        const stream = newStream();
        await write(stream, NO_STREAM, newEvents(100));
        const { events, batches } = await follow(store, 100, { after: start, batch: 30 });
        expect(events).toEqual(await read(stream));
        expect(batches).toEqual([30, 30, 30, 10]);
      });

      it('delivers from the beginning of the log when no position is given', async () => {
        const all = await Array.fromAsync(store.readAll());
        expect((await follow(store, all.length)).events).toEqual(all);
      });

      it('delivers what is written while it waits', async () => {
        const subscription = store
          .subscribe({ after: await store.head(), signal: new AbortController().signal })
          [Symbol.asyncIterator]();
        const stream = newStream();
        for (let revision = 0; revision < 5; revision++) {
          const next = subscription.next();
          const event = newEvent();
          await write(stream, revision - 1, [event]);
          expect(ids((await next).value)).toEqual([event.id]);
        }
        await subscription.return?.();
      });

      it('delivers what another process writes while it waits', async () => {
        const other = await under.another();
        try {
          const subscription = store
            .subscribe({ after: await store.head(), signal: new AbortController().signal })
            [Symbol.asyncIterator]();
          const next = subscription.next();
          const event = newEvent();
          appended(await other.append(newStream(), NO_STREAM, [event]));
          expect(ids((await next).value)).toEqual([event.id]);
          await subscription.return?.();
        } finally {
          await other.close();
        }
      });

      it('does not read ahead of a slow consumer, and misses nothing because of it', async () => {
        const subscription = store
          .subscribe({ after: await store.head(), batch: 10, signal: new AbortController().signal })
          [Symbol.asyncIterator]();
        const stream = newStream();
        const first = newEvents(1);
        await write(stream, NO_STREAM, first);
        expect(ids((await subscription.next()).value)).toEqual(ids(first));
        // Written while the consumer is busy with the first batch.
        for (let n = 0; n < 30; n += 5) await write(stream, n, newEvents(5));
        const rest: RecordedEvent[] = [];
        while (rest.length < 30) {
          const { value } = await subscription.next();
          expect(value.length).toBeLessThanOrEqual(10);
          rest.push(...value);
        }
        expect(revisions(rest)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
        await subscription.return?.();
      });

      it('ends when it is aborted while waiting, before it starts, or with a batch in hand', async () => {
        const waiting = new AbortController();
        const subscription = store
          .subscribe({ after: await store.head(), signal: waiting.signal })
          [Symbol.asyncIterator]();
        const next = subscription.next();
        waiting.abort();
        expect((await next).done).toBe(true);

        expect(await Array.fromAsync(store.subscribe({ signal: AbortSignal.abort() }))).toEqual([]);

        const start = await store.head();
        await write(newStream(), NO_STREAM, newEvents(20));
        expect((await follow(store, 1, { after: start, batch: 5 })).batches).toEqual([5]);
      });

      it('serves several subscribers, each from its own position', async () => {
        const start = await store.head();
        const following = [follow(store, 12, { after: start }), follow(store, 12, { after: start, batch: 1 })];
        const middle = await write(newStream(), NO_STREAM, newEvents(6));
        following.push(follow(store, 6, { after: middle.position }));
        await write(newStream(), NO_STREAM, newEvents(6));
        const expected = await Array.fromAsync(store.readAll({ after: start }));
        const [one, two, three] = await Promise.all(following);
        expect(one?.events).toEqual(expected);
        expect(two?.events).toEqual(expected);
        expect(three?.events).toEqual(expected.slice(6));
      });
    });

    describe('under concurrency', () => {
      it('accepts exactly one of 50 appends at one revision', async () => {
        const stream = newStream();
        const results = await Promise.all(newEvents(50).map((event) => store.append(stream, NO_STREAM, [event])));
        expect(results.filter(({ kind }) => kind === 'appended')).toHaveLength(1);
        expect(results.filter(({ kind }) => kind === 'conflict')).toHaveLength(49);
        expect(await read(stream)).toHaveLength(1);
      });

      it('an append that fails does not affect the others under way', async () => {
        const [taken, free, other] = [newStream(), newStream(), newStream()];
        const known = newEvents(2);
        await write(taken, NO_STREAM, known);
        const results = await Promise.allSettled([
          store.append(free, NO_STREAM, newEvents(2)),
          store.append(taken, NO_STREAM, newEvents(2)),
          store.append(other, NO_STREAM, [...newEvents(1), ...known]),
          store.append(free, NO_STREAM, newEvents(257)),
          store.append(free, 1, newEvents(2)),
          store.append(other, NO_STREAM, newEvents(3)),
        ]);
        expect(
          results.map((result) => (result.status === 'fulfilled' ? result.value.kind : result.reason.fault)),
        ).toEqual(['appended', 'conflict', 'id-used-elsewhere', 'too-large', 'appended', 'appended']);
        expect(revisions(await read(taken))).toEqual([0, 1]);
        expect(revisions(await read(free))).toEqual([0, 1, 2, 3]);
        expect(revisions(await read(other))).toEqual([0, 1, 2]);
      });

      it('keeps 64 streams written at once apart, and a subscription delivers them in log order', async () => {
        const start = await store.head();
        const following = follow(store, 64 * 8 * 2, { after: start, batch: 50 });
        const streams = Array.from({ length: 64 }, newStream);
        await Promise.all(
          streams.map(async (stream) => {
            for (let round = 0; round < 8; round++) {
              const { position } = await write(stream, round * 2 - 1, newEvents(2));
              const [last] = await read(stream, { backwards: true, limit: 1 });
              expect(last?.position).toBe(position);
            }
          }),
        );
        const all = await Array.fromAsync(store.readAll({ after: start }));
        expect((await following).events).toEqual(all);
        for (const stream of streams)
          expect(revisions(all.filter((event) => event.stream === stream))).toEqual(
            Array.from({ length: 16 }, (_, n) => n),
          );
      });

      it('accepts exactly one of two processes at one revision', async () => {
        const other = await under.another();
        try {
          for (let round = 0; round < 10; round++) {
            const stream = newStream();
            const results = await Promise.all(
              [store, other, store, other].map((writer) => writer.append(stream, NO_STREAM, newEvents(2))),
            );
            expect(results.filter(({ kind }) => kind === 'appended')).toHaveLength(1);
            expect(revisions(await Array.fromAsync(other.readStream(stream)))).toEqual([0, 1]);
          }
        } finally {
          await other.close();
        }
      });
    });

    describe('identity', () => {
      it('P5 the log has one id, whichever process asks first, and keeps it', async () => {
        const others = await Promise.all([under.another(), under.another()]);
        const ids = await Promise.all([store, ...others].map((one) => one.id({ create: true })));
        expect(ids[0]).toEqual(expect.stringMatching(/^[0-9a-f-]{32,36}$/));
        expect(new Set([...ids, await store.id(), await others[0]?.id()]).size).toBe(1);
        for (const other of others) await other.close();
        expect((await Array.fromAsync(store.readAll())).map(({ type }) => type)).not.toContain('LogNamed');
      });

      it('P5 an event is found at exactly its position, and nowhere else', async () => {
        const stream = newStream();
        const events = newEvents(3);
        const { position } = appended(await store.append(stream, NO_STREAM, events));
        const stored = await read(stream);
        for (const event of stored) expect(await store.eventAt(event.position)).toEqual(event);
        expect(stored.at(-1)?.position).toBe(position);
        expect(await store.eventAt(positionOf(positionParts(position).commit + 1n))).toBeUndefined();
        expect(await store.eventAt(positionOf(positionParts(position).commit * 1000n))).toBeUndefined();
      });
    });

    describe('close', () => {
      it('waits for appends under way; a new instance reads them, and the closed one reports that it is closed', async () => {
        const closing = await under.another();
        const stream = newStream();
        const events = newEvents(3);
        const pending = closing.append(stream, NO_STREAM, events);
        await closing.close();
        const { position } = appended(await pending);
        expect(await read(stream)).toMatchObject([{}, {}, { id: events[2]?.id, position }]);
        await expect(closing.append(stream, 2, newEvents(1))).rejects.toMatchObject({ fault: 'closed' });
        await expect(Array.fromAsync(closing.readStream(stream))).rejects.toMatchObject({ fault: 'closed' });
        await closing.close();
      });

      it('ends waiting subscriptions', async () => {
        const closing = await under.another();
        const waiting = Array.fromAsync(
          closing.subscribe({ after: await closing.head(), signal: new AbortController().signal }),
        );
        await closing.close();
        expect(await waiting).toEqual([]);
      });
    });
  });
}
