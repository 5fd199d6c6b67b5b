import { spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const PARTS = {
  /** Types are checked by `npm run typecheck`. */
  programs: ['tools/build-programs.ts'],
  /** The page that they serve. It needs the types of its documents, which `npm run docs` makes of the schema of the programs. */
  console: ['apps/console/build.ts'],
};
/** `programs` or `console`; otherwise both, side by side. */
const only = process.argv[2];

const builds = Object.entries(PARTS).filter(([name]) => only === undefined || name === only);
const codes = await Promise.all(
  builds.map(([, args]) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
    return new Promise<number>((ended) => child.on('exit', (code) => ended(code ?? 1)));
  }),
);
process.exitCode = Math.max(...codes);
