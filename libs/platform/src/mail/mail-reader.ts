import { Resolver } from 'node:dns/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { openNamelessFile } from '../support/nameless-file.ts';
import { Turns } from '../support/turns.ts';
import { boundedQuestions } from './bounded-questions.ts';
import { LARGE_BYTES, MailProcess, type RawMail } from './mail-process.ts';
import type { MailLimits } from './mail.worker.ts';
import type { DnsResolver, ParsedMail, UnreadableMail } from './parsed-mail.ts';
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

/** So long a large mail holds up others. Those of phones take a second or two. */
const LARGE_TURN_MS = 10_000;

export interface MailReaderOptions {
  /** For the files of a mail: a file without a name. */
  readonly room?: () => Promise<FileHandle>;
  readonly resolver?: DnsResolver;
  readonly timeoutMs?: number;
  readonly limits?: Partial<MailLimits>;
  readonly heapMib?: number;
  readonly pause?: Pause;
}

export interface ReadOptions {
  /** Called when it takes long: it is read beside the others. */
  readonly onSlow?: () => void;
  /** False: others wait until it is read, at most as long as any may take. */
  readonly isPutOff?: boolean;
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
 * a thread that runs out of memory can end the whole process. DNS is asked outside of them, by the resolver that is passed in.
 * Small mails are read one after the other, and large ones beside them; a small one that is not read soon goes on in the process that it has,
 * and the next one begins in another; a large one is put off when others wait for it too long.
 */
export class MailReader {
  readonly #room: () => Promise<FileHandle>;
  readonly #resolver: DnsResolver;
  readonly #timeoutMs: number;
  readonly #limits: MailLimits;
  readonly #heapMib: number;
  readonly #pause: Pause;
  readonly #turns = new Turns();
  /** Of a small mail, kept for the next one of any size. */
  #waiting: MailProcess | undefined;
  #slow = 0;
  #largeWaiting = 0;
  /** The large mail that is read gives up its turn. */
  #yield: () => void = () => undefined;
  readonly #processes = new Set<MailProcess>();
  #isClosed = false;

  constructor({
    room = () => openNamelessFile(tmpdir()),
    resolver = dnsResolver(),
    timeoutMs = READ_MS,
    limits,
    heapMib = MAX_HEAP_MIB,
    pause = waitFor,
  }: MailReaderOptions = {}) {
    this.#room = room;
    this.#resolver = resolver;
    this.#timeoutMs = timeoutMs;
    this.#limits = { ...LIMITS, ...limits };
    this.#heapMib = heapMib;
    this.#pause = pause;
  }

  /** @throws MailPutOff; what the stream throws */
  read(raw: RawMail, options: ReadOptions = {}): Promise<ParsedMail | UnreadableMail> {
    const over = new AbortController();
    const read = raw.bytes > LARGE_BYTES ? this.#readLarge : this.#readSmall;
    return read.call(this, raw, over.signal, options).finally(() => {
      over.abort();
      raw.stream.destroy();
    });
  }

  /** What is still being read is given up. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#processes].map((one) => this.#end(one)));
  }

  #readLarge(
    raw: RawMail,
    signal: AbortSignal,
    { onSlow = () => undefined, isPutOff = true }: ReadOptions,
  ): Promise<ParsedMail | UnreadableMail> {
    // Also while it waits for others.
    void this.#pause(QUICK_MS, signal).then(() => signal.aborted || onSlow());
    const size: Size = 'large';
    this.#largeWaiting++;
    this.#yield();
    return this.#turns.take(size, async () => {
      this.#largeWaiting--;
      const worker = await this.#take();
      const { promise: putOff, reject } = Promise.withResolvers<never>();
      const yieldTurn = () => this.#largeWaiting > 0 && reject(new MailPutOff());
      void this.#pause(LARGE_TURN_MS, signal).then(() => {
        if (signal.aborted || !isPutOff) return;
        this.#yield = yieldTurn;
        yieldTurn();
      });
      try {
        return await Promise.race([this.#read(raw, worker, signal), putOff]);
      } finally {
        this.#yield = () => undefined;
        await this.#end(worker);
      }
    });
  }

  #readSmall(
    raw: RawMail,
    signal: AbortSignal,
    { onSlow = () => undefined, isPutOff = true }: ReadOptions,
  ): Promise<ParsedMail | UnreadableMail> {
    const { promise, resolve, reject } = Promise.withResolvers<ParsedMail | UnreadableMail>();
    const size: Size = 'small';
    const turn = this.#turns.take(size, async () => {
      const worker = await this.#take();
      const reading = this.#read(raw, worker, signal);
      reading.then(resolve, reject);
      const isQuick = await Promise.race([reading.then(yes, yes), this.#pause(QUICK_MS, signal).then(no)]);
      if (isQuick) {
        this.#waiting = worker;
      } else if (this.#slow < MOST_SLOW) {
        this.#slow++;
        onSlow();
        const over = () => {
          this.#slow--;
          return this.#end(worker);
        };
        void reading.then(over, over);
      } else if (isPutOff) {
        reject(new MailPutOff());
        await this.#end(worker);
      } else {
        const over = () => this.#end(worker);
        await reading.then(over, over);
      }
    });
    turn.catch(reject);
    return promise;
  }

  async #read(raw: RawMail, worker: MailProcess, signal: AbortSignal): Promise<ParsedMail | UnreadableMail> {
    const ask = boundedQuestions(this.#resolver, (milliseconds) => this.#pause(milliseconds, signal));
    const tooSlow = this.#pause(this.#timeoutMs, signal).then(() => {
      if (!signal.aborted) void this.#end(worker);
      return { kind: 'unreadable', why: 'TOO_SLOW' } as const;
    });
    return Promise.race([worker.read(raw, ask), tooSlow]);
  }

  async #take(): Promise<MailProcess> {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting?.isAlive) return waiting;
    if (waiting) void this.#end(waiting);
    const room = await this.#room();
    if (this.#isClosed) {
      await room.close();
      throw new MailPutOff();
    }
    const worker = new MailProcess(room, this.#limits, this.#heapMib);
    this.#processes.add(worker);
    return worker;
  }

  async #end(worker: MailProcess): Promise<void> {
    this.#processes.delete(worker);
    await worker.end();
  }
}

const yes = () => true;
const no = () => false;
