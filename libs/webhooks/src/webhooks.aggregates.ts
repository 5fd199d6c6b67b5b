import type { Aggregate } from '#platform';
import { type WebhookDelivery, webhookDeliveryDecider } from './webhook-delivery.decider.ts';
import type { WebhookCommand, WebhookDeliveryCommand } from './webhooks.commands.ts';
import { type Webhooks, webhooksDecider } from './webhooks.decider.ts';
import {
  type WebhookDeliveryEvent,
  webhookDeliveryEvents,
  type WebhookEvent,
  webhookEvents,
} from './webhooks.events.ts';
import { ownerKey, webhookDeliveryStreams, webhookStreams } from './webhooks.streams.ts';

export const webhooks: Aggregate<WebhookCommand, WebhookEvent, Webhooks> = {
  contracts: webhookEvents,
  decider: webhooksDecider,
  streams: webhookStreams,
  idOf: ({ data }) => ownerKey(data),
};

export const webhookDeliveries: Aggregate<WebhookDeliveryCommand, WebhookDeliveryEvent, WebhookDelivery | undefined> = {
  contracts: webhookDeliveryEvents,
  decider: webhookDeliveryDecider,
  streams: webhookDeliveryStreams,
  idOf: ({ data }) => data.deliveryId,
};
