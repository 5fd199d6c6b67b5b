import { randomUUID } from 'node:crypto';
import { appendFile, type FileHandle, link, mkdir, open, readdir, readFile, rm, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { freeBytesOf } from '../support/free-bytes.ts';
import { isAlive } from '../support/live-process.ts';
import { openNamelessFile } from '../support/nameless-file.ts';
import { unlessCode } from '../support/unless-code.ts';
import { type Blobs, BlobsError, type BlobsFault, type StagedBlob } from './blobs.port.ts';

const HOLDER = /^[\w-][\w.-]{0,99}$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const RECEIVED = '.received';

/** Space of a disk that files must leave free. */
export interface Reserve {
  /** Any folder of the disk. */
  readonly folder: string;
  readonly bytes: number;
}

export interface FolderBlobsOptions {
  readonly createFile?: (path: string) => Promise<FileHandle>;
  readonly reserve?: Reserve;
  readonly freeBytes?: (folder: string) => Promise<number>;
}

/** Written between two looks at the free space. */
const CHECKED_EVERY_BYTES = 1024 * 1024;

/** @throws BlobsError */
export async function openFolderBlobs(
  root: string,
  {
    createFile = (path) => open(path, 'wx', 0o640),
    reserve = { folder: root, bytes: 0 },
    freeBytes = freeBytesOf,
  }: FolderBlobsOptions = {},
): Promise<Blobs> {
  const staging = join(root, '.staging');
  await guarded(async () => {
    await mkdir(staging, { recursive: true });
    await sweep(staging);
  });

  /** Undefined for other text, so that no client can leave the folder. */
  const pathOf = (sha256: string) =>
    /^[0-9a-f]{64}$/.test(sha256) ? join(root, sha256.slice(0, 2), sha256.slice(2, 4), sha256) : undefined;

  const holdersPath = (sha256: string) => pathOf(sha256) && join(root, '.holders', sha256.slice(0, 2), sha256);

  const holderPath = (sha256: string, holder: string) => {
    const folder = holdersPath(sha256);
    return folder && HOLDER.test(holder) ? join(folder, holder) : undefined;
  };

  const receivedPath = (holder: string, day: string) =>
    HOLDER.test(holder) && DAY.test(day) ? join(root, RECEIVED, day, holder) : undefined;

  /** One line for each file: appending is atomic, so that processes count together. */
  async function addReceived(holder: string, day: string, bytes: number): Promise<void> {
    const path = receivedPath(holder, day);
    if (!path) throw new RangeError(`"${holder}" or "${day}" cannot be counted`);
    const isNewDay = (await mkdir(dirname(path), { recursive: true })) !== undefined;
    await appendFile(path, `${bytes}\n`);
    if (!isNewDay) return;
    for (const other of await readdir(join(root, RECEIVED)))
      if (other < day) await rm(join(root, RECEIVED, other), { recursive: true, force: true });
  }

  async function received(holder: string, day: string): Promise<number> {
    const path = receivedPath(holder, day);
    const lines = path && (await readFile(path, 'utf8').catch(unlessCode('ENOENT', () => undefined)));
    return lines ? lines.split('\n').reduce((sum, line) => sum + Number(line), 0) : 0;
  }

  async function addHolder(sha256: string, holder: string, note = ''): Promise<boolean> {
    const path = holderPath(sha256, holder);
    if (!path) throw new RangeError(`"${holder}" cannot hold "${sha256}"`);
    const leaf = dirname(path);
    await mkdir(leaf, { recursive: true });
    const isNew = await open(path, 'wx', 0o640).then(
      async (file) => {
        await file.writeFile(note);
        await file.close();
        return true;
      },
      unlessCode('EEXIST', () => false),
    );
    for (const parent of [leaf, dirname(leaf), dirname(dirname(leaf)), root]) await syncFolder(parent);
    return isNew;
  }

  /** A folder that was removed, or whose disk is not mounted, must not look like one without the files that are asked for. */
  const problem = async () =>
    (await exists(staging))
      ? undefined
      : `The folder "${basename(root)}" was removed, or its disk is not mounted: put it back, or restore it from a backup and restart this program.`;

  async function mustBeInPlace(): Promise<void> {
    const reason = await problem();
    if (reason !== undefined) throw new BlobsError('unavailable', reason);
  }

  const inPlace = <T>(work: () => Promise<T>): Promise<T> =>
    guarded(async () => {
      await mustBeInPlace();
      return work();
    });

  /** What is found shows that the folder is in place. */
  const found = <T>(look: () => Promise<T>): Promise<T> =>
    guarded(async () => {
      const answer = await look();
      if (!answer) await mustBeInPlace();
      return answer;
    });

  let unchecked = 0;
  async function leaveReserve(bytes = CHECKED_EVERY_BYTES): Promise<void> {
    unchecked += bytes;
    if (unchecked < CHECKED_EVERY_BYTES) return;
    unchecked = 0;
    if ((await freeBytes(reserve.folder)) < reserve.bytes)
      throw new BlobsError('full', `less than ${reserve.bytes} bytes are free on the disk of ${reserve.folder}`);
  }

  async function stage(): Promise<StagedBlob> {
    await leaveReserve();
    const staged = join(staging, `${process.pid}-${randomUUID()}`);
    const file = await createFile(staged);

    async function commit(sha256: string): Promise<boolean> {
      const target = pathOf(sha256);
      if (!target) throw new RangeError(`"${sha256}" is not a SHA-256 in lower-case hexadecimal`);
      await file.sync();
      await file.close();
      const leaf = dirname(target);
      await mkdir(leaf, { recursive: true });
      // Unlike rename, link fails when the target exists: of two concurrent commits exactly one is new.
      const isNew = await link(staged, target).then(
        () => true,
        unlessCode('EEXIST', () => false),
      );
      await unlink(staged);
      // Also when it existed: the process that commits it may not have synced yet.
      for (const parent of [leaf, dirname(leaf), root]) await syncFolder(parent);
      return isNew;
    }

    return {
      write: (chunk) =>
        guarded(async () => {
          await leaveReserve(chunk.length);
          await file.appendFile(chunk);
        }),
      read: () => guarded(() => readFile(staged)),
      commit: (sha256) => guarded(() => commit(sha256)),
      discard: () =>
        guarded(async () => {
          await file.close();
          await rm(staged, { force: true });
        }),
    };
  }

  return {
    stage: () => inPlace(stage),

    room: () =>
      inPlace(async () => {
        await leaveReserve();
        return openNamelessFile(staging);
      }),

    open: (sha256, range) =>
      found(async () => {
        const path = pathOf(sha256);
        const file = path && (await open(path).catch(unlessCode('ENOENT', () => undefined)));
        if (!file) return undefined;
        const { size } = await file.stat();
        return { bytes: size, stream: file.createReadStream(range) };
      }),

    has: (sha256) =>
      found(async () => {
        const path = pathOf(sha256);
        return path !== undefined && (await exists(path));
      }),

    async *list() {
      // Two levels of folders, each named by two digits.
      for (const one of await inPlace(() => foldersIn(root)))
        for (const other of await inPlace(() => foldersIn(join(root, one))))
          for (const name of await inPlace(() => readdir(join(root, one, other)))) if (pathOf(name)) yield name;
    },

    remove: (sha256) =>
      inPlace(async () => {
        const path = pathOf(sha256);
        if (path !== undefined) await rm(path, { force: true });
      }),

    addHolder: (sha256, holder, note) => inPlace(() => addHolder(sha256, holder, note)),

    addReceived: (holder, day, bytes) => inPlace(() => addReceived(holder, day, bytes)),

    received: (holder, day) => inPlace(() => received(holder, day)),

    noteOf: (sha256, holder) =>
      guarded(async () => {
        const path = holderPath(sha256, holder);
        const note = path && (await readFile(path, 'utf8').catch(unlessCode('ENOENT', () => undefined)));
        if (note === undefined) await mustBeInPlace();
        return note;
      }),

    isHeld: (sha256) =>
      found(async () => {
        const folder = holdersPath(sha256);
        return folder !== undefined && (await exists(folder));
      }),

    problem: () => guarded(problem),
  };
}

/** Removes files of crashed processes by process id: processes that share a folder must run on one machine. */
async function sweep(staging: string): Promise<void> {
  for (const name of await readdir(staging)) {
    const path = join(staging, name);
    if (!isAlive(Number.parseInt(name, 10), await modifiedAt(path))) await rm(path, { force: true });
  }
}

const foldersIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => /^[0-9a-f]{2}$/.test(name));

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    unlessCode('ENOENT', () => false),
  );

const modifiedAt = (path: string): Promise<number> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    unlessCode('ENOENT', () => 0),
  );

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const FAULTS: Readonly<Record<string, BlobsFault>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EACCES: 'access-denied',
  EPERM: 'access-denied',
  EROFS: 'access-denied',
};

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { errno, code = '', message } = error as NodeJS.ErrnoException;
    if (errno === undefined) throw error;
    throw new BlobsError(FAULTS[code] ?? 'unavailable', message, { cause: error });
  }
}
