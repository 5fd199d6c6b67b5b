import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DataFolderError, openSqliteFile, retryWhileBusy, sqliteFault } from './sqlite-file.ts';

const folders: string[] = [];
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'makegood-file-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const schema = 'CREATE TABLE IF NOT EXISTS notes (n INTEGER PRIMARY KEY, text TEXT) STRICT';
const open = (folder: string) => openSqliteFile(folder, { durability: 'full', schema });
const fileWithRows = (folder: string, rows: number) => {
  const database = open(folder);
  database.exec(`WITH RECURSIVE count(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM count WHERE n < ${rows})
    INSERT INTO notes SELECT n, printf('%.200c', 'x') FROM count`);
  return database;
};

/** The error message, which must be one line. */
const refusal = (attempt: () => DatabaseSync): { fault: string; message: string } => {
  try {
    attempt().close();
  } catch (error) {
    if (!(error instanceof DataFolderError)) throw error;
    expect(error.message).not.toContain('\n');
    return { fault: error.fault, message: error.message };
  }
  throw new Error('the file was opened');
};

describe('the data file', () => {
  it('is created with its folder and opened again', () => {
    const folder = join(newFolder(), 'a', 'b');
    fileWithRows(folder, 3).close();
    const again = open(folder);
    expect(again.prepare('SELECT count(*) AS n FROM notes').get()).toEqual({ n: 3 });
    again.close();
  });

  it.each([
    ['full', 2],
    ['normal', 1],
  ] as const)('has a write-ahead log and the given durability: %s', (durability, synchronous) => {
    const database = openSqliteFile(newFolder(), { durability });
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous });
    database.close();
  });

  it('of a newer format is refused unchanged, with both numbers in the message', () => {
    const folder = newFolder();
    const database = open(folder);
    database.exec('PRAGMA user_version = 99');
    database.close();
    const { fault, message } = refusal(() => open(folder));
    expect(fault).toBe('other-version');
    expect(message).toMatch(/has format 99, this program reads format 2: install the release/);
  });

  it('that is not a database, or belongs to another program, is refused unchanged', () => {
    const text = newFolder();
    writeFileSync(join(text, 'makegood.db'), 'Dear colleague, '.repeat(100));
    expect(refusal(() => open(text))).toEqual({
      fault: 'not-ours',
      message: expect.stringMatching(/is not a Makegood data file: move it away/),
    });

    const foreign = newFolder();
    const theirs = new DatabaseSync(join(foreign, 'makegood.db'));
    theirs.exec('CREATE TABLE theirs (a)');
    expect(refusal(() => open(foreign)).fault).toBe('not-ours');
    expect(theirs.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'delete' });
    theirs.close();

    const directory = newFolder();
    mkdirSync(join(directory, 'makegood.db'));
    expect(refusal(() => open(directory)).fault).toBe('not-ours');
  });

  it('in a folder that cannot be created or written is refused with what to do', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(refusal(() => open(join(folder, 'file', 'data')))).toEqual({
      fault: 'not-writable',
      message: expect.stringMatching(
        /^Cannot write .*: give this user write access to the folder, or set MAKEGOOD_DATA/,
      ),
    });

    const locked = newFolder();
    open(locked).close();
    chmodSync(join(locked, 'makegood.db'), 0o444);
    chmodSync(locked, 0o555);
    expect(asOrdinaryUser(() => refusal(() => open(locked)).fault)).toBe('not-writable');
    expect(asOrdinaryUser(() => refusal(() => open(join(locked, 'deeper'))).fault)).toBe('not-writable');
    chmodSync(locked, 0o755);
  });

  it('on a full disk is refused, and opens when there is space again', () => {
    const folder = newFolder();
    fileWithRows(folder, 10).close();
    // SQLite's own limit fails like a full disk: SQLITE_FULL.
    const crowded = `PRAGMA max_page_count = 2; CREATE TABLE more (a); CREATE TABLE evenMore (a)`;
    expect(refusal(() => openSqliteFile(folder, { durability: 'full', schema: crowded }))).toEqual({
      fault: 'full',
      message: expect.stringMatching(/^The disk of .* is full: free some space and start again/),
    });
    open(folder).close();
  });

  it('that was cut or has damaged pages is refused as damaged', () => {
    const folder = newFolder();
    fileWithRows(folder, 1000).close();
    const path = join(folder, 'makegood.db');
    const { size } = statSync(path);
    truncateSync(path, size - 4096);
    expect(refusal(() => open(folder))).toEqual({
      fault: 'damaged',
      message: expect.stringMatching(/is damaged \(.+\): keep a copy of the folder and restore it from a backup/),
    });
    // The right length again, with zeros for its last page.
    truncateSync(path, size);
    expect(refusal(() => open(folder)).fault).toBe('damaged');
  });

  it('that is missing or empty beside a log with events is not mistaken for a new one', () => {
    const folder = newFolder();
    const database = fileWithRows(folder, 10);
    const path = join(folder, 'makegood.db');
    const crashed = newFolder();
    writeFileSync(join(crashed, 'makegood.db-wal'), 'x'.repeat(statSync(`${path}-wal`).size));
    database.close();
    expect(refusal(() => open(crashed)).fault).toBe('damaged');
    expect(statSync(join(crashed, 'makegood.db-wal')).size).toBeGreaterThan(0);
  });

  it('left incomplete by a killed process is completed by the next one', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'makegood.db'), '');
    open(folder).close();
    const another = newFolder();
    const half = new DatabaseSync(join(another, 'makegood.db'));
    half.exec('PRAGMA journal_mode = WAL');
    half.close();
    open(another).close();
    open(another).close();
  });
});

describe('retryWhileBusy', () => {
  it('tries again while another connection writes, and gives up when its time is over', async () => {
    const folder = newFolder();
    const [one, two] = [open(folder), open(folder)];
    one.exec('BEGIN IMMEDIATE');
    const insert = () => two.exec(`INSERT INTO notes (text) VALUES ('x')`);
    const error = await retryWhileBusy(insert, 20).catch((reason: unknown) => reason);
    expect(sqliteFault(error)).toBe('busy');
    const waiting = retryWhileBusy(insert);
    one.exec('COMMIT');
    await waiting;
    expect(one.prepare('SELECT count(*) AS n FROM notes').get()).toEqual({ n: 1 });
    one.close();
    two.close();
  });

  it('does not repeat what fails for another reason', async () => {
    let tries = 0;
    const attempt = () => {
      tries++;
      throw new Error('broken');
    };
    await expect(retryWhileBusy(attempt)).rejects.toThrow('broken');
    expect(tries).toBe(1);
  });
});

/** Permissions do not restrict root, which tests in containers often run as. */
function asOrdinaryUser<T>(work: () => T): T {
  if (process.getuid?.() !== 0 || !process.seteuid) return work();
  process.seteuid(65534);
  try {
    return work();
  } finally {
    process.seteuid(0);
  }
}
