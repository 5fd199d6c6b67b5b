import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const BYTES = 32;

/** A secret key of its own purpose in the data folder, made when it is first asked for. `lost`: what a new one makes invalid. */
export async function keptKey(folder: string, name: string, lost: string): Promise<Uint8Array> {
  const path = join(folder, name);
  await mkdir(folder, { recursive: true });
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(randomBytes(BYTES).toString('hex'));
    await file.sync();
    await file.close();
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  }
  const key = Buffer.from((await readFile(path, 'utf8')).trim(), 'hex');
  if (key.length !== BYTES)
    throw new Error(`${path} is damaged: delete it and start again; ${lost} made before become invalid`);
  return key;
}
