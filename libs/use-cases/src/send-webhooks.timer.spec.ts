import type { Instant } from '#kernel';
import type { CallOutcome } from '#platform';
import { registered, rotated, switchedOff, url } from '#webhooks/facts';
import { sendFailingWebhooks } from './send-failing-webhooks.timer.ts';
import { FAILED, Killed, NOON, type Step, TAKEN, twoWebhooks, world } from './send-webhooks.fixture.ts';
import { sendWebhooks } from './send-webhooks.timer.ts';

describe('A delivery that is due', () => {
  it('N2 is sent once, under its id, signed by the secret of its webhook', async () => {
    const { run, calls, state } = world();
    await run();
    await run();
    expect(calls).toMatchObject([{ url, id: 'delivery-1', secrets: ['whsec_SECRET-1'], at: new Date(NOON) }]);
    expect(state()).toBe('DELIVERED');
  });

  it('is signed by both secrets while one takes the place of the other', async () => {
    const { run, calls } = world({
      webhooks: [registered(), rotated('SECRET-2', '2026-03-10T12:00:00.000Z' as Instant)],
    });
    await run();
    expect(calls[0]?.secrets).toEqual(['whsec_SECRET-2', 'whsec_SECRET-1']);
  });

  it('N2 is sent again under the same id and with the same body when its time has come', async () => {
    const answers = [FAILED, TAKEN];
    const { run, calls, delivery, state, types } = world({ answer: () => answers.shift() ?? TAKEN });
    await run();
    await run(NOON, { timer: sendFailingWebhooks });
    expect([state(), calls.length]).toEqual(['FAILED', 1]);
    await run(delivery('delivery-1')?.nextAttemptAt, { timer: sendFailingWebhooks });
    expect(state()).toBe('DELIVERED');
    expect([calls[1]?.id, calls[1]?.body]).toEqual([calls[0]?.id, calls[0]?.body]);
    expect(types()).toEqual(['WebhookRegistered', 'WebhookFailing', 'WebhookRecovered']);
  });

  it.each<[Step, CallOutcome]>([
    ['before call', TAKEN],
    ['after call', TAKEN],
    ['before RecordDeliveryAttempt', TAKEN],
    ['after RecordDeliveryAttempt', TAKEN],
    ['before RecordWebhookAnswer', FAILED],
    ['after RecordWebhookAnswer', FAILED],
  ])('N2 is taken in the end under one id when the worker is killed %s', async (killed, answered) => {
    const answers = [answered];
    const { run, calls, delivery, state } = world({ answer: () => answers.shift() ?? TAKEN });
    await expect(run(NOON, { killed })).rejects.toThrow(Killed);
    for (const timer of [sendWebhooks, sendFailingWebhooks])
      await run(delivery('delivery-1')?.nextAttemptAt ?? NOON, { timer });
    expect(state()).toBe('DELIVERED');
    expect(new Set(calls.map(({ id, body }) => `${id} ${body}`)).size).toBe(1);
  });

  it('is given up, and nothing is sent, when its webhook is switched off, has ended or is not there', async () => {
    for (const webhooks of [[registered(), switchedOff(NOON)], [registered({ events: [] })], []]) {
      const { run, calls, state } = world({ webhooks });
      await run();
      expect([calls, state()]).toEqual([[], 'GIVEN_UP']);
    }
  });
});

describe('A receiver that answers slowly', () => {
  it('gets one delivery in a run, so that nobody waits for all that it has, and the next in the next run', async () => {
    const { run, calls } = world({ due: twoWebhooks.due, webhooks: [registered()], takes: () => 9_000 });
    await run();
    expect(calls.map(({ id }) => id)).toEqual(['erp-1']);
    await run();
    expect(calls.map(({ id }) => id)).toEqual(['erp-1', 'erp-2']);
  });
});

describe('A receiver that does not answer', () => {
  it('is tried with one delivery at a time, and the other receivers get all of theirs', async () => {
    const { run, calls, state } = world({ ...twoWebhooks, answer: (call) => (call.url === url ? FAILED : TAKEN) });
    await run();
    expect(calls.map(({ id }) => id).sort()).toEqual(['erp-1', 'shop-1', 'shop-2']);
    expect([state('erp-2'), state('shop-2')]).toEqual(['QUEUED', 'DELIVERED']);
  });
});
