export * from './access.ts';
export * from './caller-models.ts';
export * from './claim-history.ts';
export * from './decided-claims.ts';
export * from './event-access.ts';
export * from './sla-report.csv.ts';
export * from './sla-report.ts';
export * from './parts.ts';
