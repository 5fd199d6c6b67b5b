import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const APPLICATION_ID = 0x4d6b4764;
const FORMAT_VERSION = 2;

/** While opening, other processes may recover or create the file; blocking is harmless. */
export const OPEN_BUSY_MS = 5000;
/** A blocked call blocks the event loop; `retryWhileBusy` waits for the rest. */
const SERVE_BUSY_MS = 5;

/** Larger files are checked only in part when opened: this size takes 0.2 s. */
const FULL_CHECK_BYTES = 128 * 1024 * 1024;

export type DataFolderFault = 'not-writable' | 'not-ours' | 'other-version' | 'damaged' | 'full' | 'busy';

export class DataFolderError extends Error {
  readonly fault: DataFolderFault;

  constructor(fault: DataFolderFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DataFolderError';
    this.fault = fault;
  }
}

export type SqliteFault = 'busy' | 'full' | 'damaged' | 'read-only' | 'io' | 'closed';

/** By SQLite's primary result code; undefined when the error is not about the file. */
export function sqliteFault(error: unknown): SqliteFault | undefined {
  // Not `instanceof`: an error of node:sqlite may come from another realm (a VM context).
  const { code, errcode } = (error ?? {}) as { code?: string; errcode?: number };
  if (code === 'ERR_INVALID_STATE') return 'closed';
  if (code !== 'ERR_SQLITE_ERROR' || errcode === undefined) return undefined;
  switch (errcode & 0xff) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
    case 15: // SQLITE_PROTOCOL: lost the race for the lock too often
      return 'busy';
    case 13: // SQLITE_FULL
      return 'full';
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
      return 'damaged';
    case 3: // SQLITE_PERM
    case 8: // SQLITE_READONLY
    case 14: // SQLITE_CANTOPEN
      return 'read-only';
    case 10: // SQLITE_IOERR
      return errcode === 10 + (2 << 8) ? 'damaged' : 'io'; // SQLITE_IOERR_SHORT_READ: the file was cut
    default:
      return undefined;
  }
}

/** Repeats a whole transaction while another process is writing. @throws the last busy error after `waitMs` */
export async function retryWhileBusy<T>(attempt: () => T, waitMs = 5000): Promise<T> {
  const giveUp = performance.now() + waitMs;
  for (let pause = 1; ; pause = Math.min(pause * 2, 50)) {
    try {
      return attempt();
    } catch (error) {
      if (sqliteFault(error) !== 'busy' || performance.now() + pause > giveUp) throw error;
    }
    await new Promise((resume) => setTimeout(resume, pause));
  }
}

export interface SqliteFileOptions {
  /** `full`: commits are synced. `normal`: a power failure may lose commits, for what can be built again. */
  readonly durability: 'full' | 'normal';
  readonly schema?: string;
  /** Opened unchecked, and never written. */
  readonly readOnly?: boolean;
}

export const dataFileOf = (folder: string): string => join(folder, 'makegood.db');

/** Creates folder and file when absent. `full` checks the length, and all pages up to 128 MiB. @throws DataFolderError */
export function openSqliteFile(folder: string, options: SqliteFileOptions): DatabaseSync {
  const { durability, schema = '', readOnly = false } = options;
  const path = dataFileOf(folder);
  prepareFolder(folder, path);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: OPEN_BUSY_MS, readOnly });
    if (!readOnly) {
      claimFile(database, path);
      database.exec(`PRAGMA synchronous = ${durability}`);
      // A WAL of 64 MB instead of 4: in programs that run on, `WalCheckpoints` copies it before, and recovery is still fast.
      database.exec('PRAGMA wal_autocheckpoint = 16000');
      // 32 MB instead of 2: bulk loads and catching up otherwise read and write the same pages repeatedly.
      database.exec('PRAGMA cache_size = -32768');
      // Gives disk space back after a bulk load.
      database.exec('PRAGMA journal_size_limit = 67108864');
      if (durability === 'full') checkFile(database, path);
      // SQLite opens a file without write permission as read-only: find out now, not at the first write.
      database.exec('BEGIN IMMEDIATE');
      database.exec(schema);
      database.exec('COMMIT');
    }
    database.exec(`PRAGMA busy_timeout = ${SERVE_BUSY_MS}`);
    return database;
  } catch (error) {
    database?.close();
    throw dataFolderError(path, error);
  }
}

export function dataFolderError(path: string, error: unknown): unknown {
  if (error instanceof DataFolderError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const because = (fault: DataFolderFault, line: string) => new DataFolderError(fault, line, { cause: error });
  if (code === 'ENOSPC' || code === 'EDQUOT') return because('full', fullLine(path));
  if (code && ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT', 'EISDIR'].includes(code))
    return because('not-writable', notWritableLine(path, code));
  switch (sqliteFault(error)) {
    case 'full':
      return because('full', fullLine(path));
    case 'damaged':
      return because('damaged', damagedLine(path, message));
    case 'read-only':
      return because('not-writable', notWritableLine(path, message));
    case 'busy':
      return because('busy', `${path} is locked by another process: stop it, or wait for it, and start again.`);
    case 'io':
      return because(
        'not-writable',
        `${path} cannot be read or written (${message}): check the disk, then start again.`,
      );
    default:
      return error;
  }
}

const fullLine = (path: string) =>
  `The disk of ${path} is full: free some space and start again; nothing that was acknowledged is lost.`;

const notWritableLine = (path: string, reason: string) =>
  `Cannot write ${path} (${reason}): give this user write access to the folder, or set MAKEGOOD_DATA to another one.`;

const damagedLine = (path: string, reason: string) =>
  `${path} is damaged (${reason}): keep a copy of the folder and restore it from a backup; "makegood export --salvage" saves what can still be read.`;

function prepareFolder(folder: string, path: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    const file = statSync(path, { throwIfNoEntry: false });
    if (file && !file.isFile()) throw new DataFolderError('not-ours', `${path} is not a file: move it away.`);
    // SQLite treats an empty file as new and discards its WAL, which here holds acknowledged events.
    if (!file?.size && statSync(`${path}-wal`, { throwIfNoEntry: false })?.size)
      throw new DataFolderError('damaged', damagedLine(path, 'it is empty, but its log makegood.db-wal is not'));
  } catch (error) {
    throw dataFolderError(path, error);
  }
}

/** Safe when two processes create the file at once or one is killed meanwhile. */
function claimFile(database: DatabaseSync, path: string): void {
  const number = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? {})[0]);
  try {
    const isNew = () =>
      number('PRAGMA application_id') === 0 &&
      number('PRAGMA user_version') === 0 &&
      number('SELECT count(*) FROM sqlite_schema') === 0;
    if (isNew()) {
      useWal(database, path);
      database.exec('BEGIN IMMEDIATE');
      if (isNew()) database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${FORMAT_VERSION}`);
      database.exec('COMMIT');
    }
  } catch (error) {
    if ((error as { errcode?: number }).errcode === 26)
      throw new DataFolderError('not-ours', notOursLine(path), { cause: error });
    throw error;
  }
  if (number('PRAGMA application_id') !== APPLICATION_ID) throw new DataFolderError('not-ours', notOursLine(path));
  const version = number('PRAGMA user_version');
  if (version !== FORMAT_VERSION)
    throw new DataFolderError(
      'other-version',
      `${path} has format ${version}, this program reads format ${FORMAT_VERSION}: install the release of Makegood that wrote it, or set MAKEGOOD_DATA to another folder.`,
    );
  useWal(database, path);
}

const notOursLine = (path: string) =>
  `${path} is not a Makegood data file: move it away, or set MAKEGOOD_DATA to another folder.`;

/** The switch to WAL fails at once when another process reads the file: the busy time-out does not apply. */
function useWal(database: DatabaseSync, path: string): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let attempt = 0; ; attempt++) {
    try {
      const mode = database.prepare('PRAGMA journal_mode = WAL').get()?.journal_mode;
      if (mode === 'wal') return;
      throw new DataFolderError(
        'not-writable',
        `The file system of ${path} has no shared memory (a network drive?): set MAKEGOOD_DATA to a folder on a local disk.`,
      );
    } catch (error) {
      if (sqliteFault(error) !== 'busy' || attempt >= 100) throw error;
      Atomics.wait(pause, 0, 0, 10);
    }
  }
}

function checkFile(database: DatabaseSync, path: string): void {
  const number = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? {})[0]);
  const version = number('PRAGMA data_version');
  const checkpoint = copyWalIntoFile(database);
  const expected = number('PRAGMA page_count') * number('PRAGMA page_size');
  const { size } = statSync(path);
  if (checkpoint === 'complete' && size < expected && number('PRAGMA data_version') === version)
    throw new DataFolderError('damaged', damagedLine(path, `it ends after ${size} of ${expected} bytes`));
  if (size > FULL_CHECK_BYTES) return;
  const verdict = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  if (verdict !== 'ok') throw new DataFolderError('damaged', damagedLine(path, String(verdict).replaceAll('\n', ' ')));
}

function copyWalIntoFile(database: DatabaseSync): 'complete' | 'partial' {
  try {
    const { busy, log, checkpointed } = database.prepare('PRAGMA wal_checkpoint(PASSIVE)').get() ?? {};
    return busy === 0 && log === checkpointed ? 'complete' : 'partial';
  } catch (error) {
    if (sqliteFault(error) === 'full') return 'partial';
    throw error;
  }
}
