import type { Instant } from '#kernel';
import { defineProjection, defineReadModel, type Identified, type Recorded } from '#platform';
import type { WebhookDeliveryEvent } from './webhooks.events.ts';
import { webhookDeliveryStreams, webhookKey } from './webhooks.streams.ts';

export interface DueDelivery extends Identified {
  /** `webhookKey`: one receiver must not hold up the others. */
  readonly webhook: string;
  readonly dueAt: Instant;
}

type Of<T extends WebhookDeliveryEvent['type']> = Extract<WebhookDeliveryEvent, { type: T }>;

export const dueDeliveriesModel = defineReadModel<DueDelivery>()({
  name: 'due-deliveries',
  version: 1,
  fields: { webhook: 'string', dueAt: 'string' },
  indexes: [['webhook', 'dueAt']],
  owner: 'staff',
  seenBy: 'staff',
});

const over = () => undefined;
const atOnce = (
  _: DueDelivery | undefined,
  { data, metadata }: Recorded<Of<'WebhookDeliveryQueued' | 'WebhookRedeliveryRequested'>>,
  id: string,
) => ({ id, webhook: webhookKey(data), dueAt: metadata.occurredAt });

/** What is to be sent: it nominates, and the stream of the delivery decides. */
export const dueDeliveries = defineProjection<DueDelivery, WebhookDeliveryEvent>({
  model: dueDeliveriesModel,
  streams: [webhookDeliveryStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.deliveryId],
  when: {
    WebhookDeliveryQueued: atOnce,
    WebhookRedeliveryRequested: atOnce,
    WebhookDelivered: over,
    WebhookDeliveryFailed: (due, { data: { nextAttemptAt: dueAt } }) => due && { ...due, dueAt },
    WebhookDeliveryGivenUp: over,
  },
});
