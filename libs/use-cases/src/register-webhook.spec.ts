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
  const urls: string[] = [];
  return {
    urls,
    executed,
    files: {} as never,
    documentsIssued: async () => true,
    acceptsWebhook: (url: string) => url.startsWith('https:'),
    openMail: async () => ({ files: [] }),
    unitsOfBatch: { heldBy: async () => [], countedBy: async () => new Map() },
    aggregates: {
      webhookDelivery: async (id: string) =>
        id === deliveryId ? fold(webhookDeliveryDecider, [queued(), delivered()], NOON) : undefined,
      webhooks: async () => fold(webhooksDecider, events, NOON),
    },
    execute: async ({ type, data }: Command): Promise<Outcome> => {
      executed.push(type);
      if (type === 'RegisterWebhook') urls.push((data as { url: string }).url);
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

  it.each([
    [' https://erp.example/a\r\nX: y ', 'https://erp.example/aX:%20y'],
    ['https://erp.example/\u001b[31m', 'https://erp.example/%1B[31m'],
    ['https://erp.example\\@127.0.0.1', 'https://erp.example/@127.0.0.1'],
    ['https://ERP.example', 'https://erp.example/'],
  ])('%j is recorded as it is called', async (url, recorded) => {
    const over = { ...ports(), acceptsWebhook: () => true };
    await registerWebhook({ ...aWebhook, url }, meta, over);
    expect(over.urls).toEqual([recorded]);
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
