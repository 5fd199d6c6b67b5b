import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '#kernel';
import { openMakegood, readSettings } from '#engine';
import { silentLogger } from '#platform';
import { creditedClaim, line, registry, Workbench } from '../../apps/cli/src/cli.fixture.ts';
import { flipInIndex } from '../../libs/platform/src/event-store/tampering.fixture.ts';

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
    const verifying = bench.run('verify');
    let ended = false;
    void verifying.finally(() => (ended = true));
    let imported = 0;
    for (; !ended; imported++) {
      const product = line('listProduct', { sku: `SKU-${imported}`, name: 'A lamp' });
      expect(await bench.run('import', bench.requests('product.ndjson', [product]))).toMatchObject({ status: 0 });
    }
    expect(await verifying).toMatchObject({ status: 0, err: '', out: expect.stringContaining('no problems') });
    expect(imported).toBeGreaterThan(1);
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
