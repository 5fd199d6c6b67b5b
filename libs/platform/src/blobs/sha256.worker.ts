import { createHash, type Hash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';

/** The next bytes of a file, after which it is answered. */
export interface Handed {
  readonly file: number;
  readonly chunks: readonly Uint8Array[];
  readonly isLast: boolean;
}

export interface Hashed {
  readonly file: number;
  /** Hexadecimal, after the last bytes. */
  readonly sha256?: string;
}

const hashes = new Map<number, Hash>();

parentPort?.on('message', ({ file, chunks, isLast }: Handed) => {
  const hash = hashes.get(file) ?? createHash('sha256');
  for (const chunk of chunks) {
    hash.update(chunk);
    // Gives the memory back at once: what was handed over is garbage of this thread, which collects too little of its own to notice.
    (chunk.buffer as ArrayBuffer).transfer(0);
  }
  if (isLast) hashes.delete(file);
  else hashes.set(file, hash);
  const hashed: Hashed = isLast ? { file, sha256: hash.digest('hex') } : { file };
  parentPort?.postMessage(hashed);
});
