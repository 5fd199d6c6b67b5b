import { fileTypeFromBuffer } from 'file-type';
import { type Walk, walkBoxes, walkJpeg, walkPdf, walkPng, walkWebp } from './completeness.ts';

export type EvidenceKind = 'PHOTO' | 'VIDEO' | 'PROOF_OF_PURCHASE' | 'OTHER';

export type Sort = 'picture' | 'video' | 'document';

export interface MediaType {
  readonly mediaType: string;
  readonly sort: Sort;
  readonly kind: EvidenceKind;
  readonly walk?: () => Walk;
}

const KIND_OF: Readonly<Record<Sort, EvidenceKind>> = {
  picture: 'PHOTO',
  video: 'VIDEO',
  document: 'PROOF_OF_PURCHASE',
};

const accepted = (sort: Sort, mediaType: string, walk?: () => Walk): MediaType => ({
  mediaType,
  sort,
  kind: KIND_OF[sort],
  ...(walk ? { walk } : {}),
});

const picture = () => walkBoxes('meta');
const movie = () => walkBoxes('moov');

/** Accepted as evidence (E1). Formats that can contain scripts (SVG, HTML, Office) are not. */
const ACCEPTED: readonly MediaType[] = [
  accepted('picture', 'image/jpeg', walkJpeg),
  accepted('picture', 'image/png', walkPng),
  accepted('picture', 'image/webp', walkWebp),
  accepted('picture', 'image/heic', picture),
  accepted('picture', 'image/heif', picture),
  accepted('video', 'video/mp4', movie),
  accepted('video', 'video/x-m4v', movie),
  accepted('video', 'video/quicktime', movie),
  accepted('video', 'video/3gpp', movie),
  accepted('video', 'video/webm'),
  accepted('document', 'application/pdf', walkPdf),
];

export const ACCEPTED_IN_WORDS =
  'a JPEG, PNG, WebP or HEIC picture, an MP4, QuickTime or WebM video, or a PDF as proof of purchase';

/** Bytes that decide the type; fixed, so that the result does not depend on chunking. */
export const HEAD_BYTES = 4100;

export async function mediaTypeOf(head: Uint8Array): Promise<MediaType | undefined> {
  const found = await fileTypeFromBuffer(head.subarray(0, HEAD_BYTES));
  return ACCEPTED.find(({ mediaType }) => mediaType === found?.mime);
}

export const bareMediaType = (declared = ''): string => (declared.split(';', 1)[0] ?? '').trim().toLowerCase();
