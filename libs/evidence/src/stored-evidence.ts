import type { Actor } from '#kernel';
import { type Blobs, Recent, readBlob } from '#platform';
import { HEAD_BYTES, type MediaType, mediaTypeOf } from './media-types.ts';
import { type PictureHash, pictureOfNote } from './picture-hash.ts';
import type { StoredFile } from './receive-evidence.ts';

const STAFF = 'staff';
const partner = (partnerId: string): string => `partner-${partnerId}`;

export const holderOf = ({ role, onBehalfOf = '' }: Actor): string =>
  role === 'PARTNER' ? partner(onBehalfOf) : STAFF;

/** Files and partners. */
const MAX_KNOWN = 5_000;

export interface StoredFileType {
  readonly mediaType: string;
  readonly bytes: number;
  /** What it looks like, as was found when it was uploaded. */
  readonly picture?: PictureHash;
}

/** C1, E4: uploaded by the partner or by staff; type and size are those of the stored content. @throws BlobsError */
export async function storedEvidence(
  blobs: Blobs,
  sha256: string,
  partnerId: string,
): Promise<StoredFileType | undefined> {
  const note = (await blobs.noteOf(sha256, partner(partnerId))) ?? (await blobs.noteOf(sha256, STAFF));
  const file = note === undefined ? undefined : await storedType(blobs, sha256);
  const picture = pictureOfNote(note);
  return file && { ...file, ...(picture && { picture }) };
}

/** The content of a hash never changes, and who has brought it stays so; whether the file is still there is looked at each time. */
export class StoredEvidence {
  /** By hash and holder. */
  readonly #known = new Recent<StoredFileType>(MAX_KNOWN);

  constructor(private readonly blobs: Blobs) {}

  /** What this process has just stored for a holder. */
  add({ sha256, mediaType, bytes, picture }: StoredFile, holder: string): void {
    this.#known.set(keyOf(sha256, holder), { mediaType, bytes, ...(picture && { picture }) });
  }

  /** As `storedEvidence`. @throws BlobsError */
  async find(sha256: string, partnerId: string): Promise<StoredFileType | undefined> {
    const own = keyOf(sha256, partner(partnerId));
    const known = this.#known.get(own) ?? this.#known.get(keyOf(sha256, STAFF));
    if (known && (await this.blobs.has(sha256))) return known;
    const found = await storedEvidence(this.blobs, sha256, partnerId);
    if (found) this.#known.set(own, found);
    return found;
  }
}

const keyOf = (sha256: string, holder: string): string => `${sha256} ${holder}`;

/** By its content, whatever a claim says of it. @throws BlobsError */
export async function storedType(blobs: Blobs, sha256: string): Promise<StoredFileType | undefined> {
  const file = await readBlob(blobs, sha256, { start: 0, end: HEAD_BYTES - 1 });
  if (!file) return undefined;
  const type: MediaType | undefined = await mediaTypeOf(file.content);
  return type && { mediaType: type.mediaType, bytes: file.bytes };
}
