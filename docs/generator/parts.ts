import { dirname, join } from 'node:path/posix';
import type { SourceFiles } from './source-files.ts';

const IMPORT = /^(?:import|export)\b[^'"]*?\bfrom '([^']+)'/gm;

/**
 * The parts and their dependencies, from the imports in the code, as a Mermaid flowchart. Arrows that follow from others are
 * omitted.
 * @param names `#kernel` → `libs/kernel/src/index.ts`
 * @param libraries other than bounded contexts
 */
export function partsDiagram(
  { shipped }: SourceFiles,
  names: ReadonlyMap<string, string>,
  libraries: readonly string[],
): string {
  // All programs are one part, as are all contexts; each folder of the platform is a part.
  const partOf = (path: string): string => {
    const [top, name = '', , folder = ''] = path.split('/');
    if (top === 'apps') return 'apps';
    if (name === 'platform') return folder.includes('.') ? 'platform' : `platform/${folder}`;
    return libraries.includes(name) ? name : 'contexts';
  };
  const arrows = new Map<string, Set<string>>();
  for (const [path, content] of shipped)
    for (const [, from = ''] of content.matchAll(IMPORT)) {
      const target = from.startsWith('.') ? join(dirname(path), from) : names.get(from);
      if (target === undefined) continue;
      const [part, other] = [partOf(path), partOf(target)];
      if (part !== other) arrows.set(part, (arrows.get(part) ?? new Set()).add(other));
    }
  const reaches = (part: string, goal: string): boolean =>
    [...(arrows.get(part) ?? [])].some((next) => next === goal || reaches(next, goal));

  const lines = [...arrows].flatMap(([part, others]) =>
    [...others]
      // Its parts are drawn within it.
      .filter(
        (other) => part !== 'platform' && ![...others].some((between) => between !== other && reaches(between, other)),
      )
      .map((other) => `  ${idOf(part)} --> ${idOf(other)}`),
  );
  const inside = (part: string, of: (path: string) => string | undefined) =>
    [...new Set([...shipped.keys()].filter((path) => partOf(path) === part).map(of))].sort().join(' · ');
  const named = (path: string) => path.split('/')[1];
  const parts = [...new Set([...shipped.keys()].map(partOf))].sort();
  return [
    'flowchart TD',
    `  apps["apps: ${inside('apps', named)}"]`,
    `  contexts["contexts: ${inside('contexts', named)}"]`,
    '  subgraph platform',
    ...parts
      .filter((part) => part.startsWith('platform/'))
      .map((part) => `    ${idOf(part)}["${part.slice('platform/'.length)}"]`),
    '  end',
    ...lines.sort(),
  ].join('\n');
}

const idOf = (part: string): string => part.replace('/', '-');
