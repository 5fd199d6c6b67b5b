import { closeSync, constants, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The highest acknowledged position, kept beside the database in `makegood.head`. SQLite takes a WAL that was cut, damaged or
 * removed for one that ended earlier, and would silently forget acknowledged events; the mark reveals it.
 * Written after the commit and never synced: it may lag behind the log, never run ahead of it, so it raises no false alarm.
 */
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
      // The events are stored; a mark that lags is still true.
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}
