import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { schemaText } from '../../apps/api/src/schema.ts';
import { generatedDocs } from './generate.ts';

// `npm run docs`, in the folder of the package.
const root = process.cwd();
for (const [path, content] of await generatedDocs(root)) await writeFile(join(root, path), content);
await writeFile(join(root, 'docs/schema.graphql'), await schemaText());
