import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** An event of arbitrary bytes. */
export interface RawEvent {
  readonly id: string;
  readonly type: string;
  readonly json: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export interface StoredEvent extends RawEvent {
  readonly stream: string;
  readonly revision: number;
  /** Number of the event in the log, from 1. */
  readonly row: number;
}

/** NO_STREAM is -1. */
export type Expected = 'any' | 'exists' | number;

export type Stored =
  | { readonly kind: 'stored'; readonly revision: number; readonly row: number }
  | { readonly kind: 'wrong-version'; readonly current: number }
  | { readonly kind: 'invalid-transaction' | 'stream-deleted' | 'too-large' };

const MAX_APPEND_SIZE = 1024 * 1024;

/** Like the byte offsets of a server: far apart, and sometimes with two different parts. */
export const positionOfRow = (row: number): { commit: bigint; prepare: bigint } => {
  const commit = BigInt(row) * 100n;
  return { commit, prepare: row % 3 === 0 ? commit - 7n : commit };
};
export const rowOfCommit = (commit: bigint): number => Number((commit + 99n) / 100n);

/**
 * The log behind the peer, with the behaviour measured on EventStoreDB. Ids need not be unique; a retry is recognised by its ids at
 * its expected revision, under ANY only while the server remembers, so not after a restart. On disk: a peer that is started again
 * on the folder continues it.
 */
export class PeerLog {
  readonly grown = new EventEmitter().setMaxListeners(0);
  readonly #database: DatabaseSync;
  /** What the server remembers for ANY. */
  readonly #remembered = new Map<string, { revision: number; row: number }>();
  readonly #statements = new Map<string, StatementSync>();

  constructor(
    folder: string,
    /** Adds system events and links between all others. */
    private readonly noise: boolean,
  ) {
    this.#database = new DatabaseSync(join(folder, 'peer.db'));
    this.#database.exec(`
      PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
      CREATE TABLE IF NOT EXISTS events (
        row INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL, revision INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
        json INTEGER NOT NULL, data BLOB NOT NULL, metadata BLOB NOT NULL, UNIQUE (stream, revision)) STRICT;
      CREATE TABLE IF NOT EXISTS tombstones (stream TEXT PRIMARY KEY) STRICT`);
  }

  append(stream: string, expected: Expected, events: readonly RawEvent[]): Stored {
    if (this.isDeleted(stream)) return { kind: 'stream-deleted' };
    const size = events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);
    if (size > MAX_APPEND_SIZE) return { kind: 'too-large' };
    const current = this.last(stream);
    if (expected === 'any' || expected === 'exists') {
      const known = this.#remembered.get(`${stream} ${events.at(-1)?.id}`);
      if (known) return { kind: 'stored', ...known };
    } else if (expected !== current) {
      return this.#earlier(stream, expected, events) ?? { kind: 'wrong-version', current };
    }
    return this.#write(stream, current, events);
  }

  /** The same ids at the same place are a retry; only some of them are an invalid transaction. */
  #earlier(stream: string, expected: number, events: readonly RawEvent[]): Stored | undefined {
    const there = this.#query('stream = ? AND revision > ? ORDER BY revision LIMIT ?', stream, expected, events.length);
    const same = there.filter(({ id }, index) => id === events[index]?.id).length;
    if (same === 0) return undefined;
    const last = there.at(-1);
    if (same < events.length || !last) return { kind: 'invalid-transaction' };
    return { kind: 'stored', revision: last.revision, row: last.row };
  }

  #write(stream: string, current: number, events: readonly RawEvent[]): Stored {
    let row = 0;
    let revision = current;
    this.#database.exec('BEGIN IMMEDIATE');
    for (const event of events) row = this.#insert(stream, ++revision, event);
    if (this.noise) this.#chatter(stream, revision);
    this.#database.exec('COMMIT');
    for (const { id } of events) this.#remembered.set(`${stream} ${id}`, { revision, row });
    this.grown.emit('grown');
    return { kind: 'stored', revision, row };
  }

  #chatter(stream: string, revision: number): void {
    const event = { id: '00000000-0000-4000-8000-000000000000', json: true, metadata: new Uint8Array() };
    const bytes = (text: string) => new TextEncoder().encode(text);
    this.#insert('$ce-all', this.last('$ce-all') + 1, { ...event, type: '$>', data: bytes(`${revision}@${stream}`) });
    this.#insert('$stats-0', this.last('$stats-0') + 1, { ...event, type: '$statsCollected', data: bytes('{}') });
    this.#insert('others-1', this.last('others-1') + 1, { ...event, type: 'OtherApplication', data: bytes('{}') });
  }

  #insert(stream: string, revision: number, { id, type, json, data, metadata }: RawEvent): number {
    const insert = this.#sql(
      'INSERT INTO events (stream, revision, id, type, json, data, metadata) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    return Number(insert.run(stream, revision, id, type, json ? 1 : 0, data, metadata).lastInsertRowid);
  }

  /** Revision of a stream's last event, -1 when there is none. */
  last(stream: string): number {
    const found = this.#sql('SELECT max(revision) AS last FROM events WHERE stream = ?').get(stream);
    return (found as { last: number | null }).last ?? -1;
  }

  lastRow(): number {
    const found = this.#sql('SELECT max(row) AS last FROM events').get();
    return (found as { last: number | null }).last ?? 0;
  }

  stream(stream: string, from: number, backwards: boolean, limit: number): StoredEvent[] {
    return backwards
      ? this.#query('stream = ? AND revision <= ? ORDER BY revision DESC LIMIT ?', stream, from, limit)
      : this.#query('stream = ? AND revision >= ? ORDER BY revision LIMIT ?', stream, from, limit);
  }

  /** Forwards from a row on, itself included; backwards from before it. */
  all(from: number, backwards: boolean, limit: number): StoredEvent[] {
    return backwards
      ? this.#query('row < ? ORDER BY row DESC LIMIT ?', from, limit)
      : this.#query('row >= ? ORDER BY row LIMIT ?', from, limit);
  }

  /** Tombstone: the stream can never be read or written again. */
  delete(stream: string): void {
    this.#sql('INSERT INTO tombstones VALUES (?)').run(stream);
  }

  isDeleted(stream: string): boolean {
    return this.#sql('SELECT 1 FROM tombstones WHERE stream = ?').get(stream) !== undefined;
  }

  /** As after a restore from an older copy: everything behind this row is gone. */
  truncate(row: number): void {
    this.#sql('DELETE FROM events WHERE row > ?').run(row);
    this.#sql(`UPDATE sqlite_sequence SET seq = ? WHERE name = 'events'`).run(row);
  }

  close(): void {
    this.#database.close();
  }

  #sql(text: string): StatementSync {
    const known = this.#statements.get(text) ?? this.#database.prepare(text);
    this.#statements.set(text, known);
    return known;
  }

  #query(where: string, ...values: (string | number)[]): StoredEvent[] {
    const rows = this.#sql(`SELECT * FROM events WHERE ${where}`).all(...values);
    return rows.map((row) => ({ ...row, json: row.json === 1 }) as unknown as StoredEvent);
  }
}
