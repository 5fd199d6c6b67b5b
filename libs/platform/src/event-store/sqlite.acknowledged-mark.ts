import { closeSync, constants, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** The highest acknowledged position. SQLite silently accepts a WAL that was cut or removed; a mark ahead of the log reveals it. */
export class AcknowledgedMark {
  readonly #file: number;
  readonly #digits = Buffer.alloc(16);

  constructor(folder: string) {
    this.#file = openSync(join(folder, 'makegood.head'), constants.O_RDWR | constants.O_CREAT, 0o644);
  }

  static read(folder: string): number {
    const path = join(folder, 'makegood.head');
    const text = existsSync(path) ? readFileSync(path, 'latin1') : '';
    return /^[0-9]{16}$/.test(text) ? Number(text) : 0;
  }

  write(position: number): void {
    this.#digits.write(String(position).padStart(16, '0'), 'latin1');
    try {
      writeSync(this.#file, this.#digits, 0, 16, 0);
    } catch {
      // The mark may lag behind the log, but never runs ahead.
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}
