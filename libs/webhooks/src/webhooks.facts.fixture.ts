import type { Instant } from '#kernel';
import type { WebhookDeliveryEvent, WebhookDeliveryFact, WebhookEvent, WebhookFact } from './webhooks.events.ts';

export const partnerId = 'P-SEOUL';
export const webhookId = 'erp';
export const url = 'https://erp.hanbit.example/hooks';
export const deliveryId = '7b1f0a52-6e7c-5f57-8f0e-2f4f6c1f9a01';
const ofWebhook = { partnerId, webhookId };

export const aWebhook: WebhookFact<'WebhookRegistered'> = {
  ...ofWebhook,
  url,
  events: ['claim.approved', 'claim.rejected'],
  secretId: 'SECRET-1',
};

export const registered = (more: Partial<WebhookFact<'WebhookRegistered'>> = {}): WebhookEvent => ({
  type: 'WebhookRegistered',
  data: { ...aWebhook, ...more },
});
export const changed = (more: Partial<WebhookFact<'WebhookChanged'>> = {}): WebhookEvent => ({
  type: 'WebhookChanged',
  data: { ...ofWebhook, url, events: aWebhook.events, ...more },
});
export const rotated = (secretId: string, previousUntil: Instant): WebhookEvent => ({
  type: 'WebhookSecretRotated',
  data: { ...ofWebhook, secretId, previousUntil },
});
export const failing = (reason = 'HTTP 500'): WebhookEvent => ({
  type: 'WebhookFailing',
  data: { ...ofWebhook, reason },
});
export const recovered = (): WebhookEvent => ({ type: 'WebhookRecovered', data: ofWebhook });
export const switchedOff = (
  since: Instant,
  because: WebhookFact<'WebhookSwitchedOff'>['because'] = 'FAILING',
  reason = 'HTTP 500',
): WebhookEvent => ({ type: 'WebhookSwitchedOff', data: { ...ofWebhook, url, because, since, reason } });

export const aDelivery: WebhookDeliveryFact<'WebhookDeliveryQueued'> = {
  deliveryId,
  ...ofWebhook,
  event: 'claim.approved',
  version: 1,
  occurredAt: '2026-03-09T12:00:00.000Z' as Instant,
  causedBy: '5f0c1d7e-0000-5000-8000-000000000001',
  data: { claimId: 'C-1', claimNumber: 'K7QF-2M9T-4XRC', serial: 'LB2-000481', round: 1, remedy: 'CREDIT' },
};

export const queued = (more: Partial<WebhookDeliveryFact<'WebhookDeliveryQueued'>> = {}): WebhookDeliveryEvent => ({
  type: 'WebhookDeliveryQueued',
  data: { ...aDelivery, ...more },
});
export const delivered = (attempt = 1): WebhookDeliveryEvent => ({
  type: 'WebhookDelivered',
  data: { deliveryId, attempt, status: 204 },
});
export const deliveryFailed = (attempt: number, nextAttemptAt: Instant): WebhookDeliveryEvent => ({
  type: 'WebhookDeliveryFailed',
  data: { deliveryId, attempt, status: 500, reason: 'HTTP 500', nextAttemptAt },
});
export const givenUp = (attempt?: number): WebhookDeliveryEvent => ({
  type: 'WebhookDeliveryGivenUp',
  data:
    attempt === undefined
      ? { deliveryId, reason: 'SWITCHED_OFF' }
      : { deliveryId, attempt, status: 500, reason: 'HTTP 500' },
});
export const askedAgain = (): WebhookDeliveryEvent => ({
  type: 'WebhookRedeliveryRequested',
  data: { deliveryId, ...ofWebhook },
});
