import type { IncomingMessage } from 'node:http';
import { basename } from 'node:path/posix';
import { finished, type Readable } from 'node:stream';
import busboy from 'busboy';
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
  type StoredFile,
} from './receive-evidence.ts';

export type UploadAnswer =
  | { readonly status: 200 | 201; readonly body: Omit<StoredFile, 'isNew'> }
  | {
      readonly status: RefusedFile['status'] | 507;
      readonly body: { readonly code: string; readonly message: string; readonly rule?: string };
    };

/** Read and discarded after a refusal: closing at once would reset the connection before the sender has the answer. */
const LINGER_BYTES = 16 * 1024 * 1024;

type Kept = Required<Pick<ReceiveOptions, 'holder' | 'limits'>>;

/** Raw bytes with X-File-Name, or multipart/form-data with one part "file". No body parser may read the request first. @throws BlobsError */
export async function uploadEvidence(
  request: IncomingMessage,
  blobs: Blobs,
  holder: string,
  limits: EvidenceLimits = EVIDENCE_LIMITS,
): Promise<UploadAnswer> {
  const isForm = bareMediaType(request.headers['content-type']) === 'multipart/form-data';
  try {
    return answerTo(await (isForm ? fromForm : fromBody)(request, blobs, { holder, limits }));
  } catch (error) {
    if (!(error instanceof BlobsError && error.fault === 'full')) throw error;
    const message = 'The storage is full, so the file was not stored. Try again later.';
    return { status: 507, body: { code: 'STORAGE_FULL', message } };
  } finally {
    if (!request.readableEnded) discardRest(request);
  }
}

function answerTo(receipt: Receipt): UploadAnswer {
  if (receipt.kind === 'stored') {
    const { isNew, ...body } = receipt.file;
    return { status: isNew ? 201 : 200, body };
  }
  const { code, message, rule } = receipt.refusal;
  return { status: receipt.status, body: { code, message, ...(rule ? { rule } : {}) } };
}

function fromBody(request: IncomingMessage, blobs: Blobs, kept: Kept): Promise<Receipt> {
  const { 'content-length': length, 'x-file-name': name } = request.headers;
  const announcedBytes = length === undefined ? undefined : Number(length);
  // Not destroyed when the loop ends early: the answer uses the same socket.
  return receiveEvidence(
    request.iterator({ destroyOnReturn: false }),
    { ...kept, announcedBytes, name: shownName(percentDecoded(String(name ?? ''))) },
    blobs,
  );
}

async function fromForm(request: IncomingMessage, blobs: Blobs, kept: Kept): Promise<Receipt> {
  const form = openForm(request);
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
  finished(request, { writable: false }, (error) => {
    if (!error) return;
    spoil(incompleteUpload());
    form.destroy(error);
  });
  request.pipe(form);

  void end.promise.then((refusal) => {
    if (!upload) answer.resolve(refusal ?? missingPart());
  });
  try {
    return await answer.promise;
  } finally {
    request.unpipe(form);
    form.destroy();
    await upload;
  }
}

function openForm({ headers }: IncomingMessage): busboy.Busboy | undefined {
  try {
    return busboy({ headers, defParamCharset: 'utf8', limits: { fieldSize: 1024 } });
  } catch {
    return undefined;
  }
}

function discardRest(request: IncomingMessage): void {
  let left = LINGER_BYTES;
  request.on('error', () => {});
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  request.resume();
}

/** For messages: last path component without control and direction characters, at most 100 characters. */
function shownName(name: string | undefined): string | undefined {
  const shown = basename((name ?? '').replaceAll('\\', '/')).replace(/[\p{C}"]/gu, '');
  return shown.slice(0, 100).toWellFormed() || undefined;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const malformedForm = () =>
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
