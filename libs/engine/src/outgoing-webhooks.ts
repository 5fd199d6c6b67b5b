import { createHmac } from 'node:crypto';
import { type WebhookCaller, webhookCaller } from '#platform';
import type { SendWebhooksOptions } from '#use-cases';
import { webhookKey } from '#webhooks';
import { keptKey } from './kept-key.ts';
import type { Settings } from './settings.ts';

export const webhookCallerOf = ({ WEBHOOK_PRIVATE_ADDRESSES }: Settings): WebhookCaller =>
  webhookCaller(WEBHOOK_PRIVATE_ADDRESSES ? { http: true, allows: () => true, allowsName: () => true } : {});

/** Neither the log nor a read model has a secret: each derives from its id and a key. */
export const webhookSecretsOf =
  ({ MAKEGOOD_DATA }: Settings): SendWebhooksOptions['webhookSecret'] =>
  async (of) => {
    const key = await keptKey(MAKEGOOD_DATA, 'webhook');
    return `whsec_${createHmac('sha256', key)
      .update(`${webhookKey(of)}/${of.secretId}`)
      .digest('base64')}`;
  };
