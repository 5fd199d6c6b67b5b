import type { Actor } from '#kernel';
import type { Blobs } from '#platform';
import { HEAD_BYTES, type MediaType, mediaTypeOf } from './media-types.ts';

const STAFF = 'staff';
const partner = (partnerId: string): string => `partner-${partnerId}`;

export const holderOf = ({ role, onBehalfOf = '' }: Actor): string =>
  role === 'PARTNER' ? partner(onBehalfOf) : STAFF;

/** C1, E4: uploaded by the partner or by staff; type and size are those of the stored content. @throws BlobsError */
export async function storedEvidence(
  blobs: Blobs,
  sha256: string,
  partnerId: string,
): Promise<{ readonly mediaType: string; readonly bytes: number } | undefined> {
  const held = (await blobs.isHeldBy(sha256, partner(partnerId))) || (await blobs.isHeldBy(sha256, STAFF));
  const file = held ? await blobs.open(sha256, { start: 0, end: HEAD_BYTES - 1 }) : undefined;
  if (!file) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.stream) chunks.push(chunk as Uint8Array);
  const type: MediaType | undefined = await mediaTypeOf(Buffer.concat(chunks));
  return type && { mediaType: type.mediaType, bytes: file.bytes };
}
