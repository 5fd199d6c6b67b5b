import type { Readable } from 'node:stream';

/** Files by the SHA-256 of their content. Two adapters (local folder; S3 in a later release), one contract suite. */
export interface Blobs {
  /**
   * A place to write a file of yet unknown hash. `commit` makes it durable under its hash (true: it was new; false: it was there
   * already); `discard` leaves nothing behind. Exactly one of them must be called.
   */
  stage(): Promise<StagedBlob>;
  /** Undefined when there is none. */
  open(
    sha256: string,
    range?: { start: number; end: number },
  ): Promise<{ bytes: number; stream: Readable } | undefined>;
  has(sha256: string): Promise<boolean>;
}

export interface StagedBlob {
  /** Resolves when the chunk was taken (back-pressure). */
  write(chunk: Uint8Array): Promise<void>;
  commit(sha256: string): Promise<boolean>;
  discard(): Promise<void>;
}
