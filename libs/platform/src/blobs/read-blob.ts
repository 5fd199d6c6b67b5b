import { buffer } from 'node:stream/consumers';
import type { Blobs } from './blobs.port.ts';

export interface BlobPart {
  readonly content: Buffer;
  /** Of the whole file. */
  readonly bytes: number;
}

/** A file, or a part of it, in memory; `range` is inclusive. Undefined when it is not there. @throws BlobsError */
export async function readBlob(
  blobs: Pick<Blobs, 'open'>,
  sha256: string,
  range?: { readonly start: number; readonly end: number },
): Promise<BlobPart | undefined> {
  const file = await blobs.open(sha256, range);
  return file && { content: await buffer(file.stream), bytes: file.bytes };
}
