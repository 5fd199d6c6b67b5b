import type { Actor } from '#kernel';
import type { Blobs } from '#platform';
import { HEAD_BYTES, type MediaType, mediaTypeOf } from './media-types.ts';

const STAFF = 'staff';
const partner = (partnerId: string): string => `partner-${partnerId}`;

export const holderOf = ({ role, onBehalfOf = '' }: Actor): string =>
  role === 'PARTNER' ? partner(onBehalfOf) : STAFF;

export interface StoredFileType {
  readonly mediaType: string;
  readonly bytes: number;
}

/** C1, E4: uploaded by the partner or by staff; type and size are those of the stored content. @throws BlobsError */
export async function storedEvidence(
  blobs: Blobs,
  sha256: string,
  partnerId: string,
): Promise<StoredFileType | undefined> {
  const held = (await blobs.isHeldBy(sha256, partner(partnerId))) || (await blobs.isHeldBy(sha256, STAFF));
  return held ? storedType(blobs, sha256) : undefined;
}

/** By its content, whatever a claim says of it. @throws BlobsError */
export async function storedType(blobs: Blobs, sha256: string): Promise<StoredFileType | undefined> {
  const file = await blobs.open(sha256, { start: 0, end: HEAD_BYTES - 1 });
  if (!file) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.stream) chunks.push(chunk as Uint8Array);
  const type: MediaType | undefined = await mediaTypeOf(Buffer.concat(chunks));
  return type && { mediaType: type.mediaType, bytes: file.bytes };
}
