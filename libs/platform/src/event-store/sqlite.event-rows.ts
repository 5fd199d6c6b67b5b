import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { recordedEvent } from './event-encoding.ts';
import { EventStoreError, type Position, positionOf, positionParts, type RecordedEvent } from './event-store.port.ts';
import { sqliteFault } from '../support/sqlite-file.ts';

// Positions are in commit order across processes: a group holds the file's write lock (BEGIN IMMEDIATE) from its first number to
// its commit. So reading everything after a position misses no event.
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    stream   TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    id       TEXT    NOT NULL UNIQUE,
    type     TEXT    NOT NULL,
    data     TEXT    NOT NULL,
    metadata TEXT    NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS log_id (id TEXT NOT NULL) STRICT;
  INSERT INTO log_id SELECT lower(hex(randomblob(16))) WHERE NOT EXISTS (SELECT 1 FROM log_id)`;

export const COLUMNS = 'position, stream, revision, id, type, data, metadata';

export type Row = [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  data: unknown,
  metadata: unknown,
];

/** Returns arrays. Write `LIMIT ? + 0`: SQLite compiles a bare `LIMIT ?` again at every call (5 µs of 6). */
export function prepareRows(database: DatabaseSync, sql: string): StatementSync {
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  return statement;
}

export const rowOf = (position: Position): number => Number(positionParts(position).commit);

export const positionOfRow = (row: number | bigint): Position => positionOf(BigInt(row));

export function recorded([position, stream, revision, id, type, data, metadata]: Row): RecordedEvent {
  const place = { position: positionOfRow(position), stream, revision, id, type };
  return recordedEvent(place, parse(data), parse(metadata), () => String(data));
}

function parse(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}

export const closed = () => new EventStoreError('closed', 'the event store is closed');

export function asEventStoreError(error: unknown): unknown {
  if (error instanceof EventStoreError) return error;
  const { message } = error as Error;
  const because = { cause: error };
  switch (sqliteFault(error)) {
    case 'busy':
      return new EventStoreError('unavailable', 'another process holds the write lock of the event log', because);
    case 'full':
      return new EventStoreError('full', 'the disk of the event log is full; nothing was written', because);
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
