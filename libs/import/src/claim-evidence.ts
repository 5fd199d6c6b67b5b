import { createReadStream } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { holderOf, receiveEvidence, storedEvidence } from '#evidence';
import type { Refusal } from '#kernel';
import type { Blobs } from '#platform';
import { IMPORTER } from './import.ts';
import type { ImportFile } from './import-files.ts';
import type { ImportLine } from './import-line.ts';

/** A file that was not taken in, and why. */
export interface RefusedFile {
  readonly name: string;
  readonly refusal: Refusal;
}

/**
 * Takes in every file of a folder as staff do, so that the claims of an import can name them (C1). Again changes nothing.
 * @returns what was refused
 * @throws BlobsError; an error of the system when the folder cannot be read
 */
export async function takeInEvidence(folder: string, blobs: Blobs): Promise<readonly RefusedFile[]> {
  const refused: RefusedFile[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const { name } = entry;
    const receipt = await takeIn(join(folder, name), name, blobs);
    if (receipt.kind === 'refused') refused.push({ name, refusal: receipt.refusal });
  }
  return refused;
}

const takeIn = (path: string, name: string, blobs: Blobs) =>
  receiveEvidence(createReadStream(path), { name, holder: holderOf(IMPORTER) }, blobs);

/** What a claim says of a file: what is recorded is read from its content. */
interface FoundFile {
  readonly sha256: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly kind: string;
}

/** Finds a file that a row names: one of a folder, which is taken in, or the SHA-256 of one that was uploaded before. */
export interface EvidenceFinder {
  readonly blobs: Blobs;
  readonly folder?: string | undefined;
  /** Who claims, where the rows need not say it. */
  readonly partnerId?: string | undefined;
}

/** The requests of a file. Rows of claims name files, requests carry what these are (E1). @throws BlobsError; ImportFileError */
export const requestsOf = ({ kind, lines }: ImportFile, finder: EvidenceFinder): AsyncIterable<ImportLine> =>
  kind === 'claims' ? withEvidence(lines, finder) : lines;

async function* withEvidence(lines: AsyncIterable<ImportLine>, finder: EvidenceFinder): AsyncGenerator<ImportLine> {
  for await (const line of lines) {
    const { value, ...rest } = line;
    const request = value as { readonly request: string; readonly input: ClaimRow } | undefined;
    if (request === undefined) {
      yield line;
      continue;
    }
    const evidence = await foundFor(request.input, finder);
    if ('code' in evidence) yield { ...rest, fault: evidence };
    else yield { ...rest, value: { ...request, input: { ...request.input, evidence } } };
  }
}

interface ClaimRow {
  readonly partnerId?: string;
  readonly evidence?: readonly { readonly name: string; readonly kind?: string }[];
}

async function foundFor(
  { partnerId = '', evidence = [] }: ClaimRow,
  finder: EvidenceFinder,
): Promise<readonly (FoundFile & { readonly name?: string })[] | Refusal> {
  const files = [];
  for (const { name, kind } of evidence) {
    const sha256 = /^[0-9a-f]{64}$/i.test(name) ? name.toLowerCase() : undefined;
    const found = await (sha256 === undefined
      ? inFolder(name, finder)
      : uploaded(sha256, finder.partnerId ?? partnerId, finder));
    if ('code' in found) return found;
    files.push({ ...found, ...(kind !== undefined && { kind }), ...(sha256 === undefined && { name }) });
  }
  return files;
}

async function inFolder(name: string, { folder, blobs }: EvidenceFinder): Promise<FoundFile | Refusal> {
  if (folder === undefined)
    return missing(
      name,
      'Files are found in the evidence folder, which was not named; or name the SHA-256 of a file uploaded before.',
    );
  const root = await realpath(folder);
  const path = await realpath(join(root, name)).catch(() => undefined);
  // A name must not lead out of the folder.
  if (path === undefined || !path.startsWith(root + sep)) return missing(name, 'The evidence folder has no such file.');
  const receipt = await takeIn(path, name, blobs);
  if (receipt.kind === 'refused') return receipt.refusal;
  const { sha256, mediaType, bytes, kind } = receipt.file;
  return { sha256, mediaType, bytes, kind };
}

async function uploaded(sha256: string, partnerId: string, { blobs }: EvidenceFinder): Promise<FoundFile | Refusal> {
  const file = await storedEvidence(blobs, sha256, partnerId);
  return file
    ? { sha256, mediaType: file.mediaType, bytes: file.bytes, kind: kindOf(file.mediaType) }
    : missing(sha256, 'Upload it first.');
}

/** What a file shows unless its row says otherwise, as with an upload. */
const kindOf = (mediaType: string): string =>
  mediaType.startsWith('image/') ? 'PHOTO' : mediaType.startsWith('video/') ? 'VIDEO' : 'PROOF_OF_PURCHASE';

const missing = (name: string, what: string): Refusal => ({
  code: 'EVIDENCE_NOT_FOUND',
  message: `There is no file "${name}". ${what}`,
  rule: 'C1',
});
