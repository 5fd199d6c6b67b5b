import { existsSync } from 'node:fs';

// Before the build there is no program, and Node would print a stack trace.
const program = new URL('../../dist/programs/cli.js', import.meta.url);
if (existsSync(program)) await import(program.href);
else {
  process.stderr.write('makegood: not built yet: run "npm run build" first\n');
  process.exitCode = 2;
}
