// Written by "npm run parts".

export * from './lapsed-reservations.timer.ts';
export * from './read-mails.timer.ts';
export * from './reservations.projection.ts';
export * from './send-failing-webhooks.timer.ts';
export * from './send-notices.timer.ts';
export * from './send-webhooks.timer.ts';
