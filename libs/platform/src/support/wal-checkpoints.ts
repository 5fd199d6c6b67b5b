import { once } from 'node:events';
import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { OpenFiles, sqliteFilesOf } from './open-files.ts';
import type { Asked } from './wal-checkpoints.worker.ts';
import { dataFileOf } from './sqlite-file.ts';

const LOOK_MS = 1_000;
/** 1,000 pages: a program that writes less has no thread for it. */
const MIN_BYTES = 4 * 1024 * 1024;

/**
 * Copies the WAL of a data file into it, in a thread: otherwise a commit does that now and then, and holds up the program for some
 * 40 ms. Where the thread fails, commits still do it, once the WAL has grown further (`openSqliteFile`).
 */
export class WalCheckpoints {
  readonly #path: string;
  readonly #files: OpenFiles;
  readonly #timer: NodeJS.Timeout;
  /** When the WAL that was last copied had been written. */
  #copied = 0;
  #thread: Worker | undefined;
  #copying: Promise<void> | undefined;

  /** Of the data file in a folder, which the program has open. */
  constructor(folder: string) {
    this.#path = dataFileOf(folder);
    this.#files = new OpenFiles(sqliteFilesOf(this.#path));
    this.#timer = setInterval(() => void this.look(), LOOK_MS);
    this.#timer.unref();
  }

  get hasThread(): boolean {
    return this.#thread !== undefined;
  }

  /** Resolves when what has been committed is in the data file, or could not be copied. */
  look(): Promise<void> {
    this.#copying ??= this.#copy()
      // The next commits or the next look will do it.
      .catch(() => undefined)
      .finally(() => {
        this.#copying = undefined;
      });
    return this.#copying;
  }

  /** To be called before the program closes the file: the last to close it removes the WAL. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    // It may be all that is left to wait for, and the program would end before the file is closed.
    this.#thread?.ref();
    await this.#copying;
    const thread = this.#thread;
    if (!thread) return;
    // A thread that fails now has ended, too, and the file is still to be closed.
    const ended = once(thread, 'exit').catch(() => undefined);
    thread.postMessage('close' satisfies Asked);
    await ended;
  }

  async #copy(): Promise<void> {
    const wal = statSync(`${this.#path}-wal`, { throwIfNoEntry: false });
    if (!wal || wal.size < MIN_BYTES || wal.mtimeMs === this.#copied) return;
    // What the program writes is not in a file that was put in its place, and pages of that would be copied instead.
    if (!this.#thread && this.#files.lost()) return;
    this.#thread ??= this.#started();
    const copied = once(this.#thread, 'message');
    this.#thread.postMessage('copy' satisfies Asked);
    await copied;
    this.#copied = wal.mtimeMs;
  }

  #started(): Worker {
    const thread = new Worker(new URL(`./wal-checkpoints.worker${extname(import.meta.filename)}`, import.meta.url), {
      workerData: pathToFileURL(this.#path).href,
      // By default its young generation may be as large as that of the program.
      resourceLimits: { maxYoungGenerationSizeMb: 1 },
    });
    thread.unref();
    const forget = () => {
      if (this.#thread === thread) this.#thread = undefined;
    };
    thread.on('error', forget);
    thread.on('exit', forget);
    return thread;
  }
}
