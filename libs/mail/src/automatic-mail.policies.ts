import type { AutomaticKind, MailChecks } from './mail.events.ts';

export interface MailHead {
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly mediaType: string;
  readonly from?: string | undefined;
}

const PROGRAMS = /^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)(?:[+-].*)?@/;

/** RFC 3834, 3464, 2919, 2369. Undefined: a person wrote it to us. */
export function automaticKind({ headers, mediaType, from = '' }: MailHead): AutomaticKind | undefined {
  const said = (name: string) => headers[name]?.toLowerCase() ?? '';
  if (mediaType === 'multipart/report') return 'BOUNCE';
  if (headers['list-id'] !== undefined || headers['list-unsubscribe'] !== undefined) return 'MAILING_LIST';
  if (/^(?:bulk|list|junk)\b/.test(said('precedence'))) return 'MAILING_LIST';
  if (/^\s*<>\s*$/.test(headers['return-path'] ?? '')) return 'BOUNCE';
  const isAuto = said('auto-submitted') !== '' && !/^no\b/.test(said('auto-submitted'));
  const isReply = headers['x-autoreply'] !== undefined || headers['x-autorespond'] !== undefined;
  if (isAuto || isReply || said('precedence') === 'auto_reply' || PROGRAMS.test(from)) return 'AUTO_REPLY';
  return undefined;
}

/** What DMARC shows outweighs the others: a forwarded mail fails SPF, and a list's footer breaks a signature. */
export const checksFail = ({ dkim, spf, dmarc }: MailChecks): boolean =>
  dmarc === 'FAIL' || (dmarc !== 'PASS' && (dkim === 'FAIL' || spf === 'FAIL'));

export interface ReportPart {
  readonly mediaType: string;
  readonly text: string;
}

/** RFC 3464: a mail of ours that some of its recipients will not get; its Message-ID is without angle brackets. */
export interface DeliveryFailure {
  readonly messageId: string;
  readonly recipients: readonly { readonly address?: string | undefined; readonly reason: string }[];
}

const MAX_REASON = 500;

const unfolded = (text: string): string => text.replace(/\r\n?/g, '\n').replace(/\n[ \t]+/g, ' ');

/** Undefined: nothing has failed for good, or nobody can say which mail it was. */
export function deliveryFailure(parts: readonly ReportPart[]): DeliveryFailure | undefined {
  const report = parts.find(({ mediaType }) => mediaType === 'message/delivery-status');
  const original = parts.find(({ mediaType }) => /^(?:message\/rfc822|text\/rfc822-headers)/.test(mediaType));
  const messageId = /^message-id:\s*<([^<>\s]+)>/im.exec(unfolded(original?.text ?? ''))?.[1];
  const recipients = unfolded(report?.text ?? '')
    .split(/\n[ \t]*\n/)
    .filter((fields) => /^action:\s*failed\s*$/im.test(fields))
    .map(failedRecipient);
  return messageId === undefined || recipients.length === 0 ? undefined : { messageId, recipients };
}

function failedRecipient(fields: string) {
  const field = (name: string) => new RegExp(`^${name}:\\s*(.+?)\\s*$`, 'im').exec(fields)?.[1];
  const recipient = field('Original-Recipient') ?? field('Final-Recipient');
  const reason = [field('Status'), field('Diagnostic-Code')].filter((each) => each !== undefined).join(' ');
  return {
    address: recipient
      ?.replace(/^[^;]*;\s*/, '')
      .replace(/^<|>$/g, '')
      .toLowerCase(),
    reason: (reason || 'failed').slice(0, MAX_REASON),
  };
}
