import { type Clock, epochMilliseconds, type Instant, instantOf } from '#kernel';
import { defineTimer, type Logger, type Outcome, type ReadModels, timerMetadata, type WebhookCaller } from '#platform';
import {
  deliveryBody,
  dueDeliveriesModel,
  GiveUpWebhookDelivery,
  isActive,
  isDue,
  type Owner,
  RecordDeliveryAttempt,
  RecordWebhookAnswer,
  signingSecrets,
  type Webhook,
  type WebhookDelivery,
  webhookOf,
} from '#webhooks';
import type { AggregateReader } from './ports.ts';

export type WebhookSenderCommand = RecordDeliveryAttempt | RecordWebhookAnswer | GiveUpWebhookDelivery;

export interface SendWebhooksOptions {
  readonly models: Pick<ReadModels, 'query'>;
  readonly clock: Clock;
  readonly aggregates: Pick<AggregateReader, 'webhookDelivery' | 'webhooks'>;
  readonly webhookCaller: Pick<WebhookCaller, 'call'>;
  readonly webhookSecret: (of: Owner & Pick<Webhook, 'webhookId' | 'secretId'>) => Promise<string>;
  readonly execute: (command: WebhookSenderCommand) => Promise<Outcome>;
  readonly logger: Logger;
}

export const senderCommands = { RecordDeliveryAttempt, RecordWebhookAnswer, GiveUpWebhookDelivery };

/** Of receivers that are not known to fail: one that does not answer holds up the others once. */
export const sendWebhooks = defineTimer<WebhookSenderCommand, SendWebhooksOptions>({
  name: 'send-webhooks',
  commands: senderCommands,
  independent: true,
  ticksOver: (options) => () => sendDueDeliveries(options, { failing: false }),
});

const AT_A_TIME = 20;
const IN_PARALLEL = 16;
/** A receiver that has taken so long waits for the next run with its others: all that comes meanwhile waits for this one to end. */
const SLOW_MS = 1_000;

/** N2. Any number of runs, ended at any point, send each delivery, always under the same webhook-id. */
export async function sendDueDeliveries(
  options: SendWebhooksOptions,
  { failing }: { readonly failing: boolean },
): Promise<void> {
  const before = instantOf(epochMilliseconds(options.clock.now()) + 1);
  const failures: unknown[] = [];
  const due = dueWebhooks(options, before);
  const lane = async () => {
    for (let next = await due.next(); !next.done; next = await due.next())
      await sendTo(next.value, before, options, failing).catch((error: unknown) => failures.push(error));
  };
  await Promise.all(Array.from({ length: IN_PARALLEL }, lane));
  if (failures.length > 0) throw failures[0];
}

/** Each webhook that has a delivery due, once: one with a long list of them takes nothing from the others. */
async function* dueWebhooks({ models }: SendWebhooksOptions, before: Instant): AsyncGenerator<string> {
  for (let from = ''; ; ) {
    const { items } = await models.query(dueDeliveriesModel, {
      where: [
        { field: 'webhook', gte: from },
        { field: 'dueAt', lt: before },
      ],
      orderBy: { field: 'webhook', direction: 'asc' },
      limit: 1,
    });
    const [first] = items;
    if (!first) return;
    yield first.document.webhook;
    from = `${first.document.webhook}\u0000`;
  }
}

/** One after the other, until one fails or the receiver is slow. */
async function sendTo(webhook: string, before: Instant, options: SendWebhooksOptions, failing: boolean): Promise<void> {
  const { models, aggregates, clock } = options;
  const { items } = await models.query(dueDeliveriesModel, {
    where: [
      { field: 'webhook', eq: webhook },
      { field: 'dueAt', lt: before },
    ],
    orderBy: { field: 'dueAt', direction: 'asc' },
    limit: AT_A_TIME,
  });
  const begun = epochMilliseconds(clock.now());
  for (const [index, { document }] of items.entries()) {
    if (epochMilliseconds(clock.now()) - begun >= SLOW_MS) return;
    const delivery = await aggregates.webhookDelivery(document.id);
    if (!delivery || !isDue(delivery, clock.now())) continue;
    const receiver = webhookOf(await aggregates.webhooks(delivery), delivery.webhookId);
    if (index === 0 && (receiver?.failingSince !== undefined) !== failing) return;
    if (!(await sendDelivery(delivery, receiver, options))) return;
  }
}

/** @returns whether the next one may be sent */
async function sendDelivery(
  delivery: WebhookDelivery,
  receiver: Webhook | undefined,
  { clock, execute, webhookCaller, webhookSecret, logger }: SendWebhooksOptions,
): Promise<boolean> {
  const { deliveryId, partnerId, webhookId, causedBy } = delivery;
  const attempt = delivery.attempts + 1;
  const meta = (step: string) => timerMetadata(sendWebhooks, `${deliveryId}/${attempt}/${step}`, causedBy, clock.now());
  if (!receiver || !isActive(receiver)) {
    await execute(new GiveUpWebhookDelivery({ deliveryId, reason: 'SWITCHED_OFF' }, meta('give-up')));
    return true;
  }
  const of = { ...(partnerId !== undefined && { partnerId }), webhookId };
  const { url } = receiver;
  const now = clock.now();
  const secrets = signingSecrets(receiver, now).map((secretId) => webhookSecret({ ...of, secretId }));
  const outcome = await webhookCaller.call({
    url,
    id: deliveryId,
    at: new Date(now),
    body: deliveryBody(delivery),
    secrets: await Promise.all(secrets),
  });
  const failed = outcome.kind === 'FAILED';
  if (failed) logger.warn({ deliveryId, webhookId, reason: outcome.reason }, 'a webhook was not taken');
  // Before the attempt, which is repeated if this is where the worker is killed.
  if (failed || receiver.failingSince !== undefined)
    await execute(new RecordWebhookAnswer({ ...of, url, outcome }, meta('answer')));
  await execute(new RecordDeliveryAttempt({ deliveryId, attempt, outcome }, meta('outcome')));
  return !failed;
}
