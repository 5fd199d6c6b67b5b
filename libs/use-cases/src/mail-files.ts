import type { EvidenceItem } from '#claims';
import { type Receipt, shownName } from '#evidence';
import { type Actor, uuidv5 } from '#kernel';
import type { MailProblem } from '#mail';
import type { FileContent, MailFile } from '#platform';

/** A file that a mail brought, stored. */
export type StoredMailFile = Omit<EvidenceItem, 'evidenceId'>;

export type ReceiveFile = (
  file: { readonly content: FileContent; readonly name?: string | undefined },
  actor: Actor,
) => Promise<Receipt>;

/** Say nothing about a unit. */
const NEVER_EVIDENCE =
  /^(?:text\/(?:calendar|x-?vcard|vcard|plain|html|rfc822-headers)|message\/.*|application\/(?:pgp-.*|(?:x-)?pkcs7-.*|ics))$/;
/** Smaller ones inside the text are logos of signatures. */
const LOGO_BYTES = 20 * 1024;
const MAX_FILES = 50;

/** E1: each file passes the gate of uploads; those that do not are told to the sender. @throws BlobsError */
export async function receiveMailFiles(
  files: readonly MailFile[],
  actor: Actor,
  receiveFile: ReceiveFile,
): Promise<{ readonly stored: readonly StoredMailFile[]; readonly refused: readonly MailProblem[] }> {
  const stored = new Map<string, StoredMailFile>();
  const refused: MailProblem[] = [];
  const meant = files.filter(
    ({ mediaType, isEmbedded, content }) =>
      !NEVER_EVIDENCE.test(mediaType) && !(isEmbedded && content.bytes < LOGO_BYTES),
  );
  for (const { name: written, mediaType, content, isEmbedded } of meant.slice(0, MAX_FILES)) {
    const name = shownName(written);
    const receipt = await receiveFile({ content, name }, actor);
    if (receipt.kind === 'stored') {
      const { isNew: _, ...file } = receipt.file;
      stored.set(file.sha256, { ...file, ...(name !== undefined && { name }) });
    } else if (!isEmbedded) {
      const { code, message } = receipt.refusal;
      refused.push({ code: 'FILE_REFUSED', file: name ?? mediaType, refusal: { code, message } });
    }
  }
  return { stored: [...stored.values()], refused };
}

/** The same file attached twice is the same item. */
export const evidenceItemsOf = (claimId: string, files: readonly StoredMailFile[]): EvidenceItem[] =>
  files.map((file) => ({ ...file, evidenceId: uuidv5(`${claimId}/${file.sha256}`) }));
