import { isDeadHere } from '../support/lease-owner.ts';
import type { SqliteConnection } from '../support/sqlite-connection.ts';
import { type Leases, LONGEST_LEASES } from './leases.port.ts';

export const LEASES_SCHEMA = `
  CREATE TABLE IF NOT EXISTS leases (name TEXT PRIMARY KEY, owner TEXT NOT NULL, until INTEGER NOT NULL, term INTEGER NOT NULL) STRICT;
`;

export class SqliteLeases implements Leases {
  readonly #file: SqliteConnection;

  constructor(file: SqliteConnection) {
    this.#file = file;
  }

  async acquire(name: string, owner: string, milliseconds: number): Promise<number | undefined> {
    return this.#file.writing(() => {
      const held = this.#file.get<{ owner: string; until: number; term: number }>(
        'SELECT owner, until, term FROM leases WHERE name = ?',
        name,
      );
      const now = Date.now();
      const left = held ? held.until - now : 0;
      const isHeld = left > 0 && left <= LONGEST_LEASES * milliseconds;
      if (held && held.owner !== owner && isHeld && !isDeadHere(held.owner)) return undefined;
      const term = held ? held.term + (held.owner === owner ? 0 : 1) : 1;
      this.#file.run('INSERT OR REPLACE INTO leases VALUES (?, ?, ?, ?)', name, owner, now + milliseconds, term);
      return term;
    });
  }

  async release(name: string, owner: string): Promise<void> {
    const sql = 'UPDATE leases SET until = 0 WHERE name = ? AND owner = ?';
    await this.#file.writing(() => this.#file.run(sql, name, owner));
  }
}
