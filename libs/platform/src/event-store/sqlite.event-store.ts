import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { encodeEvents } from './event-encoding.ts';
import {
  type AppendResult,
  BEGINNING,
  type EventStore,
  EventStoreError,
  NO_STREAM,
  type NewEvent,
  type Position,
  type RecordedEvent,
} from './event-store.port.ts';
import { FolderMarkFile } from './folder-mark.ts';
import {
  asEventStoreError,
  COLUMNS,
  closed,
  positionOfRow,
  prepareRows,
  type Row,
  recorded,
  rowOf,
  SCHEMA,
} from './sqlite.event-rows.ts';
import { GroupCommit } from './sqlite.group-commit.ts';
import { OpenFiles, sqliteFilesOf } from '../support/open-files.ts';
import { dataFileOf, dataFolderError, openSqliteFile, sqliteFault } from '../support/sqlite-file.ts';

/** No transaction stays open between pages, so the WAL can always be checkpointed. */
const PAGE_ROWS = 256;
const POLL_MS = 15;

interface IdleSubscription {
  readonly after: number;
  readonly wake: () => void;
}

/** `readOnly`: unchecked. @throws DataFolderError */
export function openSqliteEventStore(folder: string, { readOnly = false } = {}): SqliteEventStore {
  const path = dataFileOf(folder);
  let database: DatabaseSync | undefined;
  try {
    database = openSqliteFile(folder, { durability: 'full', schema: SCHEMA, readOnly });
    return new SqliteEventStore(database, readOnly ? undefined : new FolderMarkFile(folder));
  } catch (error) {
    database?.close();
    throw dataFolderError(path, error);
  }
}

export class SqliteEventStore implements EventStore {
  readonly #database: DatabaseSync;
  readonly #mark: FolderMarkFile | undefined;
  readonly #files: OpenFiles;
  readonly #commits: GroupCommit;
  readonly #sql: ReturnType<typeof prepare>;

  readonly #idle = new Set<IdleSubscription>();
  #poll: NodeJS.Timeout | undefined;

  #closing: Promise<void> | undefined;

  /** Without `mark`, read-only. `waitMs`: how long an append waits for other writers. */
  constructor(database: DatabaseSync, mark?: FolderMarkFile, waitMs = 5000) {
    this.#database = database;
    this.#mark = mark;
    this.#sql = prepare(database);
    this.#files = new OpenFiles([...sqliteFilesOf(database.location() ?? ''), ...(mark ? [mark.file] : [])]);
    const log = mark && this.#logId();
    this.#commits = new GroupCommit(database, waitMs, {
      before: () => this.#mustBeInPlace(),
      committed: (newest) => {
        mark?.write({ ...(log !== undefined && { log }), newest });
        this.#wakeThoseBefore(rowOf(newest.position));
      },
    });
  }

  async append(stream: string, expected: number, events: readonly NewEvent[]): Promise<AppendResult> {
    if (this.#closing) throw closed();
    if (!this.#mark) throw new EventStoreError('access-denied', 'the log was opened for reading only');
    if (!Number.isSafeInteger(expected) || expected < NO_STREAM)
      throw new TypeError(`${expected} is not a revision: expected a whole number from ${NO_STREAM} on`);
    return this.#commits.append(stream, expected, encodeEvents(events));
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
      const wanted = Math.min(left, PAGE_ROWS);
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
    // Of a damaged log the end may be unreadable.
    const end = backwards ? 0 : this.#mark ? this.lastPosition() : Number.MAX_SAFE_INTEGER;
    let seen = after !== undefined ? rowOf(after) : backwards ? Number.MAX_SAFE_INTEGER : 0;
    let left = options.limit ?? Number.POSITIVE_INFINITY;
    while (left > 0) {
      const wanted = Math.min(left, PAGE_ROWS);
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
    return positionOfRow(this.lastPosition());
  }

  async eventAt(position: Position): Promise<RecordedEvent | undefined> {
    this.#mustBeInPlace();
    const [row] = this.#page(this.#sql.at, [rowOf(position)], 1).rows;
    return row && recorded(row);
  }

  async id(): Promise<string | undefined> {
    this.#mustBeInPlace();
    return this.#logId();
  }

  lastPosition(): number {
    return this.#guarded(() => (this.#sql.lastPosition.get() as unknown as [number | null])[0] ?? 0);
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      await this.#commits.drain();
      for (const { wake } of this.#idle) wake();
      this.#database.close();
      this.#mark?.close();
    })();
    return this.#closing;
  }

  #logId(): string | undefined {
    return this.#guarded(
      () => (this.#database.prepare('SELECT id FROM log_id').get() as { id: string } | undefined)?.id,
    );
  }

  /** What is written to a file that was removed while it is open is lost with this process. */
  #mustBeInPlace(): void {
    if (this.#closing) return;
    const lost = this.#files.lost();
    if (lost !== undefined) throw new EventStoreError('other-log', lost);
  }

  #wakeThoseBefore(position: number): void {
    for (const { after, wake } of this.#idle) if (after < position) wake();
  }

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
      // Wake all: each subscription reads, and throws the error to its consumer.
    }
    this.#wakeThoseBefore(last);
  }

  #page(statement: StatementSync, where: readonly (string | number)[], limit: number): { rows: Row[]; more: boolean } {
    return this.#guarded(() => {
      for (let wanted = limit; ; wanted = Math.ceil(wanted / 2)) {
        try {
          const rows = statement.all(...where, wanted) as unknown as Row[];
          return { rows, more: rows.length === wanted };
        } catch (error) {
          // Returns everything up to the damaged place; fails only when the next row itself cannot be read.
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

const prepare = (database: DatabaseSync) => ({
  streamForwards: prepareRows(
    database,
    `SELECT ${COLUMNS} FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ? + 0`,
  ),
  streamBackwards: prepareRows(
    database,
    `SELECT ${COLUMNS} FROM events WHERE stream = ? AND revision <= ? ORDER BY revision DESC LIMIT ? + 0`,
  ),
  allForwards: prepareRows(
    database,
    `SELECT ${COLUMNS} FROM events WHERE position > ? AND position <= ? ORDER BY position LIMIT ? + 0`,
  ),
  allBackwards: prepareRows(
    database,
    `SELECT ${COLUMNS} FROM events WHERE position < ? ORDER BY position DESC LIMIT ? + 0`,
  ),
  at: prepareRows(database, `SELECT ${COLUMNS} FROM events WHERE position = ? LIMIT ? + 0`),
  lastPosition: prepareRows(database, 'SELECT max(position) FROM events'),
});
