import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { DocumentStoreError } from './document-store-error.ts';
import { retryWhileBusy, sqliteFault } from './sqlite-file.ts';

const MAX_STATEMENTS = 500;

export class SqliteConnection {
  readonly #database: DatabaseSync;
  readonly #busyMs: number | undefined;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync, busyMs?: number) {
    this.#database = database;
    this.#busyMs = busyMs;
  }

  statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear();
      this.#statements.set(sql, (statement = this.#database.prepare(sql)));
    }
    return statement;
  }

  get<Row>(sql: string, ...parameters: SQLInputValue[]): Row | undefined {
    return this.statement(sql).get(...parameters) as Row | undefined;
  }

  all<Row>(sql: string, ...parameters: SQLInputValue[]): Row[] {
    return this.statement(sql).all(...parameters) as Row[];
  }

  run(sql: string, ...parameters: SQLInputValue[]): void {
    this.statement(sql).run(...parameters);
  }

  execute(sql: string): void {
    this.#database.exec(sql);
  }

  /** One snapshot for all that `work` reads; not begun once the signal has aborted. @throws DocumentStoreError */
  reading<T>(work: () => T, signal?: AbortSignal): Promise<T> {
    return this.#retried(() => {
      signal?.throwIfAborted();
      return this.#transaction('BEGIN', work);
    });
  }

  /** IMMEDIATE: a transaction that turns from reading to writing can fail half-way. @throws DocumentStoreError */
  writing<T>(work: () => T): Promise<T> {
    return this.#retried(() => this.#transaction('BEGIN IMMEDIATE', work));
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #transaction<T>(begin: string, work: () => T): T {
    this.run(begin);
    try {
      const result = work();
      this.run('COMMIT');
      return result;
    } catch (error) {
      // After some faults (disk full) SQLite has rolled back already.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  async #retried<T>(work: () => T): Promise<T> {
    try {
      return await retryWhileBusy(work, this.#busyMs);
    } catch (error) {
      throw documentStoreError(error);
    }
  }
}

function documentStoreError(error: unknown): unknown {
  const because = (fault: DocumentStoreError['fault'], message: string) =>
    new DocumentStoreError(fault, message, { cause: error });
  switch (sqliteFault(error)) {
    case 'busy':
      return because('unavailable', 'another process keeps the data file locked');
    case 'closed':
      return because('unavailable', 'the data file is closed');
    case 'io':
      return because('unavailable', `the data file cannot be read or written: ${(error as Error).message}`);
    case 'full':
      return because('full', 'the disk of the data file is full');
    case 'damaged':
      return because('damaged', `the data file is damaged: ${(error as Error).message}`);
    case 'read-only':
      return because('access-denied', 'the data file cannot be written');
    case undefined:
      return error instanceof SyntaxError
        ? because('damaged', `a document in the data file is damaged: ${error.message}`)
        : error;
  }
}
