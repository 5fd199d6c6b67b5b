import {
  AttachEvidence,
  ApproveClaim,
  ChooseRemedy,
  CommunicateDecision,
  ConfirmGoodwill,
  RateClaim,
  REMEDIES,
  RejectClaim,
  ReleaseCredit,
  ReopenClaim,
  RequestEvidence,
  ReviewEvidence,
  SubmitClaim,
  WithdrawClaim,
} from '#claims';
import { parseSerial, type Refusal, uuidv5 } from '#kernel';
import { claimIdOfMail, TurnMailIntoClaims } from '#mail';
import * as useCases from '#use-cases';
import { OpenClaimOnUnit } from '#warranty';
import {
  day,
  id,
  input,
  instant,
  listOf,
  mediaType,
  oneOf,
  optional,
  part,
  serialText,
  sha256,
  sku,
  text,
  whole,
} from './fields.ts';
import { EVIDENCE_KIND, REMEDY, REVIEW_VERDICT } from './enumerations.ts';
import { EXAMPLE_EVIDENCE, EXAMPLE_TEXT } from './examples.ts';
import { conversationOf, exampleOnBehalf, ON_BEHALF } from './on-behalf.ts';
import { ownClaim } from './own-claim.ts';
import { type Arrival, claimAnswer, command, type Own, request, useCase } from './request.ts';

// ── Parts of inputs ──────────────────────────────────────────────────────────────────────────────────────────────

const EVIDENCE = input('EvidenceInput', 'A file to attach to a claim.', {
  kind: oneOf(EVIDENCE_KIND, 'What the file shows.'),
  sha256: sha256('SHA-256 of a file already uploaded by the same partner or by staff: 64 hexadecimal digits.'),
  mediaType: mediaType('Media type, such as image/jpeg. The type detected from the content is recorded.'),
  bytes: whole(1, 2 ** 31 - 1, 'Size of the file in bytes. The actual size is recorded.'),
  name: optional(text(255, 'Name of the file.')),
});

const DEFECT = input('DefectInput', 'What is wrong with the unit.', {
  code: text(64, 'Defect code of the product, such as NO-LIGHT.'),
  description: text(4000, 'A description in your own words.'),
});

const STAFF = ['REVIEWER', 'ADMIN'] as const;

const ofClaim = { claimId: id('The claim.') };
const CLAIM = input('ClaimInput', 'A claim.', ofClaim);
const files = (description: string) => listOf(part(EVIDENCE, description), { most: 50 });

// ── Ownership and checks of inputs ───────────────────────────────────────────────────────────────────────────────

const inOwnName: Own<{ readonly partnerId: string }> = ({ onBehalfOf }, { partnerId }) =>
  partnerId === onBehalfOf
    ? undefined
    : { code: 'NOT_YOUR_UNIT', message: 'You can claim only for your own company.', rule: 'C2' };

interface Received {
  readonly claimId?: string | undefined;
  readonly partnerId?: string | undefined;
  readonly receivedAt?: Arrival['at'];
}

const partnerIsNamed = ({ partnerId }: Received, { actor }: Arrival): Refusal | undefined =>
  (partnerId ?? actor.onBehalfOf) === undefined
    ? {
        code: 'PARTNER_REQUIRED',
        message: 'State the partner for which this claim is submitted.',
        rule: 'C2',
      }
    : undefined;

/** Otherwise a partner could take the id that the claim of another will have. */
const chosenIdIsOfPartner = ({ claimId }: Received, { actor, sender = actor }: Arrival): Refusal | undefined => {
  if (claimId === undefined || sender.role !== 'PARTNER') return undefined;
  // The name has no dot, so the partner is all before the last one.
  const [, partner] = /^(.*)[.][^.]+$/.exec(claimId) ?? [];
  if (partner === sender.onBehalfOf) return undefined;
  return {
    code: 'CLAIM_ID_NOT_OF_PARTNER',
    message: `A claim id of your choice is ${sender.onBehalfOf}, a dot and a name without a dot, such as ${sender.onBehalfOf}.0309-1. Or leave it out.`,
    rule: 'C12',
  };
};

const receivedIsForStaff = ({ receivedAt }: Received, { actor }: Arrival): Refusal | undefined =>
  receivedAt !== undefined && actor.role === 'PARTNER'
    ? {
        code: 'RECEIVED_AT_BY_STAFF',
        message: 'receivedAt: only staff can state when a claim was received. Remove it.',
        rule: 'S5',
      }
    : undefined;

const receivedIsPast = ({ receivedAt }: Received, { clock }: Arrival): Refusal | undefined =>
  receivedAt !== undefined && receivedAt > clock.now()
    ? {
        code: 'RECEIVED_IN_FUTURE',
        message: 'receivedAt: a claim cannot have been received in the future.',
        rule: 'S5',
      }
    : undefined;

// ── Requests ─────────────────────────────────────────────────────────────────────────────────────────────────────

export const submitClaim = request({
  name: 'submitClaim',
  description: 'Submits a claim for one unit. One that is not covered is accepted as well; a reviewer decides (C3).',
  input: input('SubmitClaimInput', 'A claim for one unit.', {
    claimId: optional(
      id(
        'An id for the claim, of a partner its own id, a dot and a name such as P-SEOUL.0309-1; default: a new one (C12).',
      ),
    ),
    partnerId: optional(id("The partner that claims. Required of staff; default: the caller's partner.")),
    receivedAt: optional(
      instant('When the partner sent it, not in the future; the 48 business hours start then (S5). Staff only.'),
    ),
    serial: serialText('Serial on the plate of the unit; case and spaces are ignored.'),
    defect: part(DEFECT, 'What is wrong with it.'),
    failedOn: optional(day('Day of failure, on which coverage is tested; default: the day of submission (C3).')),
    preferredRemedy: optional(
      oneOf(REMEDY, "The remedy the partner wants; default: the partner's standing instruction (C7)."),
    ),
    partnerReference: optional(text(100, 'Your own number for this claim, by which you find it again.')),
    evidence: files('Files that show the defect, at least one picture or video (C1).'),
  }),
  roles: ['PARTNER', ...STAFF],
  own: inOwnName,
  policies: [partnerIsNamed, chosenIdIsOfPartner, receivedIsForStaff, receivedIsPast],
  // C12: without an id from the client it derives from the key, so that a repeat finds the same claim.
  toData: ({ claimId: chosen, partnerId, evidence, ...claim }, { meta, channel }) => {
    const claimId = chosen ?? uuidv5(`claim/${meta.id}`);
    return {
      ...claim,
      claimId,
      ...(chosen === undefined && meta.digest === undefined && { isNew: true }),
      partnerId: partnerId ?? (meta.actor.onBehalfOf as string),
      evidence: useCases.evidenceItemsOf(claimId, evidence),
      channel,
    };
  },
  answer: claimAnswer,
  handling: useCase(useCases.submitClaim, [SubmitClaim, OpenClaimOnUnit]),
});

export const claimFromMail = request({
  name: 'claimFromMail',
  description:
    'Makes a claim of a mail that did not become one by itself, with its files and those that are added, and from when it was received (N1).',
  input: input('ClaimFromMailInput', 'What a mail claims.', {
    mailId: id('The mail.'),
    partnerId: id('The partner that claims.'),
    serial: serialText('Serial on the plate of the unit; case and spaces are ignored.'),
    defect: part(DEFECT, 'What is wrong with it.'),
    failedOn: optional(day('Day of failure, on which coverage is tested; default: the day of the mail (C3).')),
    evidence: optional(files('Files beside those of the mail, such as one that came another way (C1).')),
  }),
  roles: STAFF,
  toData: ({ mailId, serial, evidence = [], ...claim }) => {
    const plate = parseSerial(serial) ?? serial;
    const claimId = claimIdOfMail(mailId, plate);
    return { ...claim, mailId, serial: plate, claimId, evidence: useCases.evidenceItemsOf(claimId, evidence) };
  },
  answer: claimAnswer,
  handling: useCase(useCases.claimFromMail, [SubmitClaim, OpenClaimOnUnit, TurnMailIntoClaims]),
});

export const attachEvidence = request({
  name: 'attachEvidence',
  description: 'Attaches further files to a claim. Files already attached are skipped.',
  input: input('AttachEvidenceInput', 'Further files for a claim.', {
    ...ofClaim,
    evidence: files('The files.'),
  }),
  roles: ['PARTNER', ...STAFF],
  own: ownClaim,
  toData: ({ claimId, evidence }) => ({ claimId, evidence: useCases.evidenceItemsOf(claimId, evidence) }),
  example: () => ({ evidence: EXAMPLE_EVIDENCE }),
  answer: claimAnswer,
  handling: useCase(useCases.attachEvidence, [AttachEvidence]),
});

export const requestEvidence = request({
  name: 'requestEvidence',
  description: 'Asks the partner for more evidence; the clock pauses until it arrives (S6).',
  input: input('RequestEvidenceInput', 'A request for more evidence.', {
    ...ofClaim,
    missing: listOf(text(500, 'One thing that is missing.'), { most: 20 }),
    message: text(4000, 'Message to the partner.'),
  }),
  roles: STAFF,
  example: () => ({ missing: [EXAMPLE_TEXT], message: EXAMPLE_TEXT }),
  answer: claimAnswer,
  handling: useCase(useCases.requestEvidence, [RequestEvidence]),
});

export const reviewEvidence = request({
  name: 'reviewEvidence',
  description: 'Records the review of the evidence, with the current quality-control record of the batch (C5).',
  input: input('ReviewEvidenceInput', 'A review of the evidence.', {
    ...ofClaim,
    verdict: oneOf(REVIEW_VERDICT, 'Whether the evidence shows the defect.'),
    findings: text(8000, 'What the evidence shows, and which item shows it.'),
    defectCode: optional(
      text(
        64,
        'The defect, where the product does not have the one that was given; coverage is tested again (C4, R10).',
      ),
    ),
  }),
  roles: STAFF,
  example: () => ({ verdict: 'CONFIRMED' as const, findings: EXAMPLE_TEXT }),
  answer: claimAnswer,
  handling: useCase(useCases.reviewEvidence, [ReviewEvidence]),
});

export const approveClaim = request({
  name: 'approveClaim',
  description:
    'Approves a claim whose evidence was confirmed (C6). The remedy follows automatically, or the partner is asked (C7).',
  input: input('ApproveClaimInput', 'The approval of a claim.', {
    ...ofClaim,
    goodwillReason: optional(text(2000, 'Reason for goodwill; needed when the unit is not covered (C3).')),
  }),
  roles: STAFF,
  example: ({ coverage }) => ({
    // C3: a reason exactly where the unit is not covered.
    ...(coverage?.failedChecks.length !== 0 && { goodwillReason: EXAMPLE_TEXT }),
  }),
  answer: claimAnswer,
  handling: useCase(useCases.approveClaim, [ApproveClaim]),
});

export const rejectClaim = request({
  name: 'rejectClaim',
  description: 'Rejects a claim. The partner sees the code, the clause and the evidence item relied on (C6).',
  input: input('RejectClaimInput', 'The rejection of a claim.', {
    ...ofClaim,
    code: text(64, 'Code of the reason.'),
    explanation: text(4000, 'The reason in words, for the partner.'),
    clause: optional(text(200, 'Clause of the policy that the rejection relies on.')),
    evidenceId: optional(id('Id of the evidence item that the rejection relies on.')),
  }),
  roles: STAFF,
  example: ({ evidence }) => ({
    code: EXAMPLE_TEXT,
    explanation: EXAMPLE_TEXT,
    clause: EXAMPLE_TEXT,
    evidenceId: evidence[0]?.evidenceId,
  }),
  answer: claimAnswer,
  handling: useCase(useCases.rejectClaim, [RejectClaim]),
});

export const confirmGoodwill = request({
  name: 'confirmGoodwill',
  description:
    "Confirms goodwill above the policy's limit, by a second person. Until then the claim is undecided (C13).",
  input: CLAIM,
  roles: STAFF,
  example: () => ({}),
  answer: claimAnswer,
  handling: useCase(useCases.confirmGoodwill, [ConfirmGoodwill]),
});

export const releaseCredit = request({
  name: 'releaseCredit',
  description: "Releases a credit above the policy's limit; not by the person who approved it. The clock runs on (F8).",
  input: CLAIM,
  roles: ['FINANCE'],
  example: () => ({}),
  answer: claimAnswer,
  handling: command(ReleaseCredit),
});

export const chooseRemedy = request({
  name: 'chooseRemedy',
  description: 'States or changes the remedy, from submission until it is executed (C7).',
  input: input('ChooseRemedyInput', 'The choice of a remedy.', {
    ...ofClaim,
    remedy: oneOf(REMEDY, 'The remedy.'),
    substituteSku: optional(sku('Of a replacement: a product that the partner agrees to as well (C8).')),
    onBehalf: optional(part(ON_BEHALF, 'For staff, who only record what the partner chose.')),
  }),
  roles: ['PARTNER', ...STAFF],
  own: ownClaim,
  toData: ({ claimId, remedy, substituteSku, onBehalf }) => ({
    claimId,
    remedy,
    substituteSku,
    ...(onBehalf && { onBehalf: conversationOf(onBehalf) }),
  }),
  example: ({ choice, decision }, { actor, at }) => {
    const excluded = decision?.outcome === 'APPROVED' ? decision.excludedRemedies.map(({ remedy }) => remedy) : [];
    const possible = REMEDIES.filter((remedy) => !excluded.includes(remedy));
    return {
      remedy: possible.find((remedy) => remedy !== choice?.remedy) ?? possible[0] ?? 'CREDIT',
      ...(actor.role !== 'PARTNER' && { onBehalf: exampleOnBehalf(at) }),
    };
  },
  answer: claimAnswer,
  handling: useCase(useCases.chooseRemedy, [ChooseRemedy]),
});

export const acknowledgeDecision = request({
  name: 'acknowledgeDecision',
  description: 'Records that the partner has seen the decision (C9).',
  input: CLAIM,
  roles: ['PARTNER'],
  own: ownClaim,
  toData: ({ claimId }) => ({ claimId, how: 'SEEN_BY_PARTNER' as const }),
  example: () => ({}),
  answer: claimAnswer,
  handling: command(CommunicateDecision),
});

export const recordCommunication = request({
  name: 'recordCommunication',
  description: 'Records when, how and to whom staff communicated the decision. The promise counts that moment (C9).',
  input: input('RecordCommunicationInput', 'How the decision was communicated.', {
    ...ofClaim,
    toldAt: instant('When.'),
    how: text(200, 'By phone, by mail, in person.'),
    whom: text(200, 'The person who was informed.'),
  }),
  roles: STAFF,
  toData: ({ claimId, toldAt, how, whom }) => ({
    claimId,
    how: 'TOLD_BY_STAFF' as const,
    conversation: { at: toldAt, how, whom },
  }),
  example: (_, { at }) => ({ toldAt: at, how: EXAMPLE_TEXT, whom: EXAMPLE_TEXT }),
  answer: claimAnswer,
  handling: command(CommunicateDecision),
});

export const withdrawClaim = request({
  name: 'withdrawClaim',
  description: 'Withdraws a claim. Possible until its remedy is executed (C10).',
  input: input('WithdrawClaimInput', 'The withdrawal of a claim.', {
    ...ofClaim,
    reason: optional(text(2000, 'Reason, for the record.')),
    onBehalfReason: optional(text(2000, 'Why staff withdraw it on behalf of the partner. Required of staff (C10).')),
  }),
  roles: ['PARTNER', ...STAFF],
  own: ownClaim,
  example: (_, { actor }) => (actor.role === 'PARTNER' ? {} : { onBehalfReason: EXAMPLE_TEXT }),
  answer: claimAnswer,
  handling: command(WithdrawClaim),
});

export const reopenClaim = request({
  name: 'reopenClaim',
  description:
    'Reopens a rejected claim with new evidence. Someone other than the person who rejected it decides (C10).',
  input: input('ReopenClaimInput', 'The reopening of a claim.', {
    ...ofClaim,
    reason: text(2000, 'Why the rejection should be reviewed.'),
    evidence: files('New files, at least one that the claim does not have yet.'),
  }),
  roles: ['PARTNER', ...STAFF],
  own: ownClaim,
  toData: ({ claimId, reason, evidence }) => ({
    claimId,
    reason,
    evidence: useCases.evidenceItemsOf(claimId, evidence),
  }),
  example: () => ({ reason: EXAMPLE_TEXT, evidence: EXAMPLE_EVIDENCE }),
  answer: claimAnswer,
  handling: useCase(useCases.reopenClaim, [ReopenClaim, OpenClaimOnUnit]),
});

export const rateClaim = request({
  name: 'rateClaim',
  description: 'Answers the one question after resolution: how satisfied the partner is. Once for each claim (N3).',
  input: input('RateClaimInput', 'The answer.', {
    ...ofClaim,
    score: whole(1, 5, 'From 1, not at all, to 5, very.'),
    comment: optional(text(2000, 'Why.')),
  }),
  roles: ['PARTNER'],
  own: ownClaim,
  example: () => ({ score: 5 }),
  answer: claimAnswer,
  handling: useCase(useCases.rateClaim, [RateClaim]),
});
