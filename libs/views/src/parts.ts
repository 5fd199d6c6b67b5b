// Written by "npm run parts".

export * from './avoided-costs.projection.ts';
export * from './batches.projection.ts';
export * from './calendars.projection.ts';
export * from './claim-trails.projection.ts';
export * from './claims.projection.ts';
export * from './corrections.projection.ts';
export * from './credit-journal.projection.ts';
export * from './credit-notes.projection.ts';
export * from './credit-totals.projection.ts';
export * from './evidence-files.projection.ts';
export * from './legal-entities.projection.ts';
export * from './partners.projection.ts';
export * from './policies.projection.ts';
export * from './products.projection.ts';
export * from './remedy-accounts.projection.ts';
export * from './replacement-movements.projection.ts';
export * from './replacements.projection.ts';
export * from './sla-report.projection.ts';
export * from './staff.projection.ts';
export * from './units.projection.ts';
