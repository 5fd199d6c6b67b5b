import { enterServer } from '#entry';

await enterServer(() => import('./api-process.ts'));
