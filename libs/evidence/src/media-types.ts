import { fileTypeFromBuffer } from 'file-type';
import { type Walk, walkHeic, walkJpeg, walkMovie, walkPdf, walkPng, walkWebm, walkWebp } from './completeness.ts';

export type EvidenceKind = 'PHOTO' | 'VIDEO' | 'PROOF_OF_PURCHASE' | 'OTHER';

export type Sort = 'picture' | 'video' | 'document';

export interface MediaType {
  readonly mediaType: string;
  /** Of file names, the usual one first. */
  readonly extensions: readonly string[];
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

const accepted = (
  sort: Sort,
  mediaType: string,
  extensions: readonly string[],
  walk: () => Walk,
  { isDecoded = false } = {},
): MediaType => ({
  mediaType,
  extensions,
  sort,
  kind: KIND_OF[sort],
  walk,
  isDecoded,
});

const decoded = { isDecoded: true };

/** Accepted as evidence (E1). Formats that can contain scripts (SVG, HTML, Office) are not. */
const ACCEPTED: readonly MediaType[] = [
  accepted('picture', 'image/jpeg', ['jpg', 'jpeg', 'jpe', 'jfif'], walkJpeg, decoded),
  accepted('picture', 'image/png', ['png'], walkPng, decoded),
  accepted('picture', 'image/webp', ['webp'], walkWebp, decoded),
  accepted('picture', 'image/heic', ['heic', 'heif'], walkHeic),
  accepted('picture', 'image/heif', ['heif', 'heic'], walkHeic),
  accepted('video', 'video/mp4', ['mp4', 'm4v'], walkMovie),
  accepted('video', 'video/x-m4v', ['m4v', 'mp4'], walkMovie),
  accepted('video', 'video/quicktime', ['mov', 'qt'], walkMovie),
  accepted('video', 'video/3gpp', ['3gp'], walkMovie),
  accepted('video', 'video/webm', ['webm'], walkWebm),
  accepted('document', 'application/pdf', ['pdf'], walkPdf),
];

export const ACCEPTED_IN_WORDS =
  'a JPEG, PNG, WebP or HEIC picture, an MP4, QuickTime or WebM video, or a PDF as proof of purchase';

/** Bytes that decide the type; fixed, so that the result does not depend on chunking. */
export const HEAD_BYTES = 4100;

export async function mediaTypeOf(head: Uint8Array): Promise<MediaType | undefined> {
  const found = await fileTypeFromBuffer(head.subarray(0, HEAD_BYTES));
  return ACCEPTED.find(({ mediaType }) => mediaType === found?.mime);
}

/** Whether we can see what is in a file of this type. */
export const isDecoded = (mediaType: string): boolean =>
  ACCEPTED.some((type) => type.isDecoded && type.mediaType === mediaType);

/** E4: what a person who downloads it finds: a name that opens it as what it is, whatever it was called. */
export function downloadName(name: string, mediaType: string): string {
  const { extensions = [] } = ACCEPTED.find((type) => type.mediaType === mediaType) ?? {};
  const plain = name.replace(/[\p{C}/\\]/gu, '');
  const fits = extensions.some((extension) => plain.toLowerCase().endsWith(`.${extension}`));
  return fits || extensions.length === 0 ? plain : `${plain}.${extensions[0]}`;
}

export const bareMediaType = (declared = ''): string => (declared.split(';', 1)[0] ?? '').trim().toLowerCase();
