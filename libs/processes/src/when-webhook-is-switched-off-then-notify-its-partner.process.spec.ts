import type { Instant } from '#kernel';
import type { QueueNotice } from '#notices';
import { enrolled } from '#warranty/facts';
import { partnerId, switchedOff } from '#webhooks/facts';
import { whenWebhookIsSwitchedOffThenNotifyItsPartner } from './when-webhook-is-switched-off-then-notify-its-partner.process.ts';

const NOON = '2026-03-09T12:00:00.000Z' as Instant;

async function queuedFor(contacts: string[], owner: string | undefined = partnerId) {
  const partner = enrolled({ contacts }).data;
  const process = whenWebhookIsSwitchedOffThenNotifyItsPartner({
    aggregates: { partner: async () => ({ enrolment: partner, current: partner }) as never },
  });
  const queued: QueueNotice['data'][] = [];
  const { type, data } = switchedOff(NOON);
  const { partnerId: _, ...own } = data;
  const event = { id: 'event-1', type, data: { ...own, ...(owner !== '' && { partnerId: owner }) } };
  const { WebhookSwitchedOff } = process.when as unknown as Record<string, (...of: unknown[]) => Promise<unknown>>;
  await WebhookSwitchedOff?.(event, async (_: unknown, notice: QueueNotice['data']) => queued.push(notice));
  return queued;
}

describe('when a webhook is switched off', () => {
  it('N2 its partner is told by mail which one, since when it failed, and why; its URL may hold a secret', async () => {
    expect(await queuedFor(['CONTACT-1'])).toEqual([
      {
        noticeId: expect.any(String),
        kind: 'WEBHOOK_SWITCHED_OFF',
        recipient: { partnerId },
        language: 'ko-KR',
        causedBy: 'event-1',
        facts: { webhookId: 'erp', host: 'erp.hanbit.example', since: NOON, reason: 'HTTP 500' },
      },
    ]);
  });

  it('nobody is told where there is no contact, or where it is the own one of the manufacturer', async () => {
    expect(await queuedFor([])).toEqual([]);
    expect(await queuedFor(['CONTACT-1'], '')).toEqual([]);
  });
});
