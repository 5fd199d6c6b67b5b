import { type Command, type CommandMetadata, uuidv5 } from '#kernel';
import { CommandLoop, type Outcome } from './command-loop.ts';
import {
  BEGINNING,
  type EventStore,
  EventStoreError,
  positionOf,
  NO_STREAM,
  type RecordedEvent,
} from '../event-store/event-store.port.ts';
import { FaultyEventStore, faultyStore, type StoreFault } from './faulty-stores.fixture.ts';
import { metadata } from '../event-store/event-store.contract.ts';
import { silentLogger } from '../support/logger.ts';
import type { Recorded } from './projection.ts';
import { type Process, defineProcess, waitForProcess, type React, Reactor, type ReactorOptions } from './reactor.ts';
import { type DocumentStores, openSqliteStores } from '../document-stores.ts';
import type { ProcessState } from '../process-state/process-state.port.ts';
import { DocumentStoreError } from '../support/document-store-error.ts';
import { openSqliteEventStore } from '../event-store/sqlite.event-store.ts';
import {
  type AT,
  chainFaults,
  Close,
  Count,
  CountUp,
  issue,
  nextTurn,
  seeded,
  tallies,
  tallyCatalogue,
  type TallyCommand,
  type TallyEvent,
  temporaryFolders,
  tickingClock,
  wholeLog,
} from './tally.fixture.ts';

const newFolder = temporaryFolders();
const idOf = ({ stream }: { stream: string }) => stream.slice('tally-'.length);
const never = new AbortController().signal;

/** Counts everything counted in a tally again in `all` and in `copy`, except copies. */
const copies = defineProcess<TallyEvent, Count>({
  name: 'when-counted-then-count-it-in-all',
  commands: { Count },
  poison: 'halt',
  when: {
    async Counted(event, react) {
      if (['all', 'copy', 'closings', 'far'].includes(idOf(event))) return;
      await react(Count, { id: 'all', n: event.data.n });
      await react(Count, { id: 'copy', n: event.data.n });
    },
  },
});
const closings = defineProcess<TallyEvent, Count>({
  name: 'when-closed-then-count-the-closings',
  commands: { Count },
  poison: 'quarantine',
  when: { Closed: (_, react) => react(Count, { id: 'closings', n: 1 }) },
});

const LIVE = { kind: 'live' };
const QUARANTINING = { kind: 'quarantining', streams: 1 };

describe('the reactor', () => {
  let store: EventStore;
  let stores: DocumentStores;
  let processState: ProcessState;
  let loop: CommandLoop;

  beforeEach(async () => {
    const folder = newFolder();
    store = openSqliteEventStore(folder);
    stores = openSqliteStores(folder);
    ({ processState } = stores);
    loop = new CommandLoop(store, tickingClock());
  });
  afterEach(async () => {
    await store.close();
    await stores.close();
  });

  let counter = 0;
  const send = (command: Command): Promise<Outcome> => loop.execute(tallies, command as TallyCommand);
  const count = (id: string, n: number, by: CommandMetadata = issue(`count ${++counter}`)) =>
    send(new Count({ id, n }, by));
  const countUp = (id: string, n: number) => send(new CountUp({ id, n }, issue(`up ${++counter}`)));
  const close = (id: string) => send(new Close({ id }, issue(`close ${++counter}`)));
  const total = async (id: string) => (await loop.load(tallies, `tally-${id}`)).state.total;

  const reactor = async (processes: readonly Process[], more: Partial<ReactorOptions> = {}) => {
    const made = new Reactor(processes, {
      store,
      processState,
      catalogue: tallyCatalogue,
      dispatch: send,
      logger: silentLogger,
      backoff: nextTurn,
      ...more,
    });
    await made.prepare();
    return made;
  };
  const reaction = (
    name: string,
    counted: (event: Recorded<TallyEvent>, react: React<Count>) => Promise<unknown>,
    poison: Process['poison'] = 'halt',
  ) => defineProcess<TallyEvent, Count>({ name, commands: { Count }, poison, when: { Counted: counted } });
  const settled = async (processes: readonly Process[], more: Partial<ReactorOptions> = {}) => {
    const made = await reactor(processes, more);
    await made.settle();
    return made;
  };
  const stateOf = (of: Reactor) => of.status.map(({ state }) => state);

  it('sends commands whose ids derive from the event, the process and their number', async () => {
    await count('a', 5);
    const [cause] = (await wholeLog(store)) as [RecordedEvent];
    const ids: string[] = [];
    await settled([copies], {
      dispatch: (command) => {
        ids.push(command.meta.id);
        return send(command);
      },
    });
    expect(ids).toEqual([0, 1].map((n) => uuidv5(`${cause.id}/when-counted-then-count-it-in-all/${n}`)));
    expect([await total('all'), await total('copy')]).toEqual([5, 5]);
  });

  it('P2 sends nothing again that the log is seen to have, and what comes of it is known as after sending it', async () => {
    for (const id of ['a', 'b']) await count(id, 5);
    const outcomes: Outcome[] = [];
    const sent: string[] = [];
    const counted = reaction('when-counted-then-count', async (event, react) => {
      if (idOf(event) !== 'all') outcomes.push(await react(Count, { id: 'all', n: 5 }));
    });
    const dispatch = (command: Command) => {
      sent.push(command.meta.id);
      return send(command);
    };
    await settled([counted], { dispatch });
    expect(sent).toHaveLength(2);
    await processState.startOver();
    await settled([counted], { dispatch });
    expect(sent).toHaveLength(2);
    expect(outcomes.slice(2)).toEqual(outcomes.slice(0, 2));
  });

  it('P2 takes nothing for done that somebody else did under the id of its command', async () => {
    await count('a', 5);
    const [cause] = (await wholeLog(store)) as [RecordedEvent];
    const id = uuidv5(`${cause.id}/when-counted-then-count/0`);
    await count('b', 1, { ...issue('forged'), id });
    const counted = reaction('when-counted-then-count', async (event, react) => {
      if (idOf(event) === 'a') await react(Count, { id: 'all', n: 5 });
    });
    const sent: string[] = [];
    await settled([counted], {
      dispatch: (command) => {
        sent.push(command.meta.id);
        return send(command);
      },
    });
    expect(sent).toContain(id);
  });

  it('P2 a key identifies a command, whatever the order and whether or not the others are sent', async () => {
    await count('a', 5);
    const [cause] = (await wholeLog(store)) as [RecordedEvent];
    const name = 'when-counted-then-count-by-key';
    const ids: string[] = [];
    for (const keys of [['y'], ['x', 'y'], ['y', 'x']]) {
      const killed = new AbortController();
      const keyed = reaction(name, async (event, react) => {
        if (idOf(event) !== 'a') return;
        for (const key of keys) await react(Count, { id: key, n: 1 }, key);
        killed.abort();
        throw new EventStoreError('unavailable', 'killed before the checkpoint');
      });
      const dispatch = (command: Command) => {
        ids.push(command.meta.id);
        return send(command);
      };
      await (await reactor([keyed], { dispatch })).settle(killed.signal);
    }
    expect(ids).toEqual(['y', 'x'].map((key) => uuidv5(`${cause.id}/${name}/${key}`)));
    expect([await total('x'), await total('y')]).toEqual([1, 1]);
  });

  it('acts as the process, with role SYSTEM, caused by the event and with its correlation id', async () => {
    await count('a', 5);
    await settled([copies]);
    const [cause, effect] = (await wholeLog(store)) as [RecordedEvent, RecordedEvent];
    expect(effect.metadata).toMatchObject({
      actor: { id: 'when-counted-then-count-it-in-all', role: 'SYSTEM' },
      $causationId: cause.id,
      $correlationId: cause.metadata.$correlationId,
    });
    expect(chainFaults(await wholeLog(store))).toEqual([]);
  });

  it('A1 dates a reaction like its cause, also for imported history', async () => {
    const longAgo = '2019-05-05T10:00:00.000Z' as typeof AT;
    await count('a', 5, issue('imported', { at: longAgo }));
    await settled([copies]);
    expect((await wholeLog(store)).map(({ metadata: { occurredAt } }) => occurredAt)).toEqual([
      longAgo,
      longAgo,
      longAgo,
    ]);
  });

  it('reacts to the events of reactions, until none are left', async () => {
    // Collatz: 6, 3, 10, 5, 16, 8, 4, 2, 1.
    const collatz = reaction('when-counted-then-count-the-next', async (event, react) => {
      const { n } = event.data as { n: number };
      if (n !== 1) await react(Count, { id: 'collatz', n: n % 2 === 0 ? n / 2 : 3 * n + 1 });
    });
    await count('collatz', 6);
    await settled([collatz]);
    expect((await wholeLog(store)).map(({ data }) => (data as { n: number }).n)).toEqual([6, 3, 10, 5, 16, 8, 4, 2, 1]);
  });

  it('follows the log, and ends when it is aborted', async () => {
    const stop = new AbortController();
    const made = await reactor([copies, closings]);
    const running = made.run(stop.signal);
    await countUp('a', 4);
    await close('a');
    while ((await total('copy')) < 10 || (await total('closings')) < 1) await nextTurn(0, never);
    stop.abort();
    await running;
    expect([await total('all'), await total('closings')]).toEqual([10, 1]);
  });

  it('resumes each process at its checkpoint', async () => {
    await countUp('a', 3);
    await settled([copies]);
    const sent: Command[] = [];
    const dispatch = (command: Command) => {
      sent.push(command);
      return send(command);
    };
    await close('a');
    const made = await settled([copies, closings], { dispatch });
    expect(sent.map(({ meta }) => meta.actor.id)).toEqual(['when-closed-then-count-the-closings']);
    expect(made.status.map(({ position }) => position)).toEqual([await store.head(), await store.head()]);
  });

  it.each([1, 2, 3, 4, 5, 6])(
    'P2 killed between a reaction and its checkpoint, again and again, it does nothing twice (seed %d)',
    async (seed) => {
      const random = seeded(seed);
      for (let n = 0; n < 6; n++) await countUp(`t${n}`, 3);
      await close('t0');
      for (let life = 0; life < 10; life++) {
        const killed = new AbortController();
        const die = (): StoreFault => {
          killed.abort();
          return random() < 0.5 ? 'before' : 'after';
        };
        const dying = faultyStore(processState, (call) => (call === 'advance' && random() < 0.2 ? die() : undefined));
        const made = await reactor([copies, closings], {
          processState: dying,
          batch: 1 + Math.floor(random() * 20),
          lanes: 1 + Math.floor(random() * 5),
          async dispatch(command) {
            if (killed.signal.aborted || random() < 0.05) {
              killed.abort();
              throw new EventStoreError('unavailable', 'killed before it was sent');
            }
            const outcome = await send(command);
            if (random() < 0.1) {
              killed.abort();
              throw new EventStoreError('outcome-unknown', 'killed before it was answered');
            }
            return outcome;
          },
        });
        await made.settle(killed.signal);
      }
      await settled([copies, closings]);
      expect([await total('all'), await total('copy'), await total('closings')]).toEqual([36, 36, 1]);
      const log = await wholeLog(store);
      expect(new Set(log.map(({ id }) => id)).size).toBe(log.length);
      expect(chainFaults(log)).toEqual([]);
    },
  );

  it('waits out temporary faults, however long, and loses nothing', async () => {
    await countUp('a', 3);
    for (const error of [
      new EventStoreError('unavailable', 'no connection'),
      new EventStoreError('outcome-unknown', 'no answer'),
      new EventStoreError('full', 'no room'),
      new EventStoreError('access-denied', 'the password has changed'),
      new DocumentStoreError('no-build', 'not built yet'),
    ]) {
      await count('a', 1);
      let failures = 0;
      const made = await settled([copies], {
        dispatch: (command) => (++failures <= 25 ? Promise.reject(error) : send(command)),
      });
      expect(failures).toBeGreaterThan(25);
      expect(stateOf(made)).toEqual([LIVE]);
      expect(await made.failedReactions()).toEqual([]);
    }
    expect(await total('all')).toBe(11);
  });

  it('records a refusal, and continues', async () => {
    await count('a', 5);
    await close('all');
    await count('b', 7);
    const made = await settled([copies]);
    expect(await made.failedReactions()).toEqual(
      ['a', 'b'].map((id) => ({
        process: 'when-counted-then-count-it-in-all',
        event: 'Counted',
        stream: `tally-${id}`,
        revision: 0,
        position: positionOf(id === 'a' ? 1n : 3n),
        reason: 'TALLY_CLOSED: This tally is closed.',
        effect: 'skipped',
      })),
    );
    expect(stateOf(made)).toEqual([LIVE]);
    expect(await total('copy')).toBe(12);
  });

  it('records no refusal that a second look at the log changes: another process may have just written', async () => {
    await count('a', 5);
    const sent: Command[] = [];
    const made = await settled([copies], {
      dispatch: async (command) => {
        sent.push(command);
        if (sent.length > 1) return send(command);
        return { kind: 'refused', refusal: { code: 'NOT_YET', message: 'Not yet.' } };
      },
    });
    expect(sent).toHaveLength(4);
    expect(sent.slice(2)).toEqual(sent.slice(0, 2));
    expect(await made.failedReactions()).toEqual([]);
    expect(await total('all')).toBe(5);
  });

  it('records no refusal of a command that is sent again under its key and then accepted', async () => {
    await count('a', 5);
    const stubborn = reaction('when-counted-then-insist', async (event, react) => {
      if (idOf(event) !== 'a') return;
      await react(Count, { id: 'b', n: 1 }, 'count');
      const outcome = await react(Count, { id: 'b', n: 1 }, 'count');
      expect(outcome.kind).toBe('accepted');
    });
    let sent = 0;
    const made = await settled([stubborn], {
      dispatch: async (command) =>
        ++sent === 1 ? { kind: 'refused', refusal: { code: 'NOT_YET', message: 'Not yet.' } } : send(command),
    });
    expect([sent, await total('b')]).toEqual([2, 1]);
    expect(await made.failedReactions()).toEqual([]);
  });

  it('records an event with many refused commands once, with their number', async () => {
    await count('a', 5);
    for (const id of ['x', 'y', 'z']) await close(id);
    const many = reaction('when-counted-then-count-in-many', async (event, react) => {
      if (idOf(event) === 'a') await Promise.all(['x', 'y', 'v', 'z'].map((id) => react(Count, { id, n: 1 }, id)));
    });
    const made = await settled([many]);
    expect((await made.failedReactions()).map(({ reason }) => reason)).toEqual([
      'TALLY_CLOSED: This tally is closed. (and 2 more refused)',
    ]);
    expect(await total('v')).toBe(1);
  });

  describe('an event that it cannot react to, three times', () => {
    const unlucky = (poison: Process['poison'], tries: number[]) =>
      reaction(
        'when-counted-then-try',
        async (event, react) => {
          const { n } = event.data as { n: number };
          if (idOf(event) === 'done') return;
          if (n === 13) {
            tries.push(event.revision);
            throw new Error('13 brings bad luck');
          }
          await react(Count, { id: 'done', n });
        },
        poison,
      );
    const undone = {
      process: 'when-counted-then-try',
      event: 'Counted',
      stream: 'tally-a',
      revision: 1,
      position: positionOf(2n),
    };

    beforeEach(async () => {
      await count('a', 1);
      await count('a', 13);
      await count('b', 20);
      await count('a', 300);
    });

    it.each([1, 2, 256])('halts the process at it, with everything before it done (batches of %d)', async (batch) => {
      const tries: number[] = [];
      const made = await settled([{ ...unlucky('halt', tries), order: 'log' }], { batch });
      expect(tries).toEqual([1, 1, 1]);
      expect(stateOf(made)).toEqual([{ kind: 'halted', reason: '13 brings bad luck' }]);
      expect(await total('done')).toBe(1);
      expect(made.status[0]?.position).toBe((await wholeLog(store))[0]?.position);
      expect(await made.failedReactions()).toEqual([{ ...undone, reason: '13 brings bad luck', effect: 'halted' }]);
    });

    it('is tried again by the next program, and cleared once it succeeds', async () => {
      await settled([unlucky('halt', [])]);
      expect(stateOf(await settled([unlucky('halt', [])]))).toEqual([{ kind: 'halted', reason: '13 brings bad luck' }]);
      const fixed = reaction('when-counted-then-try', async (event, react) => {
        if (idOf(event) !== 'done') await react(Count, { id: 'done', n: (event.data as { n: number }).n });
      });
      const made = await settled([fixed]);
      expect(stateOf(made)).toEqual([LIVE]);
      expect(await made.failedReactions()).toEqual([]);
      expect(await total('done')).toBe(334);
    });

    it.each([1, 2, 256])('quarantines its stream and continues with the others (batches of %d)', async (batch) => {
      const made = await settled([unlucky('quarantine', [])], { batch });
      expect(stateOf(made)).toEqual([QUARANTINING]);
      expect(await total('done')).toBe(21);
      expect(await made.failedReactions()).toEqual([
        { ...undone, reason: '13 brings bad luck', effect: 'quarantined' },
      ]);
      // The same after a restart.
      await count('a', 4000);
      await count('b', 50_000);
      const again = await settled([unlucky('quarantine', [])], { batch });
      expect(stateOf(again)).toEqual([QUARANTINING]);
      expect(await total('done')).toBe(50_021);
    });

    it('is recorded before anything stops because of it', async () => {
      let failures = 0;
      const faulty = faultyStore(processState, (call) =>
        call === 'recordFailure' && ++failures < 5 ? 'before' : undefined,
      );
      const made = await settled([unlucky('quarantine', [])], { processState: faulty });
      expect(failures).toBeGreaterThan(4);
      expect(await made.failedReactions()).toHaveLength(1);
      expect(await total('done')).toBe(21);
    });

    it('is also one that cannot be decoded', async () => {
      await store.append('tally-c', NO_STREAM, [
        { id: uuidv5('poison'), type: 'Counted', data: { n: 'two' }, metadata },
      ]);
      await store.append('tally-c', 0, [{ id: uuidv5('next'), type: 'Counted', data: { n: 5 }, metadata }]);
      await count('d', 7);
      const made = await settled([unlucky('quarantine', [])]);
      expect((await made.failedReactions()).map(({ stream }) => stream)).toEqual(['tally-a', 'tally-c']);
      expect(await total('done')).toBe(28);
    });
  });

  it('a fault that is gone at the second or third attempt is not poison', async () => {
    await countUp('a', 3);
    let calls = 0;
    const flaky = reaction('when-counted-then-hesitate', async (event, react) => {
      if (idOf(event) === 'done') return;
      if (++calls % 3 !== 0) throw new Error('not yet');
      await react(Count, { id: 'done', n: 1 });
    });
    const made = await settled([flaky]);
    expect(stateOf(made)).toEqual([LIVE]);
    expect(await total('done')).toBe(3);
  });

  describe('events that a process may handle at the same time', () => {
    /** Its reactions end only when `let(stream)` is called; `heard` are the events at which one has begun. */
    const held = (more: Partial<Process> = {}) => {
      const gates = new Map<string, PromiseWithResolvers<void>>();
      const gate = (stream: string) => {
        const known = gates.get(stream) ?? Promise.withResolvers<void>();
        gates.set(stream, known);
        return known;
      };
      const heard: string[] = [];
      const process = reaction('when-counted-then-wait', async (event, react) => {
        if (idOf(event) === 'done') return;
        heard.push(`${idOf(event)}@${event.revision}`);
        await gate(idOf(event)).promise;
        await react(Count, { id: 'done', n: (event.data as { n: number }).n });
      });
      return { process: { ...process, ...more } as Process, heard, let: (stream: string) => gate(stream).resolve() };
    };
    const until = async (condition: () => boolean) => {
      while (!condition()) await nextTurn(0, never);
    };
    const turns = async (count: number) => {
      for (let turn = 0; turn < count; turn++) await nextTurn(0, never);
    };

    beforeEach(async () => {
      await count('a', 1);
      await count('a', 10);
      await count('b', 100);
      await count('c', 1000);
    });

    it('are those of different streams; those of one stream follow each other', async () => {
      const { process, heard, let: release } = held();
      const settling = settled([process]);
      await until(() => heard.length === 3);
      expect(heard).toEqual(['a@0', 'b@0', 'c@0']);
      for (const stream of ['c', 'b', 'a']) release(stream);
      await settling;
      expect(heard).toEqual(['a@0', 'b@0', 'c@0', 'a@1']);
      expect(await total('done')).toBe(1111);
    });

    it('are not more than its lanes', async () => {
      const { process, heard, let: release } = held();
      const settling = settled([process], { lanes: 2 });
      await until(() => heard.length === 2);
      await turns(20);
      expect(heard).toEqual(['a@0', 'b@0']);
      for (const stream of ['a', 'b', 'c']) release(stream);
      await settling;
      expect(await total('done')).toBe(1111);
    });

    it('are none when it needs the order of the log', async () => {
      const { process, heard, let: release } = held({ order: 'log' });
      const settling = settled([process]);
      for (const stream of ['c', 'b']) release(stream);
      await turns(20);
      expect(heard).toEqual(['a@0']);
      release('a');
      await settling;
      expect(heard).toEqual(['a@0', 'a@1', 'b@0', 'c@0']);
    });

    it('are those of different keys when it names keys, also within a stream', async () => {
      const keyOf = ({ stream, revision }: Recorded<TallyEvent>) => (stream === 'tally-a' ? `a${revision}` : 'others');
      const { process, heard, let: release } = held({ order: keyOf as never });
      const settling = settled([process]);
      await until(() => heard.length === 3);
      await turns(20);
      expect(heard).toEqual(['a@0', 'a@1', 'b@0']);
      for (const stream of ['a', 'b', 'c']) release(stream);
      await settling;
      expect(heard).toEqual(['a@0', 'a@1', 'b@0', 'c@0']);
    });

    it('are none beside an event without a key: it waits for those before it, and those after it wait', async () => {
      const keyOf = ({ stream }: Recorded<TallyEvent>) => (stream === 'tally-b' ? undefined : stream);
      const { process, heard, let: release } = held({ order: keyOf as never });
      const settling = settled([process]);
      release('c');
      await turns(20);
      expect(heard).toEqual(['a@0']);
      release('a');
      await until(() => heard.length === 3);
      await turns(20);
      expect(heard).toEqual(['a@0', 'a@1', 'b@0']);
      release('b');
      await settling;
      expect(heard).toEqual(['a@0', 'a@1', 'b@0', 'c@0']);
    });

    it('P2 are done once, although those after an event that is not done are repeated with it', async () => {
      const killed = new AbortController();
      const { process, let: release } = held();
      for (const stream of ['a', 'b', 'c']) release(stream);
      const dispatch = (command: Command) => {
        if ((command as Count).data.n !== 10) return send(command);
        killed.abort();
        throw new EventStoreError('unavailable', 'killed');
      };
      const made = await reactor([process], { dispatch });
      await made.settle(killed.signal);
      expect(made.status.map(({ position }) => position)).toEqual([BEGINNING]);
      expect(await total('done')).toBe(1101);
      await settled([process]);
      expect(await total('done')).toBe(1111);
    });

    it('halt it at the first in the log, with everything before it done; nothing is done twice afterwards', async () => {
      const fails = new Set([100, 1000]);
      const failing = reaction('when-counted-then-fail', async (event, react) => {
        const { n } = event.data as { n: number };
        if (idOf(event) === 'done') return;
        // The one that is later in the log fails first.
        if (n === 100) await turns(10);
        if (fails.has(n)) throw new Error(`${n} is too much`);
        await react(Count, { id: 'done', n });
      });
      const made = await settled([failing]);
      expect(stateOf(made)).toEqual([{ kind: 'halted', reason: '100 is too much' }]);
      expect(made.status.map(({ position }) => position)).toEqual([positionOf(2n)]);
      expect(await total('done')).toBe(11);
      fails.clear();
      const again = await settled([failing]);
      expect(stateOf(again)).toEqual([LIVE]);
      expect(await again.failedReactions()).toEqual([]);
      expect(await total('done')).toBe(1111);
    });

    it('fail together when a store is out of reach, which is said once', async () => {
      const warnings: object[] = [];
      let failures = 0;
      await settled([copies], {
        logger: { ...silentLogger, warn: (fields) => warnings.push(fields) },
        dispatch: (command) =>
          ++failures <= 30 ? Promise.reject(new EventStoreError('unavailable', 'no connection')) : send(command),
      });
      expect(warnings).toEqual([{ process: copies.name, error: 'EventStoreError: no connection' }]);
      expect(await total('all')).toBe(1111);
    });
  });

  describe('processes do not wait for each other', () => {
    it('one that cannot proceed lets the others pass, and rejoins them without missing an event', async () => {
      let reachable = false;
      const blocked = reaction('when-counted-then-reach-far', async (event, react) => {
        if (['far', 'all', 'copy'].includes(idOf(event))) return;
        if (!reachable) throw new EventStoreError('unavailable', 'out of reach');
        await react(Count, { id: 'far', n: (event.data as { n: number }).n });
      });
      const stop = new AbortController();
      const made = await reactor([blocked, copies], { batch: 2 });
      const running = made.run(stop.signal);
      for (let n = 0; n < 10; n++) await countUp(`t${n}`, 4);
      while ((await total('copy')) < 100) await nextTurn(0, never);
      expect(await total('far')).toBe(0);
      expect(stateOf(made)).toEqual([LIVE, LIVE]);

      reachable = true;
      // More is written while it catches up.
      for (let n = 10; n < 20; n++) await countUp(`t${n}`, 4);
      while ((await total('far')) < 200 || (await total('copy')) < 200) await nextTurn(0, never);
      for (let n = 20; n < 25; n++) await countUp(`t${n}`, 4);
      while ((await total('far')) < 250 || (await total('copy')) < 250) await nextTurn(0, never);
      stop.abort();
      await running;
      expect([await total('far'), await total('all'), await total('copy')]).toEqual([250, 250, 250]);
    });

    it.each([1, 2, 3, 4])('whichever of them fail and when (seed %d)', async (seed) => {
      const random = seeded(seed);
      const names = ['x', 'y', 'z'];
      const stumbling = names.map((name) =>
        reaction(`when-counted-then-count-in-${name}`, async (event, react) => {
          if (names.includes(idOf(event))) return;
          if (random() < 0.3) throw new EventStoreError('unavailable', 'out of reach');
          await react(Count, { id: name, n: (event.data as { n: number }).n });
        }),
      );
      const faulty = new FaultyEventStore(store);
      faulty.readFault = () => random() < 0.05;
      const stop = new AbortController();
      const made = await reactor(stumbling, { batch: 1 + Math.floor(random() * 6), store: faulty });
      const running = made.run(stop.signal);
      for (let n = 0; n < 30; n++) await countUp(`t${n % 4}`, 2);
      for (const name of names) while ((await total(name)) < 90) await nextTurn(0, never);
      stop.abort();
      await running;
      expect(await Promise.all(names.map(total))).toEqual([90, 90, 90]);
      expect(chainFaults(await wholeLog(store))).toEqual([]);
    });

    it('an independent process lets the others pass while it has much to do, and then continues where it was', async () => {
      const released = Promise.withResolvers<void>();
      const slow = defineProcess<TallyEvent, Count>({
        name: 'when-closed-then-count-slowly',
        commands: { Count },
        poison: 'halt',
        independent: true,
        when: {
          async Closed(_, react) {
            await released.promise;
            await react(Count, { id: 'closings', n: 1 });
          },
        },
      });
      const stop = new AbortController();
      const made = await reactor([slow, copies], { batch: 2 });
      const running = made.run(stop.signal);
      await close('t');
      for (let n = 0; n < 10; n++) await countUp(`t${n}`, 4);
      while ((await total('copy')) < 100) await nextTurn(0, never);
      await close('t0');
      expect(await total('closings')).toBe(0);
      released.resolve();
      while ((await total('closings')) < 2) await nextTurn(0, never);
      stop.abort();
      await running;
      const [own] = made.status;
      expect([await total('closings'), own?.state]).toEqual([2, LIVE]);
      await settled([slow, copies]);
      expect(await total('closings')).toBe(2);
    });

    it('F2 a process that reads on alone finds streams in memory as new as the events that it reacts to', async () => {
      const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const followed = new Set<string>();
      const reactedTo: boolean[] = [];
      const alone = defineProcess<TallyEvent, Count>({
        name: 'when-counted-then-look-alone',
        commands: { Count },
        poison: 'halt',
        independent: true,
        when: {
          async Counted({ position }) {
            reactedTo.push(followed.has(position));
            await first.promise;
          },
        },
      });
      const blocking = reaction('when-counted-then-block', async ({ stream }) => {
        if (stream === 'tally-b') await second.promise;
      });
      const cache = {
        since: 0,
        begin: () => undefined,
        follow: (events: readonly RecordedEvent[]) => events.forEach(({ position }) => followed.add(position)),
      };
      const stop = new AbortController();
      const running = (await reactor([alone, blocking], { cache, batch: 4 })).run(stop.signal);
      await count('a', 1);
      while (reactedTo.length < 1) await nextTurn(0, never);
      await count('b', 1);
      while (followed.size < 2) await nextTurn(0, never);
      await count('c', 1);
      first.resolve();
      while (reactedTo.length < 3) await nextTurn(0, never);
      expect(reactedTo).toEqual([true, true, true]);
      second.resolve();
      stop.abort();
      await running;
    });

    it.each([1, 2, 3])(
      'an independent process misses nothing and does nothing twice, killed at random (seed %d)',
      async (seed) => {
        const random = seeded(seed);
        const slow = defineProcess<TallyEvent, Count>({
          name: 'when-counted-then-count-slowly',
          commands: { Count },
          poison: 'halt',
          independent: true,
          when: {
            async Counted(event, react) {
              if (!idOf(event).startsWith('t')) return;
              for (let turns = Math.floor(random() * 5); turns > 0; turns--) await nextTurn(0, never);
              await react(Count, { id: 'slow', n: event.data.n }, 'count');
            },
          },
        });
        for (let life = 0; life < 5; life++) {
          const killed = new AbortController();
          const running = (await reactor([slow, copies], { batch: 3 })).run(killed.signal);
          for (let n = 0; n < 6; n++) await countUp(`t${n}`, 3);
          for (let turns = Math.floor(random() * 60); turns > 0; turns--) await nextTurn(0, never);
          killed.abort();
          await running;
        }
        await settled([slow, copies]);
        expect([await total('slow'), await total('copy')]).toEqual([180, 180 + 180]);
      },
    );

    it('one that halts does not stop the others', async () => {
      await countUp('a', 3);
      const broken = reaction('when-counted-then-fail', () => Promise.reject(new Error('a bug')));
      const made = await settled([broken, copies]);
      expect(stateOf(made)).toEqual([{ kind: 'halted', reason: 'a bug' }, LIVE]);
      expect(await total('copy')).toBe(6);
    });
  });

  describe('waiting for a process to reach a position', () => {
    const name = 'when-counted-then-count-it-in-all';
    const reached = async (timeoutMs: number) => waitForProcess(processState, name, await store.head(), timeoutMs);

    it('returns at once when it has, and when there is no time to wait', async () => {
      await count('a', 5);
      expect(await reached(0)).toBe(false);
      await settled([copies]);
      expect(await reached(0)).toBe(true);
    });

    it('waits for it', async () => {
      await count('a', 5);
      const made = await reactor([copies], { dispatch: () => Promise.resolve({ kind: 'unchanged' } as never) });
      const waiting = reached(20_000);
      await made.settle();
      expect(await waiting).toBe(true);
    });

    it('does not succeed for a process that has never run', async () => {
      await count('a', 5);
      await settled([closings]);
      expect(await reached(50)).toBe(false);
    });
  });

  it('stops waiting when it is aborted', async () => {
    await count('a', 1);
    const stop = new AbortController();
    const made = await reactor([copies], {
      dispatch() {
        stop.abort();
        return Promise.reject(new EventStoreError('unavailable', 'out of reach'));
      },
    });
    await made.run(stop.signal);
    expect((await processState.checkpoint('when-counted-then-count-it-in-all')).position).toBe(BEGINNING);
  });
});
