// Written by "npm run parts".

export * from './finance.aggregates.ts';
