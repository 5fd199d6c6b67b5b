import { enter } from '../../wiring/src/entry.ts';

await enter(() => import('./api-process.ts'));
