import { type Blobs, readBlob, Recent } from '#platform';
import { isDecoded } from './media-types.ts';
import { previewOf } from './pictures.ts';

/** Some 2,000 of them. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Whether there is one: what we do not decode (HEIC, videos, documents) has none. */
export const hasPreview = isDecoded;

/** Small pictures of the files, made when they are first asked for. */
export class EvidencePreviews {
  readonly #made = new Recent<Buffer>(MAX_BYTES, ({ length }) => length);
  readonly #making = new Map<string, Promise<Buffer | undefined>>();

  constructor(private readonly blobs: Pick<Blobs, 'open'>) {}

  isMade = (sha256: string): boolean => this.#made.has(sha256);

  /** Undefined when the file is not there. @throws BlobsError */
  of(sha256: string): Promise<Buffer | undefined> {
    const made = this.#made.get(sha256);
    if (made) return Promise.resolve(made);
    const making = this.#making.get(sha256) ?? this.#make(sha256).finally(() => this.#making.delete(sha256));
    this.#making.set(sha256, making);
    return making;
  }

  async #make(sha256: string): Promise<Buffer | undefined> {
    const preview = await previewOf(async () => (await readBlob(this.blobs, sha256))?.content);
    if (preview) this.#made.set(sha256, preview);
    return preview;
  }
}
