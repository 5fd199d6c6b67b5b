import { closeSync, constants, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type EncodedEvent, encodeEvents, recordedEvent } from './event-encoding.ts';
import {
  type AppendResult,
  BEGINNING,
  type EventStore,
  EventStoreError,
  NO_STREAM,
  type NewEvent,
  type Position,
  positionOf,
  positionParts,
  type RecordedEvent,
} from './event-store.port.ts';
import { DataFolderError, dataFolderError, openSqliteFile, sqliteFault } from '../support/sqlite-file.ts';

/**
 * `position` is the order of commits, also between processes: a group takes the file's one write lock (BEGIN IMMEDIATE) before it
 * draws a number and holds it until the commit, and AUTOINCREMENT keeps the last number in the same transaction. So whoever draws
 * a higher number started after the lower one was committed or rolled back for good, every reader's snapshot ends at some commit,
 * and "everything after the last position I saw" can neither miss an event nor see one twice.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    stream   TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    id       TEXT    NOT NULL UNIQUE,
    type     TEXT    NOT NULL,
    data     TEXT    NOT NULL,
    metadata TEXT    NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT`;
const COLUMNS = 'position, stream, revision, id, type, data, metadata';

/** Rows read at a time. Reads hold no transaction between pages, so the WAL can always be checkpointed. */
const PAGE = 256;
/** Appends that share one commit at most, so that a flood cannot hold the write lock and the event loop for long. */
const GROUP = 256;
/** How often idle subscriptions look for what other processes wrote (a few microseconds a look). */
const POLL_MS = 15;

type Row = [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  data: unknown,
  metadata: unknown,
];

interface PendingAppend {
  readonly stream: string;
  readonly expected: number;
  readonly events: readonly EncodedEvent[];
  /** On the clock of `performance.now()`. */
  readonly giveUpAt: number;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

interface IdleSubscription {
  /** Position of the last event it has delivered. */
  readonly after: number;
  readonly wake: () => void;
}

/**
 * Opens the event log in `<folder>/makegood.db`, creating both when absent. `salvage` opens it for reading only and without the
 * checks: reading forwards from the beginning and backwards from the end then reaches what lies around a damaged place.
 * @throws DataFolderError, also when events that were acknowledged are missing at the end of the log
 */
export function openSqliteEventStore(folder: string, { salvage = false } = {}): SqliteEventStore {
  const path = join(folder, 'makegood.db');
  let database: DatabaseSync | undefined;
  try {
    // Before the log is read: another process may append in between, and the mark must not seem to be ahead.
    const acknowledged = salvage ? 0 : AcknowledgedMark.read(folder);
    database = openSqliteFile(folder, { durability: 'full', schema: SCHEMA, salvage });
    // Where the log ends cannot be asked of a file whose last page is damaged.
    const { last } = (
      salvage ? { last: 0 } : database.prepare('SELECT coalesce(max(position), 0) AS last FROM events').get()
    ) as { last: number };
    if (acknowledged > last)
      throw new DataFolderError(
        'damaged',
        `${path} ends at event ${last}, but ${acknowledged} were acknowledged (was makegood.db-wal removed or cut?): restore the folder from a backup, or delete makegood.head in it to go on without the missing events.`,
      );
    return new SqliteEventStore(database, salvage ? undefined : new AcknowledgedMark(folder));
  } catch (error) {
    database?.close();
    throw dataFolderError(path, error);
  }
}

/**
 * The highest acknowledged position, kept beside the database in `makegood.head`. SQLite takes a WAL that was cut, damaged or
 * removed for one that simply ended earlier, and would forget acknowledged events without a word; the mark makes it known.
 * Written after the commit and never synced: it may lag (loss of power, two processes) but not run ahead, so no false alarm.
 */
export class AcknowledgedMark {
  readonly #file: number;
  readonly #digits = Buffer.alloc(16);

  constructor(folder: string) {
    this.#file = openSync(join(folder, 'makegood.head'), constants.O_RDWR | constants.O_CREAT, 0o644);
  }

  /** 0 when there is none. */
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

/** The embedded event log: one SQLite file, several processes, group commit. Made by `openSqliteEventStore`. */
export class SqliteEventStore implements EventStore {
  readonly #database: DatabaseSync;
  readonly #mark: AcknowledgedMark | undefined;
  readonly #patienceMs: number;
  readonly #sql: ReturnType<typeof prepare>;

  readonly #queue: PendingAppend[] = [];
  #flushing = false;
  #backoffMs = 1;
  #drained: (() => void) | undefined;

  readonly #idle = new Set<IdleSubscription>();
  #poll: NodeJS.Timeout | undefined;

  #closing: Promise<void> | undefined;

  /** `mark` is absent when the file was opened for reading only; `patienceMs` is how long an append waits for other writers. */
  constructor(database: DatabaseSync, mark?: AcknowledgedMark, patienceMs = 5000) {
    this.#database = database;
    this.#mark = mark;
    this.#patienceMs = patienceMs;
    this.#sql = prepare(database);
  }

  append(stream: string, expected: number, events: readonly NewEvent[]): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      if (this.#closing) throw closed();
      if (!this.#mark) throw new EventStoreError('access-denied', 'the log was opened for reading only');
      if (!Number.isSafeInteger(expected) || expected < NO_STREAM)
        throw new TypeError(`${expected} is no expected revision`);
      const giveUpAt = performance.now() + this.#patienceMs;
      this.#queue.push({ stream, expected, events: encodeEvents(events), giveUpAt, resolve, reject });
      // At the end of the turn: whatever other callers and other connections append in this turn shares the commit and its sync.
      if (!this.#flushing) {
        this.#flushing = true;
        setImmediate(() => this.#flush());
      }
    });
  }

  #flush(): void {
    const group = this.#queue.slice(0, GROUP);
    let outcomes: (AppendResult | Error)[];
    try {
      outcomes = this.#commit(group);
    } catch (error) {
      return this.#fail(group, error);
    }
    this.#queue.splice(0, group.length);
    this.#backoffMs = 1;
    this.#announce(outcomes);
    for (const [index, { resolve, reject }] of group.entries()) {
      const outcome = outcomes[index] as AppendResult | Error;
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
    }
    this.#flushRest();
  }

  /** Nothing of the group was written. When another process holds the lock, those that still have patience try again. */
  #fail(group: readonly PendingAppend[], error: unknown): void {
    const busy = sqliteFault(error) === 'busy';
    const now = performance.now();
    const failed = busy ? group.filter(({ giveUpAt }) => giveUpAt <= now) : group;
    // The queue is in the order of arrival, so these are its first ones.
    this.#queue.splice(0, failed.length);
    for (const { reject } of failed) reject(asEventStoreError(error));
    if (!busy || this.#queue.length === 0) return this.#flushRest();
    setTimeout(() => this.#flush(), this.#backoffMs);
    this.#backoffMs = Math.min(this.#backoffMs * 2, 25);
  }

  #flushRest(): void {
    this.#flushing = this.#queue.length > 0;
    if (this.#flushing) setImmediate(() => this.#flush());
    else this.#drained?.();
  }

  /** One transaction, durable when it returns. An append that fails on its own is an Error among the outcomes; the others are stored. */
  #commit(group: readonly PendingAppend[]): (AppendResult | Error)[] {
    this.#sql.begin.run();
    let committing = false;
    try {
      const outcomes = group.map((pending) => this.#appendInTransaction(pending));
      committing = true;
      this.#sql.commit.run();
      return outcomes;
    } catch (error) {
      // SQLite has rolled back by itself after some errors (full, I/O).
      if (this.#database.isTransaction) this.#sql.rollback.run();
      // A failed sync: what reached the disk is unknown until the file is opened again.
      if (committing && sqliteFault(error) === 'io')
        throw new EventStoreError('outcome-unknown', `the commit failed: ${(error as Error).message}`, {
          cause: error,
        });
      throw error;
    }
  }

  #appendInTransaction({ stream, expected, events }: PendingAppend): AppendResult | Error {
    const last = this.#sql.lastRevision.get(stream) as unknown as [number] | undefined;
    if ((last?.[0] ?? NO_STREAM) !== expected) return this.#earlierAppend(stream, expected, events);
    // A single statement undoes itself when it fails; more than one needs a savepoint to stay all or nothing.
    if (events.length === 1) return this.#insert(stream, expected, events);
    this.#sql.savepoint.run();
    const outcome = this.#insert(stream, expected, events);
    if (outcome instanceof Error || outcome.kind === 'conflict') this.#sql.rollbackToSavepoint.run();
    this.#sql.releaseSavepoint.run();
    return outcome;
  }

  #insert(stream: string, expected: number, events: readonly EncodedEvent[]): AppendResult | Error {
    let revision = expected;
    let position: number | bigint = 0;
    try {
      for (const { id, type, data, metadata } of events)
        position = this.#sql.insert.run(stream, ++revision, id, type, data, metadata).lastInsertRowid;
      return { kind: 'appended', position: positionOf(BigInt(position)), revision };
    } catch (error) {
      // SQLITE_CONSTRAINT_UNIQUE: the revision is free, so an id is known from elsewhere.
      if ((error as { errcode?: number }).errcode === 2067) return { kind: 'conflict' };
      // What concerns the file concerns the whole group.
      if (sqliteFault(error) || !(error instanceof Error)) throw error;
      return error;
    }
  }

  /** The very same events at the very same place: a retry of an append whose answer was lost. */
  #earlierAppend(stream: string, expected: number, events: readonly EncodedEvent[]): AppendResult {
    const stored = this.#sql.idsFrom.all(stream, expected + 1, events.length) as unknown as [string, number][];
    const same = stored.length === events.length && stored.every(([id], index) => id === events[index]?.id);
    const last = stored.at(-1);
    if (!same || !last) return { kind: 'conflict' };
    return {
      kind: 'appended',
      position: positionOf(BigInt(last[1])),
      revision: expected + events.length,
      repeated: true,
    };
  }

  async *readStream(
    stream: string,
    options: { from?: number; backwards?: boolean; limit?: number } = {},
  ): AsyncGenerator<RecordedEvent> {
    const { backwards = false } = options;
    const statement = backwards ? this.#sql.streamBackwards : this.#sql.streamForwards;
    let from = options.from ?? (backwards ? Number.MAX_SAFE_INTEGER : 0);
    let left = options.limit ?? Number.POSITIVE_INFINITY;
    while (left > 0) {
      const wanted = Math.min(left, PAGE);
      const { rows, more } = this.#page(statement, [stream, from], wanted);
      for (const row of rows) yield recorded(row);
      const last = rows.at(-1);
      if (!last || !more) return;
      left -= rows.length;
      from = last[2] + (backwards ? -1 : 1);
      await nextTurn();
    }
  }

  async *readAll(
    options: { after?: Position; backwards?: boolean; limit?: number } = {},
  ): AsyncGenerator<RecordedEvent> {
    const { backwards = false, after } = options;
    // While salvaging, where the log ends may be what cannot be read; and nobody appends.
    const end = backwards ? 0 : this.#mark ? this.lastPosition() : Number.MAX_SAFE_INTEGER;
    let seen = after !== undefined ? rowOf(after) : backwards ? Number.MAX_SAFE_INTEGER : 0;
    let left = options.limit ?? Number.POSITIVE_INFINITY;
    while (left > 0) {
      const wanted = Math.min(left, PAGE);
      const { rows, more } = backwards
        ? this.#page(this.#sql.allBackwards, [seen], wanted)
        : this.#page(this.#sql.allForwards, [seen, end], wanted);
      for (const row of rows) yield recorded(row);
      const last = rows.at(-1);
      if (!last || !more) return;
      left -= rows.length;
      seen = last[0];
      await nextTurn();
    }
  }

  async *subscribe(options: {
    after?: Position;
    batch?: number;
    signal: AbortSignal;
  }): AsyncGenerator<readonly RecordedEvent[]> {
    const { after = BEGINNING, batch = 500, signal } = options;
    let seen = rowOf(after);
    while (!signal.aborted && !this.#closing) {
      // Nothing is read ahead of the consumer: it pulls the next batch when it has handled this one.
      const { rows } = this.#page(this.#sql.allForwards, [seen, Number.MAX_SAFE_INTEGER], batch);
      const last = rows.at(-1);
      if (last) {
        seen = last[0];
        yield rows.map(recorded);
        await nextTurn();
      } else {
        await this.#eventsAfter(seen, signal);
      }
    }
  }

  async head(): Promise<Position> {
    return positionOf(BigInt(this.lastPosition()));
  }

  /** Position of the last event as a number; 0 when there is none. */
  lastPosition(): number {
    return this.#guarded(() => (this.#sql.lastPosition.get() as unknown as [number | null])[0] ?? 0);
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      if (this.#flushing) await new Promise<void>((drained) => (this.#drained = drained));
      for (const { wake } of this.#idle) wake();
      this.#database.close();
      this.#mark?.close();
    })();
    return this.#closing;
  }

  /** After a commit of our own. */
  #announce(outcomes: readonly (AppendResult | Error)[]): void {
    let newest: Position = BEGINNING;
    for (const outcome of outcomes)
      if (!(outcome instanceof Error) && outcome.kind === 'appended' && outcome.position > newest)
        newest = outcome.position;
    if (newest === BEGINNING) return;
    this.#mark?.write(rowOf(newest));
    this.#wakeThoseBefore(rowOf(newest));
  }

  #wakeThoseBefore(position: number): void {
    for (const { after, wake } of this.#idle) if (after < position) wake();
  }

  /** Resolves when there is an event behind `after`, by whichever process; also when `signal` aborts or the store closes. */
  #eventsAfter(after: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake);
        this.#idle.delete(idle);
        if (this.#idle.size === 0) {
          clearInterval(this.#poll);
          this.#poll = undefined;
        }
        resolve();
      };
      const idle: IdleSubscription = { after, wake };
      this.#idle.add(idle);
      signal.addEventListener('abort', wake);
      this.#poll ??= setInterval(() => this.#lookForOthersCommits(), POLL_MS);
    });
  }

  #lookForOthersCommits(): void {
    let last = Number.MAX_SAFE_INTEGER;
    try {
      last = this.lastPosition();
    } catch {
      // Wake everyone: each subscription meets the error when it reads, and throws it to its own consumer.
    }
    this.#wakeThoseBefore(last);
  }

  /** At most `limit` rows, fewer before a damaged place; `more` unless the last one was among them. */
  #page(statement: StatementSync, where: readonly (string | number)[], limit: number): { rows: Row[]; more: boolean } {
    return this.#guarded(() => {
      for (let wanted = limit; ; wanted = Math.ceil(wanted / 2)) {
        try {
          const rows = statement.all(...where, wanted) as unknown as Row[];
          return { rows, more: rows.length === wanted };
        } catch (error) {
          // Everything up to the damaged place is still given; it fails only when the very next row cannot be read.
          if (sqliteFault(error) !== 'damaged' || wanted === 1) throw error;
        }
      }
    });
  }

  #guarded<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw asEventStoreError(error);
    }
  }
}

function prepare(database: DatabaseSync) {
  // `LIMIT ?` alone is looked at by the planner, so that every execution would compile the statement again (5 µs of 6).
  const rows = (sql: string) => {
    const statement = database.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  };
  return {
    begin: database.prepare('BEGIN IMMEDIATE'),
    commit: database.prepare('COMMIT'),
    rollback: database.prepare('ROLLBACK'),
    savepoint: database.prepare('SAVEPOINT append'),
    rollbackToSavepoint: database.prepare('ROLLBACK TO append'),
    releaseSavepoint: database.prepare('RELEASE append'),
    lastRevision: rows('SELECT revision FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1'),
    idsFrom: rows('SELECT id, position FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ? + 0'),
    insert: database.prepare(
      'INSERT INTO events (stream, revision, id, type, data, metadata) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    streamForwards: rows(
      `SELECT ${COLUMNS} FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ? + 0`,
    ),
    streamBackwards: rows(
      `SELECT ${COLUMNS} FROM events WHERE stream = ? AND revision <= ? ORDER BY revision DESC LIMIT ? + 0`,
    ),
    allForwards: rows(
      `SELECT ${COLUMNS} FROM events WHERE position > ? AND position <= ? ORDER BY position LIMIT ? + 0`,
    ),
    allBackwards: rows(`SELECT ${COLUMNS} FROM events WHERE position < ? ORDER BY position DESC LIMIT ? + 0`),
    lastPosition: rows('SELECT max(position) FROM events'),
  };
}

const rowOf = (position: Position): number => Number(positionParts(position).commit);

function recorded([position, stream, revision, id, type, data, metadata]: Row): RecordedEvent {
  const place = { position: positionOf(BigInt(position)), stream, revision, id, type };
  return recordedEvent(place, parse(data), parse(metadata), () => String(data));
}

function parse(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}

const closed = () => new EventStoreError('unavailable', 'the event store is closed');

function asEventStoreError(error: unknown): unknown {
  if (error instanceof EventStoreError) return error;
  const { message } = error as Error;
  const because = { cause: error };
  switch (sqliteFault(error)) {
    case 'busy':
      return new EventStoreError('unavailable', 'another process holds the write lock of the event log', because);
    case 'full':
      return new EventStoreError('full', 'no room left on the disk of the event log; nothing was written', because);
    case 'damaged':
      return new EventStoreError('damaged', `the event log is damaged (${message}); run "makegood verify"`, because);
    case 'read-only':
      return new EventStoreError('access-denied', `the event log cannot be written (${message})`, because);
    case 'io':
      return new EventStoreError('unavailable', `the event log cannot be read or written (${message})`, because);
    case 'closed':
      return closed();
    default:
      return error;
  }
}
