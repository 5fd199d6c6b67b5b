import { createHmac } from 'node:crypto';
import { type WebhookCaller, webhookCaller } from '#platform';
import type { SendWebhooksOptions } from '#use-cases';
import { webhookKey } from '#webhooks';
import { keptKey } from './kept-key.ts';
import type { Settings } from './settings.ts';

export const webhookCallerOf = ({ WEBHOOK_PRIVATE_ADDRESSES }: Settings): WebhookCaller =>
  webhookCaller(WEBHOOK_PRIVATE_ADDRESSES ? { http: true, allows: () => true } : {});

/** Neither the log nor a read model has a secret: each derives from its id and a key in the data folder, which processes must share. */
export function webhookSecretsOf({ MAKEGOOD_DATA }: Settings): SendWebhooksOptions['webhookSecret'] {
  let key: Promise<Uint8Array> | undefined;
  return async (of) => {
    key ??= keptKey(MAKEGOOD_DATA, 'webhook.key', 'secrets of webhooks');
    const derived = createHmac('sha256', await key).update(`${webhookKey(of)}/${of.secretId}`);
    return `whsec_${derived.digest('base64')}`;
  };
}
