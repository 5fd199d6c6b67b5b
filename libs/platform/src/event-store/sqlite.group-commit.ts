import type { DatabaseSync } from 'node:sqlite';
import { type EncodedEvent } from './event-encoding.ts';
import { type AppendResult, type Checkpoint, EventStoreError, NO_STREAM } from './event-store.port.ts';
import { asEventStoreError, positionOfRow, prepareRows } from './sqlite.event-rows.ts';
import { sqliteFault } from '../support/sqlite-file.ts';

/** Limits how long one commit holds the write lock and the event loop. */
const MAX_GROUP_APPENDS = 256;

interface PendingAppend {
  readonly stream: string;
  readonly expected: number;
  readonly events: readonly EncodedEvent[];
  readonly giveUpAt: number;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommitHooks {
  /** Whatever it throws, the group is not written. */
  before(): void;
  committed(newest: Checkpoint): void;
}

/** All appends of one turn of the event loop share one transaction and its sync. */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #waitMs: number;
  readonly #hooks: GroupCommitHooks;
  readonly #sql: ReturnType<typeof prepare>;

  readonly #queue: PendingAppend[] = [];
  #flushing = false;
  #backoffMs = 1;
  #drained: (() => void) | undefined;

  constructor(database: DatabaseSync, waitMs: number, hooks: GroupCommitHooks) {
    this.#database = database;
    this.#waitMs = waitMs;
    this.#hooks = hooks;
    this.#sql = prepare(database);
  }

  append(stream: string, expected: number, events: readonly EncodedEvent[]): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      const giveUpAt = performance.now() + this.#waitMs;
      this.#queue.push({ stream, expected, events, giveUpAt, resolve, reject });
      if (!this.#flushing) {
        this.#flushing = true;
        setImmediate(() => this.#flush());
      }
    });
  }

  async drain(): Promise<void> {
    if (this.#flushing) await new Promise<void>((drained) => (this.#drained = drained));
  }

  #flush(): void {
    const group = this.#queue.slice(0, MAX_GROUP_APPENDS);
    let outcomes: (AppendResult | Error)[];
    try {
      this.#hooks.before();
      outcomes = this.#commit(group);
    } catch (error) {
      return this.#fail(group, error);
    }
    this.#queue.splice(0, group.length);
    this.#backoffMs = 1;
    const newest = newestOf(group, outcomes);
    if (newest !== undefined) this.#hooks.committed(newest);
    for (const [index, { resolve, reject }] of group.entries()) {
      const outcome = outcomes[index] as AppendResult | Error;
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
    }
    this.#flushRest();
  }

  /** Nothing of the group was written. While another process holds the lock, appends with time left try again. */
  #fail(group: readonly PendingAppend[], error: unknown): void {
    const busy = sqliteFault(error) === 'busy';
    const now = performance.now();
    const failed = busy ? group.filter(({ giveUpAt }) => giveUpAt <= now) : group;
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

  /** Durable when it returns. An append that fails alone is an Error among the outcomes; the others are stored. */
  #commit(group: readonly PendingAppend[]): (AppendResult | Error)[] {
    this.#sql.begin.run();
    let committing = false;
    try {
      const outcomes = group.map((pending) => this.#appendInTransaction(pending));
      committing = true;
      this.#sql.commit.run();
      return outcomes;
    } catch (error) {
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
    // A failed statement undoes itself; several need a savepoint.
    if (events.length === 1) return this.#insert(stream, expected, events);
    this.#sql.savepoint.run();
    const outcome = this.#insert(stream, expected, events);
    if (outcome instanceof Error || outcome.kind !== 'appended') this.#sql.rollbackToSavepoint.run();
    this.#sql.releaseSavepoint.run();
    return outcome;
  }

  #insert(stream: string, expected: number, events: readonly EncodedEvent[]): AppendResult | Error {
    let revision = expected;
    let position: number | bigint = 0;
    try {
      for (const { id, type, data, metadata } of events)
        position = this.#sql.insert.run(stream, ++revision, id, type, data, metadata).lastInsertRowid;
      return { kind: 'appended', position: positionOfRow(position), revision };
    } catch (error) {
      // SQLITE_CONSTRAINT_UNIQUE: the revision is free, so an id is stored.
      if ((error as { errcode?: number }).errcode === 2067)
        return { kind: events.some(({ id }) => this.#isElsewhere(id, stream)) ? 'id-used-elsewhere' : 'conflict' };
      // A fault of the file concerns the whole group.
      if (sqliteFault(error) || !(error instanceof Error)) throw error;
      return error;
    }
  }

  #isElsewhere(id: string, stream: string): boolean {
    return this.#sql.elsewhere.get(id, stream) !== undefined;
  }

  /** A repeated append, whose answer was lost. */
  #earlierAppend(stream: string, expected: number, events: readonly EncodedEvent[]): AppendResult {
    const stored = this.#sql.idsFrom.all(stream, expected + 1, events.length) as unknown as [string, number][];
    const same = stored.length === events.length && stored.every(([id], index) => id === events[index]?.id);
    const last = stored.at(-1);
    if (!same || !last) return { kind: 'conflict' };
    return {
      kind: 'appended',
      position: positionOfRow(last[1]),
      revision: expected + events.length,
      repeated: true,
    };
  }
}

function newestOf(
  group: readonly PendingAppend[],
  outcomes: readonly (AppendResult | Error)[],
): Checkpoint | undefined {
  let newest: Checkpoint | undefined;
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome instanceof Error || outcome.kind !== 'appended') continue;
    const { id = '' } = group[index]?.events.at(-1) ?? {};
    if (!newest || outcome.position > newest.position) newest = { position: outcome.position, id };
  }
  return newest;
}

const prepare = (database: DatabaseSync) => ({
  begin: database.prepare('BEGIN IMMEDIATE'),
  commit: database.prepare('COMMIT'),
  rollback: database.prepare('ROLLBACK'),
  savepoint: database.prepare('SAVEPOINT append'),
  rollbackToSavepoint: database.prepare('ROLLBACK TO append'),
  releaseSavepoint: database.prepare('RELEASE append'),
  lastRevision: prepareRows(database, 'SELECT revision FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1'),
  idsFrom: prepareRows(
    database,
    'SELECT id, position FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ? + 0',
  ),
  elsewhere: database.prepare('SELECT 1 FROM events WHERE id = ? AND stream <> ?'),
  insert: database.prepare('INSERT INTO events (stream, revision, id, type, data, metadata) VALUES (?, ?, ?, ?, ?, ?)'),
});
