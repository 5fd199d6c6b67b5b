import { enter } from '#entry';

await enter(() => import('./makegood-process.ts'));
