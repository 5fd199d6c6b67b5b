import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unlessCode } from '#platform';

const BYTES = 32;

/** What each key signs, and what its loss makes invalid. */
const KEYS = {
  token: 'local tokens',
  webhook: 'secrets of webhooks',
  answer: 'links of notices',
  terms: 'codes of units',
  session: 'sessions of browsers',
} as const;

export type KeyName = keyof typeof KEYS;

/**
 * The secret key of one purpose, in a file of the data folder, which all processes share; made when it is first asked for. It is read
 * each time, so that one that was replaced holds nowhere any more.
 */
export async function keptKey(folder: string, name: KeyName): Promise<Uint8Array> {
  const path = pathOf(folder, name);
  const kept = (await keptIn(path)) ?? (await made(path));
  const key = Buffer.from(kept.trim(), 'hex');
  if (key.length !== BYTES)
    throw new Error(`${path} is damaged: delete it and start again; ${KEYS[name]} made before become invalid`);
  return key;
}

/** All that the key signed until now is invalid from now on. */
export const replaceKey = (folder: string, name: KeyName): Promise<void> => {
  const path = pathOf(folder, name);
  return written(path, (hidden) => rename(hidden, path));
};

const pathOf = (folder: string, name: KeyName): string => join(folder, `${name}.key`);

/** Of several processes that make it at once, all use the first. */
async function made(path: string): Promise<string> {
  await written(path, (hidden) => link(hidden, path).catch(unlessCode('EEXIST', () => undefined)));
  return readFile(path, 'utf8');
}

/** Appears whole. */
async function written(path: string, appear: (hidden: string) => Promise<void>): Promise<void> {
  const hidden = `${path}.${randomBytes(8).toString('hex')}`;
  try {
    await writeFile(hidden, randomBytes(BYTES).toString('hex'), { mode: 0o600, flush: true });
    await appear(hidden);
  } finally {
    await rm(hidden, { force: true });
  }
}

const keptIn = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch(unlessCode('ENOENT', () => undefined));
