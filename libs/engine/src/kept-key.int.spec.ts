import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptKey, replaceKey } from './kept-key.ts';

describe('a key in the data folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'makegood-key-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const key = async () => Buffer.from(await keptKey(folder, 'answer')).toString('hex');

  it('is the same for all who make it at once, and for its owner alone', async () => {
    const keys = await Promise.all(Array.from({ length: 32 }, key));
    expect(new Set(keys).size).toBe(1);
    expect(await readdir(folder)).toEqual(['answer.key']);
    expect((await stat(join(folder, 'answer.key'))).mode & 0o777).toBe(0o600);
  });

  it('is another for each purpose, and once it was replaced', async () => {
    const first = await key();
    expect(Buffer.from(await keptKey(folder, 'terms')).toString('hex')).not.toBe(first);
    await replaceKey(folder, 'answer');
    expect(await key()).not.toBe(first);
    expect(await key()).toBe(await key());
    expect((await readdir(folder)).sort()).toEqual(['answer.key', 'terms.key']);
  });

  it('that is damaged is named, with what a new one makes invalid', async () => {
    await writeFile(join(folder, 'answer.key'), 'abc');
    await expect(key()).rejects.toThrow(
      'answer.key is damaged: delete it and start again; links of notices made before become invalid',
    );
  });

  it('is not made in a folder that is gone: who puts it back finds its place free', async () => {
    await expect(keptKey(join(folder, 'gone'), 'answer')).rejects.toThrow('ENOENT');
    expect(await readdir(folder)).toEqual([]);
  });
});
