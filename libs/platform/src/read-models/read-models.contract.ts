import fc from 'fast-check';
import { type Checkpoint, type Position, positionOf, START } from '../event-store/event-store.port.ts';
import { expectedDocuments } from './memory-oracle.fixture.ts';
import { pageOf, planQuery } from './query-spec.ts';
import {
  type Condition,
  type Document,
  type ModelSpec,
  QueryError,
  type QuerySpec,
  type ReadModel,
} from './read-model.ts';
import type { BuildName, DocumentWrite, ReadModels } from './read-model.port.ts';
import type { DatabaseUnderTest } from '../document-stores.fixture.ts';
import { DocumentStoreError } from '../support/document-store-error.ts';

export const at = (position: number): Position => positionOf(BigInt(position));
export const mark = (position: number): Checkpoint => ({ position: at(position), id: `event ${position}` });

/** `before`: at the position before it. */
export const put = (document: Document, position = 1, before?: Document): DocumentWrite => ({
  id: document.id,
  position: at(position),
  document,
  ...(before && { before: { document: before, position: at(position - 1) } }),
});

export const remove = (id: string, position: number): DocumentWrite => ({
  id,
  position: at(position),
  document: null,
  before: { document: { id }, position: at(position - 1) },
});

/** Every field has its own index, so that every query is allowed. */
export const sampleModel = (name: string): ReadModel => ({
  name,
  version: 1,
  owner: 'staff',
  seenBy: 'staff',
  fields: {
    status: 'string',
    'sla.dueAt': 'string',
    'sla.breached': 'boolean',
    amount: 'number',
    position: 'number',
    Status: 'string',
    _id: 'string',
  },
  indexes: [
    ['status'],
    ['status', 'sla.dueAt'],
    ['status', 'amount', 'sla.dueAt'],
    ['sla.dueAt'],
    ['sla.breached'],
    ['sla.breached', 'amount'],
    ['amount'],
    ['position'],
    ['Status'],
    ['_id'],
  ],
});

/** The queries that a model's indexes allow: bound and sorted in every way, in both directions, from the start and behind a cursor. */
export function declaredQueries(spec: ModelSpec): readonly QuerySpec[] {
  const valueOf = (field: string) => ({ string: 'm', number: 5, boolean: true })[spec.fields[field] ?? 'string'];
  const queries: QuerySpec[] = [];
  for (const index of [...spec.indexes, ['id']]) {
    index.forEach((field, depth) => {
      const bound = index.slice(0, depth).map((each): Condition => ({ field: each, eq: valueOf(each) }));
      const value = valueOf(field);
      const conditions: Condition[] = [
        { field, eq: value },
        { field, in: [value] },
        { field, in: [value, value, value] },
        { field, exists: true },
      ];
      if (field !== 'id') conditions.push({ field, eq: null }, { field, exists: false });
      if (typeof value !== 'boolean') conditions.push({ field, gte: value }, { field, lt: value });
      if (typeof value === 'string') conditions.push({ field, prefix: value });
      for (const direction of ['asc', 'desc'] as const) {
        const orderBy = { field, direction };
        for (const condition of conditions) {
          queries.push({ where: [...bound, condition], orderBy, limit: 20 });
          queries.push({ where: [...bound, condition], limit: 20 });
        }
        if (depth === 0 && index.length > 1) continue;
        const open: QuerySpec = { where: bound, orderBy, limit: 20 };
        queries.push(open);
        const plan = planQuery(spec, open);
        for (const document of [{ id: 'm' }, nested('m', field, value)]) {
          queries.push({ ...open, after: pageOf(spec, plan, [document]).items[0]?.cursor });
        }
      }
    });
  }
  return queries;
}

export const isInIndexOrder = (spec: ModelSpec, { where = [], orderBy }: QuerySpec): boolean => {
  const fields = [...where.map(({ field }) => field), ...(orderBy && orderBy.field !== 'id' ? [orderBy.field] : [])];
  return (
    where.every((condition) => 'eq' in condition) &&
    (fields.length === 0 ||
      spec.indexes.some((index) => index.filter((field) => field !== 'id').join() === fields.join()))
  );
};

const nested = (id: string, path: string, value: string | number | boolean): Document => {
  const [first, ...rest] = path.split('.').reverse() as [string, ...string[]];
  return { ...rest.reduce<Document>((inner, name) => ({ [name]: inner }) as never, { [first]: value } as never), id };
};

/** What every adapter of `ReadModels` must do. `open` is called once; each test uses its own models. */
export function readModelsContract(
  adapter: string,
  open: () => Promise<DatabaseUnderTest>,
  { runs = 100 }: { runs?: number } = {},
): void {
  describe(`read models: ${adapter}`, () => {
    let database: DatabaseUnderTest;
    let models: ReadModels;
    let count = 0;

    beforeAll(async () => {
      database = await open();
      ({ models } = database.stores);
    });
    afterAll(() => database.close());

    const another = async () => (await database.another()).models;

    const fresh = () => `model-${++count}`;

    async function built(documents: readonly Document[], name = fresh()): Promise<{ name: string; build: BuildName }> {
      const build = `${name}.1`;
      await models.createBuild(build, sampleModel(name));
      await models.write([{ build, writes: documents.map((document) => put(document)), checkpoint: mark(1) }]);
      await models.indexBuild(build);
      await models.activate(name, build);
      return { name, build };
    }

    const stored = async (build: BuildName, from = models) => {
      return Array.fromAsync(from.scan(build));
    };

    const ids = async (name: string, query: QuerySpec) =>
      (await models.query(sampleModel(name), query)).items.map(({ document }) => document.id);

    async function everyPage(name: string, query: QuerySpec, from = models): Promise<Document[]> {
      const documents: Document[] = [];
      for (let after: string | undefined; ; ) {
        const page = await from.query(sampleModel(name), after === undefined ? query : { ...query, after });
        documents.push(...page.items.map(({ document }) => document));
        after = page.items.at(-1)?.cursor;
        if (!page.hasMore) return documents;
        expect(page.items).toHaveLength(query.limit);
      }
    }

    const fault = async (work: Promise<unknown>) =>
      work.then(
        () => 'none',
        (error: unknown) => (error instanceof DocumentStoreError ? error.fault : error),
      );

    it('A3 what a scan finds is stored under what it says, also after a change', async () => {
      const before = { id: 'b', status: 'OPEN', sla: { breached: false } };
      const { build } = await built([{ id: 'a' }, before]);
      const write = put({ id: 'b', status: 'CLOSED', sla: { breached: true } }, 2, before);
      await models.write([{ build, writes: [write], checkpoint: mark(2) }]);
      const misfiled: string[] = [];
      let found = 0;
      for await (const _ of models.scan(build, (_id, what) => misfiled.push(what))) found++;
      expect(found).toBe(2);
      expect(misfiled).toEqual([]);
    });

    describe('builds', () => {
      test('a new build is empty, at the beginning, and not visible to readers', async () => {
        const name = fresh();
        await models.createBuild(`${name}.1`, sampleModel(name));
        expect(await models.builds()).toContainEqual({ build: `${name}.1`, checkpoint: START, active: false });
        expect(await models.checkpoint(`${name}.1`)).toEqual(START);
        expect(await models.active(name)).toBeUndefined();
        expect(await stored(`${name}.1`)).toEqual([]);
      });

      test('creating a build again changes nothing', async () => {
        const { name, build } = await built([{ id: 'a' }]);
        await models.createBuild(build, sampleModel(name));
        await models.indexBuild(build);
        expect(await stored(build)).toEqual([{ id: 'a' }]);
        expect(await models.checkpoint(build)).toEqual(mark(1));
      });

      test('concurrent creation by several clients makes one build', async () => {
        const name = fresh();
        const other = await another();
        await Promise.all(
          [models, other, models, other].map((each) => each.createBuild(`${name}.1`, sampleModel(name))),
        );
        await Promise.all([models, other].map((each) => each.indexBuild(`${name}.1`)));
        expect((await models.builds()).filter(({ build }) => build === `${name}.1`)).toHaveLength(1);
      });

      test('the fields of a build cannot change, its indexes can', async () => {
        const { name, build } = await built([{ id: 'a', status: 'OPEN', amount: 1 }]);
        const spec = sampleModel(name);
        await expect(
          models.createBuild(build, { ...spec, fields: { ...spec.fields, more: 'string' } }),
        ).rejects.toThrow(/another version/);
        await models.createBuild(build, { ...spec, indexes: [['position']] });
        await models.indexBuild(build);
        await expect(
          models.query(sampleModel(name), { orderBy: { field: 'status', direction: 'asc' }, limit: 1 }),
        ).rejects.toThrow(QueryError);
        expect(await ids(name, { orderBy: { field: 'position', direction: 'asc' }, limit: 1 })).toEqual(['a']);
      });

      test('names and declarations that no store could support are refused', async () => {
        const spec = sampleModel('good');
        await expect(models.createBuild('good', spec)).rejects.toThrow(/not a build name/);
        await expect(models.createBuild('good.1"; DROP TABLE x', spec)).rejects.toThrow(/not a build name/);
        await expect(models.createBuild('other.1', spec)).rejects.toThrow(/is not of good/);
        await expect(models.createBuild('good.12', spec)).rejects.toThrow(/is not of good/);
        await expect(models.createBuild('good.1', { ...spec, fields: { $where: 'string' } })).rejects.toThrow(
          /dotted path/,
        );
        await expect(models.createBuild('good.1', { ...spec, indexes: [['elsewhere']] })).rejects.toThrow(/undeclared/);
      });

      test('A3 readers of every process switch to a new build at once', async () => {
        const name = fresh();
        const other = await another();
        await built([{ id: 'a', status: 'old' }], name);
        expect((await other.get(sampleModel(name), ['a'])).get('a')).toEqual({ id: 'a', status: 'old' });
        const next = `${name}.1-b7c1`;
        await models.createBuild(next, sampleModel(name));
        await models.write([{ build: next, writes: [put({ id: 'a', status: 'new' })], checkpoint: mark(9) }]);
        await models.indexBuild(next);
        await models.activate(name, next);
        expect(await other.active(name)).toBe(next);
        expect((await other.get(sampleModel(name), ['a'])).get('a')).toEqual({ id: 'a', status: 'new' });
        expect((await models.builds()).filter(({ build }) => build.startsWith(`${name}.`))).toEqual([
          { build: `${name}.1`, checkpoint: mark(1), active: false },
          { build: next, checkpoint: mark(9), active: true },
        ]);
      });

      test('readers of a build that was just dropped find the new one', async () => {
        const name = fresh();
        const other = await another();
        const { build } = await built([{ id: 'a', status: 'old' }], name);
        await other.get(sampleModel(name), ['a']);
        const next = `${name}.1-2`;
        await models.createBuild(next, sampleModel(name));
        await models.write([
          { build: next, writes: [put({ id: 'a', status: 'new' }), put({ id: 'b' })], checkpoint: mark(9) },
        ]);
        await models.indexBuild(next);
        await models.activate(name, next);
        await models.dropBuild(build);
        const [got, page, total] = await Promise.all([
          other.get(sampleModel(name), ['a', 'b', 'c']),
          other.query(sampleModel(name), { limit: 10 }),
          other.count(sampleModel(name), []),
        ]);
        expect(got).toEqual(
          new Map([
            ['a', { id: 'a', status: 'new' }],
            ['b', { id: 'b' }],
          ]),
        );
        expect(page.items.map(({ document }) => document)).toEqual([{ id: 'a', status: 'new' }, { id: 'b' }]);
        expect(total).toBe(2);
        expect(await fault(models.checkpoint(build))).toBe('no-build');
      });

      test('what only a newer version knows is reported as missing until its build is in use; what no version knows is a mistake', async () => {
        const name = fresh();
        await built([{ id: 'a' }], name);
        const older = sampleModel(name);
        const newer = {
          ...older,
          version: 2,
          fields: { ...older.fields, since: 'string' },
          indexes: [['since']],
        } as const;
        const where = [{ field: 'since', eq: 'x' }] as never;
        expect(await fault(models.query(newer as never, { where, limit: 1 }))).toBe('no-build');
        expect(await fault(models.count(newer as never, where))).toBe('no-build');
        await expect(models.query(older, { where, limit: 1 })).rejects.toThrow("no queryable field 'since'");
        await models.createBuild(`${name}.2`, newer as never);
        await models.indexBuild(`${name}.2`);
        await models.activate(name, `${name}.2`);
        expect(await models.count(newer as never, where)).toBe(0);
      });

      test('a missing build is reported as missing, never shown as empty', async () => {
        const name = fresh();
        const { build } = await built([{ id: 'a' }]);
        await models.dropBuild(build);
        await models.dropBuild(build);
        for (const work of [
          models.get(sampleModel(name), ['a']),
          models.query(sampleModel(name), { limit: 1 }),
          models.count(sampleModel(name), []),
          models.get(sampleModel(build.slice(0, -2)), ['a']),
          models.load(build, ['a']),
          models.checkpoint(build),
          models.indexBuild(build),
          models.activate(name, build),
          models.write([{ build, writes: [put({ id: 'a' })], checkpoint: mark(2) }]),
          stored(build),
        ]) {
          expect(await fault(work)).toBe('no-build');
        }
        expect(await models.active(build.slice(0, -2))).toBeUndefined();
        expect((await models.builds()).map((each) => each.build)).not.toContain(build);
      });

      test('a build that is dropped and created again starts empty, even with other fields', async () => {
        const { name, build } = await built([{ id: 'a', status: 'OPEN' }]);
        await models.dropBuild(build);
        await models.createBuild(build, { ...sampleModel(name), fields: { more: 'string' }, indexes: [['more']] });
        await models.write([{ build, writes: [put({ id: 'b', more: 'x' })], checkpoint: mark(1) }]);
        await models.indexBuild(build);
        await models.activate(name, build);
        expect(await ids(name, { where: [{ field: 'more', eq: 'x' }], limit: 5 })).toEqual(['b']);
      });

      test('a build serves only readers of its own model', async () => {
        const { build } = await built([]);
        await expect(models.activate(fresh(), build)).rejects.toThrow(/is a build of/);
      });
    });

    describe('writes', () => {
      test('a document is loaded with its position', async () => {
        const { build } = await built([{ id: 'a', status: 'OPEN' }, { id: 'b' }]);
        expect(await models.load(build, ['a', 'nobody', 'b', 'a'])).toEqual(
          new Map([
            ['a', { document: { id: 'a', status: 'OPEN' }, position: at(1) }],
            ['b', { document: { id: 'b' }, position: at(1) }],
          ]),
        );
        expect(await models.load(build, [])).toEqual(new Map());
      });

      test('a document is replaced completely, and no longer found by its old values', async () => {
        const before = { id: 'a', status: 'OPEN', amount: 5, notes: ['x'] };
        const { name, build } = await built([before]);
        await models.write([{ build, writes: [put({ id: 'a', status: 'DONE' }, 2, before)], checkpoint: mark(2) }]);
        expect(await stored(build)).toEqual([{ id: 'a', status: 'DONE' }]);
        expect(await ids(name, { where: [{ field: 'amount', exists: true }], limit: 5 })).toEqual([]);
        expect(await ids(name, { where: [{ field: 'status', eq: 'OPEN' }], limit: 5 })).toEqual([]);
        expect(await ids(name, { where: [{ field: 'status', eq: 'DONE' }], limit: 5 })).toEqual(['a']);
      });

      test('an older or equal write changes nothing, whatever `before` says', async () => {
        const { build } = await built([]);
        await models.write([{ build, writes: [put({ id: 'a', amount: 5 }, 5)], checkpoint: mark(5) }]);
        for (const before of [undefined, { document: { id: 'a', amount: 5 }, position: at(5) }]) {
          for (const position of [1, 4, 5]) {
            const writes = [{ ...put({ id: 'a', amount: position }, position), before }];
            await models.write([{ build, writes, checkpoint: mark(5) }]);
            await models.write([{ build, writes: [{ ...remove('a', position), before }], checkpoint: mark(5) }]);
          }
        }
        expect(await models.load(build, ['a'])).toEqual(
          new Map([['a', { document: { id: 'a', amount: 5 }, position: at(5) }]]),
        );
      });

      test('a newer write takes effect, whatever `before` says', async () => {
        const { build } = await built([{ id: 'there' }]);
        await models.write([
          {
            build,
            writes: [put({ id: 'there', amount: 2 }, 2), put({ id: 'not-there', amount: 2 }, 2, { id: 'not-there' })],
            checkpoint: mark(2),
          },
        ]);
        expect(await stored(build)).toEqual([
          { id: 'not-there', amount: 2 },
          { id: 'there', amount: 2 },
        ]);
      });

      test('a document that another client has written meanwhile is replaced with all it is found by', async () => {
        const { name, build } = await built([{ id: 'a', status: 'OPEN', amount: 1 }]);
        await models.write([{ build, writes: [put({ id: 'a', status: 'DONE' }, 2)], checkpoint: mark(2) }]);
        const before = { document: { id: 'a', status: 'OPEN', amount: 1 }, position: at(1) };
        const write = { ...put({ id: 'a', status: 'OPEN', amount: 3 }, 3), before };
        await models.write([{ build, writes: [write], checkpoint: mark(3) }]);
        expect(await ids(name, { where: [{ field: 'status', eq: 'OPEN' }], limit: 5 })).toEqual(['a']);
        expect(await ids(name, { where: [{ field: 'status', eq: 'DONE' }], limit: 5 })).toEqual([]);
      });

      test('positions are compared as positions, including two-part ones', async () => {
        const { build } = await built([]);
        const [plain, split] = [positionOf(10n), positionOf(10n, 7n)];
        await models.write([
          {
            build,
            writes: [{ ...put({ id: 'a', amount: 1 }), position: plain }],
            checkpoint: { position: plain, id: 'plain' },
          },
        ]);
        await models.write([
          {
            build,
            writes: [{ ...put({ id: 'a', amount: 2 }), position: split }],
            checkpoint: { position: split, id: 'split' },
          },
        ]);
        await models.write([
          {
            build,
            writes: [{ ...put({ id: 'a', amount: 3 }), position: plain }],
            checkpoint: { position: plain, id: 'plain' },
          },
        ]);
        expect((await models.load(build, ['a'])).get('a')).toEqual({
          document: { id: 'a', amount: 2 },
          position: split,
        });
        expect(await models.checkpoint(build)).toEqual({ position: split, id: 'split' });
      });

      test('the newer of two writes of one document in a batch counts', async () => {
        const { build } = await built([]);
        const writes = [put({ id: 'a', amount: 2 }, 2), put({ id: 'a', amount: 4 }, 4), put({ id: 'a', amount: 3 }, 3)];
        await models.write([{ build, writes, checkpoint: mark(4) }]);
        expect(await models.load(build, ['a'])).toEqual(
          new Map([['a', { document: { id: 'a', amount: 4 }, position: at(4) }]]),
        );
      });

      test('a removed document is absent for every reader, and an older write does not bring it back', async () => {
        const { name, build } = await built([
          { id: 'a', status: 'OPEN' },
          { id: 'b', status: 'OPEN' },
        ]);
        await models.write([{ build, writes: [remove('a', 5), remove('never-there', 5)], checkpoint: mark(5) }]);
        for (const before of [undefined, { document: null, position: at(5) }]) {
          const writes = ['a', 'never-there'].map((id) => ({ ...put({ id }, 4), before }));
          await models.write([{ build, writes, checkpoint: mark(5) }]);
        }
        expect(await stored(build)).toEqual([{ id: 'b', status: 'OPEN' }]);
        const gone = { document: null, position: at(5) };
        expect(await models.load(build, ['a', 'never-there', 'nobody'])).toEqual(
          new Map([
            ['a', gone],
            ['never-there', gone],
          ]),
        );
        expect(await models.get(sampleModel(name), ['a', 'b'])).toEqual(new Map([['b', { id: 'b', status: 'OPEN' }]]));
        expect(await ids(name, { limit: 5 })).toEqual(['b']);
        expect(await ids(name, { where: [{ field: 'amount', eq: null }], limit: 5 })).toEqual(['b']);
        expect(await ids(name, { where: [{ field: 'id', in: ['a', 'b'] }], limit: 5 })).toEqual(['b']);
        expect(await models.count(sampleModel(name), [])).toBe(1);
        expect(await models.count(sampleModel(name), [{ field: 'amount', exists: false }])).toBe(1);
        await models.write([{ build, writes: [put({ id: 'a', status: 'AGAIN' }, 6)], checkpoint: mark(6) }]);
        expect(await ids(name, { limit: 5 })).toEqual(['a', 'b']);
      });

      test('the checkpoint never moves backwards', async () => {
        const { build } = await built([]);
        await models.write([{ build, writes: [], checkpoint: mark(7) }]);
        await models.write([{ build, writes: [put({ id: 'a' }, 3)], checkpoint: mark(3) }]);
        expect(await models.checkpoint(build)).toEqual(mark(7));
        expect(await stored(build)).toEqual([{ id: 'a' }]);
      });

      test('batches of several builds are written in one call', async () => {
        const [one, two] = [await built([]), await built([])];
        await models.write([
          { build: one.build, writes: [put({ id: 'a' }, 2)], checkpoint: mark(2) },
          { build: two.build, writes: [put({ id: 'b' }, 3)], checkpoint: mark(3) },
        ]);
        await models.write([]);
        expect([await stored(one.build), await stored(two.build)]).toEqual([[{ id: 'a' }], [{ id: 'b' }]]);
        expect([await models.checkpoint(one.build), await models.checkpoint(two.build)]).toEqual([mark(2), mark(3)]);
      });

      test('a document under another id than its own is refused', async () => {
        const { build } = await built([]);
        await expect(
          models.write([{ build, writes: [{ ...put({ id: 'a' }), id: 'b' }], checkpoint: mark(2) }]),
        ).rejects.toThrow(/under the id/);
      });

      test('concurrent writes of the same documents leave the newest of each', async () => {
        const { build } = await built([]);
        const clients = [models, await another(), await another()];
        let turns = 0;
        await fc.assert(
          fc.asyncProperty(
            fc.array(
              fc.record({
                id: fc.constantFrom('a', 'b', 'c'),
                position: fc.integer({ min: 2, max: 99 }),
                existed: fc.boolean(),
              }),
              {
                minLength: 1,
                maxLength: 12,
              },
            ),
            async (all) => {
              const run = ++turns;
              const writes = all.map(({ id, position, existed }) =>
                put({ id: `${run}-${id}`, amount: position }, position, existed ? { id: `${run}-${id}` } : undefined),
              );
              await Promise.all(
                writes.map((write, turn) =>
                  (clients[turn % clients.length] as ReadModels).write([
                    { build, writes: [write], checkpoint: { position: write.position, id: 'e' } },
                  ]),
                ),
              );
              const newest = new Map<string, number>();
              for (const { id, position } of all)
                newest.set(`${run}-${id}`, Math.max(position, newest.get(`${run}-${id}`) ?? 0));
              const found = await models.load(build, [...newest.keys()]);
              expect(new Map([...found].map(([id, { document }]) => [id, document?.amount]))).toEqual(newest);
            },
          ),
          { numRuns: Math.ceil(runs / 4) },
        );
      });

      test('A3 repeated or reordered delivery gives the same documents', async () => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), gone: fc.boolean() }), {
              minLength: 1,
              maxLength: 20,
            }),
            fc.infiniteStream(fc.nat()),
            async (history, shuffle) => {
              const writes = history.map(({ id, gone }, index) =>
                gone ? remove(id, index + 2) : put({ id, amount: index }, index + 2),
              );
              const [once, again] = [await built([]), await built([])];
              for (const write of writes)
                await models.write([
                  { build: once.build, writes: [write], checkpoint: { position: write.position, id: 'e' } },
                ]);
              const mixed = [...writes, ...writes]
                .map((write) => ({ write, key: shuffle.next().value as number }))
                .sort((a, b) => a.key - b.key)
                .map(({ write }) => write);
              for (let from = 0; from < mixed.length; from += 5) {
                await models.write([{ build: again.build, writes: mixed.slice(from, from + 5), checkpoint: mark(99) }]);
              }
              expect(await stored(again.build)).toEqual(await stored(once.build));
              await models.dropBuild(once.build);
              await models.dropBuild(again.build);
            },
          ),
          { numRuns: Math.ceil(runs / 5) },
        );
      });

      test('any JSON document is returned unchanged, whatever its names and texts', async () => {
        const { build } = await built([]);
        const name = fc.oneof(
          fc.string({ unit: 'binary', maxLength: 6 }),
          fc.constantFrom(
            '$gt',
            'a.b',
            '__proto__',
            '_bsontype',
            '$ref',
            '$id',
            'constructor',
            'toJSON',
            '_id',
            '\u0000',
            '',
          ),
        );
        const { json } = fc.letrec<{ json: unknown }>((tie) => ({
          json: fc.oneof(
            { depthSize: 'medium' },
            fc.constantFrom(
              null,
              true,
              false,
              0,
              -1,
              2 ** 31,
              2 ** 53 - 1,
              -(2 ** 53 - 1),
              0.1,
              5e-324,
              1.7976931348623157e308,
            ),
            fc.double({ noNaN: true, noDefaultInfinity: true }),
            fc.string({ unit: 'binary' }),
            fc.constant('ObjectId'),
            fc.array(tie('json'), { maxLength: 4 }),
            fc.dictionary(name, tie('json'), { maxKeys: 4 }),
          ),
        }));
        await fc.assert(
          fc.asyncProperty(fc.string({ unit: 'binary' }), json, async (id, value) => {
            const document = JSON.parse(JSON.stringify({ id, value })) as Document;
            await models.dropBuild(build);
            await models.createBuild(build, sampleModel(build.slice(0, -2)));
            await models.write([{ build, writes: [put(document)], checkpoint: mark(1) }]);
            expect(JSON.stringify((await models.load(build, [id])).get(id)?.document)).toBe(JSON.stringify(document));
            expect(JSON.stringify(await stored(build))).toBe(JSON.stringify([document]));
          }),
          { numRuns: runs },
        );
      });

      test('names that a store reserves can be used', async () => {
        const { build } = await built([]);
        const values = [
          '{"_bsontype":"ObjectId"}',
          '{"_bsontype":"Long","low":1,"high":2}',
          '{"$ref":"a","$id":"b"}',
          '{"$set":{"x":1}}',
          '{"$oid":"0123456789abcdef01234567"}',
          '{"__proto__":{"x":1}}',
          '{"a\\u0000b":1}',
          '{"a.b":{"c.d":1},"":0}',
          '{"toBSON":1,"toJSON":2,"length":3,"constructor":4}',
        ];
        const documents = values.map((value, at) => JSON.parse(`{"id":"${at}","value":${value}}`) as Document);
        await models.write([{ build, writes: documents.map((document) => put(document)), checkpoint: mark(2) }]);
        const found = await stored(build);
        expect(found).toStrictEqual(documents);
        expect(found.map((document) => JSON.stringify(document.value))).toEqual(values);
      });

      test('a document nested 400 deep, with half a surrogate pair or undefined members, is returned', async () => {
        const { build } = await built([]);
        let deep: Document[string] = 'bottom';
        for (let level = 0; level < 400; level++) deep = level % 2 ? [deep] : { deep };
        const documents: Document[] = [
          { id: 'deep', deep },
          { id: 'half', text: 'a\ud800b' },
          { id: 'undefined', there: undefined, list: [{ there: undefined }] },
        ];
        await models.write([{ build, writes: documents.map((document) => put(document)), checkpoint: mark(2) }]);
        expect(await stored(build)).toEqual(JSON.parse(JSON.stringify(documents)));
      });

      test('2,500 documents at once, then read in id order', async () => {
        const { name, build } = await built([]);
        const documents = Array.from({ length: 2_500 }, (_, index) => ({
          id: `d${String(index).padStart(4, '0')}`,
          amount: index % 7,
        }));
        await models.write([{ build, writes: documents.map((document) => put(document)), checkpoint: mark(2) }]);
        expect(await stored(build)).toEqual(documents);
        expect(
          await models
            .load(
              build,
              documents.map(({ id }) => id),
            )
            .then((found) => found.size),
        ).toBe(2_500);
        expect(await models.count(sampleModel(name), [{ field: 'amount', eq: 3 }])).toBe(357);
        expect((await models.query(sampleModel(name), { limit: 1_000 })).items).toHaveLength(1_000);
      });
    });

    describe('queries', () => {
      test('every query returns what a scan of all documents returns', async () => {
        await fc.assert(
          fc.asyncProperty(
            anyDocuments,
            fc.array(anyQuery, { minLength: 8, maxLength: 8 }),
            async (documents, queries) => {
              const { name, build } = await built(documents);
              const spec = sampleModel(name);
              const plain = JSON.parse(JSON.stringify(documents)) as Document[];
              for (const query of queries) {
                const expected = expectedDocuments(spec, plain, query);
                expect({ query, found: await everyPage(name, query) }).toEqual({ query, found: expected });
                const where = query.where ?? [];
                expect({ where, count: await models.count(sampleModel(name), where) }).toEqual({
                  where,
                  count: expected.length,
                });
                const by = new Map<string, number>();
                for (const { status } of expected)
                  if (typeof status === 'string') by.set(status, (by.get(status) ?? 0) + 1);
                const counted = await models.countBy(sampleModel(name), 'status', where);
                expect({ where, counted }).toEqual({ where, counted: by });
              }
              await models.dropBuild(build);
            },
          ),
          { numRuns: runs },
        );
      });

      test('null, absent and undefined all count as missing', async () => {
        const { name } = await built([
          { id: 'absent' },
          { id: 'null', status: null, sla: null },
          { id: 'undefined', status: undefined, sla: { dueAt: undefined } },
          { id: 'there', status: '', sla: { dueAt: '' } },
        ]);
        for (const field of ['status', 'sla.dueAt']) {
          const missing = ['absent', 'null', 'undefined'];
          expect(await ids(name, { where: [{ field, eq: null }], limit: 9 })).toEqual(missing);
          expect(await ids(name, { where: [{ field, exists: false }], limit: 9 })).toEqual(missing);
          expect(await ids(name, { where: [{ field, exists: true }], limit: 9 })).toEqual(['there']);
          expect(await ids(name, { where: [{ field, prefix: '' }], limit: 9 })).toEqual(['there']);
          expect(await ids(name, { where: [{ field, lt: 'z' }], limit: 9 })).toEqual(['there']);
          expect(await ids(name, { orderBy: { field, direction: 'asc' }, limit: 9 })).toEqual([...missing, 'there']);
          expect(await ids(name, { orderBy: { field, direction: 'desc' }, limit: 9 })).toEqual([
            'there',
            ...missing.reverse(),
          ]);
        }
      });

      test('a stored value of another type than declared counts as missing', async () => {
        const { name } = await built([
          { id: 'array', status: ['OPEN'], amount: [5], sla: [{ dueAt: 'x', breached: true }] },
          { id: 'object', status: { OPEN: 'OPEN' }, amount: {}, sla: { dueAt: { x: 1 }, breached: 'true' } },
          { id: 'other', status: 5, amount: '5', sla: { dueAt: true, breached: 1 } },
          { id: 'right', status: 'OPEN', amount: 5, sla: { dueAt: 'x', breached: true } },
        ]);
        const others = ['array', 'object', 'other'];
        for (const [field, value] of [
          ['status', 'OPEN'],
          ['amount', 5],
          ['sla.dueAt', 'x'],
          ['sla.breached', true],
        ] as const) {
          expect(await ids(name, { where: [{ field, eq: null }], limit: 9 })).toEqual(others);
          expect(await ids(name, { where: [{ field, exists: true }], limit: 9 })).toEqual(['right']);
          expect(await ids(name, { where: [{ field, eq: value }], limit: 9 })).toEqual(['right']);
          expect(await ids(name, { orderBy: { field, direction: 'asc' }, limit: 9 })).toEqual([...others, 'right']);
        }
      });

      test('an empty list matches nothing', async () => {
        const { name } = await built([{ id: 'a', status: 'OPEN' }]);
        expect(await models.query(sampleModel(name), { where: [{ field: 'status', in: [] }], limit: 9 })).toEqual({
          items: [],
          hasMore: false,
        });
        expect(await models.count(sampleModel(name), [{ field: 'status', in: [] }])).toBe(0);
      });

      test('a prefix is plain text, not a pattern', async () => {
        const texts = [
          '%',
          '%a',
          '_',
          'a',
          'a%',
          'a%b',
          'a.c',
          'abc',
          'a\\',
          '\\',
          '^a',
          '[a]',
          '.*',
          '한',
          '한국',
          '\ud7ff',
          '\ue000',
          '😀',
          '😀!',
          '\u{10ffff}',
          '\u{10ffff}b',
        ];
        const { name } = await built(texts.map((status) => ({ id: status, status })));
        for (const prefix of [...texts, '', 'A', '\ud83d\ude01', '\u{10ffff}\u{10ffff}']) {
          const found = await ids(name, { where: [{ field: 'status', prefix }], limit: 99 });
          expect({ prefix, found: found.sort() }).toEqual({
            prefix,
            found: texts.filter((text) => text.startsWith(prefix)).sort(),
          });
        }
      });

      test('text is in code point order, not in locale or UTF-16 order', async () => {
        const sorted = [
          '',
          '\u0000',
          '\u0000a',
          'A',
          'B',
          'a',
          'aa',
          'b',
          '\u007f',
          'é',
          '가',
          '\uffff',
          '😀',
          '\u{10ffff}',
        ];
        const { name } = await built(sorted.map((status, index) => ({ id: `${sorted.length - index}`, status })));
        const page = await models.query(sampleModel(name), {
          orderBy: { field: 'status', direction: 'asc' },
          limit: 99,
        });
        expect(page.items.map(({ document }) => document.status)).toEqual(sorted);
        expect(
          (await models.query(sampleModel(name), { where: [{ field: 'status', gte: '\uffff' }], limit: 9 })).items,
        ).toHaveLength(3);
      });

      test('numbers are exact up to 2^53 and in their decimals', async () => {
        const numbers = [
          -(2 ** 53 - 1),
          -(2 ** 31) - 1,
          -0.5,
          0,
          5e-324,
          0.1,
          0.2,
          0.30000000000000004,
          1,
          2 ** 31 - 1,
          2 ** 31,
          2 ** 32,
          2 ** 53 - 2,
          2 ** 53 - 1,
          1e300,
        ];
        const { name } = await built(numbers.map((amount, index) => ({ id: `${99 - index}`, amount })));
        const page = await models.query(sampleModel(name), {
          orderBy: { field: 'amount', direction: 'asc' },
          limit: 99,
        });
        expect(page.items.map(({ document }) => document.amount)).toEqual(numbers);
        for (const amount of numbers) {
          expect(await models.count(sampleModel(name), [{ field: 'amount', eq: amount }])).toBe(1);
          expect(
            await models.count(sampleModel(name), [
              { field: 'amount', gte: amount },
              { field: 'amount', lt: 2e300 },
            ]),
          ).toBe(numbers.length - numbers.indexOf(amount));
        }
      });

      test('pages are split between documents of equal value by id, in both directions', async () => {
        const documents = Array.from({ length: 23 }, (_, index) => ({
          id: `d${String(index).padStart(2, '0')}`,
          ...(index % 3 ? { status: 'SAME' } : {}),
        }));
        const { name } = await built(documents);
        for (const direction of ['asc', 'desc'] as const) {
          for (const limit of [1, 2, 7, 22, 23, 24]) {
            const query: QuerySpec = { orderBy: { field: 'status', direction }, limit };
            expect(await everyPage(name, query)).toEqual(expectedDocuments(sampleModel(name), documents, query));
          }
        }
      });

      test('a page reports a next page exactly when there is one', async () => {
        const { name } = await built([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
        expect((await models.query(sampleModel(name), { limit: 2 })).hasMore).toBe(true);
        expect((await models.query(sampleModel(name), { limit: 3 })).hasMore).toBe(false);
        const last = (await models.query(sampleModel(name), { limit: 3 })).items.at(-1)?.cursor as string;
        expect(await models.query(sampleModel(name), { limit: 3, after: last })).toEqual({ items: [], hasMore: false });
      });

      test('writes between two pages move no other document into or out of the second', async () => {
        const { name, build } = await built(['b', 'd', 'f', 'h'].map((id) => ({ id, amount: 1 })));
        const query: QuerySpec = { orderBy: { field: 'amount', direction: 'asc' }, limit: 2 };
        const first = await models.query(sampleModel(name), query);
        const after = first.items.at(-1)?.cursor as string;
        await models.write([
          {
            build,
            writes: [put({ id: 'a', amount: 1 }, 2), put({ id: 'e', amount: 1 }, 2), remove('d', 2)],
            checkpoint: mark(2),
          },
        ]);
        expect(first.items.map(({ document }) => document.id)).toEqual(['b', 'd']);
        expect(await ids(name, { ...query, after })).toEqual(['e', 'f']);
      });

      test('a cursor works for its own query with any limit, on any client, and for no other query', async () => {
        const { name } = await built(['a', 'b', 'c'].map((id) => ({ id, status: 'OPEN', amount: 1 })));
        const where: Condition[] = [
          { field: 'status', eq: 'OPEN' },
          { field: 'amount', eq: 1 },
        ];
        const after = (await models.query(sampleModel(name), { where, limit: 1 })).items[0]?.cursor as string;
        const other = await another();
        expect(
          (await other.query(sampleModel(name), { where: where.toReversed(), limit: 9, after })).items.map(
            ({ document }) => document.id,
          ),
        ).toEqual(['b', 'c']);
        for (const query of [
          { limit: 1 },
          {
            where: [
              { field: 'status', eq: 'DONE' },
              { field: 'amount', eq: 1 },
            ],
            limit: 1,
          },
          { where, orderBy: { field: 'amount', direction: 'asc' }, limit: 1 },
          { where, orderBy: { field: 'id', direction: 'desc' }, limit: 1 },
        ] satisfies QuerySpec[]) {
          await expect(models.query(sampleModel(name), { ...query, after })).rejects.toThrow(QueryError);
        }
        const elsewhere = await built([]);
        await expect(models.query(sampleModel(elsewhere.name), { where, limit: 1, after })).rejects.toThrow(QueryError);
        for (const broken of [
          '',
          'x',
          'W10',
          after.slice(1),
          `${after}AAAA`,
          Buffer.from('[1,2,3]').toString('base64url'),
        ]) {
          await expect(models.query(sampleModel(name), { where, limit: 1, after: broken })).rejects.toThrow(QueryError);
        }
      });

      test('no value from a user can become an operator', async () => {
        const { name } = await built([
          { id: 'a', status: 'OPEN' },
          { id: '$gt', status: '{"$gt":""}' },
        ]);
        const hostile = [
          { $gt: '' },
          { $ne: null },
          ['OPEN'],
          { toString: () => 'OPEN' },
          undefined,
          5,
          true,
          Symbol.iterator,
          () => 'OPEN',
          Object.create({ $gt: '' }),
        ];
        for (const value of hostile) {
          for (const operator of ['eq', 'gte', 'lt', 'prefix', 'exists']) {
            if (operator === 'exists' && value === true) continue;
            const where = [{ field: 'status', [operator]: value }] as unknown as Condition[];
            await expect(models.query(sampleModel(name), { where, limit: 1 })).rejects.toThrow(QueryError);
            await expect(models.count(sampleModel(name), where)).rejects.toThrow(QueryError);
            await expect(models.countBy(sampleModel(name), 'status', where)).rejects.toThrow(QueryError);
          }
          await expect(
            models.count(sampleModel(name), [{ field: 'status', in: [value] } as unknown as Condition]),
          ).rejects.toThrow(QueryError);
        }
        for (const field of ['__proto__', 'constructor', '$where', 'status; DROP', "status'", 'nothing', '']) {
          await expect(models.count(sampleModel(name), [{ field, eq: 'x' }])).rejects.toThrow(QueryError);
          await expect(models.countBy(sampleModel(name), field, [])).rejects.toThrow(QueryError);
          await expect(
            models.query(sampleModel(name), { orderBy: { field, direction: 'asc' }, limit: 1 }),
          ).rejects.toThrow(QueryError);
        }
        for (const text of ["' OR 1=1 --", '{"$gt":""}', '$status']) {
          expect(await models.count(sampleModel(name), [{ field: 'status', eq: text }])).toBe(
            text.startsWith('{') ? 1 : 0,
          );
        }
        expect([...(await models.get(sampleModel(name), ['$gt', { $gt: '' } as never])).keys()]).toEqual(['$gt']);
      });

      test('documents are read by id; unknown ids are absent', async () => {
        const { name } = await built([{ id: 'a' }, { id: 'ä' }, { id: '' }]);
        expect(await models.get(sampleModel(name), ['ä', 'nobody', '', 'ä'])).toEqual(
          new Map([
            ['ä', { id: 'ä' }],
            ['', { id: '' }],
          ]),
        );
        expect(await models.get(sampleModel(name), [])).toEqual(new Map());
      });
    });

    describe('events that could not be applied', () => {
      const poison = (stream: string, position: number) => ({
        stream,
        revision: position - 1,
        position: at(position),
        reason: `Counted at ${stream}@${position - 1}: no number`,
      });
      const quarantined = async (name: string, from = models) =>
        (await from.quarantined()).filter(({ build }) => build.startsWith(`${name}.`));
      const recordOf = async (name: string, from = models) => (await from.builds()).find(({ build }) => build === name);

      test('a quarantined stream is recorded with the batch that passes it, once, for all clients', async () => {
        const { name, build } = await built([]);
        const [b, a] = [poison('b', 5), poison('a', 7)];
        await models.write([{ build, writes: [], quarantined: [b, a], checkpoint: mark(9) }]);
        const again = [{ ...b, reason: 'another' }, poison('c', 11)];
        const other = await another();
        await other.write([{ build, writes: [put({ id: 'x' }, 11)], quarantined: again, checkpoint: mark(12) }]);
        expect(await quarantined(name, other)).toEqual([a, b, poison('c', 11)].map((each) => ({ build, ...each })));
        expect(await models.checkpoint(build)).toEqual(mark(12));
        expect(await stored(build)).toEqual([{ id: 'x' }]);
      });

      test('a halt is reported until the checkpoint has passed the event', async () => {
        const { build } = await built([]);
        const halted = poison('b', 5);
        await models.write([{ build, writes: [], halted, checkpoint: mark(4) }]);
        expect(await recordOf(build, await another())).toEqual({ build, checkpoint: mark(4), active: true, halted });
        await models.write([{ build, writes: [], halted: { ...halted, reason: 'still' }, checkpoint: mark(4) }]);
        expect(await recordOf(build)).toMatchObject({ checkpoint: mark(4), halted: { reason: 'still' } });
        await models.write([{ build, writes: [], checkpoint: mark(5) }]);
        expect(await recordOf(build)).toEqual({ build, checkpoint: mark(5), active: true });
      });

      test('A3 are dropped with their build, and a new build of the same name starts without them', async () => {
        const { name, build } = await built([]);
        await models.write([
          { build, writes: [], quarantined: [poison('a', 2)], halted: poison('b', 5), checkpoint: mark(4) },
        ]);
        await models.dropBuild(build);
        expect(await quarantined(name)).toEqual([]);
        await models.createBuild(build, sampleModel(name));
        expect(await quarantined(name)).toEqual([]);
        expect(await recordOf(build)).toEqual({ build, checkpoint: START, active: false });
      });
    });

    test('a closed client reports that it is closed', async () => {
      const other = await database.another();
      await other.close();
      await other.close();
      expect(await fault(other.models.builds())).toBe('unavailable');
    });
  });
}

// Few values with many collisions: equality and neighbouring values are what matters.
const texts = [
  '',
  'a',
  'A',
  'ab',
  'a%',
  'a_',
  'a\\',
  'a.',
  '^a',
  '$a',
  'é',
  'e\u0301',
  '\ud7ff',
  '\ue000',
  '\uffff',
  '😀',
  '😀a',
  '\u{10ffff}',
  '\u0000',
  'a\u0000',
];
const numbers = [0, -1, 1, 1.5, 0.1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53 - 1, -(2 ** 53 - 1), 1e-7];
const text = fc.constantFrom(...texts);
const number = fc.constantFrom(...numbers);
const otherValue = fc.constantFrom(
  null,
  undefined,
  [],
  {},
  ['a'],
  [1],
  { a: 'a' },
  'true',
  '1',
  1,
  0,
  true,
  false,
  'a',
);
const mostly = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 6, arbitrary: value }, { weight: 2, arbitrary: otherValue });

const anyDocuments = fc.uniqueArray(
  fc.record(
    {
      id: text,
      status: mostly(text),
      amount: mostly(number),
      position: mostly(number),
      Status: mostly(text),
      _id: mostly(text),
      sla: mostly(fc.record({ dueAt: mostly(text), breached: mostly(fc.boolean()) }, { requiredKeys: [] })),
    },
    { requiredKeys: ['id'] },
  ),
  { selector: ({ id }) => id, maxLength: 20, size: 'max' },
) as unknown as fc.Arbitrary<Document[]>;

const fieldsWith = {
  string: ['status', 'sla.dueAt', 'Status', '_id', 'id'],
  number: ['amount', 'position'],
  boolean: ['sla.breached'],
};
const comparable = fc.oneof(
  fc.record({ field: fc.constantFrom(...fieldsWith.string), value: text }),
  fc.record({ field: fc.constantFrom(...fieldsWith.number), value: number }),
) as fc.Arbitrary<{ field: string; value: string | number }>;
const anyField = fc.constantFrom(...fieldsWith.string, ...fieldsWith.number, ...fieldsWith.boolean);
const anyCondition: fc.Arbitrary<Condition> = fc.oneof(
  comparable.map(({ field, value }) => ({ field, eq: value })),
  comparable.map(({ field, value }) => ({ field, gte: value })),
  comparable.map(({ field, value }) => ({ field, lt: value })),
  fc.boolean().map((eq) => ({ field: 'sla.breached', eq })),
  fc.record({ field: fc.constantFrom(...fieldsWith.string), in: fc.array(text, { maxLength: 6 }) }),
  fc.record({ field: fc.constantFrom(...fieldsWith.number), in: fc.array(number, { maxLength: 6 }) }),
  fc.record({ field: fc.constantFrom(...fieldsWith.string), prefix: text }),
  anyField.map((field) => ({ field, eq: null })),
  fc.record({ field: anyField, exists: fc.boolean() }),
);
const anyQuery: fc.Arbitrary<QuerySpec> = fc.record(
  {
    where: fc.array(anyCondition, { maxLength: 3 }),
    orderBy: fc.record({ field: anyField, direction: fc.constantFrom('asc' as const, 'desc' as const) }),
    limit: fc.constantFrom(1, 2, 3, 5, 1000),
  },
  { requiredKeys: ['limit'] },
);
