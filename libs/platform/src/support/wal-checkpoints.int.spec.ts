import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { openSqliteFile } from './sqlite-file.ts';
import { WalCheckpoints } from './wal-checkpoints.ts';

const schema = 'CREATE TABLE IF NOT EXISTS notes (n INTEGER PRIMARY KEY, text TEXT) STRICT';
const MEGABYTE = 1024 * 1024;
const rowsOf = (megabytes: number) =>
  `WITH RECURSIVE count(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM count WHERE n < ${megabytes * 1024})
    INSERT INTO notes (text) SELECT printf('%.1000c', 'x') FROM count`;

describe('the write-ahead log of a data file', () => {
  let folder: string;
  let database: DatabaseSync;
  let checkpoints: WalCheckpoints;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'makegood-wal-'));
    database = openSqliteFile(folder, { durability: 'normal', schema });
    checkpoints = new WalCheckpoints(folder);
  });
  afterEach(async () => {
    await checkpoints.stop();
    if (database.isOpen) database.close();
    await rm(folder, { recursive: true });
  });

  const path = (suffix = '') => join(folder, `makegood.db${suffix}`);
  const bytesOf = async (suffix = '') => (await stat(path(suffix))).size;
  const write = (megabytes: number) => database.exec(rowsOf(megabytes));
  const rows = () => database.prepare('SELECT count(*) AS rows FROM notes').get();

  it('is copied into the file beside the program, which goes on writing, and begins anew', async () => {
    write(6);
    expect(await bytesOf()).toBeLessThan(MEGABYTE);
    await checkpoints.look();
    expect(await bytesOf()).toBeGreaterThan(6 * MEGABYTE);
    const before = await bytesOf('-wal');
    write(5);
    expect(await bytesOf('-wal')).toBe(before);
    await checkpoints.look();
    expect(await bytesOf()).toBeGreaterThan(11 * MEGABYTE);
    expect(rows()).toEqual({ rows: 11 * 1024 });
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  });

  it('of a program that writes little needs no thread', async () => {
    write(1);
    await checkpoints.look();
    expect(checkpoints.hasThread).toBe(false);
  });

  it('is removed by the last that closes the file', async () => {
    write(6);
    await checkpoints.look();
    await checkpoints.stop();
    expect(checkpoints.hasThread).toBe(false);
    database.close();
    await expect(bytesOf('-wal')).rejects.toThrow('ENOENT');
  });

  it('is closed before a program ends that has nothing else left to do', async () => {
    const program = `
      import { openSqliteFile } from ${JSON.stringify(import.meta.resolve('./sqlite-file.ts'))};
      import { WalCheckpoints } from ${JSON.stringify(import.meta.resolve('./wal-checkpoints.ts'))};
      const folder = ${JSON.stringify(folder)};
      const database = openSqliteFile(folder, { durability: 'normal' });
      const checkpoints = new WalCheckpoints(folder);
      database.exec(${JSON.stringify(rowsOf(6))});
      await checkpoints.look();
      const hadThread = checkpoints.hasThread;
      await checkpoints.stop();
      database.close();
      console.log(hadThread, 'closed');
    `;
    await writeFile(path('-program.mjs'), program);
    const flags = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'];
    const run = promisify(execFile)(process.execPath, [...flags, path('-program.mjs')]);
    expect((await run).stdout).toBe('true closed\n');
    expect(rows()).toEqual({ rows: 6 * 1024 });
  });

  it('is copied by the commits of the program while the file is not where a thread would look for it', async () => {
    write(6);
    await rename(path(), path('.away'));
    await checkpoints.look();
    await expect(bytesOf()).rejects.toThrow('ENOENT');
    await rename(path('.away'), path());
    write(70);
    expect(await bytesOf()).toBeGreaterThan(60 * MEGABYTE);
    expect(rows()).toEqual({ rows: 76 * 1024 });
  });

  it('that was put in place of the one the program has open is not copied', async () => {
    write(6);
    await copyFile(path('-wal'), path('-copy'));
    await rename(path('-copy'), path('-wal'));
    await checkpoints.look();
    expect(checkpoints.hasThread).toBe(false);
    expect(await bytesOf()).toBeLessThan(MEGABYTE);
  });
});
