import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Handed, Hashed } from './sha256.worker.ts';

/** Handed over together; of a file twice as much may wait. */
const BATCH_BYTES = 256 * 1024;

/** The SHA-256 of a file, calculated in a thread of its own: bytes are handed over, not copied. End it by `digest` or `discard`. */
export class Sha256 {
  readonly #file = ++files;
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #isBegun = false;
  #sent: Promise<string | undefined> = Promise.resolve(undefined);

  /** Nobody may use the bytes afterwards. Waits while too many wait. */
  async update(chunk: Uint8Array): Promise<void> {
    this.#chunks.push(chunk.byteLength === chunk.buffer.byteLength ? chunk : new Uint8Array(chunk));
    this.#bytes += chunk.byteLength;
    if (this.#bytes < BATCH_BYTES) return;
    await this.#sent;
    this.#send(false);
  }

  /** Hexadecimal. */
  async digest(): Promise<string> {
    this.#send(true);
    return (await this.#sent) as string;
  }

  discard(): void {
    this.#chunks = [];
    if (this.#isBegun) this.#send(true);
  }

  #send(isLast: boolean): void {
    this.#sent = handOver({ file: this.#file, chunks: this.#chunks, isLast });
    // It is told when it is awaited.
    this.#sent.catch(() => undefined);
    [this.#chunks, this.#bytes, this.#isBegun] = [[], 0, true];
  }
}

let files = 0;
let thread: Worker | undefined;
const awaited: { readonly resolve: (sha256: string | undefined) => void; readonly reject: (error: unknown) => void }[] =
  [];

function handOver(handed: Handed): Promise<string | undefined> {
  thread ??= started();
  // It keeps the process only while something is awaited of it.
  thread.ref();
  thread.postMessage(
    handed,
    handed.chunks.map(({ buffer }) => buffer as ArrayBuffer),
  );
  return new Promise((resolve, reject) => awaited.push({ resolve, reject }));
}

function started(): Worker {
  const worker = new Worker(new URL(`./sha256.worker${extname(import.meta.filename)}`, import.meta.url), {
    // By default its young generation may be as large as that of the program.
    resourceLimits: { maxYoungGenerationSizeMb: 2 },
  });
  // In the order in which it was asked.
  worker.on('message', ({ sha256 }: Hashed) => {
    awaited.shift()?.resolve(sha256);
    if (awaited.length === 0) worker.unref();
  });
  worker.on('error', (error) => {
    thread = undefined;
    for (const { reject } of awaited.splice(0)) reject(error);
  });
  return worker;
}
