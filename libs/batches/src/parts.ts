// Written by "npm run parts".

export * from './batches.aggregates.ts';
