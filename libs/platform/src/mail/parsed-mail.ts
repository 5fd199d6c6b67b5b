/** `NONE`: the sender's domain does not use it. `UNAVAILABLE`: it could not be made, because DNS or the address of the client is missing. */
export const CHECK_RESULTS = ['PASS', 'FAIL', 'NONE', 'UNAVAILABLE'] as const;
export type CheckResult = (typeof CHECK_RESULTS)[number];

/** RFC 6376, 7208, 7489. */
export interface SenderChecks {
  readonly dkim: CheckResult;
  readonly spf: CheckResult;
  readonly dmarc: CheckResult;
}

/** Of a file, which may be too large to be held in memory. */
export interface FileContent {
  readonly bytes: number;
  /** Their bytes may be taken over, and asked for again. */
  pieces(): AsyncIterable<Uint8Array>;
}

export const contentOf = (content: Uint8Array): FileContent => ({
  bytes: content.byteLength,
  async *pieces() {
    yield content.slice();
  },
});

/** Its first bytes. */
export async function beginningOf({ pieces }: FileContent, bytes: number): Promise<Uint8Array> {
  const read: Uint8Array[] = [];
  let left = bytes;
  for await (const piece of pieces()) {
    read.push(piece.subarray(0, left));
    left -= piece.length;
    if (left <= 0) break;
  }
  return Buffer.concat(read);
}

export interface MailFile {
  readonly name?: string | undefined;
  /** As declared: evidence is typed by its content. */
  readonly mediaType: string;
  /** Shown inside the HTML text, such as the logo of a signature. */
  readonly isEmbedded: boolean;
  readonly content: FileContent;
}

/** A mail, decoded, whatever it claims about its character sets. Message ids are without angle brackets. */
export interface ParsedMail {
  readonly kind: 'parsed';
  readonly messageId?: string | undefined;
  /** Of In-Reply-To and References, the nearest first. */
  readonly refersTo: readonly string[];
  /** The one address in From, in lower case. Absent: none, or several, so that nobody can say who wrote it. */
  readonly from?: string | undefined;
  readonly subject: string;
  /** HTML as text where there is no plain text. */
  readonly text: string;
  /** Values of headers that say who, or what, sent it, by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of the whole mail, such as multipart/report. */
  readonly mediaType: string;
  readonly files: readonly MailFile[];
  readonly checks: SenderChecks;
  /** Its files are not read any more: their room is given back. */
  discard(): Promise<void>;
}

export type UnreadableBecause = 'TOO_SLOW' | 'TOO_MUCH_MEMORY' | 'TOO_MANY_PARTS' | 'MALFORMED';

export interface UnreadableMail {
  readonly kind: 'unreadable';
  readonly why: UnreadableBecause;
}

/** As `dns.promises.resolve`; errors have its codes. */
export type DnsResolver = (name: string, type: string) => Promise<unknown>;
