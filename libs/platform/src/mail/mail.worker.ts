import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { convert } from 'html-to-text';
import { authenticate, dmarc as checkDmarc } from 'mailauth';
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

/** What it asks for; each file, followed by its content in pieces, as it is decoded; at last the mail. */
export type FromWorker =
  | { readonly kind: 'more' }
  | {
      readonly kind: 'resolve';
      readonly id: number;
      readonly check: SenderCheck;
      readonly name: string;
      readonly type: string;
    }
  | { readonly kind: 'file'; readonly file: Omit<MailFile, 'content'> }
  | { readonly kind: 'content'; readonly piece: Uint8Array }
  | { readonly kind: 'read'; readonly mail: Omit<ParsedMail, 'files'> | UnreadableMail };

export type ToWorker =
  | { readonly kind: 'read' }
  /** Without one: it was the last. */
  | { readonly kind: 'piece'; readonly piece?: Uint8Array }
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

let given: (piece: Uint8Array | undefined) => void = () => undefined;

/** The mail that is read. */
async function* pieces(): AsyncGenerator<Uint8Array, void> {
  for (;;) {
    const next = new Promise<Uint8Array | undefined>((resolve) => (given = resolve));
    void send({ kind: 'more' });
    const piece = await next;
    if (!piece) return;
    yield piece;
  }
}

// It ends with the process that has started it, which may have work to end.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
process.on('disconnect', () => process.exit());
process.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'read':
      void read();
      return;
    case 'piece':
      given(message.piece);
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
async function read(): Promise<void> {
  const readers = [new PassThrough(), new PassThrough()] as const;
  try {
    const [parsed, checks] = await Promise.all([parse(readers[0]), check(readers[1]), pass(readers)]);
    void send({ kind: 'read', mail: { ...parsed, checks } });
  } catch (error) {
    for (const reader of readers) reader.destroy();
    const isTooMuch = (error as { code?: string }).code === 'EMAXLEN';
    void send({ kind: 'read', mail: { kind: 'unreadable', why: isTooMuch ? 'TOO_MANY_PARTS' : 'MALFORMED' } });
  }
}

async function pass(readers: readonly PassThrough[]): Promise<void> {
  for await (const piece of pieces())
    for (const reader of readers) if (!reader.write(piece)) await once(reader, 'drain');
  for (const reader of readers) reader.end();
}

type Read = Omit<ParsedMail, 'checks' | 'files'>;

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

function parse(raw: Readable): Promise<Read> {
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
  } as ConstructorParameters<typeof MailParser>[0]);
  const { promise, resolve, reject } = Promise.withResolvers<Read>();
  let headers: Headers = new Map();
  let lines: readonly { readonly key: string; readonly line: string }[] = [];
  let text = '';
  parser.on('error', reject);
  parser.on('headers', (read) => {
    headers = read as unknown as Headers;
  });
  parser.on('headerLines' as never, (read: typeof lines) => {
    lines = read;
  });
  parser.on('data', (data) => {
    if (data.type === 'text') text = data.text ?? textOfHtml(data.html);
    else void keep(data as unknown as AttachmentStream).catch(reject);
  });
  async function keep(file: AttachmentStream): Promise<void> {
    const { contentType: mediaType, filename } = file;
    await send({
      kind: 'file',
      file: {
        mediaType,
        ...(filename !== undefined && filename !== '' && { name: filename }),
        isEmbedded: file.related === true && file.contentDisposition !== 'attachment',
      },
    });
    for await (const piece of file.content) await send({ kind: 'content', piece: piece as Buffer });
    file.release?.();
  }
  parser.on('end', () => {
    const one = (name: string) => textOf(headers.get(name));
    const references = [headers.get('references') ?? []].flat().map(String).reverse();
    resolve({
      kind: 'parsed',
      messageId: idsIn(one('message-id'))[0],
      refersTo: [...new Set([...idsIn(one('in-reply-to')), ...references.flatMap((ids) => idsIn(ids).reverse())])],
      from: lines.filter(({ key }) => key === 'from').length === 1 ? soleAddress(headers.get('from')) : undefined,
      subject: one('subject'),
      text: text.slice(0, limits.textCharacters),
      headers: Object.fromEntries(TELLING.flatMap((name) => rawHeader(lines, name))),
      mediaType: (headers.get('content-type') as StructuredHeader | undefined)?.value.toLowerCase() ?? 'text/plain',
    });
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

/** The client is that of the topmost Received header, which our own door wrote. */
async function check(raw: Readable): Promise<SenderChecks> {
  const { body, isOverSigned } = await signedPart(raw);
  const { dkim, spf, receivedChain } = await authenticate(body, {
    trustReceived: true,
    disableArc: true,
    disableBimi: true,
    disableDmarc: true,
    resolver: (name, type) => ask(name.includes('._domainkey.') ? 'dkim' : 'spf', name, type),
  });
  const signatures = (dkim?.results ?? []).map(({ status }) => resultOf(status.result));
  const best = (['PASS', 'UNAVAILABLE', 'FAIL'] as const).find((result) => signatures.includes(result));
  // Apart: what the other checks use up is chosen by the one who wrote the mail, and must not keep this one from being made.
  const dmarc = await checkDmarc({
    headerFrom: dkim.headerFrom,
    spfDomains: spf && spf.status.result === 'pass' ? [spf.domain] : [],
    dkimDomains: dkim.results
      .filter(({ status }) => status.result === 'pass')
      .map(({ id, signingDomain, status }) => ({ id, domain: signingDomain, ...status })),
    resolver: (name: string, type: string) => ask('dmarc', name, type),
  } as Parameters<typeof checkDmarc>[0]);
  return {
    dkim: isOverSigned ? 'FAIL' : (best ?? 'NONE'),
    // Without the address of a client it would be "none".
    spf: spf && hasClient(receivedChain) ? resultOf(spf.status.result) : 'UNAVAILABLE',
    dmarc: dmarc ? resultOf(dmarc.status.result) : 'UNAVAILABLE',
  };
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

const hasClient = (received: readonly { readonly from?: { readonly comment?: string } }[] = []): boolean =>
  received.some(({ from }) => /\[[^\]]+\]/.test(from?.comment ?? ''));

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
