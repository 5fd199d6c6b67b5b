import { Resolver } from 'node:dns/promises';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FromWorker, MailLimits, ToWorker } from './mail.worker.ts';
import type { DnsResolver, ParsedMail, UnreadableBecause, UnreadableMail } from './parsed-mail.ts';

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

export interface MailReaderOptions {
  readonly resolver?: DnsResolver;
  readonly timeoutMs?: number;
  readonly limits?: Partial<MailLimits>;
  readonly heapMib?: number;
}

const dnsResolver = (): DnsResolver => {
  const resolver = new Resolver({ timeout: DNS_MS, tries: 2 });
  return (name, type) => resolver.resolve(name, type as 'TXT');
};

/**
 * Decodes mails and checks their senders in a thread of its own, which may crash, run out of memory or never end without harm to others.
 * One mail at a time. DNS is asked outside of it, by the resolver that is passed in.
 */
export class MailReader {
  readonly #resolver: DnsResolver;
  readonly #timeoutMs: number;
  readonly #limits: MailLimits;
  readonly #heapMib: number;
  #worker: Worker | undefined;
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

  /** The bytes are taken over: nobody may use them afterwards. */
  read(raw: Uint8Array): Promise<ParsedMail | UnreadableMail> {
    const read = this.#last.then(() => this.#read(raw));
    this.#last = read;
    return read;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#end();
  }

  async #read(raw: Uint8Array): Promise<ParsedMail | UnreadableMail> {
    const worker = (this.#worker ??= this.#start());
    worker.ref();
    const { promise, resolve } = Promise.withResolvers<ParsedMail | UnreadableMail>();
    const failed = (why: UnreadableBecause) => {
      resolve({ kind: 'unreadable', why });
      void this.#end();
    };
    const onMessage = (message: FromWorker) => {
      if (message.kind === 'read') resolve(message.mail);
    };
    const onError = (error: unknown) =>
      failed((error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'TOO_MUCH_MEMORY' : 'MALFORMED');
    const late = setTimeout(() => failed('TOO_SLOW'), this.#timeoutMs);
    worker.on('message', onMessage).on('error', onError);
    const own = raw.byteLength === raw.buffer.byteLength ? raw : new Uint8Array(raw);
    worker.postMessage({ kind: 'read', raw: own } satisfies ToWorker, [own.buffer as ArrayBuffer]);
    try {
      return await promise;
    } finally {
      clearTimeout(late);
      worker.off('message', onMessage).off('error', onError);
      // It keeps the process only while something is awaited of it.
      worker.unref();
    }
  }

  #start(): Worker {
    const worker = new Worker(new URL(`./mail.worker${extname(import.meta.filename)}`, import.meta.url), {
      workerData: this.#limits,
      resourceLimits: { maxOldGenerationSizeMb: this.#heapMib },
    });
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'resolve') void this.#resolve(worker, message);
    });
    // Without it, an error between two mails would end the process.
    worker.on('error', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    return worker;
  }

  async #resolve(worker: Worker, { id, name, type }: Extract<FromWorker, { kind: 'resolve' }>): Promise<void> {
    const answer: ToWorker = await this.#resolver(name, type).then(
      (records) => ({ kind: 'resolved', id, records }) as const,
      (error: { code?: string }) => ({ kind: 'unresolved', id, code: error.code ?? 'ETIMEOUT' }) as const,
    );
    worker.postMessage(answer);
  }

  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}
