import type { Actor } from '#kernel';
import * as useCases from '#use-cases';
import {
  type Owner,
  RedeliverWebhook,
  RegisterWebhook,
  RotateWebhookSecret,
  STAFF_WEBHOOK_EVENTS,
  WEBHOOK_EVENTS,
} from '#webhooks';
import { id, input, key, listOf, oneOfText, text } from './fields.ts';
import { command, leftToAggregate, recordAnswer, request, useCase, webhookAnswer } from './request.ts';

const ownerOf = ({ onBehalfOf }: Actor): Owner => (onBehalfOf === undefined ? {} : { partnerId: onBehalfOf });

const RECORD = input('RecordInput', 'A record by its id.', { id: key('Id of the record.') });

/** Partners register theirs, administrators those of the manufacturer. */
const owned = {
  roles: ['PARTNER', 'ADMIN'],
  own: leftToAggregate('each owner has a stream of its own'),
} as const;

export const registerWebhook = request({
  name: 'registerWebhook',
  description:
    'Registers a webhook by the Standard Webhooks convention; the answer has its secret, which is not shown again. The same id again changes url and events, and switches the webhook on again; without events it ends.',
  input: input('WebhookInput', 'Who is called, and for what.', {
    id: id('Id of the webhook, among those of the owner.'),
    url: text(2000, 'Where it is called: https, on a server on the Internet.'),
    events: listOf(
      oneOfText(WEBHOOK_EVENTS, `What it is called for; ${STAFF_WEBHOOK_EVENTS.join(' and ')} for staff alone.`),
      { most: WEBHOOK_EVENTS.length },
    ),
  }),
  ...owned,
  toData: ({ id: webhookId, ...webhook }, { meta }) => ({
    ...ownerOf(meta.actor),
    webhookId,
    ...webhook,
    secretId: meta.id,
  }),
  answer: webhookAnswer,
  handling: useCase(useCases.registerWebhook, [RegisterWebhook]),
});

export const rotateWebhookSecret = request({
  name: 'rotateWebhookSecret',
  description:
    'Gives a webhook another secret, which the answer has and which is not shown again. For 24 hours the previous one signs as well.',
  input: RECORD,
  ...owned,
  toData: ({ id: webhookId }, { meta }) => ({ ...ownerOf(meta.actor), webhookId, secretId: meta.id }),
  answer: webhookAnswer,
  handling: command(RotateWebhookSecret),
});

export const redeliver = request({
  name: 'redeliver',
  description: 'Sends a delivery of a webhook again (webhookDeliveries), under the same webhook-id.',
  input: RECORD,
  ...owned,
  toData: ({ id: deliveryId }, { meta }) => ({ ...ownerOf(meta.actor), deliveryId }),
  answer: recordAnswer('deliveryId'),
  handling: useCase(useCases.redeliverWebhook, [RedeliverWebhook]),
});
