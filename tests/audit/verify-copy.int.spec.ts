import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sha256 } from '#kernel';
import { type Makegood, openMakegood, readSettings } from '#engine';
import { silentLogger } from '#platform';
import { type InputOf, requests } from '#requests';
import { startWorker } from '#worker';
import { creditedClaim, line, registry, Workbench } from '../../apps/cli/src/cli.fixture.ts';
import { MongoServers, whenMongod } from '../support/mongo-servers.ts';
import { flipInIndex } from '../../libs/platform/src/event-store/tampering.fixture.ts';

async function listAt({ dispatcher, clock }: Makegood, product: InputOf<'listProduct'>): Promise<void> {
  const actor = { id: 'adam', role: 'ADMIN' } as const;
  const prepared = requests.listProduct.prepare(product, { actor, channel: 'API', clock });
  if (prepared.kind !== 'request') throw new Error(JSON.stringify(prepared));
  await dispatcher.perform(prepared.request);
}

/** Verifies while products are listed, one after the other; how many were, and what the verifier said. */
async function besideWrites(bench: Workbench, list: (product: InputOf<'listProduct'>) => Promise<unknown>) {
  const verifying = bench.run('verify');
  let ended = false;
  void verifying.finally(() => (ended = true));
  let listed = 0;
  for (; !ended; listed++) await list({ sku: `SKU-${listed}`, name: 'A lamp' });
  return { listed, ...(await verifying) };
}

describe('verify reads a copy', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = new Workbench();
    const history = [...registry, ...creditedClaim('C-1', 'L-1', '2026-03-02')];
    expect(await bench.run('import', bench.requests('history.ndjson', history))).toMatchObject({ status: 0, err: '' });
  });
  afterEach(() => bench.remove());

  const open = () => openMakegood(readSettings(bench.environment), { logger: silentLogger });
  const copies = () => readdirSync(bench.data).filter((name) => name.startsWith('copy-'));
  /** SHA-256 of each file; the index of the WAL is memory of SQLite. */
  const contents = () =>
    Object.fromEntries(
      readdirSync(bench.data, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.name.endsWith('-shm'))
        .map(({ parentPath, name }) => [name, sha256(readFileSync(join(parentPath, name)))]),
    );

  it('beside a program that goes on writing, and finds no difference', async () => {
    const { listed, ...said } = await besideWrites(bench, async (product) => {
      const file = bench.requests('product.ndjson', [line('listProduct', product)]);
      expect(await bench.run('import', file)).toMatchObject({ status: 0 });
    });
    expect(said).toMatchObject({ status: 0, err: '', out: expect.stringContaining('no problems') });
    expect(listed).toBeGreaterThan(1);
    expect(copies()).toEqual([]);
  });

  it.each([
    ['of a server that was stopped', false],
    ['that a server has open, with its write-ahead log', true],
  ])('and changes no byte of the data %s', async (_, running) => {
    const server = running ? await open() : undefined;
    const before = contents();
    expect(await bench.run('verify')).toMatchObject({ status: 0, err: '' });
    expect(contents()).toMatchObject(before);
    await server?.close();
  });

  it('also of a data file without a write-ahead log, as VACUUM INTO writes a backup', async () => {
    const path = join(bench.data, 'makegood.db');
    const database = new DatabaseSync(path);
    database.exec(`VACUUM INTO '${path}.backup'`);
    database.close();
    renameSync(`${path}.backup`, path);
    expect(await bench.run('verify')).toMatchObject({
      status: 0,
      err: '',
      out: expect.stringContaining('no problems'),
    });
  });

  it('and changes no byte of the data of a server that was killed: what stands in its write-ahead log alone is left there', async () => {
    const server = await open();
    await listAt(server, { sku: 'LAST', name: 'A lamp' });
    const killed = join(bench.folder, 'killed');
    cpSync(bench.data, killed, { recursive: true });
    await server.close();
    rmSync(bench.data, { recursive: true });
    renameSync(killed, bench.data);
    const before = contents();
    expect(before['makegood.db-wal']).not.toBe(sha256(Buffer.alloc(0)));
    expect(await bench.run('verify')).toMatchObject({ status: 0, err: '' });
    expect(contents()).toMatchObject(before);
  });

  it('which has the damage of the original, and leaves that as it is', async () => {
    flipInIndex(bench.data, 'claim-C-1');
    const before = contents();
    const { status, out } = await bench.run('verify');
    expect({ status, out }).toEqual({
      status: 1,
      out: expect.stringMatching(/missing from index sqlite_autoindex_events_/),
    });
    expect(contents()).toMatchObject(before);
    expect(copies()).toEqual([]);
  });

  it('unless that cannot be copied: it names the damage', async () => {
    const path = join(bench.data, 'makegood.db');
    const content = readFileSync(path);
    writeFileSync(path, content.subarray(0, 4096 * 2 + 100));
    const before = contents();
    const { status, out } = await bench.run('verify');
    expect({ status, out }).toEqual({ status: 1, out: expect.stringMatching(/^WRONG {2}data file: /) });
    expect(contents()).toMatchObject(before);
  });

  it('for which there must be space besides the reserve', async () => {
    bench.environment.MAKEGOOD_RESERVE_MIB = '9999999';
    expect(await bench.run('verify')).toEqual({
      status: 2,
      out: '',
      err: expect.stringMatching(
        /^makegood: There is no space for a copy of \S+makegood\.db: free 10000\d{3} MiB on its disk, or check a backup on another machine\.\n$/,
      ),
    });
    expect(copies()).toEqual([]);
  });

  it('that the next start removes when its process was killed, and only then', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const [dead, alive] = [`copy-${pid}-1`, `copy-${process.ppid}-1`];
    for (const name of [dead, alive]) {
      mkdirSync(join(bench.data, name));
      writeFileSync(join(bench.data, name, 'makegood.db'), 'half');
    }
    expect(await bench.run('status')).toMatchObject({ err: '' });
    expect(copies()).toEqual([alive]);
  });
});

whenMongod('verify, with the log in the data file and the read models on MongoDB', () => {
  let servers: MongoServers;
  let bench: Workbench;
  beforeAll(async () => {
    servers = await MongoServers.start();
    bench = new Workbench();
    bench.environment.MONGODB_URL = servers.url;
    const history = [...registry, ...creditedClaim('C-1', 'L-1', '2026-03-02')];
    expect(await bench.run('import', bench.requests('history.ndjson', history))).toMatchObject({ status: 0, err: '' });
  });
  afterAll(async () => {
    bench.remove();
    await servers.stop();
  });

  it('finds no difference while a server has both open and goes on writing', async () => {
    const server = await openMakegood(readSettings(bench.environment), { logger: silentLogger });
    const worker = await startWorker(server);
    const { listed, ...said } = await besideWrites(bench, (product) => listAt(server, product));
    expect(said).toMatchObject({ status: 0, err: '', out: expect.stringContaining('no problems') });
    expect(listed).toBeGreaterThan(10);
    expect(await server.aggregates.product(`SKU-${listed - 1}`)).toBeDefined();
    await worker.stop();
    await server.close();
  });

  it('names the document that was changed beside it', async () => {
    const database = await servers.database();
    const [claims] = (await database.listCollections().toArray()).filter(({ name }) => /claims/.test(name));
    const collection = database.collection(claims?.name ?? '');
    await collection.updateOne({}, { $set: { body: {} } });
    const { status, out } = await bench.run('verify');
    expect({ status, out }).toEqual({ status: 1, out: expect.stringMatching(/read model claims/) });
  });
});
