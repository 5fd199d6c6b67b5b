import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const NEVER_SHIPPED = /[.](?:spec|fixture|contract)[.]ts$/;

interface Role {
  /** Of the names of its files. */
  readonly ending: string;
  /** What the code of such a part says. */
  readonly defines: RegExp;
  /** The names under which a file exports them. */
  readonly exported: RegExp;
  /** How it is to be written. */
  readonly written: string;
}

const ROLES = {
  aggregates: {
    ending: '.aggregates.ts',
    defines: /^export const \w+: Aggregate</m,
    exported: /^export const (\w+): Aggregate</gm,
    written: 'export const …: Aggregate<…>',
  },
  projections: {
    ending: '.projection.ts',
    defines: /\bdefineProjection[<(]/,
    exported: /^export const (\w+) = defineProjection\b/gm,
    written: 'export const … = defineProjection<…>(…)',
  },
  processes: {
    ending: '.process.ts',
    defines: /\bdefineProcess[<(]/,
    exported: /^export (?:const|function) (when\w+)/gm,
    written: 'export const when… = defineProcess<…>(…)',
  },
  timers: {
    ending: '.timer.ts',
    defines: /\bdefineTimer[<(]/,
    exported: /^export const (\w+) = defineTimer\b/gm,
    written: 'export const … = defineTimer<…>(…)',
  },
  requests: {
    ending: '.requests.ts',
    defines: /= request\(/,
    exported: /^export const (\w+) = request\(/gm,
    written: 'export const … = request({ … })',
  },
  resolvers: {
    ending: '.resolver.ts',
    defines: /^@Resolver\(/m,
    exported: /^@Resolver\(.*\)\nexport class (\w+)/gm,
    written: '@Resolver(…) export class …',
  },
} as const satisfies Readonly<Record<string, Role>>;

type RoleName = keyof typeof ROLES;

interface Part {
  readonly role: RoleName;
  /** Of `libs`; the API is none. */
  readonly library?: string;
  readonly file: string;
  readonly names: readonly string[];
}

/**
 * The lists of what takes part: path → content. A part is registered by its file being there: `parts.ts` of a library exports its
 * parts, that of the engine lists all of them, and `resolvers.ts` of the API what Nest is given.
 * @throws Error that names a file whose part is not found
 */
export function lists(root: string): ReadonlyMap<string, string> {
  const libraries = readdirSync(join(root, 'libs')).filter((name) => !['kernel', 'platform'].includes(name));
  const parts = libraries.flatMap((library) => partsIn(root, `libs/${library}/src`, library));
  const barrels = [...Map.groupBy(parts, ({ library }) => library)].map(
    ([library, its]) => [`libs/${library}/src/parts.ts`, barrel(its)] as const,
  );
  return new Map([
    ...barrels,
    ['libs/engine/src/parts.ts', engineList(parts.filter(({ role }) => role !== 'requests'))],
    ['apps/api/src/resolvers.ts', resolverList(partsIn(root, 'apps/api/src'))],
  ]);
}

function partsIn(root: string, folder: string, library?: string): Part[] {
  const files = readdirSync(join(root, folder)).filter((name) => name.endsWith('.ts') && !NEVER_SHIPPED.test(name));
  return files.sort().flatMap((file) => {
    const code = readFileSync(join(root, folder, file), 'utf8');
    return (Object.keys(ROLES) as RoleName[]).flatMap((role): Part[] => {
      const { ending, defines, exported, written } = ROLES[role];
      const isDefined = defines.test(code);
      if (isDefined && !file.endsWith(ending))
        throw new Error(`${folder}/${file} defines ${role}: give it a name that ends in ${ending}`);
      if (!file.endsWith(ending)) return [];
      const names = [...code.matchAll(exported)].map(([, name]) => name as string);
      if (names.length === 0) throw new Error(`${folder}/${file} exports no ${role}: write "${written}"`);
      return [{ role, ...(library !== undefined && { library }), file, names }];
    });
  });
}

const HEADER = '// Written by "npm run parts".\n\n';

const barrel = (parts: readonly Part[]): string =>
  HEADER + parts.map(({ file }) => `export * from './${file}';\n`).join('');

const lines = (parts: readonly Part[]): string =>
  parts
    .flatMap(({ names }) => names)
    .map((name) => `  ${name},\n`)
    .join('');

function engineList(parts: readonly Part[]): string {
  const imports = [...Map.groupBy(parts, ({ library }) => library)].map(
    ([library, its]) => `import {\n${lines(its)}} from '#${library}';\n`,
  );
  const listed = (['aggregates', 'projections', 'processes', 'timers'] as const).map(
    (role) => `\nexport const ${role} = [\n${lines(parts.filter((part) => part.role === role))}];\n`,
  );
  return [HEADER, ...imports, ...listed].join('');
}

function resolverList(parts: readonly Part[]): string {
  const imports = parts.map(({ file, names }) => `import { ${names.join(', ')} } from './${file}';\n`);
  return [HEADER, ...imports, `\nexport const resolvers = [\n${lines(parts)}];\n`].join('');
}
