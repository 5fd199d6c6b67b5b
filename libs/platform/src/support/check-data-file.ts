import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sqliteFault } from './sqlite-file.ts';

/** `PRAGMA quick_check`: at most ten lines; undefined when there is no file. */
export function checkDataFile(folder: string): readonly string[] | undefined {
  const path = join(folder, 'makegood.db');
  if (!existsSync(path)) return undefined;
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  try {
    const found = database.prepare('PRAGMA quick_check(10)').all() as { quick_check: string }[];
    return found.flatMap(({ quick_check: line }) => (line === 'ok' ? [] : line.split('\n')));
  } catch (error) {
    if (sqliteFault(error) === 'damaged') return [(error as Error).message];
    throw error;
  } finally {
    database.close();
  }
}
