// Written by "npm run parts".

export * from './mail.aggregates.ts';
export * from './mails.projection.ts';
