import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';

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
  /** Like the byte offset of a server's record. */
  readonly commit: number;
  /** Milliseconds on the clock of the log. */
  readonly created: number;
}

/** NO_STREAM is -1. */
export type Expected = 'any' | 'exists' | number;

export type Stored =
  | { readonly kind: 'stored'; readonly revision: number; readonly row: number; readonly repeated?: true }
  | { readonly kind: 'wrong-version'; readonly current: number }
  | { readonly kind: 'invalid-transaction' | 'stream-deleted' | 'too-large' };

/** Of a stream, as `$$<stream>` holds it. `$tb`: the first revision that can be read; `$maxAge` in seconds. */
export interface StreamMetadata {
  readonly $tb?: number;
  readonly $maxCount?: number;
  readonly $maxAge?: number;
}

const MAX_APPEND_SIZE = 1024 * 1024;
const RECORD_BYTES = 80;
/** Revision of a tombstone; the server has a larger number. */
export const TOMBSTONE = Number.MAX_SAFE_INTEGER;
const SOFT_DELETED = '{"$tb":9223372036854775807}';
/** How long an append is under way, in turns of the event loop: alone, and after it has met another. */
const TURNS = { alone: 20, met: 2_000 };
/** Newest events that are kept in memory: live subscriptions read nothing else. */
const RECENT_EVENTS = 1_000;

const bytes = (text: string) => new TextEncoder().encode(text);
const sizeOf = ({ data, metadata }: RawEvent) => RECORD_BYTES + data.length + metadata.length;
const isMetadata = (stream: string) => stream.startsWith('$$');

/**
 * The log behind the peer, with the behaviour measured on EventStoreDB. Ids need not be unique; a retry is recognised by its ids at
 * its expected revision, under ANY only while the server remembers, so not after a restart. On disk: a peer that is started again
 * on the folder continues it.
 */
export class PeerLog {
  readonly grown = new EventEmitter().setMaxListeners(0);
  /** For `$maxAge`. Stands still until a test moves it. */
  now = Date.UTC(2026, 0, 1);
  readonly #database: DatabaseSync;
  /** What the server remembers for ANY. */
  readonly #remembered = new Map<string, { revision: number; row: number }>();
  readonly #statements = new Map<string, StatementSync>();
  #end: number | undefined;
  /** The last rows of the log, without a gap. */
  #recent: StoredEvent[] = [];
  /** Last revisions of all streams. */
  readonly #last = new Map<string, number>();
  /** Rows up to which the log can be read while an append is under way. */
  readonly #holds = new Set<{ readonly row: number }>();
  /** By stream: an append under way, and how many reads must still miss its events. */
  readonly #underWay = new Map<string, { missing: number; met: boolean; release: () => void }>();

  constructor(
    folder: string,
    /** Adds system events and links between all others. */
    private readonly noise: boolean,
    private readonly lateReads = 0,
  ) {
    this.#database = new DatabaseSync(join(folder, 'peer.db'));
    this.#database.exec(`
      PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
      CREATE TABLE IF NOT EXISTS events (
        row INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL, revision INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
        json INTEGER NOT NULL, data BLOB NOT NULL, metadata BLOB NOT NULL, "commit" INTEGER NOT NULL UNIQUE, created INTEGER NOT NULL,
        scavenged INTEGER NOT NULL DEFAULT 0, UNIQUE (stream, revision)) STRICT`);
    this.#remember();
  }

  append(stream: string, expected: Expected, events: readonly RawEvent[]): Stored {
    if (this.isDeleted(stream)) return { kind: 'stream-deleted' };
    const size = events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);
    if (size > MAX_APPEND_SIZE) return { kind: 'too-large' };
    const current = this.last(stream);
    if (expected === 'any' || expected === 'exists') {
      const known = this.#remembered.get(`${stream} ${events.at(-1)?.id}`);
      if (known) return { kind: 'stored', ...known, repeated: true };
    } else if (expected !== current) {
      const earlier = this.#earlier(stream, expected, events);
      if (earlier) return earlier;
      if (expected > current || !this.#isSoftDeleted(stream)) {
        const winner = this.#underWay.get(stream);
        if (winner) winner.met = true;
        return { kind: 'wrong-version', current };
      }
    }
    return this.#write(stream, current, events);
  }

  /** The same ids at the same place are a retry; only some of them are an invalid transaction. */
  #earlier(stream: string, expected: number, events: readonly RawEvent[]): Stored | undefined {
    const there = this.#query(
      'stream = ? AND revision > ? AND NOT scavenged ORDER BY revision LIMIT ?',
      stream,
      expected,
      events.length,
    );
    const same = there.filter(({ id }, index) => id === events[index]?.id).length;
    if (same === 0) return undefined;
    const last = there.at(-1);
    if (same < events.length || !last) return { kind: 'invalid-transaction' };
    return { kind: 'stored', revision: last.revision, row: last.row, repeated: true };
  }

  #write(stream: string, current: number, events: readonly RawEvent[]): Stored {
    const wasDeleted = this.#isSoftDeleted(stream);
    if (this.lateReads > 0) this.#begin(stream);
    let row = 0;
    let revision = current;
    this.#database.exec('BEGIN IMMEDIATE');
    for (const event of events) row = this.#insert(stream, ++revision, event);
    if (this.noise) this.#chatter(stream, revision);
    this.#database.exec('COMMIT');
    if (wasDeleted) this.setMetadata(stream, { $tb: current + 1 });
    for (const { id } of events) this.#remembered.set(`${stream} ${id}`, { revision, row });
    this.grown.emit('grown');
    return { kind: 'stored', revision, row };
  }

  #chatter(stream: string, revision: number): void {
    const event = { id: '00000000-0000-4000-8000-000000000000', json: true, metadata: new Uint8Array() };
    this.#insert('$ce-all', this.last('$ce-all') + 1, { ...event, type: '$>', data: bytes(`${revision}@${stream}`) });
    this.#insert('$stats-0', this.last('$stats-0') + 1, { ...event, type: '$statsCollected', data: bytes('{}') });
    this.#insert('others-1', this.last('others-1') + 1, { ...event, type: 'OtherApplication', data: bytes('{}') });
  }

  #insert(stream: string, revision: number, event: RawEvent): number {
    const { id, type, json, data, metadata } = event;
    const commit = this.end();
    const insert = this.#sql(
      'INSERT INTO events (stream, revision, id, type, json, data, metadata, "commit", created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    const written = insert.run(stream, revision, id, type, json ? 1 : 0, data, metadata, commit, this.now);
    const row = Number(written.lastInsertRowid);
    this.#end = commit + sizeOf(event);
    this.#last.set(stream, revision);
    this.#recent.push({ id, type, json, data, metadata, stream, revision, row, commit, created: this.now });
    if (this.#recent.length === 2 * RECENT_EVENTS) this.#recent.splice(0, RECENT_EVENTS);
    return row;
  }

  /** At the start, and after something was removed. */
  #remember(): void {
    this.#recent = [];
    this.#last.clear();
    for (const { stream, last } of this.#sql('SELECT stream, max(revision) AS last FROM events GROUP BY stream').all())
      this.#last.set(String(stream), Number(last));
  }

  /** Where the next record begins. */
  end(): number {
    if (this.#end === undefined) {
      const [last] = this.#query('TRUE ORDER BY row DESC LIMIT 1');
      this.#end = last ? last.commit + sizeOf(last) : RECORD_BYTES;
    }
    return this.#end;
  }

  /** From now on what is stored cannot be read, and its writers get no answer, until the function returned is called. */
  hold(): () => void {
    const hold = { row: this.#lastRow() };
    this.#holds.add(hold);
    return () => {
      this.#holds.delete(hold);
      this.grown.emit('grown');
    };
  }

  isReadable(row: number): boolean {
    return row <= this.#readable();
  }

  /** Resolves when the event can be read: only then does a server answer its writer. */
  async readable(row: number): Promise<void> {
    while (!this.isReadable(row)) await new Promise((resolve) => this.grown.once('grown', resolve));
  }

  #readable(): number {
    return Math.min(Number.MAX_SAFE_INTEGER, ...[...this.#holds].map(({ row }) => row));
  }

  #begin(stream: string): void {
    this.#underWay.get(stream)?.release();
    const release = this.hold();
    const append = {
      missing: this.lateReads,
      met: false,
      release: () => {
        if (this.#underWay.get(stream) === append) this.#underWay.delete(stream);
        release();
      },
    };
    this.#underWay.set(stream, append);
    void (async () => {
      for (let turn = 0; turn < (append.met ? TURNS.met : TURNS.alone); turn++) await nextTurn();
      append.release();
    })();
  }

  /** Revision of a stream's last event, whether or not it can be read; -1 when there is none. */
  last(stream: string): number {
    return this.#last.get(stream) ?? -1;
  }

  /** Whether readers find the stream: one without readable events may still exist. */
  exists(stream: string): boolean {
    const found = this.#query('stream = ? AND row <= ? LIMIT 1', stream, this.#readable()).length > 0;
    if (!found) this.#missed(stream);
    return found && !this.#isSoftDeleted(stream);
  }

  stream(stream: string, from: number, backwards: boolean, limit: number): StoredEvent[] {
    const readable = 'stream = ? AND NOT scavenged AND revision >= ? AND row <= ?';
    const first = this.#first(stream);
    const found = backwards
      ? this.#query(
          `${readable} AND revision <= ? ORDER BY revision DESC LIMIT ?`,
          stream,
          first,
          this.#readable(),
          from,
          limit,
        )
      : this.#query(
          `${readable} ORDER BY revision LIMIT ?`,
          stream,
          Math.max(first, from),
          this.#readable(),
          Math.min(limit, Number.MAX_SAFE_INTEGER),
        );
    this.#missed(stream);
    return found;
  }

  #missed(stream: string): void {
    const append = this.#underWay.get(stream);
    if (append && --append.missing <= 0) append.release();
  }

  /** Forwards from a row on, itself included; backwards from before it. */
  all(from: number, backwards: boolean, limit: number): StoredEvent[] {
    const oldest = this.#recent[0]?.row ?? Number.POSITIVE_INFINITY;
    const readable = this.#readable();
    if (!backwards && from >= oldest)
      return this.#recent.slice(from - oldest, from - oldest + limit).filter(({ row }) => row <= readable);
    const before = Math.min(from, readable + 1, this.#lastRow() + 1) - oldest;
    if (backwards && before >= limit) return this.#recent.slice(before - limit, before).reverse();
    return backwards
      ? this.#query('NOT scavenged AND row <= ? AND row < ? ORDER BY row DESC LIMIT ?', readable, from, limit)
      : this.#query('NOT scavenged AND row <= ? AND row >= ? ORDER BY row LIMIT ?', readable, from, limit);
  }

  /** The last event that can be read. */
  newest(): StoredEvent | undefined {
    return this.all(Number.MAX_SAFE_INTEGER, true, 1)[0];
  }

  #lastRow(): number {
    return this.#recent.at(-1)?.row ?? this.#query('TRUE ORDER BY row DESC LIMIT 1')[0]?.row ?? 0;
  }

  event(row: number): StoredEvent {
    const recent = this.#recent[row - (this.#recent[0]?.row ?? row)];
    return recent?.row === row ? recent : (this.#query('row = ?', row)[0] as StoredEvent);
  }

  /** The row of the record that begins at this position, also when it was scavenged; `undefined` inside and behind records. */
  rowAt(commit: bigint): number | undefined {
    if (commit === 0n) return 0;
    return this.#query('"commit" = ?', Number(commit))[0]?.row;
  }

  metadataOf(stream: string): StreamMetadata {
    if (isMetadata(stream)) return { $maxCount: 1 };
    if (this.last(`$$${stream}`) < 0) return {};
    const [event] = this.#query(
      'stream = ? AND NOT scavenged AND row <= ? ORDER BY revision DESC LIMIT 1',
      `$$${stream}`,
      this.#readable(),
    );
    return event ? (JSON.parse(new TextDecoder().decode(event.data)) as StreamMetadata) : {};
  }

  setMetadata(stream: string, metadata: StreamMetadata): void {
    this.#setMetadata(stream, JSON.stringify(metadata));
  }

  #setMetadata(stream: string, text: string): void {
    this.#system(`$$${stream}`, this.last(`$$${stream}`) + 1, '$metadata', text);
  }

  #system(stream: string, revision: number, type: string, data: string): void {
    const row = this.#lastRow() + 1;
    const id = `00000000-0000-4000-9000-${String(row).padStart(12, '0')}`;
    this.#insert(stream, revision, { id, type, json: true, data: bytes(data), metadata: new Uint8Array() });
    this.grown.emit('grown');
  }

  /** The stream cannot be found any more; appends at NO_STREAM work, and its numbering goes on. */
  softDelete(stream: string): void {
    this.#setMetadata(stream, SOFT_DELETED);
  }

  /** The stream can never be read or written again; the whole log still has its events. */
  tombstone(stream: string): void {
    this.#system(stream, TOMBSTONE, '$streamDeleted', '{}');
  }

  isDeleted(stream: string): boolean {
    const original = isMetadata(stream) ? stream.slice(2) : stream;
    return this.last(original) === TOMBSTONE;
  }

  #isSoftDeleted(stream: string): boolean {
    return (this.metadataOf(stream).$tb ?? 0) > Number.MAX_SAFE_INTEGER;
  }

  /** The first revision that readers of the stream get. */
  #first(stream: string): number {
    const { $tb = 0, $maxCount = Number.MAX_SAFE_INTEGER, $maxAge } = this.metadataOf(stream);
    const last = this.last(stream);
    const expired =
      $maxAge === undefined
        ? -1
        : ((
            this.#sql('SELECT max(revision) AS last FROM events WHERE stream = ? AND created <= ?').get(
              stream,
              this.now - $maxAge * 1_000,
            ) as { last: number | null }
          ).last ?? -1);
    return Math.min(Number.MAX_SAFE_INTEGER, Math.max($tb, last - $maxCount + 1, expired + 1));
  }

  /**
   * Removes from the whole log what readers of the streams do not get, except the last event of each stream. Without tombstones, as
   * with `UnsafeIgnoreHardDelete`, streams that have one leave no trace.
   */
  scavenge({ tombstones = true } = {}): void {
    const streams = this.#sql('SELECT DISTINCT stream FROM events').all() as { stream: string }[];
    for (const { stream } of streams) {
      if (!tombstones && this.isDeleted(stream)) this.#sql('DELETE FROM events WHERE stream = ?').run(stream);
      const first = this.isDeleted(stream) ? TOMBSTONE : Math.min(this.#first(stream), this.last(stream));
      this.#sql('UPDATE events SET scavenged = 1 WHERE stream = ? AND revision < ?').run(stream, first);
    }
    this.#remember();
  }

  /** As after a restore from an older copy: everything behind this row is gone. */
  truncate(row: number): void {
    this.#sql('DELETE FROM events WHERE row > ?').run(row);
    this.#sql(`UPDATE sqlite_sequence SET seq = ? WHERE name = 'events'`).run(row);
    this.#remembered.clear();
    this.#end = undefined;
    this.#remember();
  }

  /** Another application writes until this position lies inside one of its records. */
  growPast(commit: number): void {
    while (this.end() <= commit) {
      const data = new Uint8Array(Math.min(commit - this.end() + 1, 500_000));
      const event = { id: '00000000-0000-4000-8000-000000000000', type: 'OtherApplication', json: false };
      this.#insert('others-2', this.last('others-2') + 1, { ...event, data, metadata: new Uint8Array() });
    }
    this.grown.emit('grown');
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
