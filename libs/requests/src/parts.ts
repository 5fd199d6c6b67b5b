// Written by "npm run parts".

export * from './batches.requests.ts';
export * from './claims.requests.ts';
export * from './finance.requests.ts';
export * from './mail.requests.ts';
export * from './notices.requests.ts';
export * from './people.requests.ts';
export * from './policies.requests.ts';
export * from './replacements.requests.ts';
export * from './sla.requests.ts';
export * from './warranty.requests.ts';
export * from './webhooks.requests.ts';
