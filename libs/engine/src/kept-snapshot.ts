import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { HOUR_MS } from '#kernel';
import { type Logger, logFailure } from '#platform';
import type { SentinelSnapshots } from '#use-cases';

const compressed = promisify(gzip);
const decompressed = promisify(gunzip);

const FILE = 'sentinel.snapshot';
/** Until it is whole. */
const hiddenName = (): string => `${FILE}.${randomBytes(8).toString('hex')}`;
const HIDDEN = new RegExp(`^${FILE}\\.[0-9a-f]{16}$`);
/** Longer than any takes to be written. */
const ABANDONED_MS = HOUR_MS;

/** In a file of the data folder, which may be lost: without it the sentinel reads the log from its beginning. */
export function keptSnapshots(folder: string, logger: Logger): SentinelSnapshots {
  const path = join(folder, FILE);
  return {
    async load() {
      // Known at once: reading a file takes as long as the machine pleases, and a simulated story must not depend on that.
      if (!existsSync(path)) return undefined;
      try {
        return await decompressed(await readFile(path));
      } catch (error) {
        logFailure(
          logger,
          error,
          { path },
          'the snapshot of the batch sentinel cannot be read: the log is read instead',
        );
        return undefined;
      }
    },
    async save(snapshot) {
      const hidden = join(folder, hiddenName());
      try {
        // It appears whole. Level 1: most of it is the names of members.
        await writeFile(hidden, await compressed(snapshot, { level: constants.Z_BEST_SPEED }));
        await rename(hidden, path);
        await removeAbandoned(folder);
      } catch (error) {
        logFailure(logger, error, { path }, 'the snapshot of the batch sentinel cannot be written');
        await rm(hidden, { force: true }).catch(() => undefined);
      }
    },
  };
}

/** Of processes that ended while they wrote, by the clock of the disk. */
async function removeAbandoned(folder: string): Promise<void> {
  const { mtimeMs: now } = await stat(join(folder, FILE));
  for (const name of await readdir(folder)) {
    if (!HIDDEN.test(name)) continue;
    const path = join(folder, name);
    const written = await stat(path).catch(() => undefined);
    if (written && now - written.mtimeMs > ABANDONED_MS) await rm(path, { force: true });
  }
}
