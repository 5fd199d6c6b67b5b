import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Clock, type CommandMetadata, type Instant, sha256, uuidv5 } from '#kernel';
import { CommandLoop, type CommandLoopOptions } from './command-loop.ts';
import { stateAsOf, UnreadableStream } from './stream-cache.ts';
import { type EventStore, NO_STREAM, type RecordedEvent } from '../event-store/event-store.port.ts';
import { type AppendFault, FaultyEventStore } from './faulty-stores.fixture.ts';
import { digestOf, linkHash } from '../event-store/hash-chain.ts';
import { openSqliteEventStore } from '../event-store/sqlite.event-store.ts';
import {
  AT,
  chainFaults,
  Close,
  Count,
  CountUp,
  issue,
  nextTurn,
  seeded,
  tallies,
  tallyEvents,
  tickingClock,
  temporaryFolders,
  wholeLog,
} from './tally.fixture.ts';

const newFolder = temporaryFolders();
const opened: EventStore[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

/** A process on the data folder, with its own store and loop. */
function start(folder: string, options: CommandLoopOptions = {}, clock: Clock = tickingClock()) {
  const real = openSqliteEventStore(folder);
  opened.push(real);
  const store = new FaultyEventStore(real);
  const loop = new CommandLoop(store, clock, options);
  return {
    real,
    store,
    loop,
    count: (id: string, n: number, by = issue(`count ${id} ${n} ${store.appends.length}`)) =>
      loop.execute(tallies, new Count({ id, n }, by)),
    countUp: (id: string, n: number, by = issue(`count up ${id} ${n}`)) =>
      loop.execute(tallies, new CountUp({ id, n }, by)),
    close: (id: string, by = issue(`close ${id}`)) => loop.execute(tallies, new Close({ id }, by)),
    total: async (id: string) => (await loop.load(tallies, `tally-${id}`)).state.total,
  };
}

/** Fails the next appends in this order, and no later ones. */
const fails = (store: FaultyEventStore, ...faults: (AppendFault | undefined)[]): void => {
  store.appendFault = () => faults.shift();
};

const written = (events: readonly RecordedEvent[]) =>
  events.map(({ stream, revision, type, data }) => [`${stream}@${revision}`, type, data]);

describe('the append loop', () => {
  it('appends at the exact revision it decided on: no stream, then the last one', async () => {
    const { store, count, countUp, close } = start(newFolder());
    await count('a', 5);
    await countUp('a', 3);
    await close('a');
    expect(store.appends.map(({ stream, expected, events }) => [stream, expected, events.length])).toEqual([
      ['tally-a', NO_STREAM, 1],
      ['tally-a', 0, 3],
      ['tally-a', 3, 1],
    ]);
    expect(written(await wholeLog(store)).at(-1)).toEqual(['tally-a@4', 'Closed', { total: 11 }]);
  });

  it('returns the stream, and the position and revision of the last event', async () => {
    const { store, countUp } = start(newFolder());
    const outcome = await countUp('a', 3);
    const last = (await wholeLog(store)).at(-1);
    expect(outcome).toEqual({ kind: 'accepted', stream: 'tally-a', position: last?.position, revision: 2 });
  });

  it('reads events that stand in a stream from before they had streams of their own', async () => {
    const folder = newFolder();
    const { count, close } = start(folder);
    await count('a', 5);
    await close('a');
    const { Counted, ...formerly } = tallyEvents;
    const later = { ...tallies, contracts: { Counted } };
    await expect(start(folder).loop.load(later, 'tally-a')).rejects.toThrow(UnreadableStream);
    const { state } = await start(folder).loop.load({ ...later, formerly }, 'tally-a');
    expect(state).toEqual({ total: 5, closed: true });
  });

  it('C12 returns "unchanged" with the position of the last event, and writes nothing', async () => {
    const { store, count } = start(newFolder());
    const { position } = (await count('a', 5)) as { position: string };
    expect(await count('a', 0)).toEqual({ kind: 'unchanged', stream: 'tally-a', position, revision: 0 });
    expect(store.appends).toHaveLength(1);
  });

  it('C12 says of what is unchanged who had brought it about and when, be it after further events, and not of what was so from the beginning', async () => {
    const { count, close } = start(newFolder());
    const reached = async (outcome: Promise<object>) => (await outcome) as { readonly reached?: object };
    const ben = { id: 'ben', role: 'ADMIN' } as const;
    await count('a', 1);
    await close('a', issue('first', { actor: ben }));
    expect((await reached(close('a', issue('second')))).reached).toEqual({ by: ben, at: AT });
    expect((await reached(count('b', 0))).reached).toBeUndefined();
    for (let n = 1; n < 20; n++) await count('b', n);
    expect((await reached(count('b', 0))).reached).toBeUndefined();
  });

  it('decides again on the new state after a conflict', async () => {
    const folder = newFolder();
    const [one, other] = [start(folder), start(folder)];
    await one.count('a', 1);
    await other.count('a', 10);
    expect(await one.close('a')).toMatchObject({ kind: 'accepted', revision: 2 });
    expect(written(await wholeLog(one.store)).at(-1)).toEqual(['tally-a@2', 'Closed', { total: 11 }]);
    // Decided from the cache, then from what it read.
    expect(one.store.appends.map(({ expected }) => expected)).toEqual([NO_STREAM, 0, 1]);
  });

  it('refuses by the log, not by its cache: events of other processes count', async () => {
    const folder = newFolder();
    const [one, other] = [start(folder), start(folder)];
    await one.count('a', 1);
    await other.close('a');
    expect(await one.count('a', 1)).toMatchObject({ kind: 'refused', refusal: { code: 'TALLY_CLOSED' } });
    expect(await wholeLog(one.store)).toHaveLength(2);
  });

  it('returns "unchanged" with the end of the log, not of its cache', async () => {
    const folder = newFolder();
    const [one, other] = [start(folder), start(folder)];
    await one.count('a', 1);
    const { position } = (await other.count('a', 2)) as { position: string };
    expect(await one.count('a', 0)).toEqual({ kind: 'unchanged', stream: 'tally-a', position, revision: 1 });
  });

  it('loads what another process has written, although the stream is cached', async () => {
    const folder = newFolder();
    const [one, other] = [start(folder), start(folder)];
    await one.count('a', 1);
    await other.count('a', 41);
    expect(await one.loop.load(tallies, 'tally-a')).toMatchObject({ state: { total: 42, closed: false }, revision: 1 });
  });

  it('returns the initial state for a stream that does not exist', async () => {
    const { loop } = start(newFolder());
    expect(await loop.load(tallies, 'tally-none')).toMatchObject({ state: { total: 0, closed: false }, revision: -1 });
  });

  it('gives up on a stream that changes at every attempt, and reports that nothing was written', async () => {
    const folder = newFolder();
    const [one, other] = [start(folder, { attempts: 3 }), start(folder)];
    const append = one.store.append.bind(one.store);
    let rivals = 0;
    one.store.append = async (...call) => {
      await other.count('a', 1, issue(`rival ${++rivals}`));
      return append(...call);
    };
    await expect(one.count('a', 100)).rejects.toMatchObject({ fault: 'unavailable' });
    expect(await other.total('a')).toBe(3);
  });

  describe('when the outcome of an append is unknown (P1, P2)', () => {
    it.each<[string, (AppendFault | undefined)[]]>([
      ['the request was lost', ['request-lost']],
      ['the answer was lost', ['answer-lost']],
      ['the request was late', ['late']],
      ['requests and answers are lost repeatedly', ['request-lost', 'answer-lost', 'answer-lost', 'request-lost']],
    ])('sends the same events at the same revision: one event, although %s', async (_, faults) => {
      const { store, real, count } = start(newFolder());
      await count('a', 1);
      const tries = faults.length + 1;
      fails(store, ...faults);
      expect(await count('a', 2)).toMatchObject({ kind: 'accepted', revision: 1 });
      expect(await count('a', 3)).toMatchObject({ kind: 'accepted', revision: 2 });
      const sent = store.appends.slice(1, 1 + tries);
      for (const again of sent) expect(again).toEqual(sent[0]);
      const log = await wholeLog(real);
      expect(written(log).map(([at]) => at)).toEqual(['tally-a@0', 'tally-a@1', 'tally-a@2']);
      expect(chainFaults(log)).toEqual([]);
    });

    it('reports it when it stays unknown; the same command later writes nothing twice', async () => {
      const { store, real, count } = start(newFolder(), { attempts: 3 });
      fails(store, 'answer-lost', 'request-lost', 'request-lost');
      await expect(count('a', 1, issue('once'))).rejects.toMatchObject({ fault: 'outcome-unknown' });
      expect(await count('a', 1, issue('once'))).toMatchObject({ kind: 'accepted', revision: 0 });
      expect(await wholeLog(real)).toHaveLength(1);
    });

    it('remains unknown while the log is "unavailable", and is found out when it is back', async () => {
      const { store, count } = start(newFolder(), { attempts: 3, backoff: nextTurn });
      fails(store, 'answer-lost', 'unavailable', 'unavailable', 'unavailable', 'unavailable');
      await expect(count('a', 1)).rejects.toMatchObject({ fault: 'outcome-unknown' });
      fails(store, 'answer-lost', 'unavailable');
      expect(await count('b', 1)).toMatchObject({ kind: 'accepted', revision: 0 });
    });

    it('P11 makes no further attempt when its time is over, and the same command later learns the result', async () => {
      let now = 0;
      const { store, real, count } = start(newFolder(), { timeoutMs: 12_000, stopwatch: () => now });
      store.appendFault = () => {
        now += 5_000;
        return 'answer-lost';
      };
      await expect(count('a', 1, issue('once'))).rejects.toMatchObject({ fault: 'outcome-unknown' });
      expect(store.appends).toHaveLength(3);
      for (const again of store.appends) expect(again).toEqual(store.appends[0]);
      store.appendFault = () => undefined;
      expect(await count('a', 1, issue('once'))).toMatchObject({ kind: 'accepted', revision: 0 });
      expect(await wholeLog(real)).toHaveLength(1);
    });

    it('a command queued behind it that runs out of time is not sent at all', async () => {
      let now = 0;
      const { store, count } = start(newFolder(), { timeoutMs: 12_000, stopwatch: () => now });
      store.appendFault = (stream) => {
        if (stream !== 'tally-a') return undefined;
        // Not the first time, so that the second command is waiting by then.
        if (store.appends.length > 1) now += 7_000;
        return 'request-lost';
      };
      const outcomes = await Promise.allSettled([
        count('a', 1, issue('first')),
        count('a', 2, issue('second')),
        count('b', 3, issue('elsewhere')),
      ]);
      expect(outcomes).toMatchObject([
        { reason: { fault: 'outcome-unknown' } },
        { reason: { fault: 'unavailable' } },
        { value: { kind: 'accepted' } },
      ]);
      expect(new Set(store.appends.map(({ events }) => events[0]?.metadata.commandId))).toEqual(
        new Set([issue('first').id, issue('elsewhere').id]),
      );
      store.appendFault = () => undefined;
      expect(await count('a', 4, issue('third'))).toMatchObject({ kind: 'accepted', revision: 0 });
    });

    it('events that may have been written by another process, and cannot be read, are unknown', async () => {
      const folder = newFolder();
      const [one, other] = [start(folder), start(folder)];
      await one.count('a', 1);
      await other.total('a');
      await one.count('a', 2, issue('twice'));
      other.store.readFault = () => true;
      await expect(other.count('a', 2, issue('twice'))).rejects.toMatchObject({ fault: 'outcome-unknown' });
      other.store.readFault = () => false;
      expect(await other.count('a', 2, issue('twice'))).toMatchObject({ kind: 'accepted', revision: 1 });
    });

    it("A2 a request that arrives after the client's second attempt leaves a valid chain", async () => {
      const { store, real, loop } = start(newFolder(), { attempts: 2 });
      const once = new Count({ id: 'a', n: 1 }, issue('once'));
      fails(store, 'late', 'request-lost');
      await expect(loop.execute(tallies, once)).rejects.toMatchObject({ fault: 'outcome-unknown' });
      // The late request arrives between reading (no stream yet) and appending.
      const append = real.append.bind(real);
      let first = true;
      real.append = async (...call) => {
        if (first) {
          first = false;
          await store.arrive();
        }
        return append(...call);
      };
      expect(await loop.execute(tallies, once)).toMatchObject({ kind: 'accepted', revision: 0 });
      expect(await loop.execute(tallies, new Count({ id: 'a', n: 2 }, issue('next')))).toMatchObject({ revision: 1 });
      const log = await wholeLog(real);
      expect(log).toHaveLength(2);
      expect(chainFaults(log)).toEqual([]);
    });
  });

  it('reports that the store cannot be reached, and drops the stream from its cache', async () => {
    const { store, count, total } = start(newFolder());
    await count('a', 1);
    fails(store, 'unavailable');
    await expect(count('a', 2)).rejects.toMatchObject({ fault: 'unavailable' });
    expect(store.appends).toHaveLength(2);
    const reads: unknown[] = [];
    const readStream = store.readStream.bind(store);
    store.readStream = (stream, options) => {
      reads.push(options?.from);
      return readStream(stream, options);
    };
    expect(await total('a')).toBe(1);
    expect(reads).toEqual([0]);
  });

  describe('a conflict that is answered before the events of the winner can be read', () => {
    /** Two processes; the second knows one event of the stream, and does not see the next one until it has looked `reads` times. */
    const late = async (reads: number, options: CommandLoopOptions = {}) => {
      const folder = newFolder();
      const [one, other] = [start(folder), start(folder, { backoff: nextTurn, ...options })];
      await one.count('a', 1);
      await other.total('a');
      const readStream = other.store.readStream.bind(other.store);
      other.store.readStream = async function* (...call) {
        if (reads-- <= 0) yield* readStream(...call);
      };
      return { one, other, show: () => void (reads = 0) };
    };

    it('C12 the same command in both processes is told the result of the winner', async () => {
      const { one, other } = await late(30);
      const first = await one.count('a', 2, issue('twice'));
      expect(await other.count('a', 2, issue('twice'))).toEqual(first);
      expect(written(await wholeLog(one.store)).map(([at]) => at)).toEqual(['tally-a@0', 'tally-a@1']);
    });

    it('P2 another command is decided on what the winner wrote, and sent only then', async () => {
      const { one, other } = await late(30);
      await one.count('a', 2);
      expect(await other.count('a', 4)).toMatchObject({ kind: 'accepted', revision: 2 });
      await one.close('a');
      expect(await other.count('a', 8)).toMatchObject({ kind: 'refused', refusal: { code: 'TALLY_CLOSED' } });
      expect(other.store.appends.map(({ expected }) => expected)).toEqual([0, 1, 2]);
    });

    it('C12 the same key for another request is refused once the request of the winner is seen', async () => {
      const { one, other } = await late(30);
      await one.count('a', 2, issue('once', { digest: sha256('two') }));
      expect(await other.count('a', 3, issue('once', { digest: sha256('three') }))).toMatchObject({
        kind: 'refused',
        refusal: { code: 'IDEMPOTENCY_KEY_REUSED' },
      });
    });

    it('P11 that stay unreadable to the deadline: the outcome is unknown, and the command can be sent again', async () => {
      let now = 0;
      const { one, other, show } = await late(1_000, {
        stopwatch: () => now,
        backoff: async (milliseconds) => void (now += 100 * milliseconds),
      });
      const first = await one.count('a', 2, issue('twice'));
      await expect(other.count('a', 2, issue('twice'))).rejects.toMatchObject({ fault: 'outcome-unknown' });
      expect(now).toBeGreaterThanOrEqual(10_000);
      await expect(other.count('a', 4)).rejects.toMatchObject({ fault: 'outcome-unknown' });
      show();
      expect(await other.count('a', 2, issue('twice'))).toEqual(first);
      expect(await wholeLog(one.store)).toHaveLength(2);
    });
  });

  describe('the same command id', () => {
    it('again returns the first result and writes nothing, even when the stream has grown', async () => {
      const { store, countUp, count, close } = start(newFolder());
      const first = await countUp('a', 3, issue('once', { digest: sha256('body') }));
      await count('a', 5);
      await close('a');
      expect(await countUp('a', 3, issue('once', { digest: sha256('body') }))).toEqual(first);
      expect(store.appends).toHaveLength(3);
    });

    it('again after a restart returns the first result and writes nothing', async () => {
      const folder = newFolder();
      const before = start(folder);
      const first = await before.countUp('a', 2, issue('once'));
      await before.close('a');
      await before.store.close();
      const after = start(folder);
      expect(await after.countUp('a', 2, issue('once'))).toEqual(first);
      expect(await wholeLog(after.store)).toHaveLength(3);
    });

    it('with another request is refused', async () => {
      const { store, count } = start(newFolder());
      await count('a', 1, issue('once', { digest: sha256('one') }));
      const refused = { kind: 'refused', refusal: { code: 'IDEMPOTENCY_KEY_REUSED', rule: 'C12' } };
      expect(await count('a', 2, issue('once', { digest: sha256('another') }))).toMatchObject(refused);
      expect(await count('a', 2, issue('once'))).toMatchObject(refused);
      expect(store.appends).toHaveLength(1);
    });

    it('on another stream is refused, and nothing is written there', async () => {
      const { real, count } = start(newFolder());
      await count('a', 1, issue('once'));
      await count('b', 7, issue('other'));
      for (const stream of ['b', 'new'])
        expect(await count(stream, 1, issue('once'))).toMatchObject({
          kind: 'refused',
          refusal: { code: 'IDEMPOTENCY_KEY_REUSED' },
        });
      expect(await wholeLog(real)).toHaveLength(2);
    });

    it('A2 sent to two processes at once is one event, and the chain stays valid', async () => {
      const folder = newFolder();
      const [one, other] = [start(folder), start(folder)];
      await one.count('a', 1);
      await other.total('a');
      const first = await one.count('a', 2, issue('twice'));
      // The other process has an older state cached, and its clock shows another time.
      expect(await other.count('a', 2, issue('twice'))).toEqual(first);
      await other.count('a', 3);
      const log = await wholeLog(one.store);
      expect(written(log).map(([, , data]) => data)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
      expect(chainFaults(log)).toEqual([]);
    });

    it('with another request to a process that has not seen the first one is refused as well', async () => {
      const folder = newFolder();
      const [one, other] = [start(folder), start(folder)];
      await one.count('a', 1);
      await other.total('a');
      await one.count('a', 2, issue('twice', { digest: sha256('two') }));
      expect(await other.count('a', 3, issue('twice', { digest: sha256('three') }))).toMatchObject({
        kind: 'refused',
        refusal: { code: 'IDEMPOTENCY_KEY_REUSED' },
      });
      expect(await other.total('a')).toBe(3);
    });
  });

  it('P2 50 concurrent commands through two processes on one file are all decided on the current state', async () => {
    const folder = newFolder();
    const loops = [start(folder), start(folder)] as const;
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        n === 25 ? loops[0].close('hot') : (loops[n % 2] as (typeof loops)[0]).count('hot', n + 1, issue(`hot ${n}`)),
      ),
    );
    const log = await wholeLog(loops[0].store);
    // Nothing follows the closing, and its total is what was counted before it.
    const counts = log.slice(0, -1).map(({ data }) => (data as { n: number }).n);
    expect(log.at(-1)).toMatchObject({ type: 'Closed', data: { total: counts.reduce((sum, n) => sum + n, 0) } });
    expect(log.map(({ revision }) => revision)).toEqual(log.map((_, index) => index));
    expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(log.length);
    expect(outcomes.filter(({ kind }) => kind === 'refused')).toHaveLength(50 - log.length);
    expect(chainFaults(log)).toEqual([]);
  });

  it('a failing stream does not affect commands on others', async () => {
    const { store, count } = start(newFolder());
    store.appendFault = (stream) => (stream === 'tally-7' ? 'unavailable' : undefined);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, (_, n) => count(String(n), 1, issue(`n ${n}`))),
    );
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(outcomes[7]?.status).toBe('rejected');
    expect(await wholeLog(store)).toHaveLength(99);
  });

  it('a failing command does not block the next one on its stream', async () => {
    const { store, count, total } = start(newFolder());
    fails(store, 'unavailable');
    const [first, second] = await Promise.allSettled([count('a', 1, issue('first')), count('a', 2, issue('second'))]);
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
    expect(await total('a')).toBe(2);
  });

  it('gives every event complete metadata (rule book, section 2) and a chain that fits (A2)', async () => {
    const { store, countUp, close } = start(newFolder());
    const by = issue('up', {
      actor: { id: 'anna', role: 'REVIEWER', onBehalfOf: 'P-SEOUL' },
      causationId: uuidv5('cause'),
      digest: sha256('request'),
    });
    await countUp('a', 2, by);
    await close('a');
    const [first, second, third] = (await wholeLog(store)) as [RecordedEvent, RecordedEvent, RecordedEvent];
    const fixed = {
      actor: { id: 'anna', role: 'REVIEWER', onBehalfOf: 'P-SEOUL' },
      $correlationId: by.correlationId,
      $causationId: uuidv5('cause'),
      schemaVersion: 1,
      recordedAt: '2026-03-09T03:00:00.000Z',
      occurredAt: AT,
      commandId: by.id,
      commandDigest: sha256('request'),
    };
    expect(first.metadata).toEqual({ ...fixed, dataDigest: digestOf({ n: 1 }), hash: first.metadata.hash });
    expect(second.metadata).toEqual({ ...fixed, dataDigest: digestOf({ n: 2 }), hash: second.metadata.hash });
    expect(third.metadata).toEqual({
      actor: { id: 'anna', role: 'REVIEWER' },
      $correlationId: issue('close a').correlationId,
      schemaVersion: 1,
      recordedAt: '2026-03-09T03:00:00.001Z',
      occurredAt: AT,
      commandId: issue('close a').id,
      policyVersions: { 'TALLY-RULES': 3 },
      dataDigest: digestOf({ total: 3 }),
      hash: third.metadata.hash,
    });
    const { hash, ...covered } = third.metadata;
    expect(hash).toBe(linkHash(second.metadata.hash, third, covered));
    expect(chainFaults([first, second, third])).toEqual([]);
  });

  it('names events by UUIDv5 of the command id and their index', async () => {
    const { store, countUp } = start(newFolder());
    await countUp('a', 3, issue('up'));
    const id = issue('up').id;
    expect((await wholeLog(store)).map((event) => event.id)).toEqual([0, 1, 2].map((n) => uuidv5(`${id}/${n}`)));
  });

  it.each([0, 1, 2_000])('gives the same answers when it caches only %d bytes', async (cachedBytes) => {
    const folder = newFolder();
    const [all, few] = [start(newFolder()), start(folder, { cachedBytes })];
    const random = seeded(cachedBytes);
    for (let step = 0; step < 120; step++) {
      const id = String(Math.floor(random() * 6));
      const n = Math.floor(random() * 3);
      const by = issue(`step ${Math.floor(random() * 100)}`);
      const send = ({ count, close }: typeof all) => (step % 40 === 39 ? close(id, by) : count(id, n, by));
      expect(await send(few)).toEqual(await send(all));
    }
    expect(written(await wholeLog(few.store))).toEqual(written(await wholeLog(all.store)));
    expect(chainFaults(await wholeLog(few.store))).toEqual([]);
  });

  it('assumes that an uncached stream is new: reads it only when it is not, or when nothing would be written', async () => {
    const folder = newFolder();
    await start(folder).countUp('old', 3);
    const { store, count } = start(folder);
    const reads: string[] = [];
    const readStream = store.readStream.bind(store);
    store.readStream = (stream, options) => {
      reads.push(stream);
      return readStream(stream, options);
    };
    expect(await count('new', 1)).toMatchObject({ kind: 'accepted', revision: 0 });
    expect(reads).toEqual([]);
    expect(await count('old', 1)).toMatchObject({ kind: 'accepted', revision: 3 });
    expect(await count('none', 0)).toMatchObject({ kind: 'unchanged', revision: NO_STREAM });
    expect(reads).toEqual(['tally-old', 'tally-none']);
  });

  it('C12 a reaction has nothing left to do when a stream shows it that was current since the reactions began', async () => {
    const { store, loop, count } = start(newFolder());
    const before = loop.now();
    await count('a', 1);
    const after = loop.now();
    store.readFault = () => true;
    expect(await count('a', 0, issue('reaction', { since: before }))).toMatchObject({ kind: 'unchanged', revision: 0 });
    await expect(count('a', 0, issue('reaction', { since: after }))).rejects.toMatchObject({ fault: 'unavailable' });
    await expect(count('a', 0, issue('another command'))).rejects.toMatchObject({ fault: 'unavailable' });
  });

  it('remembers how a stream was shortly before, as far as its events were seen one by one', async () => {
    const folder = newFolder();
    const one = start(folder);
    for (const n of [1, 2, 4, 8, 16, 32, 64, 128, 256]) await one.count('a', n);
    await one.countUp('a', 2);
    const positions = (await wholeLog(one.store)).map(({ position }) => position);
    const asOf = async ({ loop }: typeof one) => {
      const loaded = await loop.load(tallies, 'tally-a');
      return positions.map((position) => stateAsOf(loaded, position)?.state.total);
    };
    // The last two are of one append.
    expect((await asOf(one)).slice(-4)).toEqual([255, undefined, undefined, 514]);
    const every = [1, 3, 7, 15, 31, 63, 127, 255, 511, 512, 514];
    expect(await asOf(start(folder))).toEqual(every.map((total, index) => (index < 3 ? undefined : total)));
  });

  it('does not read a cached stream again that has not changed', async () => {
    const { store, count } = start(newFolder());
    await count('a', 1);
    store.readFault = () => true;
    expect(await count('a', 2)).toMatchObject({ kind: 'accepted', revision: 1 });
  });

  it('C12 answers a command that is sent again from memory, and one of long ago from its event', async () => {
    const { store, loop, count } = start(newFolder());
    const once = new Count({ id: 'a', n: 1 }, issue('once'));
    const outcome = await loop.execute(tallies, once);
    store.readFault = () => true;
    expect(await loop.execute(tallies, once)).toEqual(outcome);
    for (let n = 0; n < 64; n++) await count('a', 1);
    await expect(loop.execute(tallies, once)).rejects.toMatchObject({ fault: 'unavailable' });
    store.readFault = () => false;
    expect(await loop.execute(tallies, once)).toEqual(outcome);
  });

  describe('clocks that disagree', () => {
    const NOON = '2026-03-09T12:00:00.000Z' as Instant;
    const EARLIER = '2026-03-08T12:00:00.000Z' as Instant;
    /** Of two processes on one log, the second a day behind the first. */
    const written = async (at: Instant, more: Partial<CommandMetadata> = {}) => {
      const folder = newFolder();
      const [ahead, behind] = [NOON, EARLIER].map((now) => start(folder, {}, { now: () => now }));
      await ahead?.count('a', 1, issue('ahead', { at: NOON }));
      await behind?.count('a', 2, issue('behind', { at, ...more }));
      const events = await wholeLog((behind as ReturnType<typeof start>).real);
      return events.map(({ metadata: { recordedAt, occurredAt } }) => ({ recordedAt, occurredAt }));
    };

    it('fault 14 the times of a stream never run backwards', async () => {
      expect(await written(EARLIER)).toEqual([
        { recordedAt: NOON, occurredAt: NOON },
        { recordedAt: NOON, occurredAt: NOON },
      ]);
    });

    it('A1 R12 what was dated by its sender, or by its cause, keeps that time', async () => {
      const history = '2026-03-01T12:00:00.000Z' as Instant;
      const kept = [
        { recordedAt: NOON, occurredAt: NOON },
        { recordedAt: NOON, occurredAt: EARLIER },
      ];
      expect(await written(EARLIER, { dated: true })).toEqual(kept);
      expect(await written(EARLIER, { actor: { id: 'a process', role: 'SYSTEM' } })).toEqual(kept);
      expect((await written(history))[1]).toEqual({ recordedAt: NOON, occurredAt: history });
    });
  });

  describe('a stream that cannot be folded', () => {
    const damage = (folder: string, sql: string) => {
      const database = new DatabaseSync(join(folder, 'makegood.db'));
      database.exec(sql);
      database.close();
    };

    it.each<[string, string]>([
      ['data without JSON', `UPDATE events SET data = '{"n":' WHERE revision = 2`],
      ['data that break the contract', `UPDATE events SET data = '{"n":"two"}' WHERE revision = 2`],
      ['an unknown type', `UPDATE events SET type = 'Miscounted' WHERE revision = 2`],
      ['a newer version', `UPDATE events SET metadata = json_set(metadata, '$.schemaVersion', 2) WHERE revision = 2`],
      ['metadata of another program', `UPDATE events SET metadata = '[]' WHERE revision = 2`],
    ])('is reported with its revision: %s', async (_, sql) => {
      const folder = newFolder();
      await start(folder).countUp('bad', 4);
      damage(folder, sql);
      const { count, close } = start(folder);
      await count('good', 1);
      for (const command of [() => count('bad', 1), () => close('bad')]) {
        const error = await command().catch((caught: unknown) => caught);
        expect(error).toBeInstanceOf(UnreadableStream);
        expect(error).toMatchObject({ stream: 'tally-bad', revision: 2 });
      }
      expect(await count('good', 2)).toMatchObject({ kind: 'accepted', revision: 1 });
    });

    it('a stream with a gap is reported', async () => {
      const folder = newFolder();
      await start(folder).countUp('bad', 4);
      damage(folder, 'DELETE FROM events WHERE revision = 1');
      await expect(start(folder).count('bad', 1)).rejects.toThrow('tally-bad@2: revision 1 is missing');
    });
  });

  it('P1 P2 whatever is lost or late, every command takes effect once and the chain is valid', async () => {
    const faults: (AppendFault | undefined)[] = ['unavailable', 'request-lost', 'answer-lost', 'late', undefined];
    const script = fc.array(fc.constantFrom(...faults), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(script, fc.array(fc.nat(2), { minLength: 1, maxLength: 8 }), async (lost, streams) => {
        const folder = newFolder();
        const loops = [start(folder, { attempts: 2 }), start(folder, { attempts: 2, cachedBytes: 1 })] as const;
        for (const { store } of loops) store.appendFault = () => lost.shift();
        await Promise.all(
          streams.map(async (id, n) => {
            const by = issue(`command ${n}`);
            for (let retry = n; ; retry++) {
              const { loop } = loops[retry % 2] as (typeof loops)[0];
              const outcome = await loop
                .execute(tallies, new CountUp({ id: String(id), n: 2 }, by))
                .catch(() => undefined);
              if (outcome) return expect(outcome.kind).toBe('accepted');
            }
          }),
        );
        for (const { store } of loops) await store.arrive();
        const log = await wholeLog(loops[0].real);
        expect(log.map(({ id }) => id).sort()).toEqual(
          streams.flatMap((_, n) => [0, 1].map((index) => uuidv5(`${issue(`command ${n}`).id}/${index}`))).sort(),
        );
        expect(chainFaults(log)).toEqual([]);
        for (const store of opened.splice(0)) await store.close();
      }),
      { numRuns: 40, seed: 20260309 },
    );
  });
});
