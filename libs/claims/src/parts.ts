// Written by "npm run parts".

export * from './claims.aggregates.ts';
export * from './default-remedies.timer.ts';
export * from './due-reminders.projection.ts';
export * from './held-credits.projection.ts';
export * from './open-choices.projection.ts';
export * from './reminders.timer.ts';
