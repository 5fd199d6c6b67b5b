import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { boundedQuestions } from './bounded-questions.ts';
import type { FromWorker, MailLimits, ToWorker, WrittenFile } from './mail.worker.ts';
import { contentOf, type ParsedMail, type UnreadableMail } from './parsed-mail.ts';

/** A mail as it is kept. The stream is read to its end, or destroyed; its bytes are taken over. */
export interface RawMail {
  readonly bytes: number;
  readonly stream: Readable;
}

/** The files of a larger mail are not held in memory. */
export const LARGE_BYTES = 8 * 1024 * 1024;

/** Files are never larger than what they are decoded of, but for a text in another encoding. */
const MAX_MORE_BYTES = 1024 * 1024;

/** There is no room for its files. */
class MailNotKept extends Error {
  override readonly name = 'MailNotKept';
  readonly fault = 'full';
}

type Ask = ReturnType<typeof boundedQuestions>;
type ReadByWorker = Extract<FromWorker, { kind: 'read' }>['mail'];

/**
 * A process that decodes mails, one after the other. The bytes of a mail reach it through a pipe, and it writes those of its files into a file
 * without a name: they leave nothing in the memory of this process, which would collect it late. It has no secret of ours, and can write
 * nothing else.
 */
export class MailProcess {
  readonly #child: ChildProcess;
  #isEnded = false;
  #isFileUsed = false;

  constructor(
    private readonly file: FileHandle,
    limits: MailLimits,
    heapMib: number,
  ) {
    const path = fileURLToPath(new URL(`./mail.worker${extname(import.meta.filename)}`, import.meta.url));
    this.#child = fork(path, [JSON.stringify(limits)], {
      // What is young is bytes that are passed on.
      execArgv: [
        `--max-old-space-size=${heapMib}`,
        '--max-semi-space-size=1',
        '--optimize-for-size',
        '--permission',
        '--allow-fs-read=*',
      ],
      // Otherwise each thread has memory of its own (glibc).
      env: { MALLOC_ARENA_MAX: '1' },
      serialization: 'advanced',
      stdio: ['pipe', 'ignore', 'ignore', 'ipc', file.fd],
    });
    // Without a listener, a child that cannot be started would end the process.
    this.#child.on('error', () => this.#child.kill('SIGKILL'));
    // What it can no longer be told, its end tells.
    this.#child.stdin?.on('error', () => undefined);
    this.#keepThisProcess(false);
  }

  get isAlive(): boolean {
    return this.#child.connected && !this.#child.killed;
  }

  /** What has read a large mail is to be ended: the files of the mail stay where they are. @throws what the stream throws, MailNotKept, RangeError */
  async read(raw: RawMail, ask: Ask): Promise<ParsedMail | UnreadableMail> {
    const child = this.#child;
    const { promise, resolve, reject } = Promise.withResolvers<ReadByWorker>();
    const onMessage = (message: FromWorker) => {
      if (message.kind === 'read') resolve(message.mail);
      else if (message.kind === 'unkept') reject(new MailNotKept(message.why));
      else void this.#answer(message, ask);
    };
    const onExit = (_: number | null, signal: NodeJS.Signals | null) => {
      const isMemory = signal === 'SIGABRT' || signal === 'SIGKILL';
      resolve({ kind: 'unreadable', why: isMemory ? 'TOO_MUCH_MEMORY' : 'MALFORMED' });
    };
    child.on('message', onMessage).on('exit', onExit);
    this.#keepThisProcess(true);
    const maxFileBytes = raw.bytes + MAX_MORE_BYTES;
    void this.#say({ kind: 'read', bytes: raw.bytes, maxFileBytes });
    pour(raw, child.stdin as Socket).catch(reject);
    try {
      const mail = await promise;
      if (mail.kind === 'parsed') return { ...mail, ...(await this.#filesOf(mail.files, raw)) };
      this.#giveUp();
      return mail;
    } catch (error) {
      this.#giveUp();
      throw error;
    } finally {
      child.off('message', onMessage).off('exit', onExit);
      this.#keepThisProcess(false);
    }
  }

  /** It waits for the rest of a mail, or has not read it. */
  #giveUp(): void {
    this.#child.kill('SIGKILL');
  }

  async end(): Promise<void> {
    this.#isEnded = true;
    await ended(this.#child);
    if (!this.#isFileUsed) await this.file.close();
  }

  async #filesOf(
    files: readonly WrittenFile[],
    { bytes }: Pick<RawMail, 'bytes'>,
  ): Promise<Pick<ParsedMail, 'files' | 'discard'>> {
    // A decoder is not believed.
    if (files.reduce((sum, file) => sum + file.bytes, 0) > bytes + MAX_MORE_BYTES)
      throw new RangeError('A mail has more in its files than in itself');
    if (bytes <= LARGE_BYTES) {
      const inMemory = files.map(async ({ at, bytes: length, ...file }) => ({
        ...file,
        content: contentOf(await part(this.file, at, length)),
      }));
      return { files: await Promise.all(inMemory), discard: async () => undefined };
    }
    if (this.#isEnded) throw new RangeError('A mail was given up');
    this.#isFileUsed = true;
    const inFile = files.map(({ at, bytes: length, ...file }) => ({
      ...file,
      content: { bytes: length, pieces: () => piecesOf(this.file, at, length) },
    }));
    return { files: inFile, discard: () => this.file.close() };
  }

  async #answer({ id, check, name, type }: Extract<FromWorker, { kind: 'resolve' }>, ask: Ask): Promise<void> {
    const said: ToWorker = await ask(check, name, type).then(
      (records) => ({ kind: 'resolved', id, records }) as const,
      (error: { code?: string }) => ({ kind: 'unresolved', id, code: error.code ?? 'ETIMEOUT' }) as const,
    );
    await this.#say(said);
  }

  #say(message: ToWorker): Promise<void> {
    return new Promise((resolve) => this.#child.send(message, () => resolve()));
  }

  /** Only while something is awaited of it. */
  #keepThisProcess(isAwaited: boolean): void {
    const { channel, stdin } = this.#child;
    for (const one of [this.#child, channel, stdin as Socket | null])
      if (isAwaited) one?.ref();
      else one?.unref();
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.ref();
  child.kill('SIGKILL');
  await exit;
}

/** Each piece is given back once it is written: garbage of this kind would be collected late. */
async function pour({ bytes, stream }: RawMail, into: Socket): Promise<void> {
  let left = bytes;
  for await (const piece of stream as AsyncIterable<Uint8Array>) {
    left -= piece.length;
    if (left < 0) throw new RangeError('A mail has more bytes than it had');
    await new Promise<void>((resolve) => into.write(piece, () => resolve()));
    giveBack(piece);
  }
  if (left > 0) throw new RangeError('A mail has fewer bytes than it had');
}

function giveBack({ buffer, byteLength }: Uint8Array): void {
  if (buffer.byteLength === byteLength) (buffer as ArrayBuffer).transfer(0);
}

const PIECE_BYTES = 1024 * 1024;

async function* piecesOf(file: FileHandle, from: number, bytes: number): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes; at += PIECE_BYTES) yield part(file, from + at, Math.min(PIECE_BYTES, bytes - at));
}

/** Has a memory of its own, so that it can be handed over. @throws RangeError */
async function part(file: FileHandle, at: number, bytes: number): Promise<Uint8Array> {
  const room = new Uint8Array(bytes);
  for (let read = 0; read < bytes; ) {
    const { bytesRead } = await file.read(room, read, bytes - read, at + read);
    if (bytesRead === 0) throw new RangeError('A file of a mail is not as long as it is said to be');
    read += bytesRead;
  }
  return room;
}
