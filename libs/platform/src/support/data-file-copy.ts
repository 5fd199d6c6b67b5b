import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { freeBytesOf } from './free-bytes.ts';
import { isAlive } from './live-process.ts';
import { dataFileOf, DataFolderError, dataFolderError, OPEN_BUSY_MS } from './sqlite-file.ts';
import { unlessCode } from './unless-code.ts';

const unlessMissing = unlessCode('ENOENT', () => undefined);

const COPY = /^copy-(\d+)-/;
/** In one step: a step that another process writes after begins the copy anew. */
const ALL_PAGES = 0x7fff_ffff;

export interface DataFileCopy {
  /** A data folder with the copy alone. */
  readonly folder: string;
  remove(): Promise<void>;
}

export interface CopyOptions {
  /** Space of the disk that the copy must leave free. */
  readonly reserveBytes?: number;
  readonly freeBytes?: (folder: string) => Promise<number>;
}

/**
 * The data file as of one moment, page by page, so that damaged pages are in the copy as well; undefined when there is no file.
 * The original is only read. @throws DataFolderError
 */
export async function copyDataFile(
  folder: string,
  { reserveBytes = 0, freeBytes = freeBytesOf }: CopyOptions = {},
): Promise<DataFileCopy | undefined> {
  const path = dataFileOf(folder);
  const size = await sizeOf(path);
  if (size === undefined) return undefined;
  await removeAbandonedCopies(folder);
  const needed = size + ((await sizeOf(`${path}-wal`)) ?? 0) + reserveBytes;
  if ((await freeBytes(folder)) < needed) throw tooFull(path, needed);
  const copy = join(folder, `copy-${process.pid}-${randomUUID()}`);
  const remove = () => rm(copy, { recursive: true, force: true });
  try {
    await mkdir(copy, { mode: 0o700 });
    // Before the events: the mark of the newest event must not be ahead of them.
    await copyFile(join(folder, 'makegood.head'), join(copy, 'makegood.head')).catch(unlessMissing);
    const original = new DatabaseSync(path, { readOnly: true, timeout: OPEN_BUSY_MS });
    try {
      await backup(original, dataFileOf(copy), { rate: ALL_PAGES });
    } finally {
      original.close();
    }
    return { folder: copy, remove };
  } catch (error) {
    await remove();
    const known = dataFolderError(path, error);
    throw known instanceof DataFolderError && known.fault === 'full' ? tooFull(path, needed) : known;
  }
}

/** Those of processes that were killed. */
export async function removeAbandonedCopies(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const owner = COPY.exec(name)?.[1];
    if (owner === undefined) continue;
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: 0 }));
    if (!isAlive(Number(owner), mtimeMs)) await rm(path, { recursive: true, force: true });
  }
}

const tooFull = (path: string, needed: number): DataFolderError =>
  new DataFolderError(
    'full',
    `There is no space for a copy of ${path}: free ${Math.ceil(needed / (1024 * 1024))} MiB on its disk, or check a backup on another machine.`,
  );

const sizeOf = async (path: string): Promise<number | undefined> => (await stat(path).catch(unlessMissing))?.size;
