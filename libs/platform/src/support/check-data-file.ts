import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { dataFileOf, sqliteFault } from './sqlite-file.ts';

const NAMED = 10;

/** `PRAGMA integrity_check`, indexes included: at most ten lines; undefined when there is no file. */
export function checkDataFile(folder: string): readonly string[] | undefined {
  return reading(folder, (database) => {
    const found = database.prepare(`PRAGMA integrity_check(${NAMED})`).all() as { integrity_check: string }[];
    return found.flatMap(({ integrity_check: line }) => (line === 'ok' ? [] : line.split('\n')));
  });
}

/** Positions of the embedded log are counted from 1 without gaps, and its counter stands at the last; undefined when there is no file. */
export function checkPositions(folder: string): readonly string[] | undefined {
  return reading(folder, (database) => {
    const gaps = database
      .prepare(
        `SELECT before + 1 AS first, position - 1 AS last
         FROM (SELECT position, lag(position, 1, 0) OVER (ORDER BY position) AS before FROM events)
         WHERE position > before + 1 LIMIT ${NAMED}`,
      )
      .all() as { first: number; last: number }[];
    const { counter, end } = database
      .prepare(
        `SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0) AS counter,
                coalesce((SELECT max(position) FROM events), 0) AS end`,
      )
      .get() as { counter: number; end: number };
    return [
      ...gaps.map(({ first, last }) =>
        first === last ? `event ${first} is missing` : `events ${first} to ${last} are missing`,
      ),
      ...(counter === end ? [] : [`the log ends at event ${end}, but ${counter} were written`]),
    ];
  });
}

function reading(folder: string, check: (database: DatabaseSync) => readonly string[]): readonly string[] | undefined {
  const path = dataFileOf(folder);
  if (!existsSync(path)) return undefined;
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  try {
    return check(database);
  } catch (error) {
    if (sqliteFault(error) === 'damaged') return [(error as Error).message];
    throw error;
  } finally {
    database.close();
  }
}
