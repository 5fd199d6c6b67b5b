import type { BroughtFile, ClaimState, EvidenceItem } from '#claims';
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

/** Who brings the files, and what for. */
export interface MailFilesFor {
  readonly actor: Actor;
  readonly partnerId: string;
  readonly mailId: string;
  /** That the mail answers. */
  readonly claimId?: string | undefined;
}

export interface MailFilePorts {
  readonly receiveFile: ReceiveFile;
  /** Those of all claims by now, from the first. */
  readonly filesOfClaims: (sha256: string) => AsyncIterable<BroughtFile & Pick<EvidenceItem, 'isEmbedded'>>;
  readonly aggregates: { claim(claimId: string): Promise<Pick<ClaimState, 'submission'>> };
}

/** Say nothing about a unit. */
const NEVER_EVIDENCE =
  /^(?:text\/(?:calendar|x-?vcard|vcard|plain|html|rfc822-headers)|message\/.*|application\/(?:pgp-.*|(?:x-)?pkcs7-.*|ics))$/;
/** Smaller ones inside the text are logos of signatures. */
const LOGO_BYTES = 20 * 1024;
const MAX_FILES = 50;

export const mayBeEvidence = ({ mediaType, isEmbedded, content }: MailFile): boolean =>
  !NEVER_EVIDENCE.test(mediaType) && !(isEmbedded && content.bytes < LOGO_BYTES);

/** E1: each file passes the gate of uploads; those that do not are told to the sender. @throws BlobsError */
export async function receiveMailFiles(
  files: readonly MailFile[],
  of: MailFilesFor,
  ports: MailFilePorts,
): Promise<{ readonly stored: readonly StoredMailFile[]; readonly refused: readonly MailProblem[] }> {
  const stored = new Map<string, StoredMailFile>();
  const refused: MailProblem[] = [];
  const meant = files.filter(mayBeEvidence);
  // What is attached as well is meant.
  const attachedFirst = meant.toSorted((one, other) => Number(one.isEmbedded) - Number(other.isEmbedded));
  for (const { name: written, mediaType, content, isEmbedded } of attachedFirst.slice(0, MAX_FILES)) {
    const name = shownName(written);
    const receipt = await ports.receiveFile({ content, name }, of.actor);
    if (receipt.kind === 'stored') {
      const { isNew: _, ...file } = receipt.file;
      if (isEmbedded && (stored.has(file.sha256) || (await isDecoration(file.sha256, of, ports)))) continue;
      stored.set(file.sha256, {
        ...file,
        ...(name !== undefined && { name }),
        ...(isEmbedded && { isEmbedded }),
      });
    } else if (!isEmbedded) {
      const { code, message } = receipt.refusal;
      refused.push({ code: 'FILE_REFUSED', file: name ?? mediaType, refusal: { code, message } });
    }
  }
  return { stored: [...stored.values()], refused };
}

/** E3: what stands in the text of mails about several claims of a partner belongs to its mails, as logos do, and shows none of the units. */
async function isDecoration(
  sha256: string,
  { partnerId, mailId, claimId }: MailFilesFor,
  { filesOfClaims, aggregates }: MailFilePorts,
): Promise<boolean> {
  for await (const { isEmbedded, act, claimId: other } of filesOfClaims(sha256))
    if (isEmbedded && act !== mailId && other !== claimId)
      if ((await aggregates.claim(other)).submission?.partnerId === partnerId) return true;
  return false;
}

/** The same file attached twice is the same item. */
export const evidenceItemsOf = (claimId: string, files: readonly StoredMailFile[]): EvidenceItem[] =>
  files.map((file) => ({ ...file, evidenceId: uuidv5(`${claimId}/${file.sha256}`) }));
