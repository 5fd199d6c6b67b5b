import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';

const ROOT = join(import.meta.dirname, '..');
const PROGRAMS = [
  'apps/*/src/main.ts',
  // Run in threads and processes of their own, and found beside the program: all are in one folder.
  'libs/*/src/*/*.worker.ts',
  'bench/{main,hostile,servers,*.process}.ts',
  'docs/generator/main.ts',
];
/** They load files that stand beside their own. */
const APART = ['sharp', 'pdfkit', 'playwright-core', 'typescript', 'mongodb-memory-server-core'];
/** They could, and do not for what is used of them. */
const ASKING_IN_VAIN = [
  '@graphql-tools/merge',
  '@grpc/grpc-js',
  '@nestjs/common',
  '@nestjs/graphql',
  '@nestjs/mapped-types',
  'fdir',
  'pino',
  'thread-stream',
];

/** Paths of all programs by their names: that of the file, or that of the folder of a `main.ts`. */
export const programs = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    PROGRAMS.flatMap((pattern) => globSync(pattern, { cwd: ROOT })).map((path) => {
      const folder = basename(join(path, path.includes('/src/') ? '../..' : '..'));
      const name = basename(path, '.ts');
      return [name === 'main' ? folder : name, join(ROOT, path)];
    }),
  );

/** A package that is new here and looks for files beside its own would not find them, maybe only for one request in a thousand. */
const NOTHING_BESIDE: Plugin = {
  name: 'nothing-beside',
  transform: {
    filter: { id: /node_modules/, code: /\b(?:__dirname|__filename|import\.meta\.(?:url|dirname|filename))\b/ },
    handler(_code, id) {
      const [, name = id] = /.*[/\\]node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)/.exec(id) ?? [];
      if (!ASKING_IN_VAIN.includes(name))
        throw new Error(`${name} asks where its files are (${id}): it belongs into APART, or into ASKING_IN_VAIN`);
    },
  },
};

/**
 * Compiles programs with all that they use, packages too, into few files: of 2,000 modules, finding and loading each takes most of a start.
 * What is imported only when it is needed stays apart. Nothing is renamed or made shorter, so that stack traces can be read.
 */
export async function bundle(input: Readonly<Record<string, string>>, folder: string): Promise<void> {
  const made = await rolldown({
    input: { ...input },
    platform: 'node',
    tsconfig: join(ROOT, 'tsconfig.base.json'),
    external: APART,
    plugins: [NOTHING_BESIDE],
    // Of packages: what they could use where it is installed, and is not.
    logLevel: 'silent',
  });
  try {
    await made.write({ dir: folder, cleanDir: true, keepNames: true, entryFileNames: '[name].js' });
  } finally {
    await made.close();
  }
}
