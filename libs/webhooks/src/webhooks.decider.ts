import {
  accept,
  conform,
  DAY_MS,
  decider,
  epochMilliseconds,
  type Instant,
  instantOf,
  refuse,
  sameJson,
  timeInWords,
  unchanged,
} from '#kernel';
import type { WebhookCommand } from './webhooks.commands.ts';
import { STAFF_WEBHOOK_EVENTS, type WebhookEvent, webhookEvents, type WebhookFact } from './webhooks.events.ts';

export interface Webhook extends Omit<WebhookFact<'WebhookRegistered'>, 'partnerId'> {
  readonly previousSecret?: { readonly secretId: string; readonly until: Instant };
  readonly failingSince?: Instant | undefined;
  readonly switchedOff: boolean;
  /** By its owner, in the day before the last time. */
  readonly changedAt?: readonly Instant[];
}

/** Of one owner. */
export type Webhooks = readonly Webhook[];

const MOST_WEBHOOKS = 10;
const OVERLAP_MS = DAY_MS;
/** Without one success, it is switched off at the next failure. */
const FAILING_MS = 5 * DAY_MS;
const GONE = 410;
/** In a day. Each is kept for ever. */
const MOST_CHANGES = 20;

const later = (at: Instant, ms: number): Instant => instantOf(epochMilliseconds(at) + ms);

export const webhookOf = (webhooks: Webhooks, webhookId: string): Webhook | undefined =>
  webhooks.find((webhook) => webhook.webhookId === webhookId);

export const isActive = ({ switchedOff, events }: Webhook): boolean => !switchedOff && events.length > 0;

/** Ids of the secrets that sign at a moment, the newest first. */
export const signingSecrets = ({ secretId, previousSecret }: Webhook, at: Instant): readonly string[] =>
  previousSecret && at < previousSecret.until ? [secretId, previousSecret.secretId] : [secretId];

const sinceADayBefore = (at: Instant, { changedAt = [] }: Webhook): readonly Instant[] =>
  changedAt.filter((changed) => at < later(changed, DAY_MS));

function changedTooOften(webhook: Webhook, at: Instant) {
  const [first, ...others] = sinceADayBefore(at, webhook);
  return first !== undefined && others.length + 1 >= MOST_CHANGES
    ? refuse(
        'TOO_MANY_CHANGES',
        `This webhook was changed ${MOST_CHANGES} times within a day. Change it again after ${timeInWords(later(first, DAY_MS))}.`,
        { rule: 'N2' },
      )
    : undefined;
}

const webhookNotFound = (webhookId: string) =>
  refuse('WEBHOOK_NOT_FOUND', `You have no webhook ${webhookId}. Check the id, or register it.`, {
    rule: 'N2',
  });

export const webhooksDecider = decider<WebhookCommand, WebhookEvent, Webhooks>({
  initial: [],
  decide: {
    RegisterWebhook({ data: { events, ...given }, meta }, webhooks) {
      const asked = conform(webhookEvents.WebhookRegistered, { ...given, events: [...new Set(events)].sort() });
      if (asked.kind === 'refused') return asked;
      const { secretId, ...registered } = asked.data;
      const internal = registered.events.find((event) => STAFF_WEBHOOK_EVENTS.some((one) => one === event));
      if (registered.partnerId !== undefined && internal)
        return refuse('INVALID_INPUT', `events: ${internal} is for webhooks of the manufacturer alone`, { rule: 'N3' });
      const known = webhookOf(webhooks, registered.webhookId);
      if (!known && webhooks.length === MOST_WEBHOOKS)
        return refuse(
          'TOO_MANY_WEBHOOKS',
          `You have ${MOST_WEBHOOKS} webhooks already. Change one of them instead: register it again with another url.`,
          { rule: 'N2' },
        );
      if (!known) return accept({ type: 'WebhookRegistered', data: asked.data });
      const isSame = known.url === registered.url && sameJson(known.events, registered.events);
      if (isSame && !known.switchedOff) return unchanged;
      return changedTooOften(known, meta.at) ?? accept({ type: 'WebhookChanged', data: registered });
    },

    RotateWebhookSecret({ data, meta }, webhooks) {
      const webhook = webhookOf(webhooks, data.webhookId);
      if (!webhook) return webhookNotFound(data.webhookId);
      if (webhook.secretId === data.secretId) return unchanged;
      const rotated = { ...data, previousUntil: later(meta.at, OVERLAP_MS) };
      return changedTooOften(webhook, meta.at) ?? accept({ type: 'WebhookSecretRotated', data: rotated });
    },

    RecordWebhookAnswer({ data: { url, outcome, ...of }, meta: { at } }, webhooks) {
      const webhook = webhookOf(webhooks, of.webhookId);
      // Of another receiver than it has now.
      if (!webhook || webhook.switchedOff || webhook.url !== url) return unchanged;
      const { failingSince } = webhook;
      if (outcome.kind === 'TAKEN')
        return failingSince === undefined ? unchanged : accept({ type: 'WebhookRecovered', data: of });
      const { status, reason } = outcome;
      const off = (because: 'GONE' | 'FAILING', since: Instant) =>
        accept<WebhookEvent>({ type: 'WebhookSwitchedOff', data: { ...of, url, because, since, reason } });
      if (status === GONE) return off('GONE', failingSince ?? at);
      if (failingSince === undefined) return accept({ type: 'WebhookFailing', data: { ...of, reason } });
      return at < later(failingSince, FAILING_MS) ? unchanged : off('FAILING', failingSince);
    },
  },
  evolve: {
    WebhookRegistered: (webhooks, { data: { partnerId: _, ...webhook } }) => [
      ...webhooks,
      { ...webhook, switchedOff: false },
    ],
    WebhookChanged: (webhooks, { data: { webhookId, url, events } }, at) =>
      changed(webhooks, webhookId, (webhook) => ({
        url,
        events,
        switchedOff: false,
        failingSince: undefined,
        changedAt: [...sinceADayBefore(at, webhook), at],
      })),
    WebhookSecretRotated: (webhooks, { data: { webhookId, secretId, previousUntil: until } }, at) =>
      changed(webhooks, webhookId, (webhook) => ({
        secretId,
        previousSecret: { secretId: webhook.secretId, until },
        changedAt: [...sinceADayBefore(at, webhook), at],
      })),
    WebhookFailing: (webhooks, { data: { webhookId } }, failingSince) => changed(webhooks, webhookId, { failingSince }),
    WebhookRecovered: (webhooks, { data: { webhookId } }) => changed(webhooks, webhookId, { failingSince: undefined }),
    WebhookSwitchedOff: (webhooks, { data: { webhookId } }) => changed(webhooks, webhookId, { switchedOff: true }),
  },
});

const changed = (
  webhooks: Webhooks,
  webhookId: string,
  change: Partial<Webhook> | ((webhook: Webhook) => Partial<Webhook>),
): Webhooks =>
  webhooks.map((webhook) =>
    webhook.webhookId === webhookId
      ? { ...webhook, ...(typeof change === 'function' ? change(webhook) : change) }
      : webhook,
  );
