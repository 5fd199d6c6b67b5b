// Written by "npm run parts".

export * from './claim-mails.projection.ts';
export * from './mail.aggregates.ts';
export * from './mails.projection.ts';
