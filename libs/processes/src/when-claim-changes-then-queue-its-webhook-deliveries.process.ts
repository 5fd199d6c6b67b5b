import type { Claim, ClaimEvent } from '#claims';
import type { CreditNoteEvent, ReplacementEvent } from '#finance';
import { claimNumber, type Json, type Typed, uuidv5 } from '#kernel';
import type { EscalationMoment } from '#people';
import { defineProcess, type React, type Recorded } from '#platform';
import type { SlaEvent } from '#sla';
import { toldClaim, toldOfDeadline } from '#use-cases';
import { isActive, type Owner, QueueWebhookDelivery, type WebhookEventKind, webhookKey } from '#webhooks';
import type { Reads } from './process-ports.ts';

type Calling = ClaimEvent | CreditNoteEvent | ReplacementEvent | SlaEvent;
type Of<T extends Calling['type']> = Extract<Calling, Typed<T>>;

interface Call {
  readonly event: WebhookEventKind;
  /** Beside the ids of the claim. No names, no text that a person wrote (A4). */
  readonly data?: Readonly<Record<string, Json | undefined>>;
}

/** Of the shape of what receivers are sent: a member that is removed or means something else makes the next one. */
const PAYLOAD_VERSION = 1;

const approved = ({
  choice,
  chooseBy,
  round,
}: Pick<Of<'Approved'>['data'], 'choice' | 'chooseBy'> & { readonly round: number }): Call => ({
  event: 'claim.approved',
  data: { round, remedy: choice?.remedy, chooseBy },
});

type Told = Call | undefined;
/** N3: ids of the members that are told, who are told by mail too. */
type StaffFor = (moment: EscalationMoment) => Promise<readonly string[]>;

/** N2: what receivers are called for; undefined: not for this one. */
const CALLS: {
  readonly [T in Calling['type']]?: (data: Of<T>['data'], claim: Claim, staffFor: StaffFor) => Told | Promise<Told>;
} = {
  Submitted: () => ({ event: 'claim.received' }),
  EvidenceRequested: ({ missing, answerBy }) => ({ event: 'claim.evidence_requested', data: { missing, answerBy } }),
  // C13: without confirmation nothing is decided.
  Approved: (data) => (data.goodwill?.unconfirmed ? undefined : approved(data)),
  GoodwillConfirmed: ({ round }, { decision }) =>
    decision?.outcome === 'APPROVED' ? approved({ ...decision, round }) : undefined,
  Rejected: ({ round, code }) => ({ event: 'claim.rejected', data: { round, code } }),
  RemedyChosen: ({ remedy, source, binding }) => ({ event: 'claim.remedy_chosen', data: { remedy, source, binding } }),
  Withdrawn: ({ submitted }) => (submitted ? { event: 'claim.withdrawn' } : undefined),
  Reopened: () => ({ event: 'claim.reopened' }),
  CreditNoteIssued: ({ number, issuedOn }) => ({
    event: 'credit_note.issued',
    data: { creditNoteNumber: number, issuedOn },
  }),
  ReplacementOwed: ({ sku }) => ({ event: 'replacement.owed', data: { sku } }),
  ReplacementAllotted: ({ orderNumber, newSerial }) => ({
    event: 'replacement.allotted',
    data: { orderNumber, newSerial },
  }),
  ReplacementShipped: ({ newSerial, shippedOn, orderNumber }) => ({
    event: 'replacement.shipped',
    data: { newSerial, shippedOn, orderNumber },
  }),
  ReplacementConverted: () => ({ event: 'replacement.converted' }),
  SlaDeadlineMoved: ({ moved }) => {
    const change = moved.find(({ target }) => target === 'RESOLUTION');
    return change && { event: 'claim.deadline_moved', data: { dueAt: change.to } };
  },
  SlaWarned: async ({ target, percent }, _, staffFor) =>
    target === 'RESOLUTION'
      ? {
          event: 'claim.deadline_warned',
          data: { percent, staff: [...(await staffFor(percent as EscalationMoment))] },
        }
      : undefined,
  SlaBreached: async ({ target, dueAt }, _, staffFor) =>
    target === 'RESOLUTION'
      ? { event: 'claim.deadline_breached', data: { dueAt, staff: [...(await staffFor('BREACH'))] } }
      : undefined,
};

/** To webhooks of the partner, and of the manufacturer, that ask for it. */
export function whenClaimChangesThenQueueItsWebhookDeliveries({
  aggregates,
}: Reads<'claim' | 'asOf' | 'desk' | 'staffMember' | 'staffIds' | 'calendars'>) {
  const queue = async (event: Recorded<Calling>, react: React<QueueWebhookDelivery>) => {
    const told = await toldClaim(event, aggregates);
    if (!told) return;
    const { claimId, claim } = told;
    const at = event.metadata.occurredAt;
    const staffFor: StaffFor = (moment) => toldOfDeadline(claimId, { moment, at }, aggregates);
    type Calls = (data: unknown, claim: Claim, staffFor: StaffFor) => Told | Promise<Told>;
    const call = await (CALLS[event.type] as Calls)(event.data, claim, staffFor);
    if (!call) return;
    // R4: a note goes to the partner that was invoiced.
    const partnerId = event.type === 'CreditNoteIssued' ? event.data.partnerId : claim.submission.partnerId;
    const of = { claimId, claimNumber: claimNumber(claimId), serial: claim.unit.serial };
    // Members that are absent are not stored.
    const data = JSON.parse(JSON.stringify({ ...of, ...call.data })) as Record<string, Json>;
    // As of the event: a webhook that is registered later is not called for it, also when processes begin anew (rebuild).
    const { webhooks } = aggregates.asOf(event.position);
    for (const owner of [{ partnerId }, {}] satisfies Owner[])
      for (const webhook of await webhooks(owner)) {
        if (!isActive(webhook) || !webhook.events.includes(call.event)) continue;
        const { webhookId } = webhook;
        const deliveryId = uuidv5(`webhook ${event.id} ${webhookKey({ ...owner, webhookId })}`);
        const facts = { event: call.event, version: PAYLOAD_VERSION, occurredAt: event.metadata.occurredAt, data };
        await react(
          QueueWebhookDelivery,
          { deliveryId, ...owner, webhookId, causedBy: event.id, ...facts },
          deliveryId,
        );
      }
  };
  return defineProcess<Calling, QueueWebhookDelivery>({
    name: 'when-claim-changes-then-queue-its-webhook-deliveries',
    commands: { QueueWebhookDelivery },
    poison: 'quarantine',
    when: Object.fromEntries(Object.keys(CALLS).map((type) => [type, queue])),
  });
}
