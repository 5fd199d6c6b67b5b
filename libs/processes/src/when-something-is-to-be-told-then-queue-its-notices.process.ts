import { askedOfPartner, type Claim, type ClaimEvent, type Remedy } from '#claims';
import type { CreditNoteEvent, ReplacementEvent } from '#finance';
import { claimNumber, type Instant, type Money, type Typed } from '#kernel';
import {
  isToldTogether,
  type NoticeEvent,
  type NoticeFacts,
  noticeIdOf,
  type NoticeKind,
  QueueNotice,
  type Recipient,
} from '#notices';
import type { EscalationMoment } from '#people';
import { defineProcess, type React, type Recorded } from '#platform';
import { type SlaEvent, targetOf } from '#sla';
import { escalatedTo, standingInstructionOf, toldClaim, toldOfDeadline } from '#use-cases';
import type { Reads } from './process-ports.ts';

type Lost = Extract<NoticeEvent, { type: 'NoticeGivenUp' | 'NoticeBounced' }>;
type Telling = ClaimEvent | CreditNoteEvent | ReplacementEvent | SlaEvent | Lost;

/** What notices of a claim have in common is added to it. */
type Own<K extends NoticeKind> = Omit<
  NoticeFacts[K],
  'claimNumber' | 'serial' | 'productName' | 'partnerReference' | 'ofSuspectedBatch'
>;
type Moment = {
  readonly [K in NoticeKind]: { readonly kind: K; readonly facts: Own<K>; readonly round?: number };
}[NoticeKind];

type Of<T extends Telling['type']> = Extract<Telling, Typed<T>>;

/** Looked up for the moments that need it. */
interface LookUps {
  /** Of a credit to the partner itself (R4). */
  readonly creditAmount: () => Promise<Money | undefined>;
  /** C7: what applies when the partner does not choose. */
  readonly defaultRemedy: () => Promise<Remedy>;
  /** S7: of the resolution. */
  readonly dueAt: () => Promise<Instant | undefined>;
}

const choiceAsked = async (
  given: Omit<Own<'CHOICE_ASKED'>, 'otherwise' | 'amount'>,
  round: number,
  { creditAmount, defaultRemedy }: LookUps,
): Promise<Moment> => ({
  kind: 'CHOICE_ASKED',
  round,
  facts: { ...given, otherwise: await defaultRemedy(), amount: await creditAmount() },
});

const decided = async (
  { choice, goodwill, chooseBy, excludedRemedies = [] }: Of<'Approved'>['data'],
  round: number,
  lookUps: LookUps,
): Promise<Moment | undefined> => {
  const given = { goodwill: goodwill !== undefined };
  if (chooseBy) return choiceAsked({ chooseBy, ...given }, round, lookUps);
  if (!choice) return undefined;
  const { remedy } = choice;
  const [excluded] = excludedRemedies;
  const why = excluded && { onlyRemedyBecause: excluded.code };
  const amount = remedy === 'CREDIT' ? await lookUps.creditAmount() : undefined;
  return { kind: 'CLAIM_APPROVED', round, facts: { remedy, amount, ...given, ...why } };
};

/** N3: asked once, of the first end of a claim: a rejection ends it too (C9), and is in each round before the last one. */
const rating = (isAsked: boolean): { readonly asksRating?: true } => (isAsked ? { asksRating: true } : {});
const isFirstEnd = ({ round, remedyNumber }: Claim): boolean => round === 1 && remedyNumber === 1;

type Tell<D> = (data: D, claim: Claim, lookUps: LookUps) => Moment | undefined | Promise<Moment | undefined>;

/** N2: what the partner is told of; undefined: not of this one. */
const TOLD: { readonly [T in Telling['type']]?: Tell<Of<T>['data']> } = {
  EvidenceRequested: ({ missing, message, answerBy }) => ({
    kind: 'EVIDENCE_REQUESTED',
    facts: { missing, message, answerBy },
  }),
  // C13: without confirmation nothing is decided.
  Approved: (data, _, lookUps) => (data.goodwill?.unconfirmed ? undefined : decided(data, data.round, lookUps)),
  GoodwillConfirmed: ({ round }, { decision }, lookUps) =>
    decision?.outcome === 'APPROVED' ? decided(decision, round, lookUps) : undefined,
  // Not once the answer has arrived.
  PartnerReminded: async ({ of, until }, claim, { defaultRemedy }) => {
    if (askedOfPartner(claim)?.until !== until) return undefined;
    return of === 'CHOICE'
      ? { kind: 'CHOICE_REMINDER', facts: { chooseBy: until, otherwise: await defaultRemedy() } }
      : { kind: 'EVIDENCE_REMINDER', facts: { missing: claim.request?.missing ?? [], answerBy: until } };
  },
  Rejected: ({ round, code, explanation, clause, evidenceId }, { evidence }) => {
    const item = evidence.find((each) => each.evidenceId === evidenceId);
    return {
      kind: 'CLAIM_REJECTED',
      round,
      facts: { code, explanation, clause, evidence: item?.name ?? item?.kind ?? evidenceId, ...rating(round === 1) },
    };
  },
  // F4: approved still, and open again.
  RemedyReversed: ({ chooseBy }, claim, lookUps) => {
    if (chooseBy === undefined || askedOfPartner(claim)?.until !== chooseBy) return undefined;
    const { round, decision } = claim;
    const goodwill = decision?.outcome === 'APPROVED' && decision.goodwill !== undefined;
    return choiceAsked({ chooseBy, goodwill, again: true }, round, lookUps);
  },
  RemedyChosen: ({ source, remedy, binding }) =>
    source === 'DEFAULT' && !binding ? { kind: 'DEFAULT_APPLIED', facts: { remedy } } : undefined,
  Withdrawn: ({ reason, submitted }) => (submitted ? { kind: 'CLAIM_WITHDRAWN', facts: { reason } } : undefined),
  // With the due time that the clock has since.
  SlaClaimFollowed: async ({ facts }, { reopenedFor: reason }, { dueAt }) =>
    facts.includes('REOPENED') && reason !== undefined
      ? { kind: 'CLAIM_REOPENED', facts: { reason, dueAt: await dueAt() } }
      : undefined,
  CreditNoteIssued: ({ number, issuedOn, amount, payable, invoiceNumber }, claim) => ({
    kind: 'CREDIT_NOTE_ISSUED',
    facts: { creditNoteNumber: number, issuedOn, net: amount, payable, invoiceNumber, ...rating(isFirstEnd(claim)) },
  }),
  ReplacementOwed: ({ sku }) => ({ kind: 'REPLACEMENT_QUEUED', facts: { sku } }),
  ReplacementAllotted: ({ orderNumber, formerOrderNumber }) =>
    orderNumber === undefined ? undefined : { kind: 'REPLACEMENT_ALLOTTED', facts: { orderNumber, formerOrderNumber } },
  ReplacementShipped: ({ newSerial, shippedOn, orderNumber, formerOrderNumber, carrier, trackingNumber }, claim) => ({
    kind: 'REPLACEMENT_SHIPPED',
    facts: {
      newSerial,
      shippedOn,
      orderNumber,
      formerOrderNumber,
      carrier,
      trackingNumber,
      ...rating(isFirstEnd(claim)),
    },
  }),
  ReplacementConverted: () => ({ kind: 'CONVERTED_TO_CREDIT', facts: {} }),
  SlaStarted: ({ receivedAt, startsAt, deadlines, promised, calendarId }, { coverage }) => ({
    kind: 'CLAIM_RECEIVED',
    facts: {
      receivedAt,
      startsAt,
      dueAt: deadlines.find(({ target }) => target === 'RESOLUTION')?.dueAt,
      hours: Number.parseInt(promised.find(({ target }) => target === 'RESOLUTION')?.duration.slice(2) ?? '0', 10),
      calendarId,
      covered: coverage.covered,
      expiresOn: coverage.expiresOn,
      failedChecks: coverage.failedChecks.map(({ code }) => code),
    },
  }),
  SlaDeadlineMoved: ({ cause, moved }) => {
    const change = moved.find(({ target }) => target === 'RESOLUTION');
    return change && cause !== 'REOPENED'
      ? { kind: 'DEADLINE_MOVED', facts: { from: change.from, to: change.to } }
      : undefined;
  },
  SlaBreachVoided: ({ target, dueAt, newDueAt }) =>
    target === 'RESOLUTION' ? { kind: 'BREACH_VOIDED', facts: { dueAt, newDueAt } } : undefined,
};

/** Of members whose language is not in the directory. */
const STAFF_LANGUAGE = 'en';

type Aggregates = Reads<
  'claim' | 'unit' | 'clock' | 'partner' | 'product' | 'notice' | 'desk' | 'staffMember' | 'staffIds' | 'calendars'
>['aggregates'];

/** A partner without contacts is told nothing by mail: it asks the API. */
export function whenSomethingIsToBeToldThenQueueItsNotices({ aggregates }: { readonly aggregates: Aggregates }) {
  const common = async (claimId: string, claim: Claim) => ({
    claimNumber: claimNumber(claimId),
    serial: claim.unit.serial,
    productName: (await aggregates.product(claim.unit.sku))?.current.name ?? claim.unit.sku,
    ...(claim.submission.partnerReference && { partnerReference: claim.submission.partnerReference }),
    ...(claim.flags.length > 0 && { ofSuspectedBatch: true }),
  });
  const dueAtOf = async (claimId: string) => {
    const clock = await aggregates.clock(claimId);
    return clock && targetOf(clock, 'RESOLUTION').deadline?.dueAt;
  };
  const lookUpsFor = (claimId: string, claim: Claim): LookUps => ({
    dueAt: () => dueAtOf(claimId),
    async creditAmount() {
      const { netPrice, invoicedTo } = (await aggregates.unit(claim.unit.serial))?.shipment ?? {};
      return invoicedTo === claim.submission.partnerId ? netPrice : undefined;
    },
    async defaultRemedy() {
      const standing = await standingInstructionOf(claim, aggregates);
      return standing === 'ASK' ? 'CREDIT' : standing;
    },
  });
  const queue = (
    { id: causedBy }: Recorded<Telling>,
    { kind, facts, round }: Moment,
    {
      recipient,
      language,
      claimId,
      digest,
    }: { recipient: Recipient; language: string; claimId?: string; digest?: string | false },
    of: object,
    react: React<QueueNotice>,
  ) => {
    const noticeId = noticeIdOf(causedBy, kind, recipient);
    // Members that are absent are not stored.
    const stored = JSON.parse(JSON.stringify({ ...of, ...facts })) as QueueNotice['data']['facts'];
    const data = { noticeId, kind, recipient, language, causedBy, facts: stored };
    const more = {
      ...(claimId !== undefined && { claimId }),
      ...(round !== undefined && { round }),
      ...(digest && { digest }),
    };
    return react(QueueNotice, { ...data, ...more }, noticeId);
  };
  const tellPartner = async (event: Recorded<Telling>, react: React<QueueNotice>) => {
    const found = await toldClaim(event, aggregates);
    if (!found) return;
    const { claimId, claim } = found;
    const moment = await (TOLD[event.type] as Tell<unknown> | undefined)?.(
      event.data,
      claim,
      lookUpsFor(claimId, claim),
    );
    if (!moment) return;
    // R4: a note goes to the partner that was invoiced.
    const partnerId = event.type === 'CreditNoteIssued' ? event.data.partnerId : claim.submission.partnerId;
    const partner = (await aggregates.partner(partnerId))?.current;
    if (!partner || partner.contacts.length === 0) return;
    // B7: of an act of many claims, which their batch is the reason of.
    const ofAct = claim.submission.batch && isToldTogether(moment.kind);
    const digest = ofAct && event.metadata.$correlationId;
    const to = { recipient: { partnerId }, language: partner.locale, claimId, ...(digest && { digest }) };
    await queue(event, moment, to, await common(claimId, claim), react);
  };
  const asMember = async (staffId: string) => ({
    recipient: { staffId },
    language: (await aggregates.staffMember(staffId))?.current.locale ?? STAFF_LANGUAGE,
  });
  const tellStaff = async (event: Recorded<Of<'SlaWarned' | 'SlaBreached'>>, react: React<QueueNotice>) => {
    if (event.data.target !== 'RESOLUTION') return;
    const found = await toldClaim(event, aggregates);
    if (!found) return;
    const { claimId, claim } = found;
    const { partnerId } = claim.submission;
    const partner = (await aggregates.partner(partnerId))?.current.name ?? partnerId;
    const dueAt = event.type === 'SlaBreached' ? event.data.dueAt : await dueAtOf(claimId);
    // The clock was stopped meanwhile.
    if (dueAt === undefined) return;
    const moment = event.type === 'SlaBreached' ? 'BREACH' : (event.data.percent as EscalationMoment);
    const told: Moment =
      event.type === 'SlaBreached'
        ? { kind: 'DEADLINE_BREACHED', facts: { dueAt, partner } }
        : { kind: 'DEADLINE_WARNED', facts: { percent: event.data.percent, dueAt, partner } };
    const at = event.metadata.occurredAt;
    const of = await common(claimId, claim);
    for (const staffId of await toldOfDeadline(claimId, { moment, at }, aggregates))
      await queue(event, told, { ...(await asMember(staffId)), claimId }, of, react);
  };
  /** N4: a notice to staff that is lost is told to nobody, so that none comes back for ever. */
  const tellOfLostNotice = async (event: Recorded<Lost>, react: React<QueueNotice>) => {
    const { noticeId, claimId, reason } = event.data;
    if ('reachedNobody' in event.data && !event.data.reachedNobody) return;
    const lost = await aggregates.notice(noticeId);
    if (!lost || !('partnerId' in lost.recipient)) return;
    const { name: partner = lost.recipient.partnerId, accountManager: ownerId } =
      (await aggregates.partner(lost.recipient.partnerId))?.current ?? {};
    const facts = { partner, kind: lost.kind, reason };
    const moment: Moment = { kind: 'NOTICE_UNDELIVERABLE', facts };
    const at = event.metadata.occurredAt;
    // What was lost in one mail is told in one.
    const ofClaim = claimId === undefined ? {} : { claimId, ...(lost.digest !== undefined && { digest: lost.digest }) };
    const of = claimId === undefined ? {} : { claimNumber: claimNumber(claimId) };
    for (const staffId of await escalatedTo({ ownerId, moment: 'UNDELIVERABLE', at }, aggregates))
      await queue(event, moment, { ...(await asMember(staffId)), ...ofClaim }, of, react);
  };
  return defineProcess<Telling, QueueNotice>({
    name: 'when-something-is-to-be-told-then-queue-its-notices',
    commands: { QueueNotice },
    poison: 'quarantine',
    when: {
      ...Object.fromEntries(Object.keys(TOLD).map((type) => [type, tellPartner])),
      // Of each claim there are many.
      SlaClaimFollowed: async (event, react) => event.data.facts.includes('REOPENED') && tellPartner(event, react),
      SlaWarned: tellStaff,
      SlaBreached: tellStaff,
      NoticeGivenUp: tellOfLostNotice,
      NoticeBounced: tellOfLostNotice,
    },
  });
}
