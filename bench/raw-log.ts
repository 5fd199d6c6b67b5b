import type { SQLInputValue } from 'node:sqlite';
import { openSqliteEventStore, openSqliteFile } from '#platform';

/** A row of the events table without its position. */
export type Row = readonly SQLInputValue[];

const COLUMNS = 'stream, revision, id, type, data, metadata';

/** Inserts into the table of the embedded event store with its durability (WAL, `synchronous=FULL`), and nothing else. */
export async function openRawLog(folder: string) {
  // Creates the table with its indexes.
  await openSqliteEventStore(folder).close();
  const database = openSqliteFile(folder, { durability: 'full' });
  const begin = database.prepare('BEGIN IMMEDIATE');
  const insert = database.prepare(`INSERT INTO events (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)`);
  const commit = database.prepare('COMMIT');
  return {
    /** All rows in one transaction; durable when it returns. */
    append(rows: readonly Row[]): void {
      begin.run();
      for (const row of rows) insert.run(...row);
      commit.run();
    },
    close: () => database.close(),
  };
}

/** In the order of the log. */
export function storedRows(folder: string, limit = -1): readonly Row[] {
  const database = openSqliteFile(folder, { durability: 'normal' });
  const statement = database.prepare(`SELECT ${COLUMNS} FROM events ORDER BY position LIMIT ?`);
  statement.setReturnArrays(true);
  const rows = statement.all(limit) as unknown as readonly Row[];
  database.close();
  return rows;
}
