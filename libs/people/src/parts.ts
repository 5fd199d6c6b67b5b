// Written by "npm run parts".

export * from './people.aggregates.ts';
export * from './people.projection.ts';
