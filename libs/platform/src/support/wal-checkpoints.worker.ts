import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

export type Asked = 'copy' | 'close';

/** A pass copies what was there when it began. Once one has come to the end, the next commit writes the WAL from its beginning. */
const MAX_PASSES = 4;

// Only if it is there: an empty file in its place would make SQLite discard its WAL.
const database = new DatabaseSync(new URL(`${workerData as string}?mode=rw`));
const checkpoint = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');

parentPort?.on('message', (asked: Asked) => {
  if (asked === 'close') {
    database.close();
    parentPort?.close();
    return;
  }
  try {
    for (let pass = 0; pass < MAX_PASSES; pass++) {
      const { log, checkpointed } = checkpoint.get() ?? {};
      if (log === checkpointed) break;
    }
  } catch {
    // The disk is full, say: the next commits of the program will tell.
  }
  parentPort?.postMessage('copied');
});
