import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';

/** Files by a SHA-256: evidence by that of its content. Every call can throw BlobsError. */
export interface Blobs {
  /** A file whose hash is not known yet: `commit` it, or `discard` it, also after a failed write or commit. @throws BlobsError */
  stage(): Promise<StagedBlob>;
  /** Room beside the files that are kept: a file without a name, which is gone once it is closed. @throws BlobsError */
  room(): Promise<FileHandle>;
  /** `range` is inclusive, `bytes` the whole file. Read the stream to its end or destroy it. @throws BlobsError */
  open(
    sha256: string,
    range?: { start: number; end: number },
  ): Promise<{ bytes: number; stream: Readable } | undefined>;
  has(sha256: string): Promise<boolean>;
  /** Of every file that is stored, in no order. */
  list(): AsyncIterable<string>;
  /** Whether it exists or not. */
  remove(sha256: string): Promise<void>;
  /** Records who brought a file, and what was found in it then; true: for the first time. `holder`: 1–100 of letters, digits, `-._`. @throws RangeError, BlobsError */
  addHolder(sha256: string, holder: string, note?: string): Promise<boolean>;
  /** What was found when that holder brought it first; '' for nothing, undefined for a file that it has not brought. */
  noteOf(sha256: string, holder: string): Promise<string | undefined>;
  /** By whomever. */
  isHeld(sha256: string): Promise<boolean>;
  /** Adds to the bytes of a holder on a day, such as 2026-03-09. @throws RangeError, BlobsError */
  addReceived(holder: string, day: string, bytes: number): Promise<void>;
  /** The sum of that day, of all processes; 0 for days before the last one that was added to. */
  received(holder: string, day: string): Promise<number>;
  /** Why nothing can be stored or read, in one line; undefined while nothing is known to be wrong. */
  problem(): Promise<string | undefined>;
}

export interface StagedBlob {
  write(chunk: Uint8Array): Promise<void>;
  /** What was written until now, in memory. @throws BlobsError */
  read(): Promise<Uint8Array>;
  /** Makes the file durable; true: it is new. @throws RangeError unless `sha256` is lower-case hexadecimal */
  commit(sha256: string): Promise<boolean>;
  discard(): Promise<void>;
}

export type BlobsFault = 'full' | 'access-denied' | 'unavailable';

export class BlobsError extends Error {
  constructor(
    readonly fault: BlobsFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'BlobsError';
  }
}
