import type { CallOutcome } from '#platform';
import { failing, url } from '#webhooks/facts';
import { sendFailingWebhooks } from './send-failing-webhooks.timer.ts';
import { FAILED, NOON, TAKEN, twoWebhooks, world } from './send-webhooks.fixture.ts';

const oneFails = { ...twoWebhooks, webhooks: [...twoWebhooks.webhooks, failing()] };

describe('A receiver that is known to fail', () => {
  it('is waited for apart: the others get theirs meanwhile', async () => {
    const waiting = Promise.withResolvers<CallOutcome>();
    const { run, state } = world({ ...oneFails, answer: (call) => (call.url === url ? waiting.promise : TAKEN) });
    const apart = run(NOON, { timer: sendFailingWebhooks });
    await run();
    expect([state('erp-1'), state('shop-1'), state('shop-2')]).toEqual(['QUEUED', 'DELIVERED', 'DELIVERED']);
    waiting.resolve(TAKEN);
    await apart;
    expect(state('erp-1')).toBe('DELIVERED');
  });

  it('is tried with one delivery, and gets all that waits once it takes that', async () => {
    const answers = [FAILED];
    const { run, calls, types } = world({ ...oneFails, answer: () => answers.shift() ?? TAKEN });
    await run(NOON, { timer: sendFailingWebhooks });
    expect(calls).toHaveLength(1);
    await run(NOON, { timer: sendFailingWebhooks });
    expect(calls.map(({ id }) => id)).toEqual(['erp-1', 'erp-2', 'erp-3']);
    expect(types().at(-1)).toBe('WebhookRecovered');
  });
});
