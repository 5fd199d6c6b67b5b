import { type Command, type CommandMetadata, fold, type Instant } from '#kernel';
import type { Outcome } from '#platform';
import { webhookDeliveryDecider, webhooksDecider } from '#webhooks';
import { aWebhook, delivered, deliveryId, partnerId, queued, registered, switchedOff } from '#webhooks/facts';
import { redeliverWebhook, registerWebhook } from './register-webhook.ts';

const NOON = '2026-03-09T12:00:00.000Z' as Instant;
const meta: CommandMetadata = {
  id: '5f0c1d7e-0000-4000-8000-000000000001',
  actor: { id: 'kim', role: 'PARTNER', onBehalfOf: partnerId },
  at: NOON,
  correlationId: 'erp',
};

const ports = (events = [registered()]) => {
  const executed: string[] = [];
  return {
    executed,
    files: {} as never,
    documentsIssued: async () => true,
    acceptsWebhook: (url: string) => url.startsWith('https:'),
    openMail: async () => ({ files: [] }),
    aggregates: {
      webhookDelivery: async (id: string) =>
        id === deliveryId ? fold(webhookDeliveryDecider, [queued(), delivered()], NOON) : undefined,
      webhooks: async () => fold(webhooksDecider, events, NOON),
    },
    execute: async ({ type }: Command): Promise<Outcome> => {
      executed.push(type);
      return { kind: 'accepted', stream: '', position: '1' as never, revision: 0 };
    },
  };
};

describe('A webhook', () => {
  it('is refused where its URL may not be called, and nothing is recorded', async () => {
    const over = ports();
    const refused = await registerWebhook({ ...aWebhook, url: 'http://erp.hanbit.example/' }, meta, over);
    expect([refused, over.executed]).toMatchObject([{ refusal: { code: 'WEBHOOK_URL_REFUSED' } }, []]);
    await registerWebhook(aWebhook, meta, over);
    expect(over.executed).toEqual(['RegisterWebhook']);
  });
});

describe('A delivery that is asked for again', () => {
  it('is sent to its owner alone', async () => {
    const over = ports();
    for (const asked of [{ deliveryId, partnerId: 'P-BERLIN' }, { deliveryId }, { deliveryId: 'unknown', partnerId }])
      expect(await redeliverWebhook(asked, meta, over)).toMatchObject({ refusal: { code: 'DELIVERY_NOT_FOUND' } });
    expect(over.executed).toEqual([]);
    await redeliverWebhook({ deliveryId, partnerId }, meta, over);
    expect(over.executed).toEqual(['RedeliverWebhook']);
  });

  it('is refused while its webhook does not work', async () =>
    expect(
      await redeliverWebhook({ deliveryId, partnerId }, meta, ports([registered(), switchedOff(NOON)])),
    ).toMatchObject({ refusal: { code: 'WEBHOOK_SWITCHED_OFF' } }));
});
