import { type CommandMetadata, fold, type Instant, nextAttemptAt, scenarios } from '#kernel';
import { deliveryBody, isDue, webhookDeliveryDecider } from './webhook-delivery.decider.ts';
import {
  type AttemptOutcome,
  GiveUpWebhookDelivery,
  QueueWebhookDelivery,
  RecordDeliveryAttempt,
  RedeliverWebhook,
} from './webhooks.commands.ts';
import {
  aDelivery,
  askedAgain,
  delivered,
  deliveryFailed,
  deliveryId,
  givenUp,
  queued,
} from './webhooks.facts.fixture.ts';

const { given, nothing } = scenarios(webhookDeliveryDecider, (actual, expected) =>
  expect(actual).toStrictEqual(expected),
);
const NOON = '2026-03-09T12:00:00.000Z' as Instant;
const meta: CommandMetadata = {
  id: '5f0c1d7e-0000-4000-8000-000000000001',
  actor: { id: 'send-webhooks', role: 'SYSTEM' },
  at: NOON,
  correlationId: 'C-1',
};
const outcome = (of: AttemptOutcome, attempt = 1) =>
  new RecordDeliveryAttempt({ deliveryId, attempt, outcome: of }, meta);
const taken: AttemptOutcome = { kind: 'TAKEN', status: 204 };
const failed: AttemptOutcome = { kind: 'FAILED', status: 500, reason: 'HTTP 500' };
const next = (failures: number) => nextAttemptAt(deliveryId, failures, NOON) as Instant;
const failures = Array.from({ length: 6 }, (_, index) => deliveryFailed(index + 1, next(index + 1)));

describe('A delivery of a webhook', () => {
  it('C12 is queued once for one event and webhook', () => {
    nothing.when(new QueueWebhookDelivery(aDelivery, meta)).then(queued());
    given(queued()).when(new QueueWebhookDelivery(aDelivery, meta)).thenUnchanged();
  });

  it('is over when it is taken', () => {
    given(queued()).when(outcome(taken)).then(delivered());
    given(queued(), delivered()).when(outcome(taken, 2)).thenUnchanged();
  });

  it('N2 is tried again after 1 min, 5 min, 30 min, 2 h, 6 h and 24 h, and then given up', () => {
    given(queued())
      .when(outcome(failed))
      .then(deliveryFailed(1, next(1)));
    given(queued(), ...failures.slice(0, 5))
      .when(outcome(failed, 6))
      .then(deliveryFailed(6, next(6)));
    given(queued(), ...failures)
      .when(outcome(failed, 7))
      .then(givenUp(7));
  });

  it('keeps why nothing was answered', () =>
    given(queued())
      .when(outcome({ kind: 'FAILED', reason: 'TIMEOUT' }))
      .then({
        type: 'WebhookDeliveryFailed',
        data: { deliveryId, attempt: 1, reason: 'TIMEOUT', nextAttemptAt: next(1) },
      }));

  it('has one outcome of each attempt', () =>
    given(queued(), deliveryFailed(1, next(1)))
      .when(outcome(taken, 1))
      .thenUnchanged());

  it('is given up when its webhook does not work any more', () => {
    const giveUp = new GiveUpWebhookDelivery({ deliveryId, reason: 'SWITCHED_OFF' }, meta);
    given(queued()).when(giveUp).then(givenUp());
    given(queued(), delivered()).when(giveUp).thenUnchanged();
  });

  it('N2 is asked for again 20 times at most', () => {
    const again = new RedeliverWebhook({ deliveryId }, meta);
    const times = (n: number) => Array.from({ length: n }, () => [askedAgain(), delivered()]).flat();
    given(queued(), delivered(), ...times(19))
      .when(again)
      .then(askedAgain());
    given(queued(), delivered(), ...times(20))
      .when(again)
      .thenRefused('N2', 'TOO_MANY_CHANGES');
  });

  it('is sent again when that is asked for, with all its attempts', () => {
    const again = new RedeliverWebhook({ deliveryId }, meta);
    for (const last of [delivered(), deliveryFailed(1, next(1)), givenUp(1)])
      given(queued(), last).when(again).then(askedAgain());
    given(queued()).when(again).thenUnchanged();
    given(queued(), delivered(), askedAgain()).when(again).thenUnchanged();
    nothing.when(again).thenRefused('N2', 'DELIVERY_NOT_FOUND');
    given(queued(), ...failures, givenUp(7), askedAgain())
      .when(outcome(failed, 8))
      .then(deliveryFailed(8, next(1)));
  });

  it('is due when it is queued, and at its next attempt', () => {
    const due = (...events: Parameters<typeof given>) => {
      const delivery = fold(webhookDeliveryDecider, events as never, NOON);
      return delivery && isDue(delivery, NOON);
    };
    expect(due(queued())).toBe(true);
    expect(due(queued(), deliveryFailed(1, NOON))).toBe(true);
    expect(due(queued(), deliveryFailed(1, next(1)))).toBe(false);
    expect(due(queued(), delivered())).toBe(false);
    expect(due(queued(), delivered(), askedAgain())).toBe(true);
  });

  it('A4 tells ids and states in a body that says its version', () => {
    const delivery = fold(webhookDeliveryDecider, [queued()], NOON);
    expect(delivery && JSON.parse(deliveryBody(delivery))).toEqual({
      type: 'claim.approved',
      version: 1,
      timestamp: '2026-03-09T12:00:00.000Z',
      data: { claimId: 'C-1', claimNumber: 'K7QF-2M9T-4XRC', serial: 'LB2-000481', round: 1, remedy: 'CREDIT' },
    });
  });
});
