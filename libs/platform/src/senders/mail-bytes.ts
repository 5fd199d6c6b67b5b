import { createTransport } from 'nodemailer';
import type { OutgoingMail } from './mailer.port.ts';

export interface DkimKey {
  readonly domainName: string;
  readonly keySelector: string;
  readonly privateKey: string;
}

/** The exact bytes, signed when there is a key. Line breaks in names and subjects become blanks, so that no text adds a header. */
export async function mailBytes(mail: OutgoingMail, dkim?: DkimKey): Promise<Uint8Array> {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows', ...(dkim && { dkim }) });
  const { from, to, replyTo, subject, text, html, messageId, date, thread, answers, listId, attachments } = mail;
  // RFC 5322 §3.6.4: the thread, and last what is answered.
  const references = [thread, answers].filter((id) => id !== undefined && id !== messageId);
  const { message } = await composer.sendMail({
    from: named(from),
    to: to.map(named),
    ...(replyTo && { replyTo: named(replyTo) }),
    subject: oneLine(subject),
    text,
    ...(html !== undefined && { html }),
    messageId,
    date,
    ...(references.length > 0 && { inReplyTo: references.at(-1), references: references.join(' ') }),
    // RFC 3834: automatic answers are not to be sent to it.
    headers: { 'List-Id': oneLine(listId), 'Auto-Submitted': 'auto-generated' },
    attachments: attachments.map(({ name, mediaType, bytes }) => ({
      filename: oneLine(name),
      contentType: mediaType,
      content: Buffer.from(bytes),
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
    xMailer: false,
  });
  return message as Buffer;
}

/** A header ends at a line break. */
const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim();
const named = ({ name = '', address }: OutgoingMail['from']) => ({ name: oneLine(name), address: oneLine(address) });
