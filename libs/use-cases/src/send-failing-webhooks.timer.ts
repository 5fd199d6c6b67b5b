import { defineTimer } from '#platform';
import {
  sendDueDeliveries,
  senderCommands,
  type SendWebhooksOptions,
  type WebhookSenderCommand,
} from './send-webhooks.timer.ts';

/** Apart from the others, which do not wait for those that do not answer. */
export const sendFailingWebhooks = defineTimer<WebhookSenderCommand, SendWebhooksOptions>({
  name: 'send-failing-webhooks',
  commands: senderCommands,
  independent: true,
  ticksOver: (options) => () => sendDueDeliveries(options, { failing: true }),
});
