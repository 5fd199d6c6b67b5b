export * from './claim-cases.ts';
export * from './ports.ts';
export * from './file-claim.ts';
export * from './default-calendar.ts';
export * from './registry-cases.ts';
export * from './lapsed-reservations.timer.ts';
export * from './reservations.projection.ts';
