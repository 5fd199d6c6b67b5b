import { Command } from '#kernel';
import type { WebhookDeliveryFact, WebhookFact } from './webhooks.events.ts';
import type { Owner } from './webhooks.streams.ts';

interface OfWebhook extends Owner {
  readonly webhookId: string;
}

/** Of one that is registered: its URL and events from now on; its secret stays. */
export class RegisterWebhook extends Command<WebhookFact<'WebhookRegistered'>> {
  readonly type = 'RegisterWebhook' as const;
}

export class RotateWebhookSecret extends Command<OfWebhook & { readonly secretId: string }> {
  readonly type = 'RotateWebhookSecret' as const;
}

export type AttemptOutcome =
  | { readonly kind: 'TAKEN'; readonly status: number }
  | { readonly kind: 'FAILED'; readonly status?: number; readonly reason: string };

/** What the receiver at this URL answered, to whatever it was sent. */
export class RecordWebhookAnswer extends Command<
  OfWebhook & { readonly url: string; readonly outcome: AttemptOutcome }
> {
  readonly type = 'RecordWebhookAnswer' as const;
}

export type WebhookCommand = RegisterWebhook | RotateWebhookSecret | RecordWebhookAnswer;

/** The id derives from the event that it tells of and the webhook, so that a repeat queues nothing (C12). */
export class QueueWebhookDelivery extends Command<WebhookDeliveryFact<'WebhookDeliveryQueued'>> {
  readonly type = 'QueueWebhookDelivery' as const;
}

export class RecordDeliveryAttempt extends Command<{
  readonly deliveryId: string;
  readonly attempt: number;
  readonly outcome: AttemptOutcome;
}> {
  readonly type = 'RecordDeliveryAttempt' as const;
}

export class GiveUpWebhookDelivery extends Command<{ readonly deliveryId: string; readonly reason: string }> {
  readonly type = 'GiveUpWebhookDelivery' as const;
}

export class RedeliverWebhook extends Command<{ readonly deliveryId: string }> {
  readonly type = 'RedeliverWebhook' as const;
}

export type WebhookDeliveryCommand =
  | QueueWebhookDelivery
  | RecordDeliveryAttempt
  | GiveUpWebhookDelivery
  | RedeliverWebhook;
