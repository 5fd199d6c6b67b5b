// Written by "npm run parts".

export * from './warranty.aggregates.ts';
