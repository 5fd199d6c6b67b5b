export * from './catalogue.ts';
export * from './counted.ts';
export { projections, timers } from './parts.ts';
export * from './reader-status.ts';
export * from './log-checks.ts';
export * from './makegood.ts';
export * from './settings.ts';
export * from './settling.ts';
export * from './stores.ts';
