import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { catalogue } from '#engine';
import { DAY_MS, instantOf } from '#kernel';
import { openEventStoreDb, openMongoStores } from '#platform';
import { type EventStoreServer, startEventStoreServer } from '../support/event-store-server.ts';
import { ADAM, BERLIN, eventually, Maker, RITA, SEOUL, type MakerOptions, type Who } from '../support/maker.ts';
import { MongoServers, whenMongod } from '../support/mongo-servers.ts';

// N2: what a partner's own system is told, from its registration to its end.

interface Call {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
function webhooks(open: () => Promise<Pick<MakerOptions, 'documents' | 'events'>>): void {
  const calls: Call[] = [];
  let status = 204;
  const receiver = createServer((request, answer) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      calls.push({ headers: request.headers, body });
      answer.writeHead(status).end();
    });
  });

  let maker: Maker;
  let now = Date.UTC(2026, 2, 9, 2);
  let url = '';
  let serials = 1;
  beforeAll(async () => {
    const stores = await open();
    await once(receiver.listen(0, '127.0.0.1'), 'listening');
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`;
    const environment = { WEBHOOK_PRIVATE_ADDRESSES: 'on' };
    maker = await Maker.start(undefined, { clock: { now: () => instantOf(now++) }, environment, ...stores });
    await maker.record('changePartnerTerms', { id: 'P-SEOUL', emails: ['hooks@hanbit.example'] });
  });
  afterAll(async () => {
    await maker.end();
    receiver.close();
  });

  const submit = async (who: Who) => {
    const { claim } = await maker.do(who, 'submitClaim', await maker.submission(who, `KR-000${serials++}`));
    return claim.id as string;
  };
  const called = async (times: number): Promise<Call> => {
    await eventually(async () => calls.length >= times);
    expect(calls).toHaveLength(times);
    return calls.at(-1) as Call;
  };
  /** What the receiver understands, by the reference library of the convention. */
  const verified = (secret: string, { headers, body }: Call) => {
    const spy = jest.spyOn(Date, 'now').mockReturnValue(Number(headers['webhook-timestamp']) * 1000);
    try {
      return new Webhook(secret).verify(body, headers as never) as object;
    } finally {
      spy.mockRestore();
    }
  };
  const deliveries = async (who: Who, more = '') => {
    const query = `query ($atLeast: Position) { webhookDeliveries(id: "erp"${more}, atLeast: $atLeast) { nodes { id event state attempts status lastError nextAttemptAt } } }`;
    return (await maker.ask(who, query, { atLeast: await maker.settled() })).webhookDeliveries.nodes as {
      id: string;
      state: string;
      nextAttemptAt: string;
    }[];
  };
  const registeredBy = async (who: Who, more = '') =>
    (await maker.ask(who, `{ webhooks${more} { id events active failingSince } }`)).webhooks as { active: boolean }[];

  const logged = async () => {
    const events: { type: string; data: Readonly<Record<string, unknown>>; metadata: object }[] = [];
    for await (const event of maker.makegood.store.readAll()) events.push(event as never);
    return events;
  };

  let first = '';
  let second = '';

  it('N2 a partner registers a webhook and is shown its secret once: repeating the request repeats its answer, and nothing else has it', async () => {
    const hook = { id: 'erp', url, events: ['claim.received'] };
    const registered = await maker.do(SEOUL, 'registerWebhook', { idempotencyKey: 'k-1', ...hook });
    first = registered.secret;
    expect(first).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect((await maker.do(SEOUL, 'registerWebhook', { idempotencyKey: 'k-1', ...hook })).secret).toBe(first);
    expect((await maker.do(SEOUL, 'registerWebhook', hook)).secret).toBeNull();
    const log = (await logged()).map((event) => JSON.stringify([event.data, event.metadata]));
    expect(log.filter((line) => line.includes('erp'))).not.toEqual([]);
    expect(log.filter((line) => line.includes(first.slice('whsec_'.length)))).toEqual([]);
  });

  it('N2 its system is called for what it asked for, and verifies who calls by the reference library', async () => {
    const claimId = await submit(SEOUL);
    const call = await called(1);
    expect(verified(first, call)).toMatchObject({
      type: 'claim.received',
      version: 1,
      data: { claimId, serial: 'KR-0001' },
    });
    expect(() => verified(`whsec_${Buffer.alloc(32).toString('base64')}`, call)).toThrow(WebhookVerificationError);
    await eventually(async () => (await deliveries(SEOUL))[0]?.state === 'DELIVERED');
    expect(await deliveries(SEOUL)).toMatchObject([
      { id: call.headers['webhook-id'], event: 'claim.received', attempts: 1, status: 204, lastError: null },
    ]);
  });

  it('N2 a secret that is rotated signs beside the new one', async () => {
    second = (await maker.do(SEOUL, 'rotateWebhookSecret', { id: 'erp' })).secret;
    expect(second).not.toBe(first);
    await submit(SEOUL);
    const call = await called(2);
    for (const secret of [first, second]) expect(verified(secret, call)).toMatchObject({ type: 'claim.received' });
  });

  it('N2 another partner neither sees the webhook nor does anything to it, and its own of the same name is another', async () => {
    const id = (await deliveries(SEOUL))[0]?.id;
    expect(await registeredBy(BERLIN)).toEqual([]);
    expect(await registeredBy(BERLIN, '(partnerId: "P-SEOUL")')).toEqual([]);
    expect(await deliveries(BERLIN)).toEqual([]);
    expect(await deliveries(BERLIN, ', partnerId: "P-SEOUL"')).toEqual([]);
    expect(await maker.do(BERLIN, 'rotateWebhookSecret', { id: 'erp' })).toMatchObject({ code: 'WEBHOOK_NOT_FOUND' });
    expect(await maker.do(BERLIN, 'redeliver', { id })).toMatchObject({ code: 'DELIVERY_NOT_FOUND' });
    expect(await maker.do(ADAM, 'redeliver', { id })).toMatchObject({ code: 'DELIVERY_NOT_FOUND' });
    const other = await maker.do(BERLIN, 'registerWebhook', { id: 'erp', url, events: ['claim.withdrawn'] });
    expect([first, second]).not.toContain(other.secret);
    expect(await deliveries(RITA, ', partnerId: "P-SEOUL"')).toHaveLength(2);
    expect(await deliveries(RITA, ', partnerId: "P-BERLIN"')).toEqual([]);
  });

  it('N2 one that fails for five days is switched off, and its partner is told by mail', async () => {
    status = 500;
    await submit(SEOUL);
    await called(3);
    await eventually(async () => (await deliveries(SEOUL))[0]?.state === 'FAILED');
    expect(await registeredBy(SEOUL)).toMatchObject([{ active: true, failingSince: expect.any(String) }]);
    now += 5 * DAY_MS;
    await called(4);
    await eventually(async () => (await registeredBy(SEOUL))[0]?.active === false);
    const sent = async () => (await logged()).filter(({ type }) => type === 'NoticeAttempted');
    await eventually(async () => (await sent()).some(({ data }) => String(data.subject).startsWith('웹훅 erp')));
  });

  it('N2 what was not delivered is sent again once it is registered again, under the same webhook-id', async () => {
    status = 204;
    const id = (await deliveries(SEOUL))[0]?.id;
    expect(await maker.do(SEOUL, 'redeliver', { id })).toMatchObject({ code: 'WEBHOOK_SWITCHED_OFF' });
    await maker.do(SEOUL, 'registerWebhook', { id: 'erp', url, events: ['claim.received'] });
    expect(await registeredBy(SEOUL)).toMatchObject([{ active: true, failingSince: null }]);
    await maker.do(SEOUL, 'redeliver', { id });
    const call = await called(5);
    expect(call.headers['webhook-id']).toBe(id);
    expect(call.body).toBe(calls[3]?.body);
    expect(verified(second, call)).toMatchObject({ type: 'claim.received' });
    expect(() => verified(first, call)).toThrow(WebhookVerificationError);
    await eventually(async () => (await deliveries(SEOUL))[0]?.state === 'DELIVERED');
  });
}

describe('webhooks', () => {
  describe('embedded', () => webhooks(async () => ({})));

  whenMongod('on EventStoreDB and MongoDB', () => {
    let servers: readonly [EventStoreServer, MongoServers] | undefined;
    webhooks(async () => {
      servers = await Promise.all([startEventStoreServer(), MongoServers.start()]);
      const [{ url }, mongo] = servers;
      return {
        events: await openEventStoreDb(url, { categories: catalogue.categories }),
        documents: await openMongoStores(mongo.url),
      };
    });
    afterAll(async () => {
      for (const server of servers ?? []) await server.stop();
    });
  });
});
