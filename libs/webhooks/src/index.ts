export { type DueDelivery, dueDeliveriesModel } from './due-deliveries.projection.ts';
export { webhookDeliveriesModel } from './webhook-deliveries.projection.ts';
export * from './webhook-delivery.decider.ts';
export * from './webhooks.commands.ts';
export * from './webhooks.decider.ts';
export * from './webhooks.events.ts';
export * from './webhooks.streams.ts';
export * from './parts.ts';
