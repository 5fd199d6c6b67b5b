import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMakegood, projections, readSettings, timers } from '#engine';
import { silentLogger } from '#platform';
import { requests } from '#requests';
import { regionOf, withBlocks, withoutMarkers } from './blocks.ts';
import { alarmLines, curvePictures } from './curve-pictures.ts';
import { eventsPage } from './events-page.ts';
import { licencesPage } from './licences.ts';
import { partsDiagram } from './parts.ts';
import { refusalsFile } from './refusals.ts';
import { SourceFiles } from './source-files.ts';

/** Everything in docs/ that is generated from the code: path from the root → content. */
export async function generatedDocs(root: string): Promise<ReadonlyMap<string, string>> {
  const files = await SourceFiles.read(root);
  const libraries = JSON.parse(await readFile(join(root, 'tools/libraries.json'), 'utf8')) as string[];
  const parts = partsDiagram(files, await importNames(root), libraries);
  const blockOf = (source: string): string => {
    if (source === 'parts') return parts;
    if (source === 'alarm') return alarmLines();
    const [path = '', region] = source.split('#');
    const code = readFileSync(join(root, path), 'utf8');
    return region === undefined ? withoutMarkers(code) : regionOf(code, region);
  };
  const filled = async (path: string) => [path, withBlocks(await readFile(join(root, path), 'utf8'), blockOf)] as const;
  const guides = (await readdir(join(root, 'docs/how-to'))).map((name) => `docs/how-to/${name}`);
  const pages = await Promise.all(['docs/architecture.md', 'docs/batch-sentinel.md', ...guides].map(filled));
  return new Map([
    ['docs/events.md', await events(files)],
    ['docs/licences.md', await licencesPage(root)],
    ['docs/refusals.json', await refusalsFile(root)],
    ...curvePictures(),
    ...pages,
  ]);
}

/** Opens the engine on an empty folder, since it combines and checks all declarations. */
async function events(files: SourceFiles): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'makegood-docs-'));
  const makegood = await openMakegood(readSettings({ MAKEGOOD_DATA: folder }), { logger: silentLogger });
  const { catalogue, processes } = makegood;
  try {
    return eventsPage({ catalogue, projections, processes, timers, requests: Object.values(requests), files });
  } finally {
    await makegood.close();
    await rm(folder, { recursive: true });
  }
}

/** `#kernel` → `libs/kernel/src/index.ts` */
async function importNames(root: string): Promise<ReadonlyMap<string, string>> {
  const { imports } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    readonly imports: Readonly<Record<string, string>>;
  };
  return new Map(Object.entries(imports).map(([name, path]) => [name, path.replace(/^\.\//, '')]));
}
