import { writeFile } from 'node:fs/promises';
import { schemaText } from './schema.ts';

// `npm run schema`, in the folder of the package.
await writeFile('docs/schema.graphql', await schemaText());
