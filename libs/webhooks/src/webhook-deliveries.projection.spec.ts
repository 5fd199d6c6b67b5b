import { at, type Instant } from '#kernel';
import { projectionScenarios, streamOf } from '#platform/specs';
import { type WebhookDeliveryDocument, webhookDeliveriesProjection } from './webhook-deliveries.projection.ts';
import { webhookDeliveries } from './webhooks.aggregates.ts';
import { askedAgain, delivered, deliveryFailed, deliveryId, givenUp, queued } from './webhooks.facts.fixture.ts';

const { given } = projectionScenarios<WebhookDeliveryDocument>(webhookDeliveriesProjection);
const delivery = streamOf(webhookDeliveries, deliveryId);
const [NOON, LATER] = ['2026-03-09T12:00:00.000Z', '2026-03-09T12:01:00.000Z'] as [Instant, Instant];
const first = at(NOON, queued());
const common = {
  id: deliveryId,
  partnerId: 'P-SEOUL',
  webhookId: 'erp',
  event: 'claim.approved',
  queuedAt: NOON,
} as const;
const failed = { status: 500, lastError: 'HTTP 500' };

it('a delivery is listed with what its last attempt came to', async () => {
  await given(delivery(first)).then({ ...common, state: 'QUEUED', attempts: 0 });
  await given(delivery(first, deliveryFailed(1, LATER))).then({
    ...common,
    state: 'FAILED',
    attempts: 1,
    ...failed,
    nextAttemptAt: LATER,
  });
  await given(delivery(first, deliveryFailed(1, LATER), at(LATER, delivered(2)))).then({
    ...common,
    state: 'DELIVERED',
    attempts: 2,
    status: 204,
    deliveredAt: LATER,
  });
  await given(delivery(first, givenUp(7))).then({ ...common, state: 'GIVEN_UP', attempts: 7, ...failed });
  await given(delivery(first, deliveryFailed(1, LATER), givenUp())).then({
    ...common,
    state: 'GIVEN_UP',
    attempts: 1,
    lastError: 'SWITCHED_OFF',
  });
});

it('a delivery that is asked for again is queued, and keeps when it was taken before', () =>
  given(delivery(first, at(LATER, delivered()), askedAgain())).then({
    ...common,
    state: 'QUEUED',
    attempts: 1,
    deliveredAt: LATER,
  }));
