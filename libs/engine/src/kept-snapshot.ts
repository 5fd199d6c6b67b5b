import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { type Logger, logFailure } from '#platform';
import type { SentinelSnapshots } from '#use-cases';

const compressed = promisify(gzip);
const decompressed = promisify(gunzip);

/** In a file of the data folder, which may be lost: without it the sentinel reads the log from its beginning. */
export function keptSnapshots(folder: string, logger: Logger): SentinelSnapshots {
  const path = join(folder, 'sentinel.snapshot');
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
      const hidden = `${path}.${randomBytes(8).toString('hex')}`;
      try {
        // It appears whole. Level 1: most of it is the names of members.
        await writeFile(hidden, await compressed(snapshot, { level: constants.Z_BEST_SPEED }));
        await rename(hidden, path);
      } catch (error) {
        logFailure(logger, error, { path }, 'the snapshot of the batch sentinel cannot be written');
      } finally {
        await rm(hidden, { force: true });
      }
    },
  };
}
