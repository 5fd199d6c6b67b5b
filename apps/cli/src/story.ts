import type { ClaimCoverage, ClaimEvent, Conversation } from '#claims';
import type { CreditNoteEvent, ReplacementEvent, ReversalEvent } from '#finance';
import { amountText, type Money } from '#kernel';
import type { DeskEvent } from '#people';
import type { EventMetadata } from '#platform';
import { isoDuration, type SlaEvent, type SlaFact } from '#sla';
import type { ClaimDocument, UnitEventOfClaim } from '#views';
import type { UnitEvent } from '#warranty';

type StoryEvent =
  | ClaimEvent
  | CreditNoteEvent
  | ReversalEvent
  | ReplacementEvent
  | SlaEvent
  | DeskEvent
  | Extract<UnitEvent, { type: UnitEventOfClaim }>;

type Words = { readonly [T in StoryEvent['type']]: (data: Extract<StoryEvent, { type: T }>['data']) => string };

const amount = (money: Money): string => `${amountText(money)} ${money.currency}`;
const items = (evidence: readonly unknown[]): string =>
  evidence.length === 1 ? '1 piece of evidence' : `${evidence.length} pieces of evidence`;

const due = (deadlines: SlaFact<'SlaStarted'>['deadlines']): string =>
  deadlines.map(({ target, dueAt }) => `${target} due ${dueAt}`).join(', ');

const conversationText = ({ at, how, whom }: Conversation): string => `${how} with ${whom} at ${at}`;

const WORDS: Words = {
  Submitted: ({ serial, defect, failedOn, evidence, channel, coverage }) =>
    [
      `${serial}, ${defect.code}: ${defect.description}`,
      failedOn === undefined ? 'day of failure unknown' : `failed on ${failedOn}`,
      items(evidence),
      `by ${channel}`,
      coverageInWords(coverage),
    ].join('; '),
  EvidenceAttached: ({ evidence }) => items(evidence),
  EvidenceRequested: ({ missing, message, answerBy }) => `${missing.join(', ')}: ${message}; by ${answerBy}`,
  CoverageTested: ({ coverage, because }) => `tested again after ${because}: ${coverageInWords(coverage)}`,
  ClaimedUnitCorrected: ({ serial, sku, batchId, from }) =>
    `the unit is ${serial}, ${sku} of batch ${batchId}, not ${from.serial}, ${from.sku} of batch ${from.batchId}`,
  EvidenceReviewed: ({ verdict, findings }) => `${verdict}: ${findings}`,
  BatchFlagged: ({ batchId, defectGroup }) => `batch ${batchId} is suspected, ${defectGroup}`,
  BatchUnflagged: ({ batchId, defectGroup }) => `batch ${batchId} is no longer suspected, ${defectGroup}`,
  EvidenceSeenBefore: ({ sightings }) =>
    sightings
      .map(({ sha256, claimId, similar }) =>
        similar
          ? `${sha256.slice(0, 12)} looks like ${similar.sha256.slice(0, 12)} of claim ${claimId}, ${similar.distance} of 64 bits differ`
          : `${sha256.slice(0, 12)} stands in claim ${claimId}`,
      )
      .join('; '),
  Approved: ({ goodwill, batch, choice, chooseBy, excludedRemedies }) =>
    [
      choice ? `${choice.remedy} by ${choice.source}` : `the partner chooses the remedy by ${chooseBy}`,
      ...excludedRemedies.map(({ remedy, code }) => `${remedy} is not possible: ${code}`),
      ...(goodwill ? [`goodwill: ${goodwill.reason}`] : []),
      ...(goodwill?.unconfirmed ? ['to be confirmed by a second person'] : []),
      ...(batch ? [`batch ${batch.batchId} is confirmed defective, ${batch.defectGroup}`] : []),
    ].join('; '),
  Rejected: ({ code, clause, explanation }) => `${code}, clause ${clause}: ${explanation}`,
  GoodwillConfirmed: ({ confirmedBy }) => `by ${confirmedBy}`,
  PartnerReminded: ({ of, until }) => `of the ${of === 'CHOICE' ? 'choice' : 'evidence'} by ${until}`,
  RemedyChosen: ({ remedy, source, binding, substituteSku, onBehalf }) =>
    [
      `${remedy} by ${source}${binding ? ', binding' : ''}`,
      ...(substituteSku ? [`or ${substituteSku}`] : []),
      ...(onBehalf ? [conversationText(onBehalf)] : []),
    ].join('; '),
  DecisionCommunicated: ({ how, noticeId, conversation }) =>
    [
      how,
      ...(noticeId === undefined ? [] : [`notice ${noticeId}`]),
      ...(conversation ? [conversationText(conversation)] : []),
    ].join(', '),
  CommunicationFailed: ({ noticeId, reason }) => `notice ${noticeId} came back: ${reason}`,
  ResolvedAsCredit: ({ creditNoteNumber, amount: credited }) => `credit note ${creditNoteNumber}, ${amount(credited)}`,
  ReplacementQueued: ({ sku }) => `one ${sku} with the next regular order, freight paid by the manufacturer`,
  CreditHeld: ({ reasons }) => `the credit waits: ${reasons.map(({ code }) => code).join(', ')}`,
  CreditReleased: ({ releasedBy }) => `by ${releasedBy}`,
  RemedyReversed: ({ cause, creditNoteNumber, reason, choice, chooseBy }) =>
    [
      `${cause}${creditNoteNumber === undefined ? '' : `, credit note ${creditNoteNumber}`}: ${reason}`,
      ...(choice ? [`${choice.remedy} by ${choice.source}`] : []),
      ...(chooseBy ? [`the partner chooses again by ${chooseBy}`] : []),
    ].join('; '),
  Withdrawn: ({ reason, onBehalfReason, submitted }) =>
    submitted
      ? [reason, onBehalfReason && `for the partner: ${onBehalfReason}`].filter(Boolean).join('; ')
      : 'no claim was submitted; the id cannot be used again',
  Reopened: ({ reason, evidence }) => `${reason}; ${items(evidence)}`,
  CreditNoteIssued: ({ number, amount: net, payable, invoiceNumber }) =>
    `${number}: ${amount(net)} net, ${amount(payable)} with tax, to invoice ${invoiceNumber}`,
  ReversalIssued: ({ number, creditNoteNumber, payable, reason }) =>
    `${number}: ${amount(payable)} with tax, of credit note ${creditNoteNumber}; ${reason}`,
  ReplacementOwed: ({ sku, partnerId, offerCreditAt }) =>
    [`one ${sku} to ${partnerId}`, ...(offerCreditAt ? [`a credit is offered after ${offerCreditAt}`] : [])].join('; '),
  ReplacementAllotted: ({ orderNumber, newSerial }) =>
    [...(orderNumber ? [`to order ${orderNumber}`] : []), ...(newSerial ? [`unit ${newSerial}`] : [])].join(', '),
  ReplacementSerialCorrected: ({ newSerial }) => `the new unit is ${newSerial}`,
  OwedProductCorrected: ({ sku }) => `one ${sku} is owed`,
  AllotmentCancelled: ({ newSerial }) => `unit ${newSerial} went elsewhere`,
  ReplacementShipped: ({ newSerial, shippedOn, orderNumber, carrier, trackingNumber }) =>
    [
      `unit ${newSerial} on ${shippedOn}, freight paid by the manufacturer`,
      ...(orderNumber ? [`order ${orderNumber}`] : []),
      ...(carrier || trackingNumber ? [[carrier, trackingNumber].filter(Boolean).join(' ')] : []),
    ].join('; '),
  SubstituteAgreed: ({ substituteSku, onBehalf }) =>
    [`the partner takes a ${substituteSku} as well`, ...(onBehalf ? [conversationText(onBehalf)] : [])].join('; '),
  CreditOffered: () => 'owed for too long: the partner may have a credit instead',
  ReplacementConverted: ({ why, onBehalf }) =>
    [
      why === 'OFFERED' ? 'the partner takes the credit that was offered' : 'the partner asks for a credit instead',
      ...(onBehalf ? [conversationText(onBehalf)] : []),
    ].join('; '),
  UnitNamedAsReplacement: ({ serial, replacementOf }) => `${serial} replaces ${replacementOf.serial}`,
  UnitReplaced: ({ serial, newSerial }) => `${newSerial} takes the place of ${serial}`,
  UnitDelivered: ({ serial, deliveredOn, proof }) => `${serial} was delivered on ${deliveredOn}: ${proof}`,
  ClaimOpenedOnUnit: ({ serial, round }) => `${serial} is reserved${round > 1 ? `, round ${round}` : ''}`,
  ClaimClosedOnUnit: ({ serial, outcome }) => `the claim on ${serial} is closed: ${outcome}`,
  SlaStarted: ({ startsAt, calendarId, calendarVersion, deadlines }) =>
    `the clock runs from ${startsAt ?? 'the next business hours'} by calendar ${calendarId} version ${calendarVersion}; ${due(deadlines)}`,
  SlaClaimFollowed: ({ revision, facts }) => `event ${revision} of the claim: ${facts.join(', ')}`,
  SlaPaused: ({ cause, owedBy, until, remaining }) =>
    [
      owedBy === 'NOBODY'
        ? cause
        : `${cause}: waiting for the ${owedBy.toLowerCase()}${until ? `, at the latest until ${until}` : ''}`,
      ...remaining.map(({ target, ms }) => `${isoDuration(ms)} left of ${target}`),
    ].join('; '),
  SlaResumed: ({ cause, at, pausedMs, deadlines }) =>
    [
      `${cause} ended at ${at}, after ${isoDuration(pausedMs)} of business time`,
      ...(deadlines.length ? [due(deadlines)] : []),
    ].join('; '),
  SlaDeadlineMoved: ({ cause, moved }) =>
    [
      cause,
      ...moved.map(({ target, from = 'no due time', to = 'no due time' }) => `${target} from ${from} to ${to}`),
    ].join('; '),
  ClaimRated: ({ score, comment }) => `${score} of 5${comment === undefined ? '' : `: ${comment}`}`,
  ClaimAssigned: ({ to }) => to,
  NoteAdded: ({ text }) => text,
  SlaWarned: ({ target, percent, reachedAt }) => `${percent} % of ${target} was used up at ${reachedAt}`,
  SlaBreached: ({ target, dueAt, noticedAt }) => `${target} was due ${dueAt}; noticed ${noticedAt}`,
  SlaMet: ({ target, elapsedBusinessMs }) => `${target} after ${isoDuration(elapsedBusinessMs)} of business time`,
  SlaMetVoided: ({ target, metAt }) => `${target} was not met at ${metAt}: the notice of the decision came back`,
  SlaCancelled: () => 'nothing is owed any more',
  SlaBreachVoided: ({ target, dueAt, newDueAt, reason }) =>
    `${target} was not late after all (${reason}): due ${newDueAt ?? 'at no time while paused'}, not ${dueAt}`,
};

export function inWords({ type, data }: { readonly type: string; readonly data: unknown }): string {
  const words = Object.hasOwn(WORDS, type)
    ? (WORDS[type as StoryEvent['type']] as (data: unknown) => string)
    : undefined;
  return oneLine(words ? words(data) : JSON.stringify(data));
}

export function actorInWords({ actor: { id, role, onBehalfOf } }: EventMetadata): string {
  if (role === 'SYSTEM') return id;
  return `${id} (${role}${onBehalfOf === undefined || onBehalfOf === id ? '' : ` for ${onBehalfOf}`})`;
}

export function stateInWords(claim: ClaimDocument): readonly (readonly [string, string])[] {
  const { submission, coverage, evidence, request, review, decision, choice, execution, communicatedAt, held } =
    claim.state;
  const rows: [string, string | undefined][] = [
    ['status', claim.status],
    ['partner', claim.partnerId],
    ['unit', `${claim.serial} (${claim.sku}, batch ${claim.batchId})`],
    ['defect', submission && `${submission.defect.code}: ${submission.defect.description}`],
    ['coverage', coverage && coverageInWords(coverage)],
    ['evidence', items(evidence)],
    ['asked for', request?.missing.join(', ')],
    ['review', review && `${review.verdict} by ${review.reviewer}: ${review.findings}`],
    [
      'decision',
      decision &&
        (decision.outcome === 'APPROVED'
          ? `approved by ${decision.approvedBy}`
          : `rejected by ${decision.rejectedBy}: ${decision.code}, clause ${decision.clause}`),
    ],
    ['remedy', choice && `${choice.remedy} by ${choice.source}${choice.binding ? ', binding' : ''}`],
    [
      'executed',
      execution &&
        (execution.remedy === 'CREDIT'
          ? `credit note ${execution.creditNoteNumber}`
          : `one ${execution.sku} in the replacement ledger`),
    ],
    ['the credit waits for', held?.reasons.map(({ code }) => code).join(', ')],
    ['communicated', decision && (communicatedAt ? 'yes' : 'not yet')],
  ];
  return rows.flatMap(([name, words]) => (words === undefined ? [] : [[name, oneLine(words)] as const]));
}

function coverageInWords({ covered, expiresOn, failedChecks }: ClaimCoverage): string {
  if (covered) return `covered${expiresOn === undefined ? '' : ` until ${expiresOn}`}`;
  return `not covered: ${failedChecks.map(({ code }) => code).join(', ')}`;
}

const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();
