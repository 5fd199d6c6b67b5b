import { readFile, writeFile } from 'node:fs/promises';
import { compileMailLayout } from './mail-layout.ts';

const folder = 'libs/platform/src/documents';
await writeFile(
  `${folder}/mail-layout.ts`,
  await compileMailLayout(await readFile(`${folder}/mail-layout.mjml`, 'utf8')),
);
