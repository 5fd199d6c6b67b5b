import type { Readable } from 'node:stream';

/** Files by the SHA-256 of their content. Two adapters (local folder; S3 in a later release), one contract suite. */
export interface Blobs {
  /**
   * A place to write a file of yet unknown hash. `commit` makes it durable under its hash (true: it was new; false: it was there
   * already); `discard` leaves nothing behind. One of them must be called; after a failed write or commit it is `discard`.
   * @throws BlobsError, as do the methods of what it answers
   */
  stage(): Promise<StagedBlob>;
  /**
   * The size of the whole file and its content, or the stretch from `start` to `end`, both inclusive as in HTTP. The stream must be
   * read to its end or destroyed. Undefined when there is none, and for what is no SHA-256 in lower-case hexadecimal.
   * @throws BlobsError
   */
  open(
    sha256: string,
    range?: { start: number; end: number },
  ): Promise<{ bytes: number; stream: Readable } | undefined>;
  /** @throws BlobsError */
  has(sha256: string): Promise<boolean>;
  /**
   * Notes durably that `holder` brought the file; again changes nothing. Content is kept once, but only who brought it may use it.
   * `holder`: 1 to 100 letters, digits and `-._`. @throws RangeError, BlobsError
   */
  addHolder(sha256: string, holder: string): Promise<void>;
  /** @throws BlobsError */
  isHeldBy(sha256: string, holder: string): Promise<boolean>;
}

export interface StagedBlob {
  /** Resolves when the chunk was taken (back-pressure). */
  write(chunk: Uint8Array): Promise<void>;
  /** @throws RangeError when `sha256` is none: the adapters build paths and keys from it. */
  commit(sha256: string): Promise<boolean>;
  discard(): Promise<void>;
}

/** `full`: no room left where the files are kept. Nothing was committed. */
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
