import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import busboy from 'busboy';
import type { Actor } from '#kernel';
import { type Blobs, BlobsError } from '#platform';
import { bareMediaType } from './media-types.ts';
import {
  EVIDENCE_LIMITS,
  type EvidenceLimits,
  incompleteUpload,
  type Receipt,
  type ReceiveOptions,
  type RefusedFile,
  receiveEvidence,
  refuseFile,
  shownName,
  type StoredFile,
  UploadRefused,
} from './receive-evidence.ts';
import type { StoredEvidence } from './stored-evidence.ts';
import type { Upload, Uploads } from './uploads.ts';

export interface UploadAnswer {
  readonly status: 200 | 201 | RefusedFile['status'];
  readonly body:
    | Omit<StoredFile, 'isNew' | 'picture'>
    | { readonly code: string; readonly message: string; readonly rule?: string };
  readonly retryAfterSeconds?: number;
}

export interface UploadPorts {
  readonly blobs: Blobs;
  readonly uploads: Uploads;
  readonly evidence: Pick<StoredEvidence, 'add'>;
}

type Kept = Required<Pick<ReceiveOptions, 'holder' | 'limits'>>;

/** The space that is missing is made by people. */
const FULL_RETRY_SECONDS = 600;

/** Raw bytes with X-File-Name, or multipart/form-data with one part "file". No body parser may read the request first. @throws BlobsError */
export async function uploadEvidence(
  request: IncomingMessage,
  actor: Actor,
  { blobs, uploads, evidence }: UploadPorts,
  limits: EvidenceLimits = EVIDENCE_LIMITS,
): Promise<UploadAnswer> {
  const isForm = bareMediaType(request.headers['content-type']) === 'multipart/form-data';
  let upload: Upload | undefined;
  try {
    upload = await uploads.begin(request, actor);
    const kept = { holder: upload.holder, limits };
    const receipt = await (isForm ? fromForm : fromBody)(request.headers, upload.body, blobs, kept);
    if (receipt.kind === 'stored') {
      await upload.keep(receipt.file.bytes);
      evidence.add(receipt.file, upload.holder);
    }
    return answerTo(receipt);
  } catch (error) {
    const refused = refusalOf(error);
    if (!refused) throw error;
    return answerTo(refused);
  } finally {
    upload?.end();
  }
}

const storageFull = () =>
  ({
    status: 507,
    body: {
      code: 'STORAGE_FULL',
      message: 'There is too little space left for files. Nothing was stored; upload it again in 10 minutes.',
    },
    retryAfterSeconds: FULL_RETRY_SECONDS,
  }) as const;

/** Of what ended an upload: undefined for an error of this program or its stores. */
export function refusalOf(error: unknown): RefusedFile | undefined {
  if (error instanceof UploadRefused) return error.refused;
  if (!(error instanceof BlobsError && error.fault === 'full')) return undefined;
  const { body: refusal, ...full } = storageFull();
  return { kind: 'refused', refusal, ...full };
}

function answerTo(receipt: Receipt): UploadAnswer {
  if (receipt.kind === 'stored') {
    const { isNew, picture: _, ...body } = receipt.file;
    return { status: isNew ? 201 : 200, body };
  }
  const { code, message, rule } = receipt.refusal;
  const { status, retryAfterSeconds } = receipt;
  return {
    status,
    body: { code, message, ...(rule ? { rule } : {}) },
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}

function fromBody(
  headers: IncomingHttpHeaders,
  body: AsyncIterable<Buffer>,
  blobs: Blobs,
  kept: Kept,
): Promise<Receipt> {
  const { 'content-length': length, 'x-file-name': name } = headers;
  const announcedBytes = length === undefined ? undefined : Number(length);
  return receiveEvidence(body, { ...kept, announcedBytes, name: shownName(percentDecoded(String(name ?? ''))) }, blobs);
}

async function fromForm(
  headers: IncomingHttpHeaders,
  body: AsyncIterable<Buffer>,
  blobs: Blobs,
  kept: Kept,
): Promise<Receipt> {
  const form = openForm(headers, { fieldSize: 1024 });
  if (!form) return malformedForm();

  const answer = Promise.withResolvers<Receipt>();
  const end = Promise.withResolvers<RefusedFile | undefined>();
  let upload: Promise<void> | undefined;
  let fault: RefusedFile | undefined;
  const spoil = (refusal: RefusedFile) => {
    fault ??= refusal;
    end.resolve(fault);
  };

  form.on('file', (part: string | undefined, content: Readable, { filename }) => {
    // An error of a part no longer read must not end the process.
    content.on('error', () => {});
    if (part !== 'file') spoil(unknownPart(part));
    else if (upload) spoil(severalFiles());
    if (fault) {
      content.resume();
      return;
    }
    upload = receiveEvidence(content, { ...kept, name: shownName(filename), objection: () => end.promise }, blobs).then(
      answer.resolve,
      answer.reject,
    );
  });
  form.on('field', (part: string | undefined) => spoil(part === 'file' ? noFileName() : unknownPart(part)));
  form.on('error', () => spoil(malformedForm()));
  form.on('close', () => end.resolve(undefined));
  const source = Readable.from(body, { objectMode: false });
  source.on('error', (error) => {
    spoil(error instanceof UploadRefused ? error.refused : incompleteUpload());
    form.destroy(error);
  });
  source.pipe(form);

  void end.promise.then((refusal) => {
    if (!upload) answer.resolve(refusal ?? missingPart());
  });
  try {
    return await answer.promise;
  } finally {
    source.unpipe(form);
    source.destroy();
    form.destroy();
    await upload;
  }
}

export function openForm(headers: IncomingHttpHeaders, limits: busboy.Limits): busboy.Busboy | undefined {
  try {
    return busboy({ headers, defParamCharset: 'utf8', limits });
  } catch {
    return undefined;
  }
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const malformedForm = () =>
  refuseFile(
    400,
    'MALFORMED_FORM',
    'The multipart/form-data could not be read. Send a boundary in the Content-Type and one part named "file".',
  );

const missingPart = () =>
  refuseFile(400, 'FILE_MISSING', 'The form contains no file. Send it as one part named "file".');

const noFileName = () =>
  refuseFile(400, 'FILE_MISSING', 'The part "file" is text. Send the file itself, with a filename in the part.');

const severalFiles = () =>
  refuseFile(400, 'ONE_FILE_ONLY', 'The form contains several files. Send one request per file; none was stored.');

const unknownPart = (part: string | undefined) =>
  refuseFile(
    400,
    'UNKNOWN_PART',
    `The form has a part named "${shownName(part) ?? ''}". Send one part named "file" and nothing else; nothing was stored.`,
  );
