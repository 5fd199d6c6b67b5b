import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { typedDocuments } from './documents.ts';

const ROOT = join(import.meta.dirname, '../..');

test('The typed documents of the console are those of the schema: npm run docs', async () => {
  for (const [path, content] of await typedDocuments(ROOT))
    expect(await readFile(join(ROOT, path), 'utf8')).toBe(content);
});
