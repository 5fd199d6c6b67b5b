import { streamCategory } from '#kernel';
import { tallyStreams } from './tally.fixture.ts';
import { uuidv5 } from '#kernel';
import { CommandLoop } from './command-loop.ts';
import { BEGINNING, type EventMetadata, type EventStore, NO_STREAM } from '../event-store/event-store.port.ts';
import { metadata } from '../event-store/event-store.contract.ts';
import { FaultyEventStore, faultyStore, type StoreFault } from './faulty-stores.fixture.ts';
import { BrokenOrder } from './feed.ts';
import { silentLogger } from '../support/logger.ts';
import { ignored, defineProjection, type Projection } from './projection.ts';
import { Projector, type ProjectorOptions, type RebuildProgress } from './projector.ts';
import type { Document, Identified } from '../read-models/read-model.ts';
import type { ReadModels } from '../read-models/read-model.port.ts';
import { openSqliteEventStore } from '../event-store/sqlite.event-store.ts';
import { type DocumentStores, openSqliteStores } from '../document-stores.ts';
import {
  Close,
  CountUp,
  issue,
  nextTurn,
  seeded,
  tallies,
  tallyCatalogue,
  type TallyEvent,
  temporaryFolders,
  tickingClock,
  wholeLog,
} from './tally.fixture.ts';
import { awaited, foldOf, type Open, openTallies, sums } from './tally.projections.fixture.ts';
import { Visibility } from './visibility.ts';

const newFolder = temporaryFolders();

const closings = defineProjection<Identified, TallyEvent>({
  model: { name: 'closings', version: 1, fields: {}, indexes: [], owner: 'staff', seenBy: 'staff' },
  streams: [streamCategory('elsewhere')],
  poison: 'halt',
  keysOf: ({ stream }) => [stream],
  when: { Counted: ignored, Closed: (_, __, id) => ({ id }) },
});

const LIVE = { kind: 'live' };
const QUARANTINING = { kind: 'quarantining', streams: 1 };

describe('the projector', () => {
  let folder: string;
  let store: EventStore;
  let stores: DocumentStores;
  let models: ReadModels;
  let loop: CommandLoop;
  const others: { close(): Promise<void> }[] = [];
  const stop = () => new AbortController();

  beforeEach(async () => {
    folder = newFolder();
    store = openSqliteEventStore(folder);
    stores = openSqliteStores(folder);
    ({ models } = stores);
    loop = new CommandLoop(store, tickingClock());
  });
  afterEach(async () => {
    for (const other of others.splice(0)) await other.close();
    await store.close();
    await stores.close();
  });

  let counter = 0;
  const countUp = (id: string, n: number) => loop.execute(tallies, new CountUp({ id, n }, issue(`up ${++counter}`)));
  const close = (id: string) => loop.execute(tallies, new Close({ id }, issue(`close ${++counter}`)));
  /** Writes directly to the log, as no command would. */
  const write = async (stream: string, type: string, data: object, more: Partial<EventMetadata> = {}) => {
    let expected = NO_STREAM;
    for await (const event of store.readStream(stream)) expected = event.revision;
    const id = uuidv5(`written ${++counter}`);
    return store.append(stream, expected, [{ id, type, data: data as never, metadata: { ...metadata, ...more } }]);
  };
  const projector = async (projections: readonly Projection[], more: Partial<ProjectorOptions> = {}) => {
    const made = new Projector(projections, {
      store,
      models,
      catalogue: tallyCatalogue,
      logger: silentLogger,
      backoff: nextTurn,
      ...more,
    });
    await made.prepare();
    return made;
  };
  const both = () => [openTallies(), sums] as const;

  const documentsOf = async (name: string): Promise<Document[]> => {
    return Array.fromAsync(models.scan((await models.active(name)) as string));
  };
  const expectFold = async (...projections: readonly Projection[]) => {
    const log = await wholeLog(store);
    for (const each of projections) expect(await documentsOf(each.model.name)).toEqual(foldOf(each, log));
  };
  const stateOf = (of: Projector, model: string) => of.status.find(({ name }) => name === model);
  const positionOf = async (stream: string, revision: number) =>
    (await wholeLog(store)).find((event) => event.stream === stream && event.revision === revision)?.position;

  /** Some hundred events in a dozen streams, some closed, interleaved by the seed. */
  const history = async (seed = 1, appends = 60) => {
    const random = seeded(seed);
    for (let n = 0; n < appends; n++) {
      const id = String(Math.floor(random() * 12));
      if (random() < 0.15) await close(id);
      else await countUp(id, 1 + Math.floor(random() * 4));
    }
  };

  describe('P4 produces exactly the fold of the log', () => {
    it.each([1, 2, 7, 1000])('in micro-batches of %d', async (batch) => {
      await history();
      const { length } = await wholeLog(store);
      const made = await projector(both(), { batch });
      let batches = 0;
      made.onBatch(() => batches++);
      await made.catchUp();
      expect(batches).toBe(Math.ceil(length / batch));
      await expectFold(...both());
      expect(made.status.map(({ position }) => position)).toEqual([await store.head(), await store.head()]);
      expect((await models.checkpoint('sums.1')).position).toBe(await store.head());
    });

    it('fault 6: when everything is delivered twice, or from zero, to an existing model', async () => {
      await history();
      await (await projector(both())).catchUp();
      const before = await documentsOf('open');
      for (const batch of [1, 5, 1000]) {
        // A restored checkpoint: the documents are newer than it.
        const restored = new Proxy(models, {
          get(target, name: keyof ReadModels) {
            if (name === 'checkpoint') return async () => BEGINNING;
            return (target[name] as ((...args: unknown[]) => unknown) | undefined)?.bind(target);
          },
        });
        await (await projector(both(), { models: restored, batch })).catchUp();
        expect(await documentsOf('open')).toEqual(before);
        await expectFold(...both());
      }
    });

    it('fault 6: when events before the removal of a document are delivered again', async () => {
      await countUp('a', 3);
      await (await projector([awaited])).catchUp();
      expect(await documentsOf('awaited')).toEqual([]);
      // Killed after the write and before the checkpoint: the removal is stored, the events before it are delivered again.
      const begun = await positionOf('tally-a', 0);
      const forgetful = new Proxy(models, {
        get(target, name: keyof ReadModels) {
          if (name === 'checkpoint') return async () => begun;
          return (target[name] as ((...args: unknown[]) => unknown) | undefined)?.bind(target);
        },
      });
      for (const batch of [1, 1000]) {
        const made = await projector([awaited], { models: forgetful, batch });
        await made.catchUp();
        expect(stateOf(made, 'awaited')?.state).toEqual(LIVE);
        expect(await documentsOf('awaited')).toEqual([]);
      }
    });

    it('while it follows the log and the subscription repeats events, breaks and ends', async () => {
      for (const seed of [1, 2, 3, 4]) {
        const random = seeded(seed);
        const faulty = new FaultyEventStore(store);
        const faults = ['error', 'end', 'again', undefined, undefined] as const;
        faulty.subscriptionFault = () => faults[Math.floor(random() * faults.length)];
        const made = await projector(both(), { store: faulty, batch: 1 + Math.floor(random() * 20) });
        const stopped = stop();
        const visibility = new Visibility(models);
        made.onBatch(visibility.notify);
        const running = made.run(stopped.signal);
        await history(seed, 30);
        expect(await visibility.waitFor(['open', 'sums'], await store.head(), 60_000)).toBe(true);
        await expectFold(...both());
        stopped.abort();
        await running;
      }
    });

    it('fault 8: when two projectors with different batches work on the same builds', async () => {
      await history(5);
      const pair = [await projector(both(), { batch: 3 }), await projector(both(), { batch: 8 })] as const;
      await Promise.all(pair.map((each) => each.catchUp()));
      await expectFold(...both());
    });

    it('fault 8: when a projector that lags behind resumes and dies after its first batch', async () => {
      // Created and removed within one batch of the other projector.
      await countUp('short', 2);
      await close('short');
      const lagging = await projector(both(), { batch: 1 });
      await (await projector(both())).catchUp();
      const dead = stop();
      lagging.onBatch(() => dead.abort());
      await lagging.catchUp(dead.signal);
      await (await projector(both())).catchUp();
      expect(await documentsOf('open')).toEqual([]);
      await expectFold(...both());
    });
  });

  it('removes documents, and starts anew when a removed one is created again', async () => {
    const made = await projector(both());
    await countUp('a', 2);
    await countUp('b', 1);
    await made.catchUp();
    expect(await documentsOf('open')).toEqual([
      { id: 'a', sum: 3, revisions: [0, 1] },
      { id: 'b', sum: 1, revisions: [0] },
    ]);
    await close('a');
    await made.catchUp();
    expect(await documentsOf('open')).toEqual([{ id: 'b', sum: 1, revisions: [0] }]);
    await write('tally-a', 'Counted', { n: 5 });
    await made.catchUp();
    expect((await documentsOf('open'))[0]).toEqual({ id: 'a', sum: 5, revisions: [3] });
    await expectFold(...both());
  });

  it('does not write a document that a fold returned unchanged', async () => {
    const noted = defineProjection<Identified & { first: number }, TallyEvent>({
      model: { name: 'first', version: 1, fields: {}, indexes: [], owner: 'staff', seenBy: 'staff' },
      streams: [tallyStreams],
      poison: 'halt',
      keysOf: () => ['first'],
      when: { Counted: (first, { data: { n } }, id) => first ?? { id, first: n }, Closed: (first) => first },
    });
    await countUp('a', 3);
    await close('a');
    const writes: number[] = [];
    const counting = new Proxy(models, {
      get(target, name: keyof ReadModels) {
        if (name !== 'write') return (target[name] as ((...args: unknown[]) => unknown) | undefined)?.bind(target);
        return (batches: Parameters<ReadModels['write']>[0]) => {
          writes.push(...batches.map((batch) => batch.writes.length));
          return target.write(batches);
        };
      },
    });
    await (await projector([noted], { models: counting, batch: 1 })).catchUp();
    expect(writes).toEqual([1, 0, 0, 0]);
    expect(await documentsOf('first')).toEqual([{ id: 'first', first: 1 }]);
  });

  describe('fault 5, P4 P5: when a write fails half-way', () => {
    it.each([1, 2, 3, 4, 5, 6])(
      'and the process dies of it, the next one produces the same documents (seed %d)',
      async (seed) => {
        const random = seeded(seed);
        await history(seed, 40);
        const head = await store.head();
        // Killed before, during or after one of the writes, again and again.
        for (let life = 0; life < 12; life++) {
          const killed = stop();
          const faulty = faultyStore(models, (call): StoreFault | undefined => {
            if (call !== 'write' || random() < 0.6) return undefined;
            killed.abort();
            return (['before', 'after', () => random() < 0.5] as const)[Math.floor(random() * 3)];
          });
          const made = await projector(both(), { models: faulty, batch: 1 + Math.floor(random() * 12) });
          for (const { position, build } of made.status)
            expect(position).toBe((await models.checkpoint(build)).position);
          await made.catchUp(killed.signal);
          for (const { position, build } of made.status)
            expect(position <= (await models.checkpoint(build)).position).toBe(true);
        }
        await (await projector(both())).catchUp();
        expect((await models.checkpoint('open.1')).position).toBe(head);
        await expectFold(...both());
      },
    );

    it('and the process survives, it repeats the write until it succeeds', async () => {
      await history(7);
      const random = seeded(7);
      const faulty = faultyStore(models, (call) =>
        call === 'write' && random() < 0.7 ? () => random() < 0.5 : random() < 0.2 ? 'after' : undefined,
      );
      const made = new Projector(both(), {
        store,
        models: faulty,
        catalogue: tallyCatalogue,
        logger: silentLogger,
        backoff: nextTurn,
        batch: 9,
      });
      for (;;)
        try {
          await made.prepare();
          break;
        } catch (error) {
          expect(error).toMatchObject({ fault: 'unavailable' });
        }
      await made.catchUp();
      await expectFold(...both());
    });
  });

  it('fault 9: loses nothing while the read models cannot be reached, and ends promptly when aborted meanwhile', async () => {
    let reachable = true;
    let refused = 0;
    let enough = () => {};
    const faulty = faultyStore(models, () => {
      if (reachable) return undefined;
      if (++refused === 30) enough();
      return 'before';
    });
    const made = await projector(both(), { models: faulty, batch: 4 });
    const stopped = stop();
    const visibility = new Visibility(models);
    made.onBatch(visibility.notify);
    const running = made.run(stopped.signal);
    await history(8, 20);
    reachable = false;
    const away = new Promise<void>((resolve) => {
      enough = resolve;
    });
    await history(9, 20);
    await away;
    const behind = (await models.checkpoint('sums.1')).position;
    expect(behind < (await store.head())).toBe(true);
    reachable = true;
    expect(await visibility.waitFor(['open', 'sums'], await store.head(), 60_000)).toBe(true);
    await expectFold(...both());
    reachable = false;
    await countUp('a', 1);
    stopped.abort();
    await running;
  });

  describe('an event that cannot be applied', () => {
    const poisons: [string, () => Promise<unknown>][] = [
      ['data that break the contract', () => write('tally-bad', 'Counted', { n: 'two' })],
      ['an unknown type', () => write('tally-bad', 'Miscounted', { n: 2 })],
      ['a type named like a built-in member', () => write('tally-bad', 'constructor', {})],
      ['a version of a newer program', () => write('tally-bad', 'Counted', { n: 2 }, { schemaVersion: 2 })],
      ['metadata of another program', () => write('tally-bad', 'Counted', { n: 2 }, { hash: 1 as never })],
    ];

    describe.each([1, 3, 1000])('in micro-batches of %d', (batch) => {
      it.each(poisons)('quarantines its stream or halts the model: %s', async (_, poison) => {
        await countUp('good', 2);
        await countUp('bad', 3);
        await poison();
        await write('tally-bad', 'Counted', { n: 100 });
        await countUp('good', 1);
        await countUp('late', 1);
        const made = await projector(both(), { batch });
        await made.catchUp();

        // The stream keeps its state from before the poison event; the others continue.
        expect(await documentsOf('open')).toEqual([
          { id: 'bad', sum: 6, revisions: [0, 1, 2] },
          { id: 'good', sum: 4, revisions: [0, 1, 2] },
          { id: 'late', sum: 1, revisions: [0] },
        ]);
        const position = await positionOf('tally-bad', 3);
        expect(await models.quarantined()).toEqual([
          {
            build: 'open.1',
            stream: 'tally-bad',
            revision: 3,
            position,
            reason: expect.stringContaining('tally-bad@3'),
          },
        ]);
        expect(stateOf(made, 'open')).toMatchObject({
          state: QUARANTINING,
          position: await store.head(),
        });

        // Everything before the poison event, nothing after it, and the checkpoint exactly there.
        expect((await documentsOf('sums')).find(({ id }) => id === 'all')).toEqual({ id: 'all', events: 5, sum: 9 });
        expect((await models.checkpoint('sums.1')).position).toBe(await positionOf('tally-bad', 2));
        expect(stateOf(made, 'sums')?.state).toEqual({
          kind: 'halted',
          reason: expect.stringContaining(' at tally-bad@3: '),
        });

        // The same after a restart, and when everything is delivered again.
        const again = await projector(both(), { batch });
        await again.catchUp();
        expect((await documentsOf('open')).map(({ sum }) => sum)).toEqual([6, 4, 1]);
        expect(stateOf(again, 'open')?.state).toEqual(QUARANTINING);
        expect(stateOf(again, 'sums')?.state).toMatchObject({ kind: 'halted' });
        expect((await models.checkpoint('sums.1')).position).toBe(await positionOf('tally-bad', 2));
      });
    });

    it('does not affect a model that reads other streams', async () => {
      await write('tally-bad', 'Miscounted', { n: 2 });
      await countUp('good', 1);
      await close('good');
      const made = await projector([closings]);
      await made.catchUp();
      expect(stateOf(made, 'closings')?.state).toEqual(LIVE);
      expect(await documentsOf('closings')).toEqual([{ id: 'tally-good' }]);
    });

    it('affects only the model whose own function fails', async () => {
      await countUp('bad', 1);
      await write('tally-bad', 'Counted', { n: 13 });
      await write('tally-bad', 'Counted', { n: 2 });
      const made = await projector(both());
      await made.catchUp();
      expect(made.status.map(({ state }) => state)).toEqual([QUARANTINING, LIVE]);
      expect((await documentsOf('sums')).find(({ id }) => id === 'all')).toEqual({ id: 'all', events: 3, sum: 16 });
    });

    it.each(['before', 'after', 'some'] as const)(
      'loses nothing before it when the first write fails (%s)',
      async (kind) => {
        await countUp('bad', 3);
        await countUp('good', 3);
        await write('tally-bad', 'Miscounted', {});
        await countUp('good', 1);
        let failures = 0;
        const faulty = faultyStore(models, (call) => {
          if (call !== 'write' || ++failures > 4) return undefined;
          return kind === 'some' ? () => failures % 2 === 0 : kind;
        });
        const made = await projector(both(), { models: faulty });
        await made.catchUp();
        expect((await documentsOf('open')).map(({ sum }) => sum)).toEqual([6, 7]);
        expect((await documentsOf('sums')).find(({ id }) => id === 'all')).toEqual({ id: 'all', events: 6, sum: 12 });
        expect((await models.checkpoint('sums.1')).position).toBe(await positionOf('tally-good', 2));
        expect(await models.quarantined()).toHaveLength(1);
      },
    );

    it('because of a bug that has been fixed is applied by the next program, which continues where the old one stopped', async () => {
      await countUp('a', 2);
      await write('tally-a', 'Counted', { n: 13 });
      await countUp('b', 1);
      const halting = defineProjection<Open, TallyEvent>({
        ...(openTallies() as never as object),
        poison: 'halt',
      } as never);
      const faulty = await projector([halting]);
      await faulty.catchUp();
      expect(stateOf(faulty, 'open')?.state).toEqual({
        kind: 'halted',
        reason: expect.stringContaining('13 brings bad luck'),
      });
      const fixed = defineProjection<Open, TallyEvent>({
        ...(halting as never as object),
        when: {
          ...halting.when,
          Counted: (open: Open | undefined, { data: { n } }: { data: { n: number } }, id: string) => ({
            id,
            sum: (open?.sum ?? 0) + n,
            revisions: [],
          }),
        },
      } as never);
      await (await projector([fixed])).catchUp();
      expect((await documentsOf('open')).map(({ sum }) => sum)).toEqual([16, 1]);
    });
  });

  it('rests after a batch at the head of the log, so that what comes meanwhile is written together', async () => {
    const rests: { readonly milliseconds: number; readonly end: () => void }[] = [];
    let resting = Promise.withResolvers<void>();
    const made = await projector(both(), {
      backoff: (milliseconds) =>
        new Promise((end) => {
          rests.push({ milliseconds, end });
          resting.resolve();
        }),
    });
    let batches = 0;
    made.onBatch(() => batches++);
    const stopped = stop();
    const running = made.run(stopped.signal);
    await countUp('a', 1);
    await resting.promise;
    resting = Promise.withResolvers();
    for (let n = 2; n <= 12; n++) await countUp('a', n);
    rests[0]?.end();
    await resting.promise;
    expect(batches).toBe(2);
    await expectFold(...both());
    for (const { milliseconds } of rests) expect(milliseconds).toBeLessThanOrEqual(100);
    stopped.abort();
    for (const { end } of rests) end();
    await running;
  });

  describe('a new version of a model', () => {
    it('is built beside the old one, which is read until the new one has caught up', async () => {
      await history(11, 20);
      await (await projector([openTallies()])).catchUp();
      const made = await projector([openTallies(2, 10)], { batch: 5 });
      const active: (string | undefined)[] = [];
      const seen = new Proxy(models, {
        get(target, name: keyof ReadModels) {
          const method = (target[name] as (...args: unknown[]) => unknown).bind(target);
          if (name !== 'write') return method;
          return async (...args: unknown[]) => {
            if ((args[0] as unknown[]).length > 0) active.push(await target.active('open'));
            return method(...args);
          };
        },
      });
      await (await projector([openTallies(2, 10)], { batch: 5, models: seen })).catchUp();
      expect(active.length).toBeGreaterThan(5);
      expect(new Set(active)).toEqual(new Set(['open.1']));
      expect(await models.active('open')).toBe('open.2');
      await expectFold(openTallies(2, 10));
      expect(stateOf(made, 'open')).toMatchObject({ build: 'open.2', version: 2 });
    });

    it('takes over even when nothing more is written', async () => {
      await countUp('a', 2);
      await (await projector([openTallies()])).catchUp();
      // The process that built it was killed before it could switch.
      const unableToActivate = faultyStore(models, (call) => (call === 'activate' ? 'before' : undefined));
      const killed = stop();
      const dying = await projector([openTallies(2)], {
        models: unableToActivate,
        backoff: async () => killed.abort(),
      });
      await dying.catchUp(killed.signal);
      expect((await models.checkpoint('open.2')).position).toBe(await store.head());
      expect(await models.active('open')).toBe('open.1');

      const stopped = stop();
      const running = (await projector([openTallies(2)])).run(stopped.signal);
      while ((await models.active('open')) !== 'open.2') await nextTurn(0, stopped.signal);
      stopped.abort();
      await running;
    });

    it('and the old one run side by side: the pointer moves once, and back only when the old program is started again', async () => {
      await history(12, 10);
      const old = await projector([openTallies()]);
      await old.catchUp();
      const fresh = await projector([openTallies(2)]);
      await fresh.catchUp();
      for (let n = 0; n < 3; n++) {
        await countUp('a', 1);
        await old.catchUp();
        expect(await models.active('open')).toBe('open.2');
        await fresh.catchUp();
        expect(await models.active('open')).toBe('open.2');
      }
      const back = await projector([openTallies()]);
      await back.catchUp();
      expect(await models.active('open')).toBe('open.1');
      await countUp('a', 1);
      await fresh.catchUp();
      expect(await models.active('open')).toBe('open.1');
      await back.catchUp();
      await expectFold(openTallies());
    });

    it('does not take over when it halts at an event', async () => {
      await countUp('a', 2);
      await write('tally-a', 'Counted', { n: 13 });
      await (await projector([sums])).catchUp();
      const strict = { ...openTallies(2), model: { ...sums.model, version: 2 }, poison: 'halt' as const };
      await (await projector([strict])).catchUp();
      expect(await models.active('sums')).toBe('sums.1');
    });
  });

  describe('a rebuild (A3)', () => {
    it('produces the same documents, switches to them and drops the old build', async () => {
      await history(13);
      const made = await projector(both());
      await made.catchUp();
      const before = await documentsOf('open');
      const heard: RebuildProgress[] = [];
      expect(await made.rebuild(['open'], (read) => heard.push(read))).toEqual([{ name: 'open', build: 'open.1-1' }]);
      const head = await store.head();
      expect(heard.at(-1)).toEqual({ events: (await wholeLog(store)).length, position: head, until: head });
      expect(await documentsOf('open')).toEqual(before);
      expect((await models.builds()).map(({ build }) => build)).toEqual(['open.1-1', 'sums.1']);
      await history(14, 10);
      await made.catchUp();
      await expectFold(...both());
      expect(await made.rebuild(['open'])).toEqual([{ name: 'open', build: 'open.1-2' }]);
      await expectFold(...both());
    });

    it('that is given up leaves the active build in use, and nothing else', async () => {
      await history(13);
      const made = await projector(both());
      await made.catchUp();
      const enough = () => {
        throw new Error('enough');
      };
      await expect(made.rebuild(['open', 'sums'], enough)).rejects.toThrow('enough');
      expect((await models.builds()).map(({ build, active }) => [build, active])).toEqual([
        ['open.1', true],
        ['sums.1', true],
      ]);
      await expectFold(...both());
    });

    it('drops what earlier ones left whose process was killed, and what it reads again while the log grows is the rest', async () => {
      await history(13);
      const made = await projector(both());
      await made.catchUp();
      await models.createBuild('open.1-7', openTallies().model);
      await models.createBuild('sums.1-2', sums.model);
      let grown = 0;
      const growing = async () => {
        if (grown++ === 0) await history(14, 40);
      };
      const slow = new Proxy(models, {
        get(target, name: keyof ReadModels) {
          const call = (target[name] as (...args: unknown[]) => unknown).bind(target);
          return name === 'indexBuild' ? (...args: unknown[]) => growing().then(() => call(...args)) : call;
        },
      });
      const rebuilding = await projector(both(), { models: slow });
      expect(await rebuilding.rebuild(['open'])).toEqual([{ name: 'open', build: 'open.1-1' }]);
      expect((await models.builds()).map(({ build }) => build)).toEqual(['open.1-1', 'sums.1', 'sums.1-2']);
      // Before the switch was noticed, and all others would have waited.
      expect((await models.checkpoint('open.1-1')).position).toBe(await store.head());
      await made.catchUp();
      await expectFold(...both());
    });

    it('of an unknown model is refused', async () => {
      await expect((await projector(both())).rebuild(['open', 'claims'])).rejects.toThrow(
        'there is no read model "claims"',
      );
    });

    it('reads a quarantined stream again, and clears the quarantine', async () => {
      await countUp('a', 1);
      await write('tally-a', 'Counted', { n: 13 });
      const made = await projector([openTallies()]);
      await made.catchUp();
      await made.rebuild(['open']);
      expect(await models.quarantined()).toMatchObject([{ build: 'open.1-1', stream: 'tally-a', revision: 1 }]);
      const lucky = defineProjection<Open, TallyEvent>({
        ...(openTallies() as never as object),
        when: {
          Counted: (open: Open | undefined, { data: { n } }: { data: { n: number } }, id: string) => ({
            id,
            sum: (open?.sum ?? 0) + n,
            revisions: [],
          }),
          Closed: () => undefined,
        },
      } as never);
      const fixed = await projector([lucky]);
      expect(await fixed.rebuild(['open'])).toEqual([{ name: 'open', build: 'open.1-2' }]);
      expect(await models.quarantined()).toEqual([]);
      // The old name is free again, without anything of the old build.
      expect(await fixed.rebuild(['open'])).toEqual([{ name: 'open', build: 'open.1-1' }]);
      await countUp('a', 1);
      const restarted = await projector([lucky]);
      await restarted.catchUp();
      expect(await documentsOf('open')).toEqual([{ id: 'a', sum: 15, revisions: [] }]);
    });

    it('prune drops what an interrupted rebuild and an older version left, and keeps builds in use or being built', async () => {
      await history(13);
      await (await projector(both())).catchUp();
      // Killed half-way; and a program of a newer version, which has not caught up yet.
      await models.createBuild('open.1-7', openTallies().model);
      const newer = await projector([openTallies(2), sums]);
      expect(await newer.prune()).toEqual(['open.1-7']);
      await newer.catchUp();
      expect(await models.active('open')).toBe('open.2');
      expect(await newer.prune()).toEqual(['open.1']);
      expect(await newer.prune()).toEqual([]);
      await expectFold(openTallies(2), sums);
    });

    it('that meets an event it must halt at leaves the active build in use and explains why', async () => {
      await countUp('a', 1);
      const made = await projector(both());
      await made.catchUp();
      await write('tally-a', 'Miscounted', {});
      const [halted, ...others] = await made.rebuild(['sums']);
      expect(halted).toMatchObject({ name: 'sums', halted: expect.stringMatching(/tally-a@1/) });
      expect(others).toEqual([]);
      expect(await models.active('sums')).toBe('sums.1');
      expect((await models.builds()).map(({ build }) => build)).toEqual(['open.1', 'sums.1']);
    });

    it('of several models reads the log once, and one that halts does not stop the others', async () => {
      await history(13, 40);
      await write('tally-a', 'Miscounted', {});
      await history(14, 40);
      let reads = 0;
      const counting = new Proxy(store, {
        get(target, name: keyof EventStore) {
          if (name === 'readAll') reads++;
          return (target[name] as ((...args: unknown[]) => unknown) | undefined)?.bind(target);
        },
      });
      const made = await projector(both(), { store: counting });
      await made.catchUp();
      reads = 0;
      expect(await made.rebuild(['sums', 'open', 'sums'])).toEqual([
        { name: 'sums', halted: expect.stringMatching(/tally-a@/) },
        { name: 'open', build: 'open.1-1' },
      ]);
      expect(reads).toBe(1);
      expect((await models.builds()).map(({ build }) => build)).toEqual(['open.1-1', 'sums.1']);
      await expectFold(openTallies());
    });

    it('fault 7: that finds an event missing in a stream fails instead of building wrong documents', async () => {
      await countUp('a', 3);
      const lossy = new Proxy(store, {
        get(target, name: keyof EventStore) {
          if (name !== 'readAll') return (target[name] as ((...args: unknown[]) => unknown) | undefined)?.bind(target);
          return async function* (options: Parameters<EventStore['readAll']>[0]) {
            for await (const event of target.readAll(options)) if (event.revision !== 1) yield event;
          };
        },
      });
      await expect((await projector(both(), { store: lossy })).rebuild(['open'])).rejects.toThrow(BrokenOrder);
      expect(await models.active('open')).toBe('open.1');
    });

    it.each(['by the same program', 'by another process beside it'])(
      'misses no event that is written meanwhile, %s',
      async (who) => {
        await history(15, 40);
        const server = await projector(both(), { batch: 3 });
        const visibility = new Visibility(models);
        server.onBatch(visibility.notify);
        const stopped = stop();
        const running = server.run(stopped.signal);

        let rebuilder = server;
        if (who === 'by another process beside it') {
          const [otherStore, otherStores] = [openSqliteEventStore(folder), openSqliteStores(folder)];
          others.push(otherStore, otherStores);
          rebuilder = await projector(both(), { store: otherStore, models: otherStores.models });
        }
        let done = false;
        const rebuilding = (async () => {
          for (const names of [['open', 'sums'], ['open']]) await rebuilder.rebuild(names);
          done = true;
        })();
        for (let n = 0; !done || n < 20; n++) await history(100 + n, 3);
        await rebuilding;

        await countUp('last', 1);
        expect(await visibility.waitFor(['open', 'sums'], await store.head(), 60_000)).toBe(true);
        await expectFold(...both());
        expect((await models.builds()).map(({ build }) => build)).toEqual(['open.1-2', 'sums.1-1']);
        stopped.abort();
        await running;
      },
    );

    it('by another process is noticed even when nothing is written', async () => {
      await history(16, 10);
      const server = await projector(both());
      const stopped = stop();
      const running = server.run(stopped.signal);
      await (await projector(both())).rebuild(['open']);
      while (stateOf(server, 'open')?.build !== 'open.1-1') await nextTurn(0, stopped.signal);
      stopped.abort();
      await running;
      expect(stateOf(server, 'open')?.position).toBe(await store.head());
    });
  });

  it('of an empty log succeeds', async () => {
    const made = await projector(both());
    await made.catchUp();
    expect(made.status.map(({ position, state }) => [position, state])).toEqual([
      [BEGINNING, LIVE],
      [BEGINNING, LIVE],
    ]);
    expect(await documentsOf('open')).toEqual([]);
  });
});
