import { enter } from '../../wiring/src/entry.ts';

await enter(() => import('./makegood-process.ts'));
