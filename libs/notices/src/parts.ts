// Written by "npm run parts".

export * from './notices.aggregates.ts';
