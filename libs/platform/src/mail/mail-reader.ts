import { type ChildProcess, fork } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FromWorker, MailLimits, ToWorker } from './mail.worker.ts';
import type { DnsResolver, ParsedMail, UnreadableMail } from './parsed-mail.ts';
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
 * a thread that runs out of memory can end the whole process. It has no secret of ours, and can write no file. One mail at a time. DNS is
 * asked outside of it, by the resolver that is passed in.
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
    const child = (this.#child ??= this.#start());
    const { promise, resolve } = Promise.withResolvers<ParsedMail | UnreadableMail>();
    const onMessage = (message: FromWorker) => {
      if (message.kind === 'read') resolve(message.mail);
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
    say(child, { kind: 'read', raw });
    try {
      return await promise;
    } finally {
      clearTimeout(late);
      child.off('message', onMessage).off('exit', onExit);
      child.unref();
      child.channel?.unref();
    }
  }

  #start(): ChildProcess {
    const path = fileURLToPath(new URL(`./mail.worker${extname(import.meta.filename)}`, import.meta.url));
    const child = fork(path, [JSON.stringify(this.#limits)], {
      execArgv: [`--max-old-space-size=${this.#heapMib}`, '--permission', '--allow-fs-read=*'],
      env: {},
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', (message: FromWorker) => {
      if (message.kind === 'resolve') void this.#resolve(child, message);
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
    say(child, answer);
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

/** What it can no longer be told, its end tells. */
const say = (child: ChildProcess, message: ToWorker): void => void child.send(message, () => undefined);
