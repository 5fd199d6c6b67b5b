import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openImport, type ReadImportOptions } from './import-files.ts';
import { fileAt } from './import-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'makegood-import-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** @returns the lines that are read */
async function read(name: string, content: string | Uint8Array, options: ReadImportOptions = {}): Promise<number> {
  const path = join(folder, name);
  writeFileSync(path, content);
  let lines = 0;
  for await (const _ of (await openImport(await fileAt(path), options)).lines) lines++;
  return lines;
}

it.each([
  ['rows', 'x\n'],
  ['rows without content', '\n'],
])('the %s of a file leave turns to all others, although nothing is waited for', async (_, row) => {
  let [turns, isRead] = [0, false];
  const others = () => {
    turns++;
    if (!isRead) setImmediate(others);
  };
  setImmediate(others);
  await read('sales.csv', `serial,soldOn,soldTo\n${row.repeat(20_000)}`);
  isRead = true;
  expect(turns).toBeGreaterThan(150);
});

it('a compressed file that unpacks to more than a file may have is refused where it does', async () => {
  const packed = gzipSync(`serial,soldOn\n${'A-1,2026-03-01\n'.repeat(100_000)}`);
  const limits = { unpackedBytes: 1024 * 1024, rows: Infinity };
  expect(packed.length).toBeLessThan(10_000);
  expect(await read('sales.csv.gz', packed)).toBe(100_000);
  await expect(read('sales.csv.gz', packed, { limits })).rejects.toThrow('unpacks to over 1 MiB');
});

it('a file that others send has at most as many rows as a sheet, empty ones included', async () => {
  const limits = { unpackedBytes: Infinity, rows: 3 };
  const rows = `serial,soldOn\n${'\n'.repeat(2 ** 20)}`;
  await expect(read('sales.csv', rows)).rejects.toThrow('has over 1,048,576 rows');
  expect(await read('sales.csv', 'serial,soldOn\n\nA-1,2026-03-01\n', { limits })).toBe(1);
  await expect(read('sales.csv', 'serial,soldOn\n\n\n\n', { limits })).rejects.toThrow('has over 3 rows');
});

it('a row of a table that no request can have ends the import: hundreds would be held in memory', async () => {
  await expect(read('sales.csv', `serial,soldOn\n${'x'.repeat(300_000)},\n`)).rejects.toThrow(
    'line 2 has over 262144 characters',
  );
});
