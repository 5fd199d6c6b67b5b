import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const BYTES = 32;

/** A secret key of its own purpose in the data folder, made when it is first asked for. `lost`: what a new one makes invalid. */
export async function keptKey(folder: string, name: string, lost: string): Promise<Uint8Array> {
  const path = join(folder, name);
  const kept = (await keptIn(path)) ?? (await made(folder, path));
  const key = Buffer.from(kept.trim(), 'hex');
  if (key.length !== BYTES)
    throw new Error(`${path} is damaged: delete it and start again; ${lost} made before become invalid`);
  return key;
}

/** Appears whole: of several processes that make it at once, all use the first. */
async function made(folder: string, path: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const hidden = `${path}.${randomBytes(8).toString('hex')}`;
  try {
    await writeFile(hidden, randomBytes(BYTES).toString('hex'), { mode: 0o600, flush: true });
    await link(hidden, path).catch(unless('EEXIST'));
  } finally {
    await rm(hidden, { force: true });
  }
  return readFile(path, 'utf8');
}

const keptIn = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(unless('ENOENT'));

const unless =
  (code: string) =>
  (error: NodeJS.ErrnoException): undefined => {
    if (error.code !== code) throw error;
  };
