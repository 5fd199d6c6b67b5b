import { fileTypeFromBuffer } from 'file-type';
import { type Walk, walkHeic, walkJpeg, walkMovie, walkPdf, walkPng, walkWebm, walkWebp } from './completeness.ts';

export type EvidenceKind = 'PHOTO' | 'VIDEO' | 'PROOF_OF_PURCHASE' | 'OTHER';

export type Sort = 'picture' | 'video' | 'document';

export interface MediaType {
  readonly mediaType: string;
  readonly sort: Sort;
  readonly kind: EvidenceKind;
  readonly walk: () => Walk;
  /** Whether we can see what is in it. HEIC is under patents. */
  readonly isDecoded: boolean;
}

const KIND_OF: Readonly<Record<Sort, EvidenceKind>> = {
  picture: 'PHOTO',
  video: 'VIDEO',
  document: 'PROOF_OF_PURCHASE',
};

const accepted = (sort: Sort, mediaType: string, walk: () => Walk, { isDecoded = false } = {}): MediaType => ({
  mediaType,
  sort,
  kind: KIND_OF[sort],
  walk,
  isDecoded,
});

const decoded = { isDecoded: true };

/** Accepted as evidence (E1). Formats that can contain scripts (SVG, HTML, Office) are not. */
const ACCEPTED: readonly MediaType[] = [
  accepted('picture', 'image/jpeg', walkJpeg, decoded),
  accepted('picture', 'image/png', walkPng, decoded),
  accepted('picture', 'image/webp', walkWebp, decoded),
  accepted('picture', 'image/heic', walkHeic),
  accepted('picture', 'image/heif', walkHeic),
  accepted('video', 'video/mp4', walkMovie),
  accepted('video', 'video/x-m4v', walkMovie),
  accepted('video', 'video/quicktime', walkMovie),
  accepted('video', 'video/3gpp', walkMovie),
  accepted('video', 'video/webm', walkWebm),
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
