import { type Command, epochMilliseconds, fold, type Instant, instantOf } from '#kernel';
import { type CallOutcome, type Outcome, silentLogger, type WebhookCall } from '#platform';
import {
  type DueDelivery,
  webhookDeliveryDecider,
  type WebhookDeliveryEvent,
  type WebhookEvent,
  webhookKey,
  webhooksDecider,
} from '#webhooks';
import { queued, registered } from '#webhooks/facts';
import { sendWebhooks, type SendWebhooksOptions } from './send-webhooks.timer.ts';

export const NOON = '2026-03-09T12:00:00.000Z' as Instant;
export const TAKEN: CallOutcome = { kind: 'TAKEN', status: 204 };
export const FAILED: CallOutcome = { kind: 'FAILED', status: 500, reason: 'HTTP 500' };

export class Killed extends Error {}
export type Step = `${'before' | 'after'} ${'call' | 'RecordWebhookAnswer' | 'RecordDeliveryAttempt'}`;

interface World {
  /** Deliveries, by the webhook that they are for. */
  readonly due?: Readonly<Record<string, string>>;
  readonly webhooks?: readonly WebhookEvent[];
  readonly answer?: (call: WebhookCall) => CallOutcome | Promise<CallOutcome>;
  /** Milliseconds until it answers. */
  readonly takes?: (call: WebhookCall) => number;
}

/** `erp` and `shop` at another address, with deliveries due. */
export const twoWebhooks = {
  webhooks: [registered(), registered({ webhookId: 'shop', url: 'https://shop.hanbit.example/' })],
  due: { 'erp-1': 'erp', 'erp-2': 'erp', 'erp-3': 'erp', 'shop-1': 'shop', 'shop-2': 'shop' },
};

/** A worker over what was recorded; what receivers were called with outlives it. */
export function world({
  due = { 'delivery-1': 'erp' },
  webhooks = [registered()],
  answer = () => TAKEN,
  takes = () => 0,
}: World = {}) {
  const streams = new Map<string, WebhookDeliveryEvent[]>(
    Object.entries(due).map(([deliveryId, webhookId]) => [deliveryId, [queued({ deliveryId, webhookId })]]),
  );
  const events = [...webhooks];
  const calls: WebhookCall[] = [];
  let now = NOON;
  const delivery = (id: string) => fold(webhookDeliveryDecider, streams.get(id) ?? [], NOON);
  /** As the read model has it, which knows what is over. */
  const listed = (): DueDelivery[] =>
    [...streams.keys()].flatMap((id) => {
      const { state, nextAttemptAt = NOON, ...of } = delivery(id) ?? { state: 'GIVEN_UP' as const, webhookId: '' };
      return state === 'QUEUED' || state === 'FAILED' ? [{ id, webhook: webhookKey(of), dueAt: nextAttemptAt }] : [];
    });
  const run = async (
    at: Instant = NOON,
    { timer = sendWebhooks, killed }: { timer?: typeof sendWebhooks; killed?: Step } = {},
  ) => {
    now = at;
    const step = async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
      if (killed === `before ${name}`) throw new Killed();
      const done = await work();
      if (killed === `after ${name}`) throw new Killed();
      return done;
    };
    const options: SendWebhooksOptions = {
      models: {
        async query(
          _: unknown,
          { where, orderBy, limit }: { where: Record<string, string>[]; orderBy: { field: 'webhook' }; limit: number },
        ) {
          const meets = (document: DueDelivery) =>
            where.every(({ field, eq, gte, lt }) => {
              const value = document[field as 'webhook'];
              return (
                (eq === undefined || value === eq) &&
                (gte === undefined || value >= gte) &&
                (lt === undefined || value < lt)
              );
            });
          const found = listed()
            .filter(meets)
            .sort((a, b) => (a[orderBy.field] < b[orderBy.field] ? -1 : 1));
          return { items: found.slice(0, limit).map((document) => ({ document, cursor: '' })), hasMore: false };
        },
      } as never,
      clock: { now: () => now },
      aggregates: {
        webhookDelivery: async (id) => delivery(id),
        webhooks: async () => fold(webhooksDecider, events, NOON),
      },
      webhookCaller: {
        call: (call) =>
          step('call', () => {
            calls.push(call);
            now = instantOf(epochMilliseconds(now) + takes(call));
            return answer(call);
          }),
      },
      webhookSecret: async ({ secretId }) => `whsec_${secretId}`,
      execute: (command: Command) =>
        step(command.type, (): Outcome => {
          const { deliveryId } = command.data as { deliveryId?: string };
          const verdict =
            deliveryId === undefined
              ? webhooksDecider.decide(command as never, fold(webhooksDecider, events, NOON))
              : webhookDeliveryDecider.decide(command as never, delivery(deliveryId));
          if (verdict.kind === 'accepted' && deliveryId === undefined)
            events.push(...(verdict.events as WebhookEvent[]));
          if (verdict.kind === 'accepted' && deliveryId !== undefined)
            streams.get(deliveryId)?.push(...(verdict.events as WebhookDeliveryEvent[]));
          return verdict as Outcome;
        }),
      logger: silentLogger,
    };
    await timer.ticksOver(options)();
  };
  const state = (id = 'delivery-1') => delivery(id)?.state;
  return { run, calls, delivery, state, types: () => events.map(({ type }) => type) };
}
