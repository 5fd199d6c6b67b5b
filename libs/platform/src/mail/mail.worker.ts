import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { convert } from 'html-to-text';
import type { DKIMVerifyResult, SPFOptions } from 'mailauth';
// One by one: with the rest of the package, which nothing here needs, a process has 14 MiB more.
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { dmarc as dmarcVerify } from 'mailauth/lib/dmarc/index.js';
import { parseReceived } from 'mailauth/lib/parse-received.js';
import { spf as spfVerify } from 'mailauth/lib/spf/index.js';
import { type AttachmentStream, type Headers, MailParser, type StructuredHeader } from 'mailparser';
import type { SenderCheck } from './bounded-questions.ts';
import type { CheckResult, MailFile, ParsedMail, SenderChecks, UnreadableMail } from './parsed-mail.ts';

export interface MailLimits {
  readonly parts: number;
  readonly headBytes: number;
  readonly htmlCharacters: number;
  readonly textCharacters: number;
  /** Of DKIM. Each may be about another part of the body, and costs a question to DNS. */
  readonly signatures: number;
}

/** Where its content is in the file that was handed over. */
export interface WrittenFile extends Omit<MailFile, 'content'> {
  readonly at: number;
  readonly bytes: number;
}

/** What it asks for; at last the mail, or why its files could not be written. */
export type FromWorker =
  | {
      readonly kind: 'resolve';
      readonly id: number;
      readonly check: SenderCheck;
      readonly name: string;
      readonly type: string;
    }
  | {
      readonly kind: 'read';
      readonly mail:
        | (Omit<ParsedMail, 'files' | 'discard'> & { readonly files: readonly WrittenFile[] })
        | UnreadableMail;
    }
  | { readonly kind: 'unkept'; readonly why: string };

export type ToWorker =
  /** So many bytes of standard input. `maxFileBytes`: of all its files. */
  | { readonly kind: 'read'; readonly bytes: number; readonly maxFileBytes: number }
  | { readonly kind: 'resolved'; readonly id: number; readonly records: unknown }
  | { readonly kind: 'unresolved'; readonly id: number; readonly code: string };

const limits = JSON.parse(process.argv[2] ?? '{}') as MailLimits;
const asked = new Map<number, { resolve: (records: never) => void; reject: (error: Error) => void }>();
let questions = 0;

const ask = (check: SenderCheck, name: string, type: string): Promise<never> =>
  new Promise((resolve, reject) => {
    const id = ++questions;
    asked.set(id, { resolve, reject });
    void send({ kind: 'resolve', id, check, name, type });
  });

const send = (message: FromWorker): Promise<void> =>
  new Promise((resolve) => process.send?.(message, undefined, undefined, () => resolve()));

const { stdin } = process;

/** Of the mail that is read. */
async function* pieces(bytes: number): AsyncGenerator<Buffer, void> {
  for (let left = bytes; left > 0; ) {
    const piece = stdin.read() as Buffer | null;
    if (piece) {
      left -= piece.length;
      yield piece;
    } else await once(stdin, 'readable');
  }
}

/** Of the file into which the content of files is written. */
const FILE = 4;

class NotWritten extends Error {}

/** The files of a mail, one after the other. Nothing else is done meanwhile, so that no piece waits in memory. */
class Files {
  readonly all: WrittenFile[] = [];
  readonly #maxBytes: number;
  #end = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  async add(file: Omit<MailFile, 'content'>, content: AsyncIterable<Buffer>): Promise<void> {
    const at = this.#end;
    for await (const piece of content) this.#write(piece);
    this.all.push({ ...file, at, bytes: this.#end - at });
  }

  /** @throws NotWritten, RangeError */
  #write(piece: Buffer): void {
    if (this.#end + piece.length > this.#maxBytes) throw new RangeError('more in its files than in itself');
    try {
      for (let done = 0; done < piece.length; )
        done += writeSync(FILE, piece, done, piece.length - done, this.#end + done);
    } catch (cause) {
      throw new NotWritten((cause as Error).message, { cause });
    }
    this.#end += piece.length;
  }
}

// It ends with the process that has started it, which may have work to end.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
process.on('disconnect', () => process.exit());
process.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'read':
      void read(message);
      return;
    case 'resolved':
      answered(message.id)?.resolve(message.records as never);
      return;
    case 'unresolved':
      answered(message.id)?.reject(Object.assign(new Error(message.code), { code: message.code }));
  }
});

function answered(id: number) {
  const waiting = asked.get(id);
  asked.delete(id);
  return waiting;
}

/** Nothing of it is held but its text. */
async function read({ bytes, maxFileBytes }: Extract<ToWorker, { kind: 'read' }>): Promise<void> {
  const readers = [new PassThrough(), new PassThrough()] as const;
  const files = new Files(maxFileBytes);
  try {
    const [parsed, checks] = await Promise.all([
      parse(readers[0], files),
      check(readers[1]),
      pass(pieces(bytes), readers),
    ]);
    void send({ kind: 'read', mail: { ...parsed, checks, files: files.all } });
  } catch (error) {
    for (const reader of readers) reader.destroy();
    if (error instanceof NotWritten) return send({ kind: 'unkept', why: error.message });
    const isTooMuch = (error as { code?: string }).code === 'EMAXLEN';
    void send({ kind: 'read', mail: { kind: 'unreadable', why: isTooMuch ? 'TOO_MANY_PARTS' : 'MALFORMED' } });
  }
}

async function pass(mail: AsyncIterable<Buffer>, readers: readonly PassThrough[]): Promise<void> {
  for await (const piece of mail) for (const reader of readers) if (!reader.write(piece)) await once(reader, 'drain');
  for (const reader of readers) reader.end();
}

type Read = Omit<ParsedMail, 'checks' | 'files' | 'discard'>;

/** What says that a program sent it, or a list (RFC 3834, 2919, 2369). */
const TELLING = [
  'auto-submitted',
  'precedence',
  'list-id',
  'list-unsubscribe',
  'x-auto-response-suppress',
  'x-autoreply',
  'x-autorespond',
  'x-loop',
  'return-path',
];

function parse(raw: Readable, files: Files): Promise<Read> {
  const parser = new MailParser({
    maxChildNodes: limits.parts,
    maxHeadSize: limits.headBytes,
    maxHtmlLengthToParse: limits.htmlCharacters,
    // A message inside a message is a file: what is in it was said by others.
    ignoreEmbedded: true,
    keepDeliveryStatus: true,
    skipTextToHtml: true,
    skipTextLinks: true,
    skipImageLinks: true,
    checksumAlgo: false,
  });
  const { promise, resolve, reject } = Promise.withResolvers<Read>();
  let headers: Headers = new Map();
  let lines: readonly { readonly key: string; readonly line: string }[] = [];
  let text = '';
  const kept: Promise<void>[] = [];
  parser.on('error', reject);
  parser.on('headers', (read) => {
    headers = read;
  });
  parser.on('headerLines' as never, (read: typeof lines) => {
    lines = read;
  });
  parser.on('data', (data) => {
    if (data.type === 'text') text = data.text ?? textOfHtml(data.html);
    else {
      const keeping = keep(data);
      keeping.catch(reject);
      kept.push(keeping);
    }
  });
  async function keep(file: AttachmentStream): Promise<void> {
    const { contentType: mediaType, filename } = file;
    const isEmbedded = file.related === true && file.contentDisposition !== 'attachment';
    const named = filename !== undefined && filename !== '' && { name: filename };
    await files.add({ mediaType, ...named, isEmbedded }, file.content as AsyncIterable<Buffer>);
    file.release?.();
  }
  parser.on('end', () => {
    const one = (name: string) => textOf(headers.get(name));
    const references = [headers.get('references') ?? []].flat().map(String).reverse();
    const read: Read = {
      kind: 'parsed',
      messageId: idsIn(one('message-id'))[0],
      refersTo: [...new Set([...idsIn(one('in-reply-to')), ...references.flatMap((ids) => idsIn(ids).reverse())])],
      from: lines.filter(({ key }) => key === 'from').length === 1 ? soleAddress(headers.get('from')) : undefined,
      subject: one('subject'),
      text: text.slice(0, limits.textCharacters),
      headers: Object.fromEntries(TELLING.flatMap((name) => rawHeader(lines, name))),
      mediaType: (headers.get('content-type') as StructuredHeader | undefined)?.value.toLowerCase() ?? 'text/plain',
    };
    // The parser does not wait for the last one.
    Promise.all(kept).then(() => resolve(read), reject);
  });
  raw.pipe(parser);
  return promise;
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : Array.isArray(value) ? String(value[0]) : '';

function rawHeader(lines: readonly { readonly key: string; readonly line: string }[], name: string) {
  const found = lines.find(({ key }) => key === name);
  return found ? [[name, found.line.slice(name.length + 1).trim()] as const] : [];
}

/** Pictures and links say nothing. */
const textOfHtml = (html: string | false | undefined): string =>
  html
    ? convert(html.slice(0, limits.htmlCharacters), {
        wordwrap: false,
        limits: { maxDepth: MAX_HTML_LEVELS },
        selectors: [
          { selector: 'img', format: 'skip' },
          { selector: 'a', options: { ignoreHref: true } },
        ],
      })
    : '';

const MAX_HTML_LEVELS = 100;

const idsIn = (text: string): string[] => [...text.matchAll(/<([^<>\s]{1,998})>/g)].map(([, id]) => id as string);

function soleAddress(from: unknown): string | undefined {
  const { value = [] } = (from ?? {}) as { value?: readonly { address?: string; group?: unknown }[] };
  const [sender] = value;
  return value.length === 1 && sender?.address ? sender.address.toLowerCase() : undefined;
}

async function check(raw: Readable): Promise<SenderChecks> {
  const { body, isOverSigned } = await signedPart(raw);
  // Each apart: what one uses up is chosen by the one who wrote the mail, and must not keep another from being made.
  const asks = (check: SenderCheck) => ({ resolver: (name: string, type: string) => ask(check, name, type) });
  const dkim = await dkimVerify(body, asks('dkim'));
  const client = clientOf(dkim);
  const spf = client && (await spfVerify({ ...client, ...asks('spf') }));
  const signatures = dkim.results.map(({ status }) => resultOf(status.result));
  const best = (['PASS', 'UNAVAILABLE', 'FAIL'] as const).find((result) => signatures.includes(result));
  const dmarc = await dmarcVerify({
    headerFrom: dkim.headerFrom,
    spfDomains: spf?.status.result === 'pass' ? [spf.domain] : [],
    dkimDomains: dkim.results
      .filter(({ status }) => status.result === 'pass')
      .map(({ id, signingDomain, status }) => ({ id, domain: signingDomain, ...status })),
    ...asks('dmarc'),
  });
  return {
    dkim: isOverSigned ? 'FAIL' : (best ?? 'NONE'),
    spf: spf ? resultOf(spf.status.result) : 'UNAVAILABLE',
    dmarc: dmarc ? resultOf(dmarc.status.result) : 'UNAVAILABLE',
  };
}

/** Who brought the mail, by the topmost Received header, which our own door wrote. */
function clientOf({ headers, envelopeFrom }: DKIMVerifyResult): SPFOptions | undefined {
  const received = headers?.parsed.filter(({ key }) => key === 'received').map(({ line }) => parseReceived(line));
  const door = received?.find((each) => each && each.from?.value);
  const ip = door && /\[(?:IPv6:)?([^\]]+)\]/i.exec(door.from?.comment ?? '')?.[1];
  if (!ip) return undefined;
  const sender = door['envelope-from']?.value.replaceAll(/[<>]/g, '').trim() || envelopeFrom;
  return { ip, helo: `[${ip}]`, ...(sender && { sender }) };
}

const END_OF_HEAD = /\r?\n\r?\n/;
/** With the lines that continue it. What is behind a signature that was taken out would not hold anyway. */
const SIGNATURES = /^(?:dkim-signature|arc-[a-z-]+):.*\n(?:[ \t].*\n)*/gim;

/** Of a mail what its checks need: all of it where it is signed; where it is signed too often, its head without the signatures. */
async function signedPart(raw: Readable): Promise<{ readonly body: Readable; readonly isOverSigned: boolean }> {
  const pieces = raw[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const read: Buffer[] = [];
  let head = '';
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    read.push(next.value);
    head += next.value.toString('latin1');
    if (head.length > limits.headBytes || END_OF_HEAD.test(head)) break;
  }
  const fields = `${head.slice(0, END_OF_HEAD.exec(head)?.index).replaceAll('\r\n', '\n')}\n`;
  const signatures = fields.match(/^dkim-signature:/gim)?.length ?? 0;
  async function* whole() {
    yield* read;
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
  }
  if (signatures > 0 && signatures <= limits.signatures) return { body: Readable.from(whole()), isOverSigned: false };
  // The other reader gets no more pieces than this one takes.
  void drained(pieces).catch(() => undefined);
  const unsigned = `${fields.replace(SIGNATURES, '').replaceAll('\n', '\r\n')}\r\n`;
  return { body: Readable.from([Buffer.from(unsigned, 'latin1')]), isOverSigned: signatures > 0 };
}

async function drained(pieces: AsyncIterator<unknown>): Promise<void> {
  while (!(await pieces.next()).done);
}

function resultOf(result: string): CheckResult {
  switch (result) {
    case 'pass':
      return 'PASS';
    case 'fail':
    case 'policy':
    case 'permerror':
      return 'FAIL';
    case 'temperror':
    case 'temperr':
    case 'skipped':
      return 'UNAVAILABLE';
    default:
      return 'NONE';
  }
}
