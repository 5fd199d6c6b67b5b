import { closeSync, constants, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenFile } from '../support/open-files.ts';
import { dataFolderError } from '../support/sqlite-file.ts';
import type { LogDependent } from './known-log.ts';
import { type Checkpoint, checkpointAt, parsePosition, START } from './event-store.port.ts';

/** What a data folder knows of its log. Of a log on a server it knows the id only. */
export interface FolderMark {
  readonly log?: string;
  /** The newest event that was acknowledged: SQLite silently accepts a WAL that was cut or removed. */
  readonly newest: Checkpoint;
}

/** A mark is overwritten in place, so all have the same length. */
const MARK_BYTES = 256;

const pathOf = (folder: string): string => join(folder, 'makegood.head');

/** An unreadable mark is as good as none. */
export function readFolderMark(folder: string): FolderMark {
  const path = pathOf(folder);
  try {
    const { log, position, id } = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
    const found = typeof position === 'string' ? parsePosition(position) : undefined;
    return {
      ...(typeof log === 'string' && { log }),
      newest: found && typeof id === 'string' ? { position: found, id } : START,
    };
  } catch {
    return { newest: START };
  }
}

export const folderDependent = (folder: string): LogDependent => ({
  name: 'the data folder',
  async known() {
    const { log, newest } = readFolderMark(folder);
    return { log, checkpoints: [newest] };
  },
  keepLogId: async (log) => writeFolderMark(folder, { ...readFolderMark(folder), log }),
  forget: async () => writeFolderMark(folder, { newest: START }),
});

/** @throws DataFolderError */
function writeFolderMark(folder: string, mark: FolderMark): void {
  try {
    const file = new FolderMarkFile(folder);
    file.write(mark);
    file.close();
  } catch (error) {
    throw dataFolderError(folder, error);
  }
}

export class FolderMarkFile {
  readonly file: OpenFile;
  readonly #descriptor: number;

  constructor(folder: string) {
    const path = pathOf(folder);
    this.#descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    this.file = { path, remedy: 'Put the file back, or start this program again: it writes a new one.' };
  }

  write({ log, newest }: FolderMark): void {
    const line = JSON.stringify({ log, ...checkpointAt(newest) });
    try {
      writeSync(this.#descriptor, `${line.padEnd(MARK_BYTES - 1)}\n`, 0);
    } catch {
      // The mark may lag behind the log, but never runs ahead.
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
