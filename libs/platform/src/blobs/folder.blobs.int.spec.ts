import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '#kernel';
import { blobsContract, faultOf } from './blobs.contract.ts';
import { openFolderBlobs } from './folder.blobs.ts';

const folders: string[] = [];
const children: ChildProcess[] = [];

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'makegood-blobs-'));
  folders.push(folder);
  return folder;
}

const stagingOf = (folder: string) => join(folder, '.staging');
const leftIn = (folder: string) => readdir(stagingOf(folder));

async function runningProcess(): Promise<ChildProcess & { pid: number }> {
  const child = spawn(process.execPath, ['-e', 'console.log("up"); setInterval(() => {}, 1000)']);
  children.push(child);
  await once(child.stdout, 'data');
  return child as ChildProcess & { pid: number };
}

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

describe('blobs in a local folder', () => {
  blobsContract(async () => {
    const folder = await emptyFolder();
    return { blobs: await openFolderBlobs(folder), staged: async () => (await leftIn(folder)).length };
  });

  test.each([
    ['was removed', (folder: string) => rm(folder, { recursive: true })],
    [
      'is the empty place of a disk that is not mounted',
      async (folder: string) => {
        await rm(folder, { recursive: true });
        await mkdir(folder);
      },
    ],
  ])('a folder that %s is not taken for one without the file: every call says so', async (_, remove) => {
    const folder = await emptyFolder();
    const blobs = await openFolderBlobs(folder);
    expect(await blobs.problem()).toBeUndefined();
    await remove(folder);
    const reason = expect.stringMatching(/^The folder "\S+" was removed, or its disk is not mounted: put it back/);
    expect(await blobs.problem()).toEqual(reason);
    const hash = sha256('a picture');
    for (const call of [
      () => blobs.stage(),
      () => blobs.open(hash),
      () => blobs.has(hash),
      () => blobs.noteOf(hash, 'staff'),
      () => blobs.addHolder(hash, 'staff'),
      () => blobs.received('staff', '2026-03-09'),
      () => blobs.addReceived('staff', '2026-03-09', 1),
    ])
      await expect(call()).rejects.toMatchObject({ fault: 'unavailable', message: reason });
    await mkdir(stagingOf(folder), { recursive: true });
    expect(await blobs.has(hash)).toBe(false);
  });

  test('a file is stored at ab/cd/<hash> and survives the process', async () => {
    const folder = await emptyFolder();
    const content = Buffer.from('a picture');
    const hash = sha256(content);
    const blob = await (await openFolderBlobs(folder)).stage();
    await blob.write(content);
    await blob.commit(hash);
    expect(await readdir(join(folder, hash.slice(0, 2), hash.slice(2, 4)))).toEqual([hash]);
    expect(await (await openFolderBlobs(folder)).has(hash)).toBe(true);
  });

  test('removes at start what crashed processes left in staging, and keeps what running ones write', async () => {
    const folder = await emptyFolder();
    await mkdir(stagingOf(folder), { recursive: true });
    const [living, dead] = [await runningProcess(), await runningProcess()];
    dead.kill('SIGKILL');
    await once(dead, 'exit');
    const leftover = async (name: string) => writeFile(join(stagingOf(folder), name), 'half a picture');
    await leftover(`${living.pid}-a`);
    await leftover(`${dead.pid}-b`);
    await leftover(`${process.pid}-c`);
    await leftover(`${process.pid}-d`);
    await utimes(join(stagingOf(folder), `${process.pid}-d`), 0, 0);
    await leftover('of nobody');

    await openFolderBlobs(folder);
    expect((await leftIn(folder)).sort()).toEqual([`${living.pid}-a`, `${process.pid}-c`].sort());
  });

  // The kernel's own full device: each write to it fails with ENOSPC.
  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('a full disk is reported as such, and nothing is left behind', async () => {
    const folder = await emptyFolder();
    const blobs = await openFolderBlobs(folder, { createFile: () => open('/dev/full', 'w') });
    const blob = await blobs.stage();
    expect(await faultOf(blob.write(Buffer.from('a picture')))).toBe('full');
    await blob.discard();
    expect(await leftIn(folder)).toEqual([]);
  });

  test('files leave the reserve of a disk free, and what is written then is refused as on a full disk', async () => {
    const folder = await emptyFolder();
    let free = 5_000_000;
    const asked: string[] = [];
    const blobs = await openFolderBlobs(folder, {
      reserve: { folder: 'where the log is', bytes: 2_000_000 },
      freeBytes: async (of) => {
        asked.push(of);
        return free;
      },
    });
    const blob = await blobs.stage();
    for (let n = 0; n < 3; n++) await blob.write(Buffer.alloc(1_000_000));
    free = 1_999_999;
    // The space is looked at once for each MiB.
    expect(await faultOf(blob.write(Buffer.alloc(1_100_000)))).toBe('full');
    await blob.discard();
    expect(await faultOf(blobs.stage())).toBe('full');
    expect(await leftIn(folder)).toEqual([]);
    free = 2_000_000;
    expect(await faultOf(blobs.stage().then((staged) => staged.discard()))).toBe('no fault');
    expect(new Set(asked)).toEqual(new Set(['where the log is']));
  });

  test('a folder that cannot be created is reported with its path', async () => {
    const folder = await emptyFolder();
    const file = join(folder, 'a file');
    await writeFile(file, '');
    expect(await faultOf(openFolderBlobs(file))).toBe('unavailable');
    await expect(openFolderBlobs(file)).rejects.toThrow(file);
  });
});
