import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import config from './vite.config.ts';

const ROOT = join(import.meta.dirname, '../..');
const { imports } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
  readonly imports: Readonly<Record<string, string>>;
};
/** Files of other parts that the page may use: shipped ones that have a name of their own. */
const SHARED = Object.entries(imports).flatMap(([name, path]) =>
  name.includes('/') && !path.endsWith('.fixture.ts') ? [path] : [],
);
const INPUTS = ['apps/console/**/*', 'libs/words/src/*.ts', ...SHARED, 'package-lock.json'];

/** Builds the console, unless what is there was made from the same files. */
const folder = join(ROOT, 'dist/console');
const stamp = join(folder, 'inputs.sha256');
const digest = await digestOfInputs();
const isBuilt = existsSync(stamp) && (await readFile(stamp, 'utf8')) === digest;
if (!isBuilt) {
  // Whatever builds it, such as a test: it is what is served.
  process.env.NODE_ENV = 'production';
  process.chdir(import.meta.dirname);
  await build({ ...config, configFile: false, logLevel: 'warn' });
  await writeFile(stamp, digest);
}

async function digestOfInputs(): Promise<string> {
  const hash = createHash('sha256');
  const paths: string[] = [];
  for await (const { name, parentPath } of glob(INPUTS, { cwd: ROOT, withFileTypes: true, exclude: isSpec }))
    paths.push(join(parentPath, name));
  for (const path of paths.sort()) {
    const content = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EISDIR') return undefined;
      throw error;
    });
    if (content) hash.update(path).update('\0').update(content);
  }
  return hash.digest('hex');
}

function isSpec({ name }: { readonly name: string }): boolean {
  return name.endsWith('.spec.ts');
}
