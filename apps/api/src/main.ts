import { enter } from '#entry';

await enter(() => import('./api-process.ts'));
