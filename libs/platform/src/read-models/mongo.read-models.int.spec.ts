import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { MongoMemoryReplSet } from 'mongodb-memory-server-core';
import { databaseUnderTest } from '../document-stores.fixture.ts';
import { type DocumentStores, openMongoStores } from '../document-stores.ts';
import { leasesContract } from '../process-state/leases.contract.ts';
import { processStateContract } from '../process-state/process-state.contract.ts';
import { DocumentStoreError } from '../support/document-store-error.ts';
import { filterOf, sortOf } from './mongo.documents.ts';
import { planQuery, type QueryPlan, type Test } from './query-spec.ts';
import type { ReadModels } from './read-model.port.ts';
import {
  at,
  mark,
  declaredQueries,
  isInIndexOrder,
  put,
  readModelsContract,
  remove,
  sampleModel,
} from './read-models.contract.ts';

// Uses the server TEST_MONGODB_URL, or starts the binary MONGOMS_SYSTEM_BINARY.
const { TEST_MONGODB_URL, MONGOMS_SYSTEM_BINARY } = process.env;
const isAvailable = Boolean(TEST_MONGODB_URL || MONGOMS_SYSTEM_BINARY);
const whenAvailable = isAvailable ? describe : describe.skip;
const whenStarted = MONGOMS_SYSTEM_BINARY ? describe : describe.skip;
const why = isAvailable ? '' : ' (skipped: neither TEST_MONGODB_URL nor MONGOMS_SYSTEM_BINARY is set)';

const startServer = () => MongoMemoryReplSet.create({ replSet: { count: 1, storageEngine: 'wiredTiger' } });

whenAvailable(`MongoDB${why}`, () => {
  let server: MongoMemoryReplSet | undefined;
  let url = TEST_MONGODB_URL ?? '';
  const database = `makegood_test_${randomUUID().slice(0, 8)}`;
  let direct: MongoClient;

  beforeAll(async () => {
    if (!TEST_MONGODB_URL) {
      server = await startServer();
      url = server.getUri();
    }
    direct = await new MongoClient(url).connect();
  });
  afterAll(async () => {
    await direct?.db(database).dropDatabase();
    await direct?.close();
    await server?.stop();
  });

  const mongo = () => databaseUnderTest(() => openMongoStores(url, { database }));
  readModelsContract('MongoDB', mongo, { runs: 15 });
  processStateContract('MongoDB', mongo);
  leasesContract('MongoDB', mongo);

  describe('beyond the contract', () => {
    const spec = sampleModel('shop');
    let stores: DocumentStores;
    let models: ReadModels;

    beforeAll(async () => {
      stores = await openMongoStores(url, { database });
      ({ models } = stores);
    });
    afterAll(() => stores?.close());

    const collectionOf = async (build: string) => {
      const registered = await direct
        .db(database)
        .collection('read_builds')
        .findOne({ _id: build as never });
      return direct.db(database).collection(String(registered?.collection));
    };

    /** The stages of the plan that the server chose, and the indexes it reads. */
    const stages = (plan: unknown): string[] =>
      typeof plan === 'object' && plan !== null
        ? Object.entries(plan).flatMap(([key, value]) =>
            key === 'stage' || key === 'indexName' ? [String(value)] : stages(value),
          )
        : [];

    test('every declared query is read from an index, and every page in index order', async () => {
      await models.createBuild('shop.1', spec);
      await models.indexBuild('shop.1');
      const writes = Array.from({ length: 300 }, (_, index) =>
        put({
          id: `d${index}`,
          status: 'x'.repeat(index % 3),
          amount: index % 20,
          position: index,
          sla: { dueAt: `m${index % 7}`, breached: index % 2 > 0 },
        }),
      );
      await models.write([{ build: 'shop.1', writes, checkpoint: mark(1) }]);
      const collection = await collectionOf('shop.1');
      const pageStages = async (plan: QueryPlan, tests: readonly Test[]) => {
        const cursor = collection
          .find(filterOf(tests) as never)
          .sort(sortOf(plan.order))
          .limit(plan.limit);
        return stages((await cursor.explain('queryPlanner')).queryPlanner.winningPlan);
      };
      const countStages = async (tests: readonly Test[]) =>
        stages(await collection.aggregate([{ $match: filterOf(tests) }, { $count: 'n' }]).explain('queryPlanner'));
      let pages = 0;
      for (const query of declaredQueries(spec)) {
        const plan = planQuery(spec, query);
        for (const tests of plan.scans) {
          const isBoundById = tests.some(({ field }) => field === 'id');
          // With an equality, neither all documents may be read nor, which amounts to the same, the whole index on _id.
          const hasEquality = tests.some(({ op }) => op === 'is' || op === 'in');
          const forbidden = ['COLLSCAN', ...(hasEquality && !isBoundById ? ['_id_'] : [])];
          if (isInIndexOrder(spec, query)) {
            pages++;
            forbidden.push('SORT');
          }
          const found = await pageStages(plan, tests);
          expect({ query, found: found.filter((stage) => forbidden.includes(stage)) }).toEqual({ query, found: [] });
          if (tests.length > 0) {
            expect({ query, count: await countStages(tests) }).toEqual({
              query,
              count: expect.not.arrayContaining(['COLLSCAN']),
            });
          }
        }
      }
      expect(pages).toBeGreaterThan(20);
      // The check can fail: without its index the same query reads the whole collection.
      await collection.dropIndex('position');
      const plan = planQuery(spec, { where: [{ field: 'position', eq: 5 }], limit: 1 });
      expect(await pageStages(plan, plan.scans[0] ?? [])).toContain('_id_');
      expect(await countStages(plan.scans[0] ?? [])).toContain('COLLSCAN');
    });

    /** Commands to the server that write. */
    const writingCommands = async () => {
      const { commands } = (await direct.db('admin').command({ serverStatus: 1 })).metrics;
      return commands.insert.total + commands.update.total;
    };

    test('the checkpoints of many processes at the end of the same events are one command to the server', async () => {
      const before = await writingCommands();
      const processes = Array.from({ length: 20 }, (_, n) => `together-${n}`);
      await Promise.all(processes.map((process) => stores.processState.advance(process, mark(5))));
      expect((await writingCommands()) - before).toBe(1);
      const all = await stores.processState.checkpoints();
      expect(processes.map((process) => all.get(process))).toEqual(processes.map(() => mark(5)));
    });

    test('a build that is there already costs no write, as when a program starts again', async () => {
      await models.createBuild('shop.1-again', spec);
      const before = await writingCommands();
      await models.createBuild('shop.1-again', spec);
      expect(await writingCommands()).toBe(before);
    });

    test('P5 reads have majority read concern: a new primary cannot roll back what was folded on', async () => {
      const db = direct.db(database);
      await db.command({ profile: 2 });
      try {
        await models.createBuild('shop.1-majority', spec);
        await models.activate('shop', 'shop.1-majority');
        await models.write([
          { build: 'shop.1-majority', writes: [put({ id: 'a', status: 'x' })], checkpoint: mark(1) },
        ]);
        await stores.processState.advance('majority', mark(2));
        await stores.processState.setTask('majority', 'begun');
        await stores.leases.acquire('majority', 'me', 1);
        await models.checkpoint('shop.1-majority');
        await models.load('shop.1-majority', ['a']);
        await models.get(spec, ['a']);
        await models.query(spec, { where: [{ field: 'status', eq: 'x' }], limit: 1 });
        await models.count(spec, [{ field: 'status', eq: 'x' }]);
        for await (const document of models.scan('shop.1-majority')) expect(document.id).toBe('a');
        await models.builds();
        await models.quarantined();
        await stores.processState.checkpoint('majority');
        await stores.processState.failedReactions();
      } finally {
        await db.command({ profile: 0 });
      }
      const commands = (await db.collection('system.profile').find({ appName: 'makegood' }).toArray()).map(
        ({ op, command }) => ({ op, readConcern: command.readConcern?.level, writeConcern: command.writeConcern }),
      );
      const reads = commands.filter(({ op, writeConcern }) => (op === 'query' || op === 'command') && !writeConcern);
      expect(reads.length).toBeGreaterThan(10);
      expect(new Set(reads.map(({ readConcern }) => readConcern))).toEqual(new Set(['majority']));
    });

    test('a document is stored in readable form, with its keys beside it', async () => {
      await models.createBuild('shop.1-look', spec);
      await models.write([
        {
          build: 'shop.1-look',
          writes: [put({ id: 'a', status: 'OPEN', sla: { dueAt: 'x' }, n: [1] }, 7), remove('b', 8)],
          checkpoint: mark(8),
        },
      ]);
      expect(await (await collectionOf('shop.1-look')).find().sort({ _id: 1 }).toArray()).toEqual([
        {
          _id: 'a',
          position: at(7),
          keys: { status: 'OPEN', 'sla/dueAt': 'x' },
          body: { id: 'a', status: 'OPEN', sla: { dueAt: 'x' }, n: [1] },
        },
        { _id: 'b', position: at(8) },
      ]);
    });

    test('a write to a build that is dropped meanwhile leaves nothing behind', async () => {
      const other = await openMongoStores(url, { database });
      const collections = async () =>
        (await direct.db(database).listCollections({}, { nameOnly: true }).toArray())
          .map(({ name }) => name)
          .filter((name) => name.startsWith('shop.1-race'));
      for (let turn = 0; turn < 20; turn++) {
        const build = `shop.1-race${turn}`;
        await models.createBuild(build, spec);
        // Wrong hints make the write take several round trips, so that the drop happens in between.
        const writes = Array.from({ length: 50 * turn + 1 }, (_, index) =>
          put({ id: `d${index}` }, 1, { id: `d${index}` }),
        );
        const [written, dropped] = await Promise.allSettled([
          models.write([{ build, writes, checkpoint: mark(1) }]),
          other.models.dropBuild(build),
        ]);
        expect(dropped.status).toBe('fulfilled');
        if (written.status === 'rejected') expect(written.reason).toMatchObject({ fault: 'no-build' });
        await models.createBuild(build, spec);
        expect(await models.load(build, ['d0'])).toEqual(new Map());
        await models.dropBuild(build);
      }
      expect(await collections()).toEqual([]);
      await other.close();
    });
  });
});

whenStarted(`MongoDB${why}: a server that fails`, () => {
  const fault = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: unknown) => (error instanceof DocumentStoreError ? error.fault : error),
    );

  test('a server that freezes or dies is unavailable within the time-out, and used again when it is back', async () => {
    const server = await startServer();
    const pid = server.servers[0]?.instanceInfo?.instance.mongodProcess?.pid as number;
    const { models, close } = await openMongoStores(server.getUri(), { database: 'faults', timeoutMs: 500 });
    const patient = await openMongoStores(server.getUri(), { database: 'faults', timeoutMs: 60_000 });
    const write = (position: number) =>
      models.write([
        { build: 'claims.1', writes: [put({ id: 'a', amount: position }, position)], checkpoint: mark(position) },
      ]);
    try {
      await models.createBuild('claims.1', sampleModel('claims'));
      await write(1);
      process.kill(pid, 'SIGSTOP');
      // A signal takes a moment on a busy machine.
      let outcome = await fault(write(2));
      while (outcome === 'none') outcome = await fault(write(2));
      expect(outcome).toBe('unavailable');
      const late = fault(patient.models.checkpoint('claims.1'));
      const first = await Promise.race([late.then(() => 'late'), fault(models.checkpoint('claims.1'))]);
      expect(first).toBe('unavailable');
      process.kill(pid, 'SIGCONT');
      expect(await late).toBe('none');
      let written = 'unavailable';
      while (written === 'unavailable') written = String(await fault(write(3)));
      expect(written).toBe('none');
      expect(await models.load('claims.1', ['a'])).toEqual(
        new Map([['a', { document: { id: 'a', amount: 3 }, position: at(3) }]]),
      );
      process.kill(pid, 'SIGKILL');
      expect(await fault(write(4))).toBe('unavailable');
      expect(await fault(openMongoStores(server.getUri(), { timeoutMs: 200 }))).toBe('unavailable');
    } finally {
      await close();
      await patient.close();
      await server.stop();
    }
  });
});
