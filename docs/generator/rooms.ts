import { dirname, join } from 'node:path/posix';
import type { SourceFiles } from './source-files.ts';

/** Libraries that are no bounded context, as in the rules of the arrows (.dependency-cruiser.cjs). */
const PARTS = [
  'kernel',
  'words',
  'platform',
  'use-cases',
  'processes',
  'views',
  'requests',
  'engine',
  'import',
  'server',
];
const IMPORT = /^(?:import|export)\b[^'"]*?\bfrom '([^']+)'/gm;

/** The room of a file, as the picture shows it: programs as one, contexts as one, those of the platform each. */
function roomOf(path: string): string {
  const [top, name = '', , folder = ''] = path.split('/');
  if (top === 'apps') return 'apps';
  if (name === 'platform') return folder.includes('.') ? 'platform' : `platform/${folder}`;
  return PARTS.includes(name) ? name : 'contexts';
}

/**
 * The rooms and the arrows between them, from the imports in the code, as a Mermaid flowchart. Arrows that follow from others
 * are left out.
 * @param names what `#…` leads to: `#kernel` → `libs/kernel/src/index.ts`
 */
export function roomsPicture({ shipped }: SourceFiles, names: ReadonlyMap<string, string>): string {
  const arrows = new Map<string, Set<string>>();
  for (const [path, content] of shipped)
    for (const [, from = ''] of content.matchAll(IMPORT)) {
      const target = from.startsWith('.') ? join(dirname(path), from) : names.get(from);
      if (target === undefined) continue;
      const [room, other] = [roomOf(path), roomOf(target)];
      if (room !== other) arrows.set(room, (arrows.get(room) ?? new Set()).add(other));
    }
  const reaches = (room: string, goal: string): boolean =>
    [...(arrows.get(room) ?? [])].some((next) => next === goal || reaches(next, goal));

  const lines = [...arrows].flatMap(([room, others]) =>
    [...others]
      // Its rooms stand in it.
      .filter(
        (other) => room !== 'platform' && ![...others].some((between) => between !== other && reaches(between, other)),
      )
      .map((other) => `  ${idOf(room)} --> ${idOf(other)}`),
  );
  const inside = (room: string, of: (path: string) => string | undefined) =>
    [...new Set([...shipped.keys()].filter((path) => roomOf(path) === room).map(of))].sort().join(' · ');
  const named = (path: string) => path.split('/')[1];
  const rooms = [...new Set([...shipped.keys()].map(roomOf))].sort();
  return [
    'flowchart TD',
    `  apps["apps: ${inside('apps', named)}"]`,
    `  contexts["contexts: ${inside('contexts', named)}"]`,
    '  subgraph platform',
    ...rooms
      .filter((room) => room.startsWith('platform/'))
      .map((room) => `    ${idOf(room)}["${room.slice('platform/'.length)}"]`),
    '  end',
    ...lines.sort(),
  ].join('\n');
}

const idOf = (room: string): string => room.replace('/', '-');
