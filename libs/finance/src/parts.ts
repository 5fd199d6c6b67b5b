// Written by "npm run parts".

export * from './credit-offers.timer.ts';
export * from './finance.aggregates.ts';
export * from './owed-replacements.projection.ts';
