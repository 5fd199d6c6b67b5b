import { mkdtemp, readFile, rm, statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY_DISK = '/dev/shm';
/** More than what the suites of a run keep at once, servers included. */
const NEEDED_BYTES = 8 * 1024 ** 3;

/** A folder for what the suites of a run write: what they share, as the compiled product (see `Built`), and whatever is temporary. */
export default async function setUp(): Promise<void> {
  const folder = await mkdtemp(join((await roomyMemoryDisk()) ?? tmpdir(), 'makegood-run-'));
  process.env.TEST_RUN_FOLDER = folder;
  process.env.TMPDIR = folder;
}

export const tearDown = (): Promise<void> =>
  rm(process.env.TEST_RUN_FOLDER as string, { recursive: true, force: true });

/** Suites sync a lot and keep nothing: a quarter of their time would be waiting for the disk. */
async function roomyMemoryDisk(): Promise<string | undefined> {
  if (process.env.TMPDIR) return undefined;
  const mounts = await readFile('/proc/mounts', 'utf8').catch(() => '');
  const options = mounts
    .split('\n')
    .map((line) => line.split(' '))
    .find(([, folder]) => folder === MEMORY_DISK)?.[3];
  if (!options || options.split(',').includes('noexec')) return undefined;
  const { bavail, bsize } = await statfs(MEMORY_DISK);
  return Math.min(bavail * bsize, freemem()) >= NEEDED_BYTES ? MEMORY_DISK : undefined;
}
