import { statSync } from 'node:fs';
import { basename } from 'node:path';

export interface OpenFile {
  readonly path: string;
  /** What to do when it is gone. */
  readonly remedy: string;
}

/** Files that a program has open: what it writes to one that was removed or replaced since is lost with it. */
export class OpenFiles {
  readonly #files: readonly (OpenFile & { readonly inode: number })[];

  constructor(files: readonly OpenFile[]) {
    this.#files = files.map((file) => ({ ...file, inode: inodeOf(file.path) }));
  }

  /** Which of them is gone, and what to do. */
  lost(): string | undefined {
    // Looked for again: in a folder that goes away during the first look, its first file is gone too.
    const lost = this.#firstLost() && this.#firstLost();
    return (
      lost &&
      `${basename(lost.path)} was removed or replaced while this program had it open: nothing more is written. ${lost.remedy}`
    );
  }

  /** What was not there cannot be lost: a file that was opened read-only and without a log may get one. */
  #firstLost(): OpenFile | undefined {
    return this.#files.find(({ path, inode }) => inode !== 0 && inodeOf(path) !== inode);
  }
}

/** Without the shared memory, other processes would not see the locks of this one. */
export function sqliteFilesOf(path: string): readonly OpenFile[] {
  const remedy = 'Stop all programs that have it open: at its end the last one saves what was acknowledged.';
  return [
    { path, remedy: 'Put the file back, or stop this program and restore the folder from a backup.' },
    { path: `${path}-wal`, remedy },
    { path: `${path}-shm`, remedy },
  ];
}

const inodeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.ino ?? 0;
