import { enter } from '#entry';

await enter(() => import('./worker-process.ts'));
