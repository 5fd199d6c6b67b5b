import { mkdir, writeFile } from 'node:fs/promises';
import { drawFirstPicture, drawPictures } from './pictures.ts';
import { sampleRequests } from './samples.ts';

// `npm run samples` writes the data files of this folder. The same source gives the same files.

const here = import.meta.dirname;
const pictures = await drawPictures();
await mkdir(`${here}/evidence`, { recursive: true });
for (const [name, content] of pictures) await writeFile(`${here}/evidence/${name}.jpg`, content);
await writeFile(`${here}/first-claim.jpg`, await drawFirstPicture());

const { registry, claims } = sampleRequests(pictures);
await writeFile(`${here}/registry.ndjson`, registry);
await writeFile(`${here}/claims.ndjson`, claims);
