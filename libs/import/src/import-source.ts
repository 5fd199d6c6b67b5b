import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import type { Blobs } from '#platform';
import { fromRandomAccessReaderPromise, openPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import { ImportFileError } from './import-file-error.ts';

/** The file of an import, wherever it is kept. */
export interface ImportSource {
  /** As its sender calls it. */
  readonly name: string;
  readonly bytes: number;
  head(): Promise<Uint8Array>;
  stream(): Promise<Readable>;
  /** For a workbook, which is an archive. */
  zip(): Promise<ZipFile>;
}

/** Enough to know a type by its first bytes. */
const HEAD_BYTES = 8;

/** @throws an error of the system when there is no such file, or it cannot be read */
export async function fileAt(path: string): Promise<ImportSource> {
  const { size } = await stat(path);
  return {
    name: path,
    bytes: size,
    async head() {
      const file = await open(path);
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
    stream: async () => createReadStream(path),
    zip: () => openPromise(path, { autoClose: false }),
  };
}

/** A file that was uploaded. @throws BlobsError; ImportFileError when it is not there */
export async function fileInBlobs(blobs: Blobs, key: string, name: string): Promise<ImportSource> {
  const opened = async (range?: { start: number; end: number }) => {
    const file = await blobs.open(key, range);
    if (!file) throw new ImportFileError(`${name}: the file is not kept any more: send it again`);
    return file;
  };
  const { bytes, stream } = await opened();
  stream.destroy();
  return {
    name,
    bytes,
    async head() {
      const chunks: Uint8Array[] = [];
      for await (const chunk of (await opened({ start: 0, end: HEAD_BYTES - 1 })).stream)
        chunks.push(chunk as Uint8Array);
      return Buffer.concat(chunks);
    },
    stream: async () => (await opened()).stream,
    zip: () => fromRandomAccessReaderPromise(new BlobReader(opened), bytes, { autoClose: false }),
  };
}

class BlobReader extends RandomAccessReader {
  constructor(
    private readonly opened: (range: { start: number; end: number }) => Promise<{ readonly stream: Readable }>,
  ) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const through = new PassThrough();
    this.opened({ start, end: end - 1 }).then(
      ({ stream }) => stream.on('error', (error) => through.destroy(error)).pipe(through),
      (error: Error) => through.destroy(error),
    );
    return through;
  }
}
