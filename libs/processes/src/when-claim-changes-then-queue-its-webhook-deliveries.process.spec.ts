import { claimDecider, type ClaimEvent, claims } from '#claims';
import { approved, claimId, communicated, rejected, reviewed, submission, submitted, unconfirmed } from '#claims/facts';
import { fold, type Instant } from '#kernel';
import { reactionScenarios, streamOf } from '#platform/specs';
import { breached, warned } from '#sla/facts';
import type { AggregateReader } from '#use-cases';
import { recordedAggregates } from '#use-cases/specs';
import { type QueueWebhookDelivery, WEBHOOK_EVENTS, webhooksDecider, type WebhookEvent, webhooks } from '#webhooks';
import { registered, switchedOff } from '#webhooks/facts';
import { whenClaimChangesThenQueueItsWebhookDeliveries } from './when-claim-changes-then-queue-its-webhook-deliveries.process.ts';

const NOON = '2026-03-09T12:00:00.000Z' as Instant;
const { partnerId } = submission;
const all = registered({ events: [...WEBHOOK_EVENTS] });

const MEMBERS: Readonly<Record<string, object>> = {
  mina: { current: { staffId: 'mina', roles: ['REVIEWER'], products: [], managerId: 'sora' } },
  sora: { current: { staffId: 'sora', roles: ['ADMIN'], products: [] } },
};

/** What is queued for `event`, or the last of the events of the claim. */
async function queuedFor(
  history: readonly ClaimEvent[],
  {
    partners = [all],
    manufacturers = [],
    event = history.at(-1) as { readonly type: string; readonly data: unknown },
    stream = `claim-${claimId}`,
    eventId = 'event-1',
  }: {
    partners?: readonly WebhookEvent[];
    manufacturers?: readonly WebhookEvent[];
    event?: { readonly type: string; readonly data: unknown };
    stream?: string;
    eventId?: string;
  } = {},
): Promise<readonly QueueWebhookDelivery['data'][]> {
  const process = whenClaimChangesThenQueueItsWebhookDeliveries({
    aggregates: {
      claim: async () => fold(claimDecider, history, NOON),
      desk: async () => ({ ownerId: 'mina' }) as never,
      staffIds: async () => Object.keys(MEMBERS),
      staffMember: async (staffId) => MEMBERS[staffId] as never,
      calendars: { newest: async () => undefined } as never,
      asOf: () =>
        ({
          webhooks: async (owner) =>
            fold(
              webhooksDecider,
              owner.partnerId === partnerId ? partners : owner.partnerId === undefined ? manufacturers : [],
              NOON,
            ),
        }) as ReturnType<AggregateReader['asOf']>,
    },
  });
  const queued: QueueWebhookDelivery['data'][] = [];
  const metadata = { occurredAt: NOON, recordedAt: NOON };
  const recorded = { ...event, id: eventId, stream, revision: 3, position: 3n, metadata };
  const when = process.when as unknown as Record<string, (event: unknown, react: unknown) => Promise<unknown>>;
  await when[event.type]?.(recorded, async (_: unknown, data: QueueWebhookDelivery['data']) => queued.push(data));
  return queued;
}

const { given } = reactionScenarios((recorded) =>
  whenClaimChangesThenQueueItsWebhookDeliveries({ aggregates: recordedAggregates(recorded) }),
);

const confirmed = [submitted(), reviewed('CONFIRMED')];

describe('when a claim changes, its webhook deliveries are queued', () => {
  it('N2 with ids and states, and no text that a person wrote', async () => {
    expect(await queuedFor([submitted(), reviewed('NOT_CONFIRMED'), rejected()])).toEqual([
      {
        deliveryId: expect.any(String),
        partnerId,
        webhookId: 'erp',
        event: 'claim.rejected',
        version: 1,
        occurredAt: NOON,
        causedBy: 'event-1',
        data: {
          claimId,
          claimNumber: expect.any(String),
          serial: submission.serial,
          round: 1,
          code: 'MISUSE',
        },
      },
    ]);
  });

  it('C12 under the same id again, and under others for another event and another webhook', async () => {
    const events = [...confirmed, approved()];
    const ids = async (...args: Parameters<typeof queuedFor>) =>
      (await queuedFor(...args)).map(({ deliveryId }) => deliveryId);
    const first = await ids(events);
    expect(await ids(events)).toEqual(first);
    const own = registered({ partnerId: undefined, events: ['claim.approved'] });
    const others = [
      ...(await ids(events, { eventId: 'event-2' })),
      ...(await ids(events, { partners: [], manufacturers: [own] })),
    ];
    expect(new Set([...first, ...others]).size).toBe(3);
  });

  it('N2 to webhooks that ask for it and work', async () => {
    const events = [...confirmed, approved()];
    const ended = registered({ events: [] });
    const otherwise = registered({ events: ['claim.rejected'] });
    for (const partners of [[ended], [otherwise], [all, switchedOff(NOON)], []])
      expect(await queuedFor(events, { partners })).toEqual([]);
  });

  it('C13 not of goodwill before it is confirmed, and not of what nobody is told', async () => {
    expect(await queuedFor([...confirmed, unconfirmed])).toEqual([]);
    expect(await queuedFor([...confirmed, approved(), communicated()])).toEqual([]);
    expect(await queuedFor([submitted({ channel: 'IMPORT' }), reviewed('CONFIRMED'), approved()])).toEqual([]);
  });

  it('N2 not of what happened before it was registered, however late that is followed, or followed again', () =>
    given().when(streamOf(claims, claimId)(submitted()), streamOf(webhooks, partnerId)(all)).thenNone());

  it('N3 of a promise that runs out to webhooks of the manufacturer, with who is told', async () => {
    const own = registered({ partnerId: undefined, events: ['claim.deadline_warned', 'claim.deadline_breached'] });
    const queuedOn = (event: { readonly type: string; readonly data: unknown }) =>
      queuedFor(confirmed, { partners: [], manufacturers: [own], event, stream: `sla-${claimId}` });
    const warnedAt = (percent: 75 | 90) => queuedOn(warned(percent, NOON, NOON));
    const queued = await warnedAt(75);
    expect(queued).toMatchObject([{ event: 'claim.deadline_warned', data: { claimId, percent: 75, staff: ['mina'] } }]);
    expect(queued[0]).not.toHaveProperty('partnerId');
    expect(await warnedAt(90)).toMatchObject([{ data: { percent: 90, staff: ['mina', 'sora'] } }]);
    expect(await queuedOn(breached('RESOLUTION', '03-09T12:00', '03-09T12:00'))).toMatchObject([
      { event: 'claim.deadline_breached', data: { claimId, dueAt: NOON, staff: ['mina', 'sora'] } },
    ]);
  });
});
