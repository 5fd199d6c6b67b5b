import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Actor } from '#kernel';
import { malformedForm, openForm, refusalOf, type UploadPorts } from './evidence-upload.ts';
import {
  EVIDENCE_LIMITS,
  incompleteUpload,
  receiveEvidence,
  type RefusedFile,
  refuseFile,
  shownName,
  type StoredFile,
  UploadRefused,
} from './receive-evidence.ts';

/** Of a form of a page. */
export const MAX_FORM_FILES = 10;
const FIELDS = { fields: 10, fieldSize: 16 * 1024, parts: 10 + MAX_FORM_FILES };

export interface ReceivedForm {
  readonly kind: 'form';
  readonly fields: Readonly<Record<string, string>>;
  /** In the order in which they were sent. */
  readonly files: readonly (Omit<StoredFile, 'isNew'> & { readonly name?: string })[];
}

type RefusedForm = Pick<RefusedFile, 'kind' | 'refusal'> & { readonly status: number };

/** The text fields and files of multipart/form-data, each file by the gate of uploads (E1); one that is refused refuses the form. @throws BlobsError */
export async function receiveForm(
  request: IncomingMessage,
  actor: Actor,
  { blobs, uploads }: UploadPorts,
): Promise<ReceivedForm | RefusedForm> {
  const form = openForm(request.headers, { ...FIELDS, files: MAX_FORM_FILES });
  if (!form) return malformedForm();
  let upload: Awaited<ReturnType<typeof uploads.begin>> | undefined;
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  const receiving: Promise<ReceivedForm['files'][number] | undefined>[] = [];
  const refused = Promise.withResolvers<RefusedForm>();
  const closed = Promise.withResolvers<void>();
  try {
    const { holder, body, keep } = (upload = await uploads.begin(request, actor));
    const receive = async (content: Readable, name: string | undefined) => {
      const receipt = await receiveEvidence(content, { holder, limits: EVIDENCE_LIMITS, name }, blobs);
      if (receipt.kind === 'refused') {
        refused.resolve(receipt);
        content.resume();
        return undefined;
      }
      await keep(receipt.file.bytes);
      const { isNew, ...file } = receipt.file;
      return { ...file, ...(name !== undefined && { name }) };
    };
    form.on('file', (_: string | undefined, content: Readable, { filename }: { filename?: string }) => {
      // An error of a part no longer read must not end the process.
      content.on('error', () => {});
      // What a browser sends of an input in which no file was chosen.
      if (!filename) content.resume();
      else receiving.push(receive(content, shownName(filename)));
    });
    form.on('field', (name: string | undefined, value: string) => {
      if (name !== undefined) fields[name] = value;
    });
    for (const limit of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const)
      form.on(limit, () => refused.resolve(tooManyFiles()));
    form.on('error', () => refused.resolve(malformedForm()));
    form.on('close', () => closed.resolve());
    const source = Readable.from(body, { objectMode: false });
    source.on('error', (error) => {
      refused.resolve(error instanceof UploadRefused ? error.refused : incompleteUpload());
      form.destroy(error);
    });
    source.pipe(form);
    try {
      const whole = closed.promise.then(() => Promise.all(receiving));
      const outcome = await Promise.race([refused.promise, whole]);
      if ('refusal' in outcome) return outcome;
      const files = outcome.flatMap((file) => file ?? []);
      // Refused as the last of them ended.
      if (files.length < outcome.length) return await refused.promise;
      return { kind: 'form', fields, files };
    } finally {
      source.unpipe(form);
      source.destroy();
      form.destroy();
      await Promise.allSettled(receiving);
    }
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return refusal;
  } finally {
    upload?.end();
  }
}

const tooManyFiles = () =>
  refuseFile(413, 'TOO_MANY', `The form has too many parts. Send at most ${MAX_FORM_FILES} files at a time.`);
