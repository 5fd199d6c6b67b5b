import type { CommandMetadata } from '#kernel';
import type { Outcome } from '#platform';
import {
  deliveryNotFound,
  isActive,
  type Owner,
  ownerKey,
  RedeliverWebhook,
  RegisterWebhook,
  webhookOf,
} from '#webhooks';
import { refused, type UseCasePorts } from './ports.ts';

/** Its name is looked up, and the addresses are checked, each time it is called. */
export async function registerWebhook(
  webhook: RegisterWebhook['data'],
  meta: CommandMetadata,
  { execute, acceptsWebhook }: UseCasePorts<never, RegisterWebhook>,
): Promise<Outcome> {
  if (!acceptsWebhook(webhook.url))
    return refused({
      code: 'WEBHOOK_URL_REFUSED',
      message: 'url: must begin with https://, name a server on the Internet, and hold no user and no password',
      rule: 'N2',
    });
  // As it is called: without blanks, line breaks and escape sequences that would be passed over.
  return execute(new RegisterWebhook({ ...webhook, url: new URL(webhook.url).href }, meta));
}

/** That of another owner is answered as if it did not exist. */
export async function redeliverWebhook(
  { deliveryId, ...owner }: RedeliverWebhook['data'] & Owner,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'webhookDelivery' | 'webhooks', RedeliverWebhook>,
): Promise<Outcome> {
  const delivery = await aggregates.webhookDelivery(deliveryId);
  if (!delivery || ownerKey(delivery) !== ownerKey(owner)) return refused(deliveryNotFound(deliveryId));
  const webhook = webhookOf(await aggregates.webhooks(owner), delivery.webhookId);
  if (!webhook || !isActive(webhook))
    return refused({
      code: 'WEBHOOK_SWITCHED_OFF',
      message: `Webhook ${delivery.webhookId} does not work. Register it again with its url and events.`,
      rule: 'N2',
    });
  return execute(new RedeliverWebhook({ deliveryId }, meta));
}
