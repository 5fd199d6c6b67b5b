import { spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
/** Side by side: the programs, and the page that they serve. */
const BUILDS = [['node_modules/typescript7/bin/tsc', '-p', 'tsconfig.build.json'], ['apps/console/build.ts']];

const codes = await Promise.all(
  BUILDS.map((args) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
    return new Promise<number>((ended) => child.on('exit', (code) => ended(code ?? 1)));
  }),
);
process.exitCode = Math.max(...codes);
