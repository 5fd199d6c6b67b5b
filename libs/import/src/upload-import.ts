import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import busboy from 'busboy';
import type { Makegood } from '#engine';
import type { Actor } from '#kernel';
import { refusalOf, type Upload, UploadRefused } from '#evidence';
import { type StagedBlob, Turns } from '#platform';
import { type AnyRequest, Forbidden, requests } from '#requests';
import { ImportFileError } from './import-file-error.ts';
import { openImport, type ReadImportOptions } from './import-files.ts';
import { fileKey, type ImportJob, ImportJobs } from './import-jobs.ts';
import { fileInBlobs, type ImportSource } from './import-source.ts';
import { IMPORT_KINDS, TABLES } from './tables.ts';

const MAX_IMPORT_BYTES = 512 * 1024 * 1024;

type RefusedStatus = 400 | 408 | 413 | 429 | 507;

/** The answer of `POST /imports`. */
export type ImportAnswer =
  | { readonly status: 202; readonly job: ImportJob }
  | {
      readonly status: RefusedStatus;
      readonly body: { readonly code: string; readonly message: string };
      readonly retryAfterSeconds?: number;
    };

const refused = (status: RefusedStatus, code: string, message: string): ImportAnswer => ({
  status,
  body: { code, message },
});

const TOO_MANY = refused(
  429,
  'TOO_MANY',
  'Too many imports, of you or of all, are waiting or running: try again when one has ended.',
);

interface Form {
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly file?: { readonly name: string; readonly bytes: number };
}

const FIELDS = ['kind', 'map', 'encoding', 'delimiter', 'dryRun'];
/** They are kept with the import. */
const MAX_FIELD_BYTES = { one: 1024, all: 16 * 1024 } as const;

/**
 * Takes the file of an import and what it means, as multipart/form-data: `file`, `kind`, `map` (again for each column), `encoding`,
 * `delimiter`, `dryRun`. The first row is read before it is accepted, which is told in `onLook`. @throws Forbidden; BlobsError; DocumentStoreError
 */
export async function uploadImport(
  request: IncomingMessage,
  actor: Actor,
  makegood: Makegood,
  onLook: (milliseconds: number) => void,
): Promise<ImportAnswer> {
  const { importFiles, uploads } = makegood;
  const jobs = new ImportJobs(makegood);
  // Before a byte of it is read.
  if (await jobs.isFull({ actor })) return TOO_MANY;
  const id = jobs.newId();
  let upload: Upload | undefined;
  let accepted = false;
  try {
    upload = await uploads.begin(request, actor);
    const form = await received(request.headers, upload.body, () => importFiles.stage(), fileKey(id));
    const unknown = Object.keys(form.fields).find((name) => !FIELDS.includes(name));
    if (unknown !== undefined)
      return refused(
        400,
        'UNKNOWN_PART',
        `The form has a part named "${unknown.slice(0, 40)}": use ${FIELDS.join(', ')} and file.`,
      );
    if (!form.file)
      return refused(400, 'FILE_MISSING', 'The form has no file: send it as the part "file", with its name.');
    const [kindAsked] = form.fields['kind'] ?? [];
    const kind = IMPORT_KINDS.find((one) => one === kindAsked);
    if (!kind) return refused(400, 'INVALID_INPUT', `kind must be one of ${IMPORT_KINDS.join(', ')}.`);
    const declared: AnyRequest = requests[TABLES[kind].request];
    if (!declared.roles.some((role) => role === actor.role)) throw new Forbidden(actor.role, declared.name);
    const [encoding] = form.fields['encoding'] ?? [];
    const [delimiter] = form.fields['delimiter'] ?? [];
    const options = {
      kind,
      map: form.fields['map'] ?? [],
      ...(encoding && { encoding }),
      ...(delimiter && { delimiter }),
    };
    const { name: fileName, bytes } = form.file;
    await upload.keep(bytes);
    const source = await fileInBlobs(importFiles, fileKey(id), fileName);
    const dryRun = form.fields['dryRun']?.[0] === 'true';
    const job = await looks.take('', async () => {
      const begun = performance.now();
      await firstRowOf(source, options).finally(() => onLook(performance.now() - begun));
      return jobs.request({ id, fileName, bytes, options, dryRun, actor });
    });
    accepted = job !== undefined;
    if (job) return { status: 202, job };
    return TOO_MANY;
  } catch (error) {
    if (error instanceof ImportFileError) return refused(400, 'INVALID_FILE', error.message);
    if (error instanceof TooLarge)
      return refused(413, 'FILE_TOO_LARGE', 'The file has over 512 MiB: compress it (.gz), or send it in parts.');
    if (error instanceof FieldTooLong)
      return refused(
        400,
        'INVALID_INPUT',
        `The parts beside the file have at most ${MAX_FIELD_BYTES.one} bytes each, and ${MAX_FIELD_BYTES.all} together.`,
      );
    if (error instanceof MalformedForm)
      return refused(400, 'MALFORMED_FORM', 'The multipart/form-data could not be read to its end.');
    const refusedUpload = refusalOf(error);
    if (!refusedUpload) throw error;
    const { status, refusal, retryAfterSeconds } = refusedUpload;
    return { status, body: refusal, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) } as ImportAnswer;
  } finally {
    upload?.end();
    if (!accepted) await importFiles.remove(fileKey(id));
  }
}

class TooLarge extends Error {}
class FieldTooLong extends Error {}
class MalformedForm extends Error {}

/** One after the other: a workbook may hold hundreds of megabytes until its first row is known. */
const looks = new Turns();

/** @throws ImportFileError */
async function firstRowOf(source: ImportSource, options: ReadImportOptions): Promise<void> {
  const { format, lines } = await openImport(source, options);
  await lines.next();
  await lines.return(undefined);
  if (format === 'ndjson') throw new ImportFileError('NDJSON is imported on the command line');
}

function received(
  headers: IncomingHttpHeaders,
  body: AsyncIterable<Buffer>,
  stage: () => Promise<StagedBlob>,
  key: string,
): Promise<Form> {
  return new Promise((resolve, reject) => {
    const fields: Record<string, string[]> = {};
    let file: Promise<Form['file']> | undefined;
    let form: busboy.Busboy;
    try {
      const limits = { files: 1, fields: 200, fieldSize: MAX_FIELD_BYTES.one, fileSize: MAX_IMPORT_BYTES };
      form = busboy({ headers, defParamCharset: 'utf8', limits });
    } catch {
      reject(new MalformedForm());
      return;
    }
    const source = Readable.from(body, { objectMode: false });
    let failure: Error | undefined;
    // The form, and with it what was being kept, ends before it is answered.
    const fail = (error: Error) => {
      failure ??= error;
      source.unpipe(form);
      source.destroy();
      form.destroy();
    };
    let fieldBytes = 0;
    form.on('field', (name, value, { valueTruncated }) => {
      fieldBytes += Buffer.byteLength(value);
      if (valueTruncated || fieldBytes > MAX_FIELD_BYTES.all) fail(new FieldTooLong());
      else (fields[name] ??= []).push(value);
    });
    form.on('fieldsLimit', () => fail(new FieldTooLong()));
    form.on('file', (_, content, { filename }) => {
      // Of the piece in which it failed, the rest is still parsed.
      if (failure) return void content.resume();
      // It may end before it is read.
      content.on('error', () => undefined);
      file = kept(content, filename ?? '', stage, key);
      file.catch(fail);
    });
    form.on('error', () => fail(new MalformedForm()));
    form.on('close', () => {
      const ended = Promise.resolve(file).catch((error: Error) => void (failure ??= error));
      void ended.then((stored) => (failure ? reject(failure) : resolve({ fields, ...(stored && { file: stored }) })));
    });
    source.on('error', (error) => fail(error instanceof UploadRefused ? error : new MalformedForm()));
    source.pipe(form);
  });
}

async function kept(
  content: Readable & { truncated?: boolean },
  name: string,
  stage: () => Promise<StagedBlob>,
  key: string,
): Promise<Form['file']> {
  let staged: StagedBlob | undefined = await stage();
  try {
    let bytes = 0;
    for await (const chunk of content) {
      bytes += (chunk as Buffer).length;
      await staged.write(chunk as Buffer);
    }
    if (content.truncated) throw new TooLarge();
    await staged.commit(key);
    staged = undefined;
    return { name: name.replace(/\p{C}/gu, '').slice(-100).toWellFormed() || 'file', bytes };
  } finally {
    await staged?.discard();
  }
}
