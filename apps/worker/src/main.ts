import { enter } from '../../wiring/src/entry.ts';

await enter(() => import('./worker-process.ts'));
