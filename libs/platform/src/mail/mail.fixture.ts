import { Readable } from 'node:stream';
import type { RawMail } from './mail-process.ts';
import type { DnsResolver } from './parsed-mail.ts';

export interface WrittenFile {
  readonly name?: string;
  readonly type: string;
  readonly content: Uint8Array | string;
  /** Header lines of the part, in place of those that follow from the rest. */
  readonly head?: string;
}

export interface WrittenMail {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly messageId?: string;
  /** Further header lines. */
  readonly head?: readonly string[];
  readonly text?: string | Uint8Array;
  readonly textHead?: string;
  readonly files?: readonly WrittenFile[];
}

const BOUNDARY = 'part-of-this-mail';
const CRLF = '\r\n';

const encoded = (content: Uint8Array | string): string =>
  Buffer.from(content)
    .toString('base64')
    .replace(/(.{76})/g, `$1${CRLF}`);

/** A mail as it travels. */
export function writtenMail({
  from = 'Kim <kim@seoul.example>',
  to = 'service@maker.example',
  subject = 'LB2-000481',
  messageId = 'one@seoul.example',
  head = [],
  text = 'The lamp does not light.',
  textHead = 'Content-Type: text/plain; charset=utf-8',
  files = [],
}: WrittenMail = {}): Buffer {
  const headers = [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    'Date: Mon, 09 Mar 2026 11:00:00 +0900',
    `Message-ID: <${messageId}>`,
    'MIME-Version: 1.0',
    ...head,
  ];
  const body = [`${textHead}${CRLF}Content-Transfer-Encoding: base64`, encoded(text)].join(CRLF + CRLF);
  if (files.length === 0) return Buffer.from([...headers, body].join(CRLF));
  const parts = files.map(({ name, type, content, head: own }) =>
    [
      own ??
        [
          `Content-Type: ${type}`,
          `Content-Disposition: attachment${name === undefined ? '' : `; filename="${name}"`}`,
        ].join(CRLF),
      'Content-Transfer-Encoding: base64',
      '',
      encoded(content),
    ].join(CRLF),
  );
  const mixed = head.some((line) => /^content-type:/i.test(line))
    ? []
    : [`Content-Type: multipart/mixed; boundary="${BOUNDARY}"`];
  return Buffer.from(
    [
      ...headers,
      ...mixed,
      '',
      ...[body, ...parts].flatMap((part) => [`--${BOUNDARY}`, part]),
      `--${BOUNDARY}--`,
      '',
    ].join(CRLF),
  );
}

export const keptMail = (raw: Uint8Array): RawMail => ({ bytes: raw.length, stream: Readable.from([raw.slice()]) });

export const MAIL_BOUNDARY = BOUNDARY;

/** Answers what is in the table; everything else does not exist. */
export const resolverOf =
  (records: Readonly<Record<string, readonly string[]>> = {}): DnsResolver =>
  async (name, type) => {
    const found = records[`${type} ${name}`];
    if (!found) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    return type === 'TXT' ? found.map((text) => [text]) : found;
  };

export const noNetwork: DnsResolver = async () => {
  throw Object.assign(new Error('no DNS server answers'), { code: 'ECONNREFUSED' });
};
