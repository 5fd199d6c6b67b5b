// Written by "npm run parts".

export * from './due-notices.projection.ts';
export * from './notices.aggregates.ts';
export * from './notices.projection.ts';
