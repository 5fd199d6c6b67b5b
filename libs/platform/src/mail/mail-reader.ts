import { type ChildProcess, fork } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { FromWorker, MailLimits, ToWorker } from './mail.worker.ts';
import type { DnsResolver, MailFile, ParsedMail, UnreadableMail } from './parsed-mail.ts';
import { rememberedAnswers } from './remembered-answers.ts';

const LIMITS: MailLimits = {
  // In each other as well: depth is bounded with it.
  parts: 300,
  headBytes: 512 * 1024,
  htmlCharacters: 1024 * 1024,
  textCharacters: 64 * 1024,
};

const MAX_HEAP_MIB = 256;
const READ_MS = 30_000;
const DNS_MS = 2_000;

/** After which the process that has read it is replaced. */
const LARGE_BYTES = 8 * 1024 * 1024;

/** A mail as it is kept. The stream is read to its end, or destroyed. */
export interface RawMail {
  readonly bytes: number;
  readonly stream: Readable;
}

/** Files are never larger than what they are decoded of, but their names and types are told with them. */
const MAX_MORE_BYTES = 1024 * 1024;

export interface MailReaderOptions {
  readonly resolver?: DnsResolver;
  readonly timeoutMs?: number;
  readonly limits?: Partial<MailLimits>;
  readonly heapMib?: number;
}

const dnsResolver = (): DnsResolver => {
  const resolver = new Resolver({ timeout: DNS_MS, tries: 2 });
  return rememberedAnswers((name, type) => resolver.resolve(name, type as 'TXT'));
};

/**
 * Decodes mails and checks their senders in a process of its own, which may crash, run out of memory or never end without harm to others:
 * a thread that runs out of memory can end the whole process. It has no secret of ours, and can write no file. One mail at a time, which it
 * asks for in pieces: of a mail, nothing is held here and there but its files. DNS is asked outside of it, by the resolver that is passed in.
 */
export class MailReader {
  readonly #resolver: DnsResolver;
  readonly #timeoutMs: number;
  readonly #limits: MailLimits;
  readonly #heapMib: number;
  #child: ChildProcess | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor({
    resolver = dnsResolver(),
    timeoutMs = READ_MS,
    limits,
    heapMib = MAX_HEAP_MIB,
  }: MailReaderOptions = {}) {
    this.#resolver = resolver;
    this.#timeoutMs = timeoutMs;
    this.#limits = { ...LIMITS, ...limits };
    this.#heapMib = heapMib;
  }

  /** @throws what the stream throws */
  read(raw: RawMail): Promise<ParsedMail | UnreadableMail> {
    const read = this.#last.then(() => this.#read(raw)).finally(() => raw.stream.destroy());
    this.#last = read.catch(() => undefined);
    return read;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#end();
  }

  async #read(raw: RawMail): Promise<ParsedMail | UnreadableMail> {
    const child = (this.#child ??= this.#start());
    const { promise, resolve, reject } = Promise.withResolvers<ParsedMail | UnreadableMail>();
    const files: MailFile[] = [];
    const pieces = piecesOf(raw.stream);
    let left = raw.bytes + MAX_MORE_BYTES;
    let isOver = false;
    const fail = (error: unknown) => {
      if (isOver) return;
      reject(error);
      // It waits for the rest.
      void this.#end();
    };
    const passOn = async () => {
      const { value: piece } = await pieces.next();
      if (!isOver) await said(child, { kind: 'piece', ...(piece && { piece }) });
    };
    const take = (message: FromWorker) => {
      switch (message.kind) {
        case 'file':
          left -= message.bytes;
          if (left < 0) throw new RangeError('A mail has more in its files than in itself');
          // For itself alone, so that it can be handed over.
          files.push({ ...message.file, content: Buffer.allocUnsafeSlow(message.bytes) });
          return;
        case 'content':
          files.at(-1)?.content.set(message.piece, message.at);
          return;
        case 'read':
          resolve(message.mail.kind === 'parsed' ? { ...message.mail, files } : message.mail);
          return;
        case 'resolve':
          void this.#resolve(child, message);
          return;
        case 'more':
          passOn().catch(fail);
      }
    };
    const onMessage = (message: FromWorker) => {
      try {
        take(message);
      } catch (error) {
        fail(error);
      }
    };
    const onExit = (_: number | null, signal: NodeJS.Signals | null) => {
      const isMemory = signal === 'SIGABRT' || signal === 'SIGKILL';
      resolve({ kind: 'unreadable', why: isMemory ? 'TOO_MUCH_MEMORY' : 'MALFORMED' });
    };
    const late = setTimeout(() => {
      resolve({ kind: 'unreadable', why: 'TOO_SLOW' });
      void this.#end();
    }, this.#timeoutMs);
    child.on('message', onMessage).on('exit', onExit);
    // It keeps this process only while something is awaited of it.
    child.ref();
    child.channel?.ref();
    void said(child, { kind: 'read' });
    try {
      return await promise;
    } finally {
      isOver = true;
      // What it has held is not given back otherwise.
      if (raw.bytes > LARGE_BYTES) await this.#end();
      clearTimeout(late);
      child.off('message', onMessage).off('exit', onExit);
      child.unref();
      child.channel?.unref();
    }
  }

  #start(): ChildProcess {
    const path = fileURLToPath(new URL(`./mail.worker${extname(import.meta.filename)}`, import.meta.url));
    const child = fork(path, [JSON.stringify(this.#limits)], {
      // What is young is bytes that are passed on.
      execArgv: [
        `--max-old-space-size=${this.#heapMib}`,
        '--max-semi-space-size=1',
        '--permission',
        '--allow-fs-read=*',
      ],
      env: {},
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    // Without a listener, a child that cannot be started would end the process.
    child.on('error', () => child.kill('SIGKILL'));
    child.on('exit', () => {
      if (this.#child === child) this.#child = undefined;
    });
    return child;
  }

  async #resolve(child: ChildProcess, { id, name, type }: Extract<FromWorker, { kind: 'resolve' }>): Promise<void> {
    const answer: ToWorker = await this.#resolver(name, type).then(
      (records) => ({ kind: 'resolved', id, records }) as const,
      (error: { code?: string }) => ({ kind: 'unresolved', id, code: error.code ?? 'ETIMEOUT' }) as const,
    );
    await said(child, answer);
  }

  async #end(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.ref();
    child.kill('SIGKILL');
    await ended;
  }
}

/** The parser makes objects of all lines of a piece at once. */
const PIECE_BYTES = 64 * 1024;

async function* piecesOf(stream: Readable): AsyncGenerator<Uint8Array, undefined> {
  for await (const chunk of stream as AsyncIterable<Uint8Array>)
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) yield chunk.subarray(at, at + PIECE_BYTES);
}

/** When it is on its way. What it can no longer be told, its end tells. */
const said = (child: ChildProcess, message: ToWorker): Promise<void> =>
  new Promise((resolve) => child.send(message, () => resolve()));
