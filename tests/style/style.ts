import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Lines that a shipped file has at most: more is two files. */
const MAX_LINES = 450;

const NOT_OURS = ['.git', 'node_modules', 'dist', 'coverage', 'data'];
const SHIPPED = /^(?:apps|libs)\/.*(?<![.](?:spec|fixture|contract))[.][jt]sx?$/;

/** What is specified beside its code: projections, processes, timers and use cases. */
const SPECIFIED =
  /^libs\/(?:.*[.](?:projection|process|timer)|use-cases\/src\/(?!(?:index|ports|known-references)[.])[^/.]+)[.]ts$/;

/** One line for each offence against the style that CONTRIBUTING.md sets and that a machine can check. */
export async function offences(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  const files = new Set(await filesUnder(root));
  for (const path of files) {
    if (!SHIPPED.test(path)) continue;
    const spec = path.replace(/[.]ts$/, '.spec.ts');
    if (SPECIFIED.test(path) && !files.has(spec)) found.push(`${path} has no spec beside it: write ${basename(spec)}`);
    const lines = (await readFile(join(root, path), 'utf8')).split('\n').length - 1;
    if (lines > MAX_LINES)
      found.push(`${path} has ${lines} lines, more than ${MAX_LINES}: split it where it has a seam`);
  }
  return found;
}

async function filesUnder(root: string, folder = ''): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.isFile()) found.push(path);
    else if (entry.isDirectory() && !NOT_OURS.includes(entry.name)) found.push(...(await filesUnder(root, path)));
  }
  return found.sort();
}
