// Written by "npm run parts".

export * from './clock-sweep.timer.ts';
export * from './due-clocks.projection.ts';
export * from './sla.aggregates.ts';
export * from './zone-rules-change.timer.ts';
