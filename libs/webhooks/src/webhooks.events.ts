import { contract, type EventsOf, type Json, zId, zInstant } from '#kernel';
import { z } from 'zod';

/** What partners and the manufacturer can be called for. */
const PARTNER_WEBHOOK_EVENTS = [
  'claim.received',
  'claim.evidence_requested',
  'claim.approved',
  'claim.rejected',
  'claim.remedy_chosen',
  'claim.reopened',
  'claim.withdrawn',
  'claim.deadline_moved',
  'credit_note.issued',
  'replacement.owed',
  'replacement.allotted',
  'replacement.shipped',
  'replacement.converted',
] as const;
/** N3: for the manufacturer's own webhooks alone. */
export const STAFF_WEBHOOK_EVENTS = ['claim.deadline_warned', 'claim.deadline_breached'] as const;
export const WEBHOOK_EVENTS = [...PARTNER_WEBHOOK_EVENTS, ...STAFF_WEBHOOK_EVENTS] as const;
export type WebhookEventKind = (typeof WEBHOOK_EVENTS)[number];

const zText = z.string().min(1);
const zCount = z.int().positive();
const zUrl = z.url().max(2000);
const ofOwner = { partnerId: zId.optional() };
const ofWebhook = { ...ofOwner, webhookId: zId };
const subscribed = z.array(z.enum(WEBHOOK_EVENTS)).max(WEBHOOK_EVENTS.length);

/** The stored contract of `webhooks-<owner>`. A secret is not in it: it derives from its id and a key that is not in the log. */
export const webhookEvents = {
  WebhookRegistered: contract({
    seenBy: 'staff',
    schema: z.object({ ...ofWebhook, url: zUrl, events: subscribed, secretId: zText }),
  }),
  /** It works again as well, if it was switched off. No events: it has ended. */
  WebhookChanged: contract({ seenBy: 'staff', schema: z.object({ ...ofWebhook, url: zUrl, events: subscribed }) }),
  /** Until then the previous one signs too. */
  WebhookSecretRotated: contract({
    seenBy: 'staff',
    schema: z.object({ ...ofWebhook, secretId: zText, previousUntil: zInstant }),
  }),
  /** The first attempt that failed since one succeeded. */
  WebhookFailing: contract({ seenBy: 'staff', schema: z.object({ ...ofWebhook, reason: zText }) }),
  WebhookRecovered: contract({ seenBy: 'staff', schema: z.object(ofWebhook) }),
  /** GONE: the receiver answered 410. */
  WebhookSwitchedOff: contract({
    seenBy: 'staff',
    schema: z.object({ ...ofWebhook, url: zUrl, because: z.enum(['FAILING', 'GONE']), since: zInstant, reason: zText }),
  }),
};
export type WebhookEvent = EventsOf<typeof webhookEvents>;
export type WebhookFact<T extends WebhookEvent['type']> = Extract<WebhookEvent, { type: T }>['data'];

const ofDelivery = { deliveryId: zText };

/** The stored contract of `webhookDelivery-<deliveryId>`. Ids and states alone: no personal data (A4). */
export const webhookDeliveryEvents = {
  WebhookDeliveryQueued: contract({
    seenBy: 'staff',
    schema: z.object({
      ...ofDelivery,
      ...ofWebhook,
      event: z.enum(WEBHOOK_EVENTS),
      /** Of the shape of `data`. */
      version: zCount,
      occurredAt: zInstant,
      /** Id of the event that it tells of. */
      causedBy: zText,
      data: z.record(
        z.string(),
        z.custom<Json>((value) => value !== undefined),
      ),
    }),
  }),
  WebhookDelivered: contract({
    seenBy: 'staff',
    schema: z.object({ ...ofDelivery, attempt: zCount, status: z.int() }),
  }),
  WebhookDeliveryFailed: contract({
    seenBy: 'staff',
    schema: z.object({
      ...ofDelivery,
      attempt: zCount,
      status: z.int().optional(),
      reason: zText,
      nextAttemptAt: zInstant,
    }),
  }),
  /** Without an attempt: the webhook was switched off, or has ended. */
  WebhookDeliveryGivenUp: contract({
    seenBy: 'staff',
    schema: z.object({ ...ofDelivery, attempt: zCount.optional(), status: z.int().optional(), reason: zText }),
  }),
  WebhookRedeliveryRequested: contract({ seenBy: 'staff', schema: z.object({ ...ofDelivery, ...ofWebhook }) }),
};
export type WebhookDeliveryEvent = EventsOf<typeof webhookDeliveryEvents>;
export type WebhookDeliveryFact<T extends WebhookDeliveryEvent['type']> = Extract<
  WebhookDeliveryEvent,
  { type: T }
>['data'];
