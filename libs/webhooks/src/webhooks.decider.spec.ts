import { at, type CommandMetadata, type Instant, scenarios } from '#kernel';
import { type AttemptOutcome, RecordWebhookAnswer, RegisterWebhook, RotateWebhookSecret } from './webhooks.commands.ts';
import { isActive, signingSecrets, type Webhook, webhooksDecider } from './webhooks.decider.ts';
import {
  aWebhook,
  changed,
  failing,
  partnerId,
  recovered,
  registered,
  rotated,
  switchedOff,
  url,
  webhookId,
} from './webhooks.facts.fixture.ts';

const { given, nothing } = scenarios(webhooksDecider, (actual, expected) => expect(actual).toStrictEqual(expected));
const NOON = '2026-03-09T12:00:00.000Z' as Instant;
const NEXT_NOON = '2026-03-10T12:00:00.000Z' as Instant;
const by = (moment: Instant = NOON): CommandMetadata => ({
  id: '5f0c1d7e-0000-4000-8000-000000000001',
  actor: { id: 'kim', role: 'PARTNER', onBehalfOf: partnerId },
  at: moment,
  correlationId: webhookId,
});
const register = (more: Partial<RegisterWebhook['data']> = {}) => new RegisterWebhook({ ...aWebhook, ...more }, by());
const answer = (outcome: AttemptOutcome, moment = NOON, from = url) =>
  new RecordWebhookAnswer({ partnerId, webhookId, url: from, outcome }, by(moment));
const taken: AttemptOutcome = { kind: 'TAKEN', status: 204 };
const failed = (status = 500): AttemptOutcome => ({ kind: 'FAILED', status, reason: `HTTP ${status}` });
const after = (...events: Parameters<typeof given>): Webhook =>
  events.reduce<readonly Webhook[]>(
    (state, event) => webhooksDecider.evolve(state, event as never, NOON),
    [],
  )[0] as Webhook;

describe('A webhook', () => {
  it('is registered once, with its events in one order', () => {
    nothing.when(register({ events: ['claim.rejected', 'claim.approved', 'claim.rejected'] })).then(registered());
    given(registered())
      .when(register({ secretId: 'SECRET-9' }))
      .thenUnchanged();
  });

  it('that is registered again gets its new url and events, and keeps its secret', () => {
    given(registered())
      .when(register({ url: 'https://new.hanbit.example/', secretId: 'SECRET-9' }))
      .then(changed({ url: 'https://new.hanbit.example/' }));
    given(registered())
      .when(register({ events: [] }))
      .then(changed({ events: [] }));
    expect(after(registered(), changed({ events: [] })).secretId).toBe('SECRET-1');
  });

  it('is one of ten at most', () => {
    const ten = Array.from({ length: 10 }, (_, index) => registered({ webhookId: `hook-${index}` }));
    given(...ten)
      .when(register())
      .thenRefused('N2', 'TOO_MANY_WEBHOOKS');
    given(...ten)
      .when(register({ webhookId: 'hook-3', events: [] }))
      .then(changed({ webhookId: 'hook-3', events: [] }));
  });

  it('N3 of a partner is not called for what only staff are told; one of the manufacturer is', () => {
    nothing.when(register({ events: ['claim.deadline_warned'] })).thenRefused('N3', 'INVALID_INPUT');
    const { partnerId: _, ...own } = { ...aWebhook, events: ['claim.deadline_warned' as const] };
    nothing.when(new RegisterWebhook(own, by())).then({ type: 'WebhookRegistered', data: own });
  });
});

describe('N2 A webhook is changed 20 times a day at most', () => {
  const urls = Array.from({ length: 20 }, (_, n) => `https://${n}.hanbit.example/`);
  const often = given(registered(), ...urls.map((one) => changed({ url: one })));
  const registerAt = (moment: Instant) => new RegisterWebhook(aWebhook, by(moment));
  // Facts of a specification have the time of the first.
  const recordedAt = after(registered(), changed({ url: urls[0] as string })).changedAt?.[0];

  it('also its secret; the same again is no change', () => {
    given(registered(), ...urls.slice(1).map((one) => changed({ url: one })))
      .when(registerAt(NOON))
      .then(changed());
    often.when(registerAt(NOON)).thenRefused('N2', 'TOO_MANY_CHANGES');
    often
      .when(new RotateWebhookSecret({ partnerId, webhookId, secretId: 'SECRET-2' }, by()))
      .thenRefused('N2', 'TOO_MANY_CHANGES');
    often.when(new RegisterWebhook({ ...aWebhook, url: urls[19] as string }, by())).thenUnchanged();
  });

  it('and again on the next day', () => {
    expect(recordedAt).toBe(NOON);
    often.when(registerAt('2099-01-01T00:00:00.000Z' as Instant)).then(changed());
  });
});

describe('The secret of a webhook', () => {
  const rotate = (secretId: string, id = webhookId) =>
    new RotateWebhookSecret({ partnerId, webhookId: id, secretId }, by());

  it('is rotated, and for 24 hours the previous one signs as well', () => {
    given(registered()).when(rotate('SECRET-2')).then(rotated('SECRET-2', NEXT_NOON));
    const webhook = after(registered(), rotated('SECRET-2', NEXT_NOON));
    expect(signingSecrets(webhook, '2026-03-10T11:59:59.999Z' as Instant)).toEqual(['SECRET-2', 'SECRET-1']);
    expect(signingSecrets(webhook, NEXT_NOON)).toEqual(['SECRET-2']);
  });

  it('C12 is rotated once by one request', () =>
    given(registered(), rotated('SECRET-2', NEXT_NOON)).when(rotate('SECRET-2')).thenUnchanged());

  it('of one that is not registered is not', () => {
    given(registered()).when(rotate('SECRET-2', 'other')).thenRefused('N2', 'WEBHOOK_NOT_FOUND');
  });
});

describe('A webhook that fails', () => {
  it('is known to fail from its first failure to its next success', () => {
    given(registered()).when(answer(taken)).thenUnchanged();
    given(registered()).when(answer(failed())).then(failing());
    given(registered(), failing()).when(answer(failed())).thenUnchanged();
    given(registered(), failing()).when(answer(taken)).then(recovered());
  });

  it('is switched off at the first failure after five days without a success', () => {
    const since = at(NOON, failing());
    given(registered(), since)
      .when(answer(failed(), '2026-03-14T11:59:59.999Z' as Instant))
      .thenUnchanged();
    given(registered(), since)
      .when(answer(failed(), '2026-03-14T12:00:00.000Z' as Instant))
      .then(switchedOff(NOON));
    given(registered(), since, recovered())
      .when(answer(failed(), '2026-03-20T12:00:00.000Z' as Instant))
      .then(failing());
  });

  it('is switched off at once when the receiver says that it is gone (410)', () =>
    given(registered())
      .when(answer(failed(410)))
      .then(switchedOff(NOON, 'GONE', 'HTTP 410')));

  it('works again once it is registered again', () => {
    given(registered(), failing(), switchedOff(NOON)).when(register()).then(changed());
    const webhook = after(registered(), failing(), switchedOff(NOON), changed());
    expect([isActive(webhook), webhook.failingSince]).toEqual([true, undefined]);
  });

  it('is not judged by answers of a receiver that it had before, nor by those that come when it is off', () => {
    given(registered())
      .when(answer(failed(), NOON, 'https://old.hanbit.example/'))
      .thenUnchanged();
    given(registered(), switchedOff(NOON)).when(answer(failed())).thenUnchanged();
  });
});
