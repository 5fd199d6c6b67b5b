import { type ChildProcess, fork } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Turns } from '../support/turns.ts';
import { boundedQuestions } from './bounded-questions.ts';
import type { FromWorker, MailLimits, ToWorker } from './mail.worker.ts';
import type { DnsResolver, MailFile, ParsedMail, UnreadableMail } from './parsed-mail.ts';
import { rememberedAnswers } from './remembered-answers.ts';

const LIMITS: MailLimits = {
  // In each other as well: depth is bounded with it.
  parts: 300,
  headBytes: 512 * 1024,
  htmlCharacters: 1024 * 1024,
  textCharacters: 64 * 1024,
  // Senders sign once or twice, and lists and relays once more.
  signatures: 10,
};

const MAX_HEAP_MIB = 256;
const READ_MS = 30_000;
const DNS_MS = 2_000;

/** After which a mail is slow: others are read meanwhile. */
const QUICK_MS = 2_000;
/** That are read beside the others: each has a process, with what it holds. */
const MOST_SLOW = 2;

/** Large mails are read one after the other, beside small ones, and the process that has read one is replaced. */
const LARGE_BYTES = 8 * 1024 * 1024;
/** So long a large mail holds up others. Those of phones take a second or two. */
const LARGE_TURN_MS = 10_000;

/** A mail as it is kept. The stream is read to its end, or destroyed. */
export interface RawMail {
  readonly bytes: number;
  readonly stream: Readable;
}

/** Files are never larger than what they are decoded of, but for a text in another encoding. */
const MAX_MORE_BYTES = 1024 * 1024;

export interface MailReaderOptions {
  readonly resolver?: DnsResolver;
  readonly timeoutMs?: number;
  readonly limits?: Partial<MailLimits>;
  readonly heapMib?: number;
  readonly pause?: Pause;
}

/** Ends early when the mail for which it is made is read. */
type Pause = (milliseconds: number, signal: AbortSignal) => Promise<unknown>;

const waitFor: Pause = (milliseconds, signal) =>
  wait(milliseconds, undefined, { ref: false, signal }).catch(() => undefined);

/** It is slow, as are others that are being read: to be read again later. */
export class MailPutOff extends Error {
  override readonly name = 'MailPutOff';
  override readonly message = 'Other mails that take long are being read. Try again later.';
}

type Size = 'small' | 'large';

const dnsResolver = (): DnsResolver => {
  const resolver = new Resolver({ timeout: DNS_MS, tries: 2 });
  return rememberedAnswers((name, type) => resolver.resolve(name, type as 'TXT'));
};

/**
 * Decodes mails and checks their senders in processes of their own, which may crash, run out of memory or never end without harm to others:
 * a thread that runs out of memory can end the whole process. They have no secret of ours, and can write no file. A mail is asked for in
 * pieces: nothing of it is held here and there but its files. DNS is asked outside of them, by the resolver that is passed in.
 * Small mails are read one after the other, and large ones beside them; a small one that is not read soon goes on in the process that it has,
 * and the next one begins in another; a large one is put off when others wait for it too long.
 */
export class MailReader {
  readonly #resolver: DnsResolver;
  readonly #timeoutMs: number;
  readonly #limits: MailLimits;
  readonly #heapMib: number;
  readonly #pause: Pause;
  readonly #turns = new Turns();
  /** Of a small mail, kept for the next one of any size. */
  #waiting: ChildProcess | undefined;
  #slow = 0;
  #largeWaiting = 0;
  /** The large mail that is read gives up its turn. */
  #yield: () => void = () => undefined;
  readonly #children = new Set<ChildProcess>();
  #isClosed = false;

  constructor({
    resolver = dnsResolver(),
    timeoutMs = READ_MS,
    limits,
    heapMib = MAX_HEAP_MIB,
    pause = waitFor,
  }: MailReaderOptions = {}) {
    this.#resolver = resolver;
    this.#timeoutMs = timeoutMs;
    this.#limits = { ...LIMITS, ...limits };
    this.#heapMib = heapMib;
    this.#pause = pause;
  }

  /**
   * `onSlow` is called when it takes long: it is read beside the others.
   * @throws MailPutOff; what the stream throws
   */
  read(raw: RawMail, onSlow: () => void = () => undefined): Promise<ParsedMail | UnreadableMail> {
    const over = new AbortController();
    const read = raw.bytes > LARGE_BYTES ? this.#readLarge : this.#readSmall;
    return read.call(this, raw, over.signal, onSlow).finally(() => {
      over.abort();
      raw.stream.destroy();
    });
  }

  /** What is still being read is given up. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#children].map(end));
  }

  #readLarge(raw: RawMail, signal: AbortSignal, onSlow: () => void): Promise<ParsedMail | UnreadableMail> {
    // Also while it waits for others.
    void this.#pause(QUICK_MS, signal).then(() => signal.aborted || onSlow());
    const size: Size = 'large';
    this.#largeWaiting++;
    this.#yield();
    return this.#turns.take(size, async () => {
      this.#largeWaiting--;
      const child = this.#take();
      const { promise: putOff, reject } = Promise.withResolvers<never>();
      const yieldTurn = () => this.#largeWaiting > 0 && reject(new MailPutOff());
      void this.#pause(LARGE_TURN_MS, signal).then(() => {
        if (signal.aborted) return;
        this.#yield = yieldTurn;
        yieldTurn();
      });
      try {
        return await Promise.race([this.#read(raw, child, signal), putOff]);
      } finally {
        this.#yield = () => undefined;
        await end(child);
      }
    });
  }

  #readSmall(raw: RawMail, signal: AbortSignal, onSlow: () => void): Promise<ParsedMail | UnreadableMail> {
    const { promise, resolve, reject } = Promise.withResolvers<ParsedMail | UnreadableMail>();
    const size: Size = 'small';
    const turn = this.#turns.take(size, async () => {
      const child = this.#take();
      const reading = this.#read(raw, child, signal);
      reading.then(resolve, reject);
      const isQuick = await Promise.race([reading.then(yes, yes), this.#pause(QUICK_MS, signal).then(no)]);
      if (isQuick) {
        this.#waiting = child;
      } else if (this.#slow < MOST_SLOW) {
        this.#slow++;
        onSlow();
        const over = () => {
          this.#slow--;
          return end(child);
        };
        void reading.then(over, over);
      } else {
        reject(new MailPutOff());
        await end(child);
      }
    });
    turn.catch(reject);
    return promise;
  }

  async #read(raw: RawMail, child: ChildProcess, signal: AbortSignal): Promise<ParsedMail | UnreadableMail> {
    const { promise, resolve, reject } = Promise.withResolvers<ParsedMail | UnreadableMail>();
    const files = new ArrivingFiles(raw.bytes + MAX_MORE_BYTES);
    const pieces = piecesOf(raw.stream);
    const ask = boundedQuestions(this.#resolver, (milliseconds) => this.#pause(milliseconds, signal));
    let isOver = false;
    const fail = (error: unknown) => {
      if (isOver) return;
      reject(error);
      // It waits for the rest.
      void end(child);
    };
    const passOn = async () => {
      const { value: piece } = await pieces.next();
      if (!isOver) await say(child, { kind: 'piece', ...(piece && { piece }) });
    };
    const take = (message: FromWorker) => {
      switch (message.kind) {
        case 'file':
          files.begin(message.file);
          return;
        case 'content':
          files.add(message.piece);
          return;
        case 'read':
          resolve(message.mail.kind === 'parsed' ? { ...message.mail, files: files.all() } : message.mail);
          return;
        case 'resolve':
          void answer(child, message, ask);
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
    void this.#pause(this.#timeoutMs, signal).then(() => {
      if (isOver) return;
      resolve({ kind: 'unreadable', why: 'TOO_SLOW' });
      void end(child);
    });
    child.on('message', onMessage).on('exit', onExit);
    // It keeps this process only while something is awaited of it.
    child.ref();
    child.channel?.ref();
    void say(child, { kind: 'read' });
    try {
      return await promise;
    } finally {
      isOver = true;
      child.off('message', onMessage).off('exit', onExit);
      child.unref();
      child.channel?.unref();
    }
  }

  #take(): ChildProcess {
    const child = isAlive(this.#waiting) ? this.#waiting : this.#start();
    this.#waiting = undefined;
    return child;
  }

  #start(): ChildProcess {
    if (this.#isClosed) throw new MailPutOff();
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
    this.#children.add(child);
    child.on('exit', () => this.#children.delete(child));
    return child;
  }
}

/** One after the other, as a process decodes them, into room as large as the mail: it takes memory as far as it is written. */
class ArrivingFiles {
  readonly #files: MailFile[] = [];
  #last: Omit<MailFile, 'content'> | undefined;
  #room = Buffer.alloc(0);
  #bytes = 0;

  constructor(private left: number) {}

  begin(file: Omit<MailFile, 'content'>): void {
    this.#end();
    this.#last = file;
    if (this.#room.length === 0) this.#room = Buffer.allocUnsafeSlow(this.left);
  }

  /** @throws RangeError */
  add(piece: Uint8Array): void {
    this.left -= piece.length;
    if (this.left < 0) throw new RangeError('A mail has more in its files than in itself');
    this.#room.set(piece, this.#bytes);
    this.#bytes += piece.length;
  }

  all(): readonly MailFile[] {
    this.#end();
    return this.#files;
  }

  /** Each has bytes of its own, so that it can be handed over; the room of a large one is given back with it. */
  #end(): void {
    if (!this.#last) return;
    const isLarge = this.#bytes > LARGE_BYTES;
    const room = this.#room.buffer as ArrayBuffer;
    const content = isLarge ? room.transfer(this.#bytes) : room.slice(0, this.#bytes);
    this.#files.push({ ...this.#last, content: new Uint8Array(content) });
    if (isLarge) this.#room = Buffer.alloc(0);
    this.#last = undefined;
    this.#bytes = 0;
  }
}

const yes = () => true;
const no = () => false;

const isAlive = (child: ChildProcess | undefined): child is ChildProcess => child?.connected === true && !child.killed;

async function answer(
  child: ChildProcess,
  { id, check, name, type }: Extract<FromWorker, { kind: 'resolve' }>,
  ask: ReturnType<typeof boundedQuestions>,
): Promise<void> {
  const said: ToWorker = await ask(check, name, type).then(
    (records) => ({ kind: 'resolved', id, records }) as const,
    (error: { code?: string }) => ({ kind: 'unresolved', id, code: error.code ?? 'ETIMEOUT' }) as const,
  );
  await say(child, said);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.ref();
  child.kill('SIGKILL');
  await ended;
}

/** The parser makes objects of all lines of a piece at once. */
const PIECE_BYTES = 64 * 1024;

async function* piecesOf(stream: Readable): AsyncGenerator<Uint8Array, undefined> {
  for await (const chunk of stream as AsyncIterable<Uint8Array>)
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) yield chunk.subarray(at, at + PIECE_BYTES);
}

/** When it is on its way. What it can no longer be told, its end tells. */
const say = (child: ChildProcess, message: ToWorker): Promise<void> =>
  new Promise((resolve) => child.send(message, () => resolve()));
