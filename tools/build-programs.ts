import { join } from 'node:path';
import { bundle, programs } from './bundle.ts';

await bundle(programs(), join(import.meta.dirname, '../dist/programs'));
