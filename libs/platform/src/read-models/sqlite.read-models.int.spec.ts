import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { positionParts, START } from '../event-store/event-store.port.ts';
import { planQuery } from './query-spec.ts';
import {
  at,
  mark,
  declaredQueries,
  isInIndexOrder,
  put,
  readModelsContract,
  sampleModel,
} from './read-models.contract.ts';
import { openSqliteFile } from '../support/sqlite-file.ts';
import { databaseUnderTest } from '../document-stores.fixture.ts';
import { openSqliteStores } from '../document-stores.ts';
import { countSql, selectSql, tableOf } from './sqlite.tables.ts';

const folders: string[] = [];
const folder = async () => {
  const made = await mkdtemp(join(tmpdir(), 'makegood-read-models-'));
  folders.push(made);
  return made;
};
afterAll(() => Promise.all(folders.map((each) => rm(each, { recursive: true, force: true }))));

readModelsContract('embedded', async () => {
  const data = await folder();
  return databaseUnderTest(async () => openSqliteStores(data));
});

describe('embedded read models', () => {
  const spec = sampleModel('claims');

  test('every declared query is read from an index, and every page in index order', async () => {
    const data = await folder();
    const { models, close } = openSqliteStores(data);
    await models.createBuild('claims.1', spec);
    await models.indexBuild('claims.1');
    const database = openSqliteFile(data, { durability: 'normal' });
    const steps = (sql: string) =>
      database
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...Array<null>(sql.split('?').length - 1).fill(null))
        .map(({ detail }) => String(detail));
    const table = tableOf('claims.1', spec);
    // A SEARCH reads a range of an index; a SCAN reads all of the table or of an index.
    const scans = (plan: readonly string[]) => plan.filter((step) => step.startsWith('SCAN'));
    try {
      let pages = 0;
      for (const query of declaredQueries(spec)) {
        const plan = planQuery(spec, query);
        for (const tests of plan.scans) {
          const found = steps(selectSql(table, plan.order, tests));
          // Without an equality the planner may read in the page's own order instead, until the page is full.
          const mayWalk = !tests.some(({ op }) => op === 'is' || op === 'in');
          const walk = /^SCAN read:claims\.1 USING INDEX/;
          expect({ query, scans: scans(found).filter((step) => !mayWalk || !walk.test(step)) }).toEqual({
            query,
            scans: [],
          });
          if (isInIndexOrder(spec, query)) {
            pages++;
            expect({ query, sorts: found.filter((step) => step.includes('TEMP B-TREE')) }).toEqual({
              query,
              sorts: [],
            });
          }
          if (tests.length > 0) expect(scans(steps(countSql(table, tests)))).toEqual([]);
        }
      }
      expect(pages).toBeGreaterThan(20);
      // The check can fail: without its index the same query reads everything.
      database.exec('DROP INDEX "read:claims.1:k4.position"');
      const plan = planQuery(spec, { where: [{ field: 'position', eq: 5 }], limit: 1 });
      expect(scans(steps(countSql(table, plan.scans[0] ?? [])))).toHaveLength(1);
    } finally {
      database.close();
      await close();
    }
  });

  test('documents and checkpoints of one write are stored together or not at all', async () => {
    const { models, close } = openSqliteStores(await folder());
    await models.createBuild('claims.1', spec);
    await expect(
      models.write([
        { build: 'claims.1', writes: [put({ id: 'a' })], checkpoint: mark(1) },
        { build: 'claims.2', writes: [put({ id: 'a' })], checkpoint: mark(1) },
      ]),
    ).rejects.toMatchObject({ fault: 'no-build' });
    expect(await models.load('claims.1', ['a'])).toEqual(new Map());
    expect(await models.checkpoint('claims.1')).toEqual(START);
    await close();
  });

  test('a write waits while another process writes, then gives up', async () => {
    const data = await folder();
    const { models, processState, close } = openSqliteStores(data, { busyMs: 50 });
    const patient = openSqliteStores(data, { busyMs: 60_000 });
    await models.createBuild('claims.1', spec);
    const other = openSqliteFile(data, { durability: 'normal' });
    other.exec('BEGIN IMMEDIATE');
    await expect(processState.setTask('task', 'begun')).rejects.toMatchObject({ fault: 'unavailable' });
    const waiting = patient.models.write([{ build: 'claims.1', writes: [put({ id: 'a' })], checkpoint: mark(1) }]);
    expect(await models.checkpoint('claims.1')).toEqual(START);
    other.exec('COMMIT');
    await waiting;
    expect(await models.checkpoint('claims.1')).toEqual(mark(1));
    other.close();
    await close();
    await patient.close();
  });

  test('nothing is lost when the file is closed and opened again', async () => {
    const data = await folder();
    const { models: before, close: closeBefore } = openSqliteStores(data);
    await before.createBuild('claims.1', spec);
    await before.write([{ build: 'claims.1', writes: [put({ id: 'a', status: 'OPEN' })], checkpoint: mark(4) }]);
    await before.indexBuild('claims.1');
    await before.activate('claims', 'claims.1');
    await closeBefore();
    const { models: after, close } = openSqliteStores(data);
    expect(await after.builds()).toEqual([{ build: 'claims.1', checkpoint: mark(4), active: true }]);
    const page = await after.query(spec, { where: [{ field: 'status', eq: 'OPEN' }], limit: 1 });
    expect(page.items.map(({ document }) => document)).toEqual([{ id: 'a', status: 'OPEN' }]);
    await close();
  });

  test('a process killed while writing leaves consistent documents and checkpoint', async () => {
    const data = await folder();
    const { models, close } = openSqliteStores(data);
    await models.createBuild('claims.1', spec);
    const ids = Array.from({ length: 50 }, (_, index) => `d${index}`);
    // Batch n writes n into every document, so a partial batch would show two numbers.
    const program = `
      import { openSqliteStores } from ${JSON.stringify(new URL('../document-stores.ts', import.meta.url).href)};
      const { models } = openSqliteStores(${JSON.stringify(data)});
      const positionOf = (n) => n.toString(16).padStart(16, '0');
      const before = (id, amount) => ({ document: { id, amount }, position: positionOf(amount) });
      for (let n = 1; ; n++) {
        const position = positionOf(n);
        const writes = ${JSON.stringify(ids)}.map((id) => ({ id, position, document: { id, amount: n }, ...(n > 1 && { before: before(id, n - 1) }) }));
        await models.write([{ build: 'claims.1', writes, checkpoint: { position, id: String(n) } }]);
        console.log(n);
      }`;
    const flags = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'];
    const writer = spawn(process.execPath, [...flags, '--input-type=module', '--eval', program], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(writer, 'exit');
    let acknowledged = 0;
    for await (const line of createInterface({ input: writer.stdout })) {
      acknowledged = Number(line);
      if (acknowledged === 100) writer.kill('SIGKILL');
    }
    expect(await exited).toEqual([null, 'SIGKILL']);
    const last = Number(positionParts((await models.checkpoint('claims.1')).position).commit);
    expect(last).toBeGreaterThanOrEqual(acknowledged);
    expect(await models.load('claims.1', ids)).toEqual(
      new Map(ids.map((id) => [id, { document: { id, amount: last }, position: at(last) }])),
    );
    await close();
  }, 20_000);
});
