import type { Instant } from '#kernel';
import { defineProjection, defineReadModel, type Identified } from '#platform';
import type { DeliveryState } from './webhook-delivery.decider.ts';
import type { WebhookDeliveryEvent, WebhookEventKind } from './webhooks.events.ts';
import { webhookDeliveryStreams } from './webhooks.streams.ts';

export interface WebhookDeliveryDocument extends Identified {
  /** Absent: of a webhook of the manufacturer. */
  readonly partnerId?: string | undefined;
  readonly webhookId: string;
  readonly event: WebhookEventKind;
  readonly state: DeliveryState;
  readonly queuedAt: Instant;
  readonly attempts: number;
  readonly deliveredAt?: Instant | undefined;
  /** HTTP, of the last attempt; absent: nothing was answered. */
  readonly status?: number | undefined;
  readonly lastError?: string | undefined;
  readonly nextAttemptAt?: Instant | undefined;
}

export const webhookDeliveriesModel = defineReadModel<WebhookDeliveryDocument>()({
  name: 'webhook-deliveries',
  version: 1,
  fields: { partnerId: 'string', webhookId: 'string', queuedAt: 'string' },
  indexes: [['partnerId', 'webhookId', 'queuedAt']],
  owner: 'partnerId',
  seenBy: {
    id: 'partner',
    partnerId: 'partner',
    webhookId: 'partner',
    event: 'partner',
    state: 'partner',
    queuedAt: 'partner',
    attempts: 'partner',
    deliveredAt: 'partner',
    status: 'partner',
    lastError: 'partner',
    nextAttemptAt: 'partner',
  },
});

export const webhookDeliveriesProjection = defineProjection<WebhookDeliveryDocument, WebhookDeliveryEvent>({
  model: webhookDeliveriesModel,
  streams: [webhookDeliveryStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.deliveryId],
  when: {
    WebhookDeliveryQueued: (_, { data: { partnerId, webhookId, event }, metadata: { occurredAt: queuedAt } }, id) => ({
      id,
      ...(partnerId !== undefined && { partnerId }),
      webhookId,
      event,
      state: 'QUEUED',
      queuedAt,
      attempts: 0,
    }),
    WebhookDelivered: (delivery, { data: { attempt: attempts, status }, metadata: { occurredAt: deliveredAt } }) =>
      delivery && { ...settled(delivery), state: 'DELIVERED', attempts, deliveredAt, status },
    WebhookDeliveryFailed: (delivery, { data: { attempt: attempts, status, reason: lastError, nextAttemptAt } }) =>
      delivery && {
        ...settled(delivery),
        state: 'FAILED',
        attempts,
        lastError,
        nextAttemptAt,
        ...(status !== undefined && { status }),
      },
    WebhookDeliveryGivenUp: (delivery, { data: { attempt = 0, status, reason: lastError } }) =>
      delivery && {
        ...settled(delivery),
        state: 'GIVEN_UP',
        attempts: Math.max(delivery.attempts, attempt),
        lastError,
        ...(status !== undefined && { status }),
      },
    WebhookRedeliveryRequested: (delivery) => delivery && { ...settled(delivery), state: 'QUEUED' },
  },
});

/** Without what the attempt before came to. */
const settled = ({
  status: _,
  lastError: __,
  nextAttemptAt: ___,
  ...delivery
}: WebhookDeliveryDocument): WebhookDeliveryDocument => delivery;
