import type { Leases } from './process-state/leases.port.ts';
import type { ProcessState } from './process-state/process-state.port.ts';
import { LEASES_SCHEMA, SqliteLeases } from './process-state/sqlite.leases.ts';
import { PROCESS_STATE_SCHEMA, SqliteProcessState } from './process-state/sqlite.process-state.ts';
import type { ReadModels } from './read-models/read-model.port.ts';
import { READ_MODELS_SCHEMA, SqliteReadModels } from './read-models/sqlite.read-models.ts';
import type { MongoOptions } from './support/mongo-connection.ts';
import { OpenFiles, sqliteFilesOf } from './support/open-files.ts';
import { SqliteConnection } from './support/sqlite-connection.ts';
import { openSqliteFile } from './support/sqlite-file.ts';

export interface DocumentStores {
  readonly models: ReadModels;
  readonly processState: ProcessState;
  readonly leases: Leases;
  /** Of files that this process has open: which one was removed or replaced, and what to do. */
  lostFile(): string | undefined;
  close(): Promise<void>;
}

export interface SqliteOptions {
  readonly busyMs?: number;
}

/** In `<folder>/makegood.db`, beside the events. `busyMs`: how long a write waits for another process. @throws DataFolderError */
export function openSqliteStores(folder: string, { busyMs }: SqliteOptions = {}): DocumentStores {
  const schema = READ_MODELS_SCHEMA + PROCESS_STATE_SCHEMA + LEASES_SCHEMA;
  const database = openSqliteFile(folder, { durability: 'normal', schema });
  const files = new OpenFiles(sqliteFilesOf(database.location() ?? ''));
  const file = new SqliteConnection(database, busyMs);
  return {
    models: new SqliteReadModels(file),
    processState: new SqliteProcessState(file),
    leases: new SqliteLeases(file),
    lostFile: () => files.lost(),
    close: async () => file.close(),
  };
}

/** MongoDB 6 or later. @throws DocumentStoreError, MongoParseError for a malformed address */
export async function openMongoStores(url: string, options: MongoOptions = {}): Promise<DocumentStores> {
  return (await import('./mongo-stores.ts')).openMongoStores(url, options);
}
