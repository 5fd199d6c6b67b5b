import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export function tamperWith(folder: string, ...statements: readonly string[]): void {
  const database = new DatabaseSync(join(folder, 'makegood.db'));
  try {
    for (const statement of statements) database.exec(statement);
  } finally {
    database.close();
  }
}
