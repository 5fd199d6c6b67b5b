import { basename } from 'node:path/posix';
import { type Refusal, refuse } from '#kernel';
import { type Blobs, Sha256, type StagedBlob } from '#platform';
import { type Completeness, completenessOf, MIN_SIDE, type Verdict } from './completeness.ts';
import {
  ACCEPTED_IN_WORDS,
  type EvidenceKind,
  HEAD_BYTES,
  type MediaType,
  mediaTypeOf,
  type Sort,
} from './media-types.ts';
import { noteOf, type PictureHash } from './picture-hash.ts';
import { lookAt, type PictureFault } from './pictures.ts';

const MiB = 1024 * 1024;

/** Thrown by a source that is not to be read any further. */
export class UploadRefused extends Error {
  constructor(readonly refused: RefusedFile) {
    super(refused.refusal.message);
  }
}

export type EvidenceLimits = Readonly<Record<Sort, number>>;

export const EVIDENCE_LIMITS: EvidenceLimits = { picture: 20 * MiB, video: 100 * MiB, document: 20 * MiB };

/** `isNew`: this holder had not uploaded it before. Whether others had is not revealed (E4). */
export interface StoredFile {
  readonly sha256: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly kind: EvidenceKind;
  readonly isNew: boolean;
  /** What it looks like, of a picture that is decoded. */
  readonly picture?: PictureHash | undefined;
}

export interface RefusedFile {
  readonly kind: 'refused';
  readonly refusal: Refusal;
  readonly status: 400 | 408 | 413 | 415 | 422 | 429 | 507;
  /** When the same upload may succeed. */
  readonly retryAfterSeconds?: number;
}

export type Receipt = { readonly kind: 'stored'; readonly file: StoredFile } | RefusedFile;

export interface ReceiveOptions {
  readonly holder: string;
  readonly name?: string | undefined;
  readonly announcedBytes?: number | undefined;
  readonly limits?: EvidenceLimits;
  /** Called after the last byte; a refusal here prevents storing. */
  readonly objection?: () => Promise<RefusedFile | undefined>;
}

export const refuseFile = (status: RefusedFile['status'], code: string, message: string): RefusedFile => ({
  ...refuse(code, message, { rule: 'E1' }),
  status,
});

export const incompleteUpload = (): RefusedFile =>
  refuseFile(
    400,
    'INCOMPLETE_UPLOAD',
    'The upload was interrupted before the whole file arrived. Nothing was stored; upload it again.',
  );

/**
 * E1: types, measures, hashes and writes one file while it arrives, and stores it under its SHA-256. The bytes of the source are taken
 * over: nobody may use them afterwards. A refused file leaves nothing behind; the source is then closed with `return()`, which destroys a
 * Readable unless passed as `iterator({ destroyOnReturn: false })`.
 * @throws BlobsError when the file cannot be written
 */
export async function receiveEvidence(
  source: AsyncIterable<Uint8Array>,
  options: ReceiveOptions,
  blobs: Blobs,
): Promise<Receipt> {
  const { announcedBytes = 0, limits = EVIDENCE_LIMITS } = options;
  const file = options.name ? `"${options.name}"` : 'The file';
  if (announcedBytes > Math.max(...Object.values(limits))) return tooLarge(file, limits);

  let hash: Sha256 | undefined = new Sha256();
  let bytes = 0;
  let type: MediaType | undefined;
  let completeness: Completeness | undefined;
  let staged: StagedBlob | undefined;
  try {
    for await (const chunk of headFirst(chunksOf(source), HEAD_BYTES)) {
      if (!type || !staged) {
        type = await mediaTypeOf(chunk);
        if (!type) return unsupported(file);
        if (announcedBytes > limits[type.sort]) return tooLarge(file, limits, type.sort);
        completeness = completenessOf(type.walk());
        staged = await blobs.stage();
      }
      bytes += chunk.length;
      if (bytes > limits[type.sort]) return tooLarge(file, limits, type.sort);
      completeness?.push(chunk);
      await staged.write(chunk);
      await hash.update(chunk);
    }

    if (options.announcedBytes !== undefined && bytes !== announcedBytes) return incompleteUpload();
    if (!type || !staged) return empty(file);
    const verdict = completeness?.verdict() ?? 'damaged';
    if (verdict !== 'whole') return unusable(file, type, verdict);
    const { fault, picture } = type.isDecoded ? await lookAt(staged.read) : {};
    if (fault) return unusable(file, type, fault);
    const objection = await options.objection?.();
    if (objection) return objection;

    const sha256 = await hash.digest();
    hash = undefined;
    await staged.commit(sha256);
    staged = undefined;
    const isNew = await blobs.addHolder(sha256, options.holder, noteOf(picture));
    const { mediaType, kind } = type;
    return { kind: 'stored', file: { sha256, mediaType, bytes, kind, isNew, ...(picture && { picture }) } };
  } catch (error) {
    if (!(error instanceof SourceFailed)) throw error;
    return error.cause instanceof UploadRefused ? error.cause.refused : incompleteUpload();
  } finally {
    hash?.discard();
    await staged?.discard();
  }
}

class SourceFailed extends Error {}

async function* chunksOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (cause) {
    throw new SourceFailed('the source ended with an error', { cause });
  }
}

async function* headFirst(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  const head: Uint8Array[] = [];
  let gathered = 0;
  for await (const chunk of source) {
    if (chunk.length === 0) continue;
    if (gathered >= size) {
      yield chunk;
      continue;
    }
    head.push(chunk);
    gathered += chunk.length;
    if (gathered >= size) yield Buffer.concat(head);
  }
  if (gathered > 0 && gathered < size) yield Buffer.concat(head);
}

const empty = (file: string) =>
  refuseFile(400, 'EMPTY_FILE', `${file} is empty. Choose it again or take a new picture, then upload it again.`);

const unsupported = (file: string) =>
  refuseFile(
    415,
    'UNSUPPORTED_MEDIA',
    `${file} is not accepted as evidence, whatever its name says. Send ${ACCEPTED_IN_WORDS}.`,
  );

function unusable(file: string, { mediaType, sort }: MediaType, fault: Exclude<Verdict, 'whole'> | PictureFault) {
  const again = 'Check that you can open it, then upload it again.';
  switch (fault) {
    case 'damaged':
      return refuseFile(
        422,
        'DAMAGED_FILE',
        `${file} begins as ${mediaType}, but is damaged or its end is missing. ${again}`,
      );
    case 'empty':
      return refuseFile(422, 'DAMAGED_FILE', `${file} is ${mediaType}, but there is no ${sort} in it. ${again}`);
    case 'too-small':
      return refuseFile(
        422,
        'PICTURE_TOO_SMALL',
        `${file} has a side of less than ${MIN_SIDE} pixels, so nothing can be seen in it. Send the picture in its original size.`,
      );
    case 'too-many-pixels':
      return refuseFile(
        413,
        'FILE_TOO_LARGE',
        `${file} has too many pixels to be checked. Send it as an ordinary JPEG of at most 100 megapixels.`,
      );
  }
}

function tooLarge(file: string, limits: EvidenceLimits, sort?: Sort): RefusedFile {
  const most = (one: Sort) => `a ${one} may have at most ${sizeInWords(limits[one])}`;
  return refuseFile(
    413,
    'FILE_TOO_LARGE',
    sort
      ? `${file} is too large: ${most(sort)}. Send a smaller or shorter one.`
      : `${file} is too large: ${most('picture')}, ${most('video')}, ${most('document')}. Send a smaller or shorter one.`,
  );
}

const sizeInWords = (bytes: number): string =>
  bytes >= MiB ? `${Math.floor(bytes / MiB)} MiB` : `${bytes.toLocaleString('en')} bytes`;

/** For messages: last path component without control and direction characters, at most 100 characters. */
export function shownName(name: string | undefined): string | undefined {
  const shown = basename((name ?? '').replaceAll('\\', '/')).replace(/[\p{C}"]/gu, '');
  return shown.slice(0, 100).toWellFormed() || undefined;
}
