import {
  AttachEvidence,
  ApproveClaim,
  ChooseRemedy,
  CommunicateDecision,
  type EvidenceItem,
  RejectClaim,
  ReopenClaim,
  RequestEvidence,
  ReviewEvidence,
  SubmitClaim,
  WithdrawClaim,
} from '#claims';
import { type Refusal, uuidv5 } from '#kernel';
import * as useCases from '#use-cases';
import { OpenClaimOnUnit } from '#warranty';
import {
  type DataOf,
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
  text,
  whole,
} from './fields.ts';
import { EVIDENCE_KIND, REMEDY, REVIEW_VERDICT } from './enumerations.ts';
import { type Arrival, claimAnswer, command, type Own, request, useCase } from './request.ts';

// ── What the inputs are made of ──────────────────────────────────────────────────────────────────────────────────

const EVIDENCE = input('EvidenceInput', 'A file that shows something of the claim.', {
  kind: oneOf(EVIDENCE_KIND, 'What it shows.'),
  sha256: sha256('SHA-256 of a file uploaded before, or held elsewhere: 64 hexadecimal digits.'),
  mediaType: mediaType('Such as image/jpeg.'),
  bytes: whole(1, 2 ** 31 - 1, 'Size of the file.'),
  name: optional(text(255, 'Name of the file.')),
});

const DEFECT = input('DefectInput', 'What is wrong with the unit.', {
  code: text(64, 'Code of the defect, as the product lists them.'),
  description: text(4000, 'What was seen, in the words of the one who saw it.'),
});

/** Who works on claims. */
const STAFF = ['REVIEWER', 'ADMIN'] as const;

const ofClaim = { claimId: id('The claim.') };
const files = (description: string) => listOf(part(EVIDENCE, description), { most: 50 });

/** A claim's evidence is known by claim and content, so that the same file attached twice is the same item. */
const evidenceItems = (claimId: string, files: readonly DataOf<typeof EVIDENCE.fields>[]): EvidenceItem[] =>
  files.map((file) => ({ ...file, evidenceId: uuidv5(`${claimId}/${file.sha256}`) }));

// ── Whose business it is ─────────────────────────────────────────────────────────────────────────────────────────

const ownClaim: Own<{ readonly claimId: string }> = async ({ onBehalfOf }, { claimId }, aggregates) => {
  const { submission } = await aggregates.claim(claimId);
  if (submission && submission.partnerId === onBehalfOf) return undefined;
  return {
    code: 'CLAIM_NOT_FOUND',
    message: 'There is no claim with this id. Check the id, or submit the claim first.',
    rule: 'C2',
  };
};

const inOwnName: Own<{ readonly partnerId: string }> = ({ onBehalfOf }, { partnerId }) =>
  partnerId === onBehalfOf
    ? undefined
    : { code: 'NOT_YOUR_UNIT', message: 'You can claim in your own name only.', rule: 'C2' };

interface Received {
  readonly partnerId?: string | undefined;
  readonly receivedAt?: Arrival['at'];
}

const partnerIsNamed = ({ partnerId }: Received, { actor }: Arrival): Refusal | undefined =>
  (partnerId ?? actor.onBehalfOf) === undefined
    ? {
        code: 'PARTNER_REQUIRED',
        message: 'Name the partner this claim is taken for (partnerId).',
        rule: 'C2',
      }
    : undefined;

const receivedIsForStaff = ({ receivedAt }: Received, { actor }: Arrival): Refusal | undefined =>
  receivedAt !== undefined && actor.role === 'PARTNER'
    ? {
        code: 'RECEIVED_AT_BY_STAFF',
        message: 'receivedAt: only staff can say when a claim was received. Leave it out.',
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
  description: 'A claim for one unit. It is taken also where the unit is not covered: then a reviewer decides.',
  input: input('SubmitClaimInput', 'A claim for one unit.', {
    claimId: optional(id('An id of your own for the claim; one is made for it otherwise.')),
    partnerId: optional(id('The partner a claim is taken for. For staff; partners claim in their own name.')),
    receivedAt: optional(
      instant('When the partner really sent it, never in the future; the promise counts from then. For staff.'),
    ),
    serial: serialText('Serial of the unit, as it stands on the plate.'),
    defect: part(DEFECT, 'What is wrong with it.'),
    failedOn: optional(day('Day of the failure; coverage is tested on it. Unknown: on the day of submission.')),
    preferredRemedy: optional(oneOf(REMEDY, "What the partner would like; otherwise the partner's terms say.")),
    evidence: files('What shows the defect, at least one picture or video.'),
  }),
  roles: ['PARTNER', ...STAFF],
  own: inOwnName,
  policies: [partnerIsNamed, receivedIsForStaff, receivedIsPast],
  // An id that the client did not choose follows from its key, so that the same request finds the same claim again.
  toData: ({ claimId: chosen, partnerId, evidence, ...claim }, { meta, channel }) => {
    const claimId = chosen ?? uuidv5(`claim/${meta.id}`);
    return {
      ...claim,
      claimId,
      partnerId: partnerId ?? (meta.actor.onBehalfOf as string),
      evidence: evidenceItems(claimId, evidence),
      channel,
    };
  },
  answer: claimAnswer,
  handling: useCase(useCases.submitClaim, [SubmitClaim, OpenClaimOnUnit]),
});

export const attachEvidence = request({
  name: 'attachEvidence',
  description: 'Further files for a claim. A file it has already is not attached again.',
  input: input('AttachEvidenceInput', 'Further files for a claim.', {
    ...ofClaim,
    evidence: files('The files.'),
  }),
  roles: ['PARTNER', ...STAFF],
  own: ownClaim,
  toData: ({ claimId, evidence }) => ({ claimId, evidence: evidenceItems(claimId, evidence) }),
  answer: claimAnswer,
  handling: command(AttachEvidence),
});

export const requestEvidence = request({
  name: 'requestEvidence',
  description: 'Asks the partner for more evidence. The promise waits until it comes.',
  input: input('RequestEvidenceInput', 'What a claim lacks.', {
    ...ofClaim,
    missing: listOf(text(500, 'What is missing, item by item.'), { most: 20 }),
    message: text(4000, 'Words for the partner.'),
  }),
  roles: STAFF,
  answer: claimAnswer,
  handling: command(RequestEvidence),
});

export const reviewEvidence = request({
  name: 'reviewEvidence',
  description: 'Records what a reviewer found on the evidence. The record of the batch as it stands goes with it.',
  input: input('ReviewEvidenceInput', 'What a reviewer found.', {
    ...ofClaim,
    verdict: oneOf(REVIEW_VERDICT, 'Whether the evidence shows the defect.'),
    findings: text(8000, 'What was found, and on which item.'),
  }),
  roles: STAFF,
  answer: claimAnswer,
  handling: useCase(useCases.reviewEvidence, [ReviewEvidence]),
});

export const approveClaim = request({
  name: 'approveClaim',
  description: 'Approves a claim whose evidence was confirmed. The remedy follows by itself, or the partner is asked.',
  input: input('ApproveClaimInput', 'The approval of a claim.', {
    ...ofClaim,
    goodwillReason: optional(text(2000, 'Why a claim that is not covered is approved all the same.')),
  }),
  roles: STAFF,
  answer: claimAnswer,
  handling: useCase(useCases.approveClaim, [ApproveClaim]),
});

export const rejectClaim = request({
  name: 'rejectClaim',
  description: 'Rejects a claim. The partner sees the code, the clause and the item relied on.',
  input: input('RejectClaimInput', 'The rejection of a claim.', {
    ...ofClaim,
    code: text(64, 'Code of the reason.'),
    explanation: text(4000, 'The reason in words for the partner.'),
    clause: optional(text(200, 'Clause of the policy relied on.')),
    evidenceId: optional(id('Evidence item relied on.')),
  }),
  roles: STAFF,
  answer: claimAnswer,
  handling: command(RejectClaim),
});

export const chooseRemedy = request({
  name: 'chooseRemedy',
  description: 'States or changes the remedy, until it is executed.',
  input: input('ChooseRemedyInput', 'The remedy that the partner wants.', {
    ...ofClaim,
    remedy: oneOf(REMEDY, 'The remedy.'),
  }),
  roles: ['PARTNER', ...STAFF],
  own: ownClaim,
  answer: claimAnswer,
  handling: command(ChooseRemedy),
});

export const acknowledgeDecision = request({
  name: 'acknowledgeDecision',
  description: 'The partner has seen the decision.',
  input: input('ClaimInput', 'A claim.', ofClaim),
  roles: ['PARTNER'],
  own: ownClaim,
  toData: ({ claimId }) => ({ claimId, how: 'SEEN_BY_PARTNER' as const }),
  answer: claimAnswer,
  handling: command(CommunicateDecision),
});

export const withdrawClaim = request({
  name: 'withdrawClaim',
  description: 'Ends a claim that the partner gives up, until its remedy is executed.',
  input: input('WithdrawClaimInput', 'The withdrawal of a claim.', {
    ...ofClaim,
    reason: optional(text(2000, 'Why.')),
  }),
  roles: ['PARTNER', ...STAFF],
  own: ownClaim,
  answer: claimAnswer,
  handling: command(WithdrawClaim),
});

export const reopenClaim = request({
  name: 'reopenClaim',
  description: 'Opens a rejected claim again, with new evidence. Another person decides than the one who rejected it.',
  input: input('ReopenClaimInput', 'Why a claim should be looked at again.', {
    ...ofClaim,
    reason: text(2000, 'What speaks against the rejection.'),
    evidence: files('What was not seen before.'),
  }),
  roles: ['PARTNER', ...STAFF],
  own: ownClaim,
  toData: ({ claimId, reason, evidence }) => ({ claimId, reason, evidence: evidenceItems(claimId, evidence) }),
  answer: claimAnswer,
  handling: useCase(useCases.reopenClaim, [ReopenClaim, OpenClaimOnUnit]),
});
