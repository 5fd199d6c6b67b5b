// Written by "npm run parts".

export * from './due-deliveries.projection.ts';
export * from './webhook-deliveries.projection.ts';
export * from './webhooks.aggregates.ts';
