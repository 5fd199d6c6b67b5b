import { streamCategory, uuidv5 } from '#kernel';

export const mailStreams = streamCategory('mail');
/** What one person was answered by itself. */
export const answerStreams = streamCategory('answers');

/** N1: by its Message-ID, whichever way it came; of a mail without one, by its content. */
export const mailIdOf = ({ messageId, sha256 }: { readonly messageId?: string | undefined; readonly sha256: string }) =>
  uuidv5(messageId === undefined ? `mail/content/${sha256}` : `mail/${messageId}`);

/** The same serial of the same mail is the same claim, also when staff make it. */
export const claimIdOfMail = (mailId: string, serial: string): string => uuidv5(`claim/mail/${mailId}/${serial}`);

/** In which the Message-ID is looked for. */
export const MAIL_HEAD_BYTES = 64 * 1024;

/** Of a raw mail, or of its head, without decoding it: what is received is known again before it is read. */
export const messageIdIn = (raw: Uint8Array): string | undefined =>
  /^message-id:\s*<([^<>\s]+)>/im.exec(fieldsOf(raw))?.[1];

/** Likewise: the address that a mail names as its sender, which need not be true. */
export function addressIn(raw: Uint8Array): string | undefined {
  const [from = '', other] = [...fieldsOf(raw).matchAll(/^from:(.*)$/gim)].map(([, value = '']) => value.trim());
  const [, bracketed, bare] = /^(?:[^<>]*<([^<>\s]+@[^<>\s]+)>|([^<>\s,]+@[^<>\s,]+))$/.exec(from) ?? [];
  return other === undefined ? (bracketed ?? bare) : undefined;
}

/** Likewise: the address of the client that has brought it, as the mail server wrote it that took it in last. */
export const clientIn = (raw: Uint8Array): string | undefined =>
  /\[([^\]\s]+)\]/.exec(/^received:(.*)$/im.exec(fieldsOf(raw))?.[1] ?? '')?.[1];

function fieldsOf(raw: Uint8Array): string {
  const head = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, MAIL_HEAD_BYTES)).toString('latin1');
  const [fields = ''] = head.replace(/\r\n?/g, '\n').split('\n\n', 1);
  return fields.replace(/\n[ \t]+/g, ' ');
}
