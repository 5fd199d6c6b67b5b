import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptKey } from './kept-key.ts';

describe('a key in the data folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'makegood-key-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is the same for all who make it at once, and for its owner alone', async () => {
    const data = join(folder, 'data');
    const keys = await Promise.all(Array.from({ length: 32 }, () => keptKey(data, 'test.key', 'tests')));
    expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1);
    expect(await readdir(data)).toEqual(['test.key']);
    expect((await stat(join(data, 'test.key'))).mode & 0o777).toBe(0o600);
  });

  it('that is damaged is named, with what a new one makes invalid', async () => {
    await writeFile(join(folder, 'test.key'), 'abc');
    await expect(keptKey(folder, 'test.key', 'tests')).rejects.toThrow(
      'test.key is damaged: delete it and start again; tests made before become invalid',
    );
  });
});
