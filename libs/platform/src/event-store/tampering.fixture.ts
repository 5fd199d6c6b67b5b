import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { dataFileOf } from '../support/sqlite-file.ts';

export function tamperWith(folder: string, ...statements: readonly string[]): void {
  const database = new DatabaseSync(dataFileOf(folder));
  try {
    for (const statement of statements) database.exec(statement);
  } finally {
    database.close();
  }
}

/** Flips a bit of a stream's name in the index of streams and revisions, which must be one page. */
export function flipInIndex(folder: string, stream: string): void {
  const path = dataFileOf(folder);
  const database = new DatabaseSync(path);
  const { page, size } = database
    .prepare(
      `SELECT rootpage AS page, (SELECT page_size FROM pragma_page_size) AS size
       FROM pragma_index_list('events') AS listed JOIN pragma_index_info(listed.name) AS part ON part.name = 'revision'
       JOIN sqlite_master AS entry ON entry.name = listed.name`,
    )
    .get() as { page: number; size: number };
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  const file = readFileSync(path);
  const at = file.indexOf(stream, (page - 1) * size);
  if (at < 0 || at >= page * size) throw new Error(`${stream} is not on page ${page}`);
  const last = at + stream.length - 1;
  file[last] = (file[last] as number) ^ 1;
  writeFileSync(path, file);
}
