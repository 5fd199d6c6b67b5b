import type { Readable } from 'node:stream';

/** Files by the SHA-256 of their content. Every call can throw BlobsError. */
export interface Blobs {
  /**
   * Begins a file whose hash is not known yet. `commit` makes it durable under its hash (true: new; false: already there);
   * `discard` removes it. One of them must be called, after a failed write or commit `discard`.
   * @throws BlobsError, as do the methods of its result
   */
  stage(): Promise<StagedBlob>;
  /**
   * The size of the whole file, and its content or the range from `start` to `end`, both inclusive as in HTTP. The stream must be
   * read to its end or destroyed. Undefined when there is no such file, or `sha256` is not one in lower-case hexadecimal.
   * @throws BlobsError
   */
  open(
    sha256: string,
    range?: { start: number; end: number },
  ): Promise<{ bytes: number; stream: Readable } | undefined>;
  has(sha256: string): Promise<boolean>;
  /**
   * Notes durably that `holder` brought the file; true: for the first time. Content is kept once, but only who brought it may use it.
   * `holder`: 1 to 100 letters, digits and `-._`. @throws RangeError, BlobsError
   */
  addHolder(sha256: string, holder: string): Promise<boolean>;
  isHeldBy(sha256: string, holder: string): Promise<boolean>;
}

export interface StagedBlob {
  /** Resolves when the next chunk can be taken (back-pressure). */
  write(chunk: Uint8Array): Promise<void>;
  /** @throws RangeError when `sha256` is malformed: the adapters build paths and keys from it. */
  commit(sha256: string): Promise<boolean>;
  discard(): Promise<void>;
}

/** `full`: the disk is full. Nothing was committed. */
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
