import { enterServer } from '#entry';

await enterServer(() => import('./worker-process.ts'));
