import { enterServer } from '#entry';

await enterServer(() => import('./makegood-process.ts'));
