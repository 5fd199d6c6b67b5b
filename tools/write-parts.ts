import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { lists } from './parts.ts';

for (const [path, content] of lists(process.cwd())) {
  if (existsSync(path) && readFileSync(path, 'utf8') === content) continue;
  if (process.env['CI']) throw new Error(`${path} is not up to date: run "npm run parts", and commit what it writes`);
  writeFileSync(path, content);
}
