import { at, type Instant } from '#kernel';
import { projectionScenarios, streamOf } from '#platform/specs';
import { type DueDelivery, dueDeliveries } from './due-deliveries.projection.ts';
import { webhookDeliveries } from './webhooks.aggregates.ts';
import { askedAgain, delivered, deliveryFailed, deliveryId, givenUp, queued } from './webhooks.facts.fixture.ts';

const { given } = projectionScenarios<DueDelivery>(dueDeliveries);
const delivery = streamOf(webhookDeliveries, deliveryId);
const [NOON, LATER] = ['2026-03-09T12:00:00.000Z', '2026-03-09T12:01:00.000Z'] as [Instant, Instant];
const due = (dueAt: Instant): DueDelivery => ({ id: deliveryId, webhook: 'P-SEOUL/erp', dueAt });

describe('the deliveries that are due', () => {
  it('N2 have one from its queueing on, and one that failed at its next attempt', async () => {
    await given(delivery(at(NOON, queued()))).then(due(NOON));
    await given(delivery(at(NOON, queued()), deliveryFailed(1, LATER))).then(due(LATER));
  });

  it('N2 have one again that is asked for', () =>
    given(delivery(queued(), delivered(), at(LATER, askedAgain()))).then(due(LATER)));

  it.each([
    ['delivered', delivered()],
    ['given up', givenUp(1)],
  ])('N2 have none that is %s', (_, last) => given(delivery(queued(), last)).thenNone());
});
