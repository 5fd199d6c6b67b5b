import { type NoticeFacts, noticeIdOf, QueueNotice } from '#notices';
import { defineProcess } from '#platform';
import type { WebhookEvent } from '#webhooks';
import type { Reads } from './process-ports.ts';

/** One of the manufacturer has no partner to be told: its administrators see it in the list of webhooks. */
export const whenWebhookIsSwitchedOffThenNotifyItsPartner = ({ aggregates }: Reads<'partner'>) =>
  defineProcess<Extract<WebhookEvent, { type: 'WebhookSwitchedOff' }>, QueueNotice>({
    name: 'when-webhook-is-switched-off-then-notify-its-partner',
    commands: { QueueNotice },
    poison: 'quarantine',
    when: {
      async WebhookSwitchedOff({ id: causedBy, data: { partnerId, webhookId, url, since, reason } }, react) {
        const partner = partnerId === undefined ? undefined : (await aggregates.partner(partnerId))?.current;
        if (partnerId === undefined || !partner || partner.contacts.length === 0) return;
        const kind = 'WEBHOOK_SWITCHED_OFF';
        const facts: NoticeFacts[typeof kind] = { webhookId, host: new URL(url).host, since, reason };
        const recipient = { partnerId };
        const noticeId = noticeIdOf(causedBy, kind, recipient);
        const queued = { noticeId, kind, recipient, language: partner.locale, causedBy } as const;
        await react(QueueNotice, { ...queued, facts: { ...facts } }, noticeId);
      },
    },
  });
