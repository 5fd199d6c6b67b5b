import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { typedDocuments } from './documents.ts';

const root = join(import.meta.dirname, '../..');
for (const [path, content] of await typedDocuments(root)) await writeFile(join(root, path), content);
