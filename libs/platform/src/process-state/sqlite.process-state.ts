import type { Json } from '#kernel';
import { type Checkpoint, checkpointAt, START } from '../event-store/event-store.port.ts';
import type { SqliteConnection } from '../support/sqlite-connection.ts';
import { Together } from '../support/together.ts';
import type { FailedReaction, ProcessState, ReactionKey, TaskState } from './process-state.port.ts';

/** A power failure may lose the last commits: then reactions are repeated, which changes nothing. */
export const PROCESS_STATE_SCHEMA = `
  CREATE TABLE IF NOT EXISTS process_checkpoints (process TEXT PRIMARY KEY, position TEXT NOT NULL, id TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS process_log (only INTEGER PRIMARY KEY, log TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS process_failures (
    process TEXT, stream TEXT, revision INTEGER, event TEXT NOT NULL, position TEXT NOT NULL, reason TEXT NOT NULL,
    effect TEXT NOT NULL, PRIMARY KEY (process, stream, revision)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS process_tasks (task TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS process_jobs (kind TEXT, id TEXT, state TEXT NOT NULL, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;
`;

export class SqliteProcessState implements ProcessState {
  readonly #file: SqliteConnection;
  /** The processes come to the end of the same events. */
  readonly #advances = new Together<readonly [process: string, position: string, id: string]>((checkpoints) =>
    this.#file.writing(() => {
      for (const checkpoint of checkpoints)
        this.#file.run(
          `INSERT INTO process_checkpoints VALUES (?, ?, ?) ON CONFLICT (process) DO UPDATE
           SET position = excluded.position, id = excluded.id WHERE excluded.position > position`,
          ...checkpoint,
        );
    }),
  );

  constructor(file: SqliteConnection) {
    this.#file = file;
  }

  async logId(): Promise<string | undefined> {
    return this.#file.reading(() => this.#file.get<{ log: string }>('SELECT log FROM process_log')?.log);
  }

  async keepLogId(log: string): Promise<void> {
    await this.#file.writing(() => this.#file.run('INSERT OR REPLACE INTO process_log VALUES (1, ?)', log));
  }

  async checkpoint(process: string): Promise<Checkpoint> {
    const sql = 'SELECT position, id FROM process_checkpoints WHERE process = ?';
    const row = await this.#file.reading(() => this.#file.get<Checkpoint>(sql, process));
    return row ? checkpointAt(row) : START;
  }

  async checkpoints(): Promise<ReadonlyMap<string, Checkpoint>> {
    const sql = 'SELECT process, position, id FROM process_checkpoints';
    return this.#file.reading(
      () =>
        new Map(
          this.#file
            .all<{ readonly process: string } & Checkpoint>(sql)
            .map(({ process, ...checkpoint }) => [process, checkpoint]),
        ),
    );
  }

  advance(process: string, { position, id }: Checkpoint): Promise<void> {
    return this.#advances.do([process, position, id]);
  }

  async startOver(): Promise<void> {
    await this.#file.writing(() => {
      for (const table of ['process_checkpoints', 'process_failures']) this.#file.run(`DELETE FROM ${table}`);
    });
  }

  async recordFailure({ process, stream, revision, event, position, reason, effect }: FailedReaction): Promise<void> {
    await this.#file.writing(() =>
      this.#file.run(
        'INSERT OR REPLACE INTO process_failures VALUES (?, ?, ?, ?, ?, ?, ?)',
        process,
        stream,
        revision,
        event,
        position,
        reason,
        effect,
      ),
    );
  }

  async clearFailure({ process, stream, revision }: ReactionKey): Promise<void> {
    const sql = 'DELETE FROM process_failures WHERE process = ? AND stream = ? AND revision = ?';
    await this.#file.writing(() => this.#file.run(sql, process, stream, revision));
  }

  async failedReactions(process?: string): Promise<readonly FailedReaction[]> {
    const sql = `SELECT process, event, stream, revision, position, reason, effect FROM process_failures
      ${process === undefined ? '' : 'WHERE process = ?'} ORDER BY process, stream, revision`;
    return this.#file.reading(() => this.#file.all<FailedReaction>(sql, ...(process === undefined ? [] : [process])));
  }

  async task(name: string): Promise<TaskState | undefined> {
    const sql = 'SELECT state FROM process_tasks WHERE task = ?';
    return this.#file.reading(() => this.#file.get<{ state: TaskState }>(sql, name)?.state);
  }

  async setTask(name: string, state: TaskState): Promise<void> {
    await this.#file.writing(() => this.#file.run('INSERT OR REPLACE INTO process_tasks VALUES (?, ?)', name, state));
  }

  async job(kind: string, id: string): Promise<Json | undefined> {
    const sql = 'SELECT state FROM process_jobs WHERE kind = ? AND id = ?';
    const found = await this.#file.reading(() => this.#file.get<{ state: string }>(sql, kind, id));
    return found && (JSON.parse(found.state) as Json);
  }

  async setJob(kind: string, id: string, state: Json): Promise<void> {
    const sql = 'INSERT OR REPLACE INTO process_jobs VALUES (?, ?, ?)';
    await this.#file.writing(() => this.#file.run(sql, kind, id, JSON.stringify(state)));
  }

  async removeJob(kind: string, id: string): Promise<void> {
    const sql = 'DELETE FROM process_jobs WHERE kind = ? AND id = ?';
    await this.#file.writing(() => this.#file.run(sql, kind, id));
  }

  async jobs(kind: string, limit: number, before?: string): Promise<readonly Json[]> {
    const [older, ids] = before === undefined ? ['', []] : ['AND id < ?', [before]];
    const sql = `SELECT state FROM process_jobs WHERE kind = ? ${older} ORDER BY id DESC LIMIT ?`;
    const found = await this.#file.reading(() => this.#file.all<{ state: string }>(sql, kind, ...ids, limit));
    return found.map(({ state }) => JSON.parse(state) as Json);
  }
}
