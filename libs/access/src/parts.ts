// Written by "npm run parts".

export * from './revocations.aggregates.ts';
