export * from './notice-kinds.ts';
export * from './notice-renderer.ts';
