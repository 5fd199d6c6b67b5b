import {
  accept,
  conform,
  decider,
  type Instant,
  nextAttemptAt,
  type Refusal,
  refuse,
  unchanged,
  type Verdict,
} from '#kernel';
import type { WebhookDeliveryCommand } from './webhooks.commands.ts';
import { type WebhookDeliveryEvent, webhookDeliveryEvents, type WebhookDeliveryFact } from './webhooks.events.ts';

export const DELIVERY_STATES = ['QUEUED', 'DELIVERED', 'FAILED', 'GIVEN_UP'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface WebhookDelivery extends WebhookDeliveryFact<'WebhookDeliveryQueued'> {
  readonly state: DeliveryState;
  /** Whose outcome is known. */
  readonly attempts: number;
  /** In a row, since it was queued or asked for again. */
  readonly failures: number;
  readonly nextAttemptAt?: Instant | undefined;
  readonly askedAgain?: number;
}

/** Each is kept for ever, with its attempts. */
const MOST_ASKED_AGAIN = 20;

export const deliveryNotFound = (deliveryId: string): Refusal => ({
  code: 'DELIVERY_NOT_FOUND',
  message: `You have no delivery ${deliveryId}. Choose one of the list.`,
  rule: 'N2',
});

const notFound = (deliveryId: string): Verdict<never> => ({ kind: 'refused', refusal: deliveryNotFound(deliveryId) });

/** A further attempt may be made at some time. */
const isOpen = ({ state }: WebhookDelivery): boolean => state === 'QUEUED' || state === 'FAILED';

export const isDue = (delivery: WebhookDelivery, at: Instant): boolean =>
  isOpen(delivery) && (delivery.nextAttemptAt === undefined || delivery.nextAttemptAt <= at);

/** The body of every attempt: the same bytes, so that it is made anew each time. */
export const deliveryBody = ({ event, version, occurredAt, data }: WebhookDelivery): string =>
  JSON.stringify({ type: event, version, timestamp: occurredAt, data });

export const webhookDeliveryDecider = decider<
  WebhookDeliveryCommand,
  WebhookDeliveryEvent,
  WebhookDelivery | undefined
>({
  initial: undefined,
  decide: {
    QueueWebhookDelivery({ data }, delivery) {
      if (delivery) return unchanged;
      const queued = conform(webhookDeliveryEvents.WebhookDeliveryQueued, data);
      return queued.kind === 'refused' ? queued : accept({ type: 'WebhookDeliveryQueued', data: queued.data });
    },

    RecordDeliveryAttempt({ data: { deliveryId, attempt, outcome }, meta }, delivery) {
      if (!delivery) return notFound(deliveryId);
      // Another worker was faster.
      if (!isOpen(delivery) || attempt !== delivery.attempts + 1) return unchanged;
      const { kind: _, ...said } = outcome;
      if (outcome.kind === 'TAKEN')
        return accept({ type: 'WebhookDelivered', data: { deliveryId, attempt, status: outcome.status } });
      const failed = { deliveryId, attempt, reason: outcome.reason, ...said };
      const again = nextAttemptAt(deliveryId, delivery.failures + 1, meta.at);
      return again
        ? accept({ type: 'WebhookDeliveryFailed', data: { ...failed, nextAttemptAt: again } })
        : accept({ type: 'WebhookDeliveryGivenUp', data: failed });
    },

    GiveUpWebhookDelivery({ data }, delivery) {
      if (!delivery) return notFound(data.deliveryId);
      return isOpen(delivery) ? accept({ type: 'WebhookDeliveryGivenUp', data }) : unchanged;
    },

    RedeliverWebhook({ data: { deliveryId } }, delivery) {
      if (!delivery) return notFound(deliveryId);
      const { partnerId, webhookId, state } = delivery;
      if (state === 'QUEUED') return unchanged;
      if ((delivery.askedAgain ?? 0) >= MOST_ASKED_AGAIN)
        return refuse(
          'TOO_MANY_CHANGES',
          `This delivery was asked for again ${MOST_ASKED_AGAIN} times. What happened is in the history of the claim.`,
          { rule: 'N2' },
        );
      return accept({
        type: 'WebhookRedeliveryRequested',
        data: { deliveryId, webhookId, ...(partnerId !== undefined && { partnerId }) },
      });
    },
  },
  evolve: {
    WebhookDeliveryQueued: (_, { data }) => ({ ...data, state: 'QUEUED', attempts: 0, failures: 0 }),
    WebhookDelivered: (delivery, { data: { attempt } }) =>
      delivery && { ...delivery, state: 'DELIVERED', attempts: attempt, nextAttemptAt: undefined },
    WebhookDeliveryFailed: (delivery, { data }) =>
      delivery && {
        ...delivery,
        state: 'FAILED',
        attempts: data.attempt,
        failures: delivery.failures + 1,
        nextAttemptAt: data.nextAttemptAt,
      },
    WebhookDeliveryGivenUp: (delivery, { data: { attempt } }) =>
      delivery && {
        ...delivery,
        state: 'GIVEN_UP',
        attempts: attempt ?? delivery.attempts,
        nextAttemptAt: undefined,
      },
    WebhookRedeliveryRequested: (delivery) =>
      delivery && {
        ...delivery,
        state: 'QUEUED',
        failures: 0,
        nextAttemptAt: undefined,
        askedAgain: (delivery.askedAgain ?? 0) + 1,
      },
  },
});
