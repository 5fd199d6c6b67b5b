import {
  type Actor,
  type CommandMetadata,
  dayInWords,
  type Instant,
  isBlank,
  isFutureDay,
  type Money,
  type Refusal,
  timeInWords,
} from '#kernel';
import type { ApproveClaim, RejectClaim, ReopenClaim, ReverseRemedy, SubmitClaim } from './claim.commands.ts';
import type { ClaimEventData, Conversation, EvidenceItem, Remedy } from './claim.events.ts';
import { type Claim, type ClaimState, isCovered, isOpen, RELEASE_REQUIRED } from './claim.state.ts';

// Who may send which command is checked by the requests.

export const because = (rule: string, code: string, message: string, details?: Refusal['details']): Refusal =>
  details === undefined ? { code, message, rule } : { code, message, rule, details };

const blank = (text = ''): boolean => isBlank(text);

/** C12: without coverage and batch, which the caller looked up and may have changed since. */
export function sameRequest(one: SubmitClaim['data'], other: SubmitClaim['data']): boolean {
  const asked = (submission: SubmitClaim['data']) => {
    const { partnerId, serial, defect, failedOn, preferredRemedy, partnerReference, evidence } = submission;
    const files = new Set(evidence.map(({ kind, sha256 }) => `${kind} ${sha256}`));
    return JSON.stringify([
      partnerId,
      serial,
      defect.code,
      defect.description,
      failedOn,
      preferredRemedy,
      partnerReference,
      [...files].sort(),
    ]);
  };
  return asked(one) === asked(other);
}

export const idTaken = (): Refusal =>
  because('C12', 'CLAIM_ID_TAKEN', 'Another claim has this id. Send this claim with a new claim id.');

/** R12, for dates that the caller states. A time read from a clock is not checked: the clocks of several machines differ. */
export function inOrder({ at, dated }: CommandMetadata, what: string, since: Instant | undefined): Refusal | undefined {
  return dated && since !== undefined && at < since
    ? because(
        'R12',
        'DATED_TOO_EARLY',
        `This is dated ${timeInWords(at)}, but ${what} on ${timeInWords(since)}. Correct the date.`,
        {
          at,
          since,
        },
      )
    : undefined;
}

export function conversationInOrder(
  { at }: CommandMetadata,
  said: Conversation | undefined,
  what: string,
  since: Instant,
): Refusal | undefined {
  if (!said) return undefined;
  if (blank(said.how) || blank(said.whom))
    return because('C7', 'CONVERSATION_INCOMPLETE', 'State how and with whom you spoke at the partner.');
  if (said.at > at)
    return because(
      'R12',
      'DATED_IN_FUTURE',
      `The conversation is dated ${timeInWords(said.at)}, which is in the future.`,
    );
  return said.at < since
    ? because(
        'R12',
        'DATED_TOO_EARLY',
        `The conversation is dated ${timeInWords(said.at)}, but ${what} on ${timeInWords(since)}. Correct the date.`,
      )
    : undefined;
}

export const noSuchClaim = (): Refusal =>
  because('C2', 'CLAIM_NOT_FOUND', 'There is no claim with this id. Check the id, or submit the claim first.');

export const notLapsed = ({ lapsed }: ClaimState): Refusal | undefined =>
  lapsed
    ? because(
        'C2',
        'SUBMISSION_LAPSED',
        'This submission was not finished in time, and the unit was released. Send it again with a new idempotency key and claim id.',
      )
    : undefined;

export const defectNamed = ({ defect }: SubmitClaim['data']): Refusal | undefined =>
  blank(defect.code) || blank(defect.description)
    ? because('C1', 'DEFECT_REQUIRED', 'Give the defect code, and describe the defect in your own words.')
    : undefined;

export function notFailedInFuture({ failedOn }: SubmitClaim['data'], at: Instant): Refusal | undefined {
  return failedOn !== undefined && isFutureDay(failedOn, at)
    ? because('C1', 'FAILED_IN_FUTURE', `The day of failure, ${dayInWords(failedOn)}, is in the future. Correct it.`, {
        failedOn,
      })
    : undefined;
}

/** B7: goods that are known to be defective need no picture. */
export const defectShown = ({ evidence, batch, batchId }: SubmitClaim['data']): Refusal | undefined =>
  batch?.batchId === batchId || evidence.some(({ kind }) => kind === 'PHOTO' || kind === 'VIDEO')
    ? undefined
    : because('C1', 'EVIDENCE_REQUIRED', 'Attach at least one picture or video that shows the defect.');

export const somethingMissingNamed = (missing: readonly string[], message: string): Refusal | undefined =>
  missing.length > 0 && ![...missing, message].some(blank)
    ? undefined
    : because('C5', 'MISSING_NOT_NAMED', 'Say what is missing, so that the partner knows what to send.');

export const findingsGiven = (findings: string): Refusal | undefined =>
  blank(findings)
    ? because('C5', 'FINDINGS_REQUIRED', 'Describe what the evidence shows; the verdict is based on it.')
    : undefined;

export const notWithdrawn = ({ withdrawn }: Claim): Refusal | undefined =>
  withdrawn
    ? because('C10', 'CLAIM_WITHDRAWN', 'This claim was withdrawn. Submit a new claim for the unit instead.')
    : undefined;

export function undecided({ decision }: Claim): Refusal | undefined {
  if (!decision) return undefined;
  const { outcome } = decision;
  return because(
    'C12',
    'ALREADY_DECIDED',
    outcome === 'APPROVED'
      ? 'This claim is already approved, and the decision is final.'
      : 'This claim is already rejected. It can be reopened with a reason and new evidence.',
    { outcome },
  );
}

const isPerson = ({ role }: Actor): boolean => role !== 'SYSTEM';

export const notOwnSubmission = (actor: Actor, { submission }: Claim): Refusal | undefined =>
  isPerson(actor) && submission.submittedBy === actor.id
    ? because('C13', 'OWN_SUBMISSION', 'You submitted this claim for the partner. A colleague must decide on it.')
    : undefined;

export const anotherDecider = (actor: Actor, { rejecters }: Claim): Refusal | undefined =>
  isPerson(actor) && rejecters.includes(actor.id)
    ? because(
        'C10',
        'SAME_DECIDER',
        'You rejected this claim before it was reopened. A colleague must decide on it now.',
      )
    : undefined;

function conclusive({ review }: Claim): Refusal | undefined {
  if (review?.verdict !== 'INCONCLUSIVE') return undefined;
  return review.followedByRequest
    ? because('C5', 'REVIEW_REQUIRED', 'The last review was inconclusive. Review the evidence again before deciding.')
    : because('C5', 'EVIDENCE_REQUEST_REQUIRED', 'The last review was inconclusive. Request what is missing first.');
}

/** The confirmed batch that replaces a review, if the unit belongs to it (C6, B7). */
export const groundingBatch = ({ batchConfirmedDefective: batch }: ApproveClaim['data'], { unit }: Claim) =>
  batch?.batchId === unit.batchId ? batch : undefined;

export const allEvidenceReviewed = ({ review, evidence }: Claim): Refusal | undefined =>
  review && review.evidenceSeen < evidence.length
    ? because(
        'C6',
        'EVIDENCE_NOT_REVIEWED',
        'New evidence was attached after the last review. Review it before deciding.',
        { reviewed: review.evidenceSeen, attached: evidence.length },
      )
    : undefined;

export const evidenceAwaited = ({ at }: CommandMetadata, { request }: Claim): Refusal | undefined =>
  request && at < request.answerBy
    ? because(
        'C6',
        'EVIDENCE_AWAITED',
        `The partner was asked for evidence and has until ${timeInWords(request.answerBy)} to send it. Wait for it, or approve.`,
        { answerBy: request.answerBy, missing: request.missing },
      )
    : undefined;

export const noGoodwillWaiting = ({ unconfirmed }: Claim): Refusal | undefined =>
  unconfirmed
    ? because(
        'C13',
        'CONFIRMATION_AWAITED',
        'A colleague approved this claim as goodwill. Confirm it, or reject the claim.',
      )
    : undefined;

export const goodwillUnconfirmed = ({ unconfirmed }: Claim): Refusal | undefined =>
  unconfirmed ? undefined : because('C13', 'NOTHING_TO_CONFIRM', 'This claim has no goodwill that needs confirming.');

export const confirmedBySecondPerson = (actor: Actor, { unconfirmed }: Claim): Refusal | undefined =>
  unconfirmed?.approvedBy === actor.id
    ? because('C13', 'SAME_APPROVER', 'You approved this goodwill yourself. A colleague must confirm it.')
    : undefined;

export function approvalGrounded(data: ApproveClaim['data'], claim: Claim): Refusal | undefined {
  if (claim.review?.verdict === 'CONFIRMED' || groundingBatch(data, claim)) return undefined;
  return (
    conclusive(claim) ??
    because(
      'C6',
      'REVIEW_REQUIRED',
      claim.review
        ? 'The last review did not confirm the defect. Approval needs a review that confirms it, or a batch confirmed defective.'
        : 'The defect has not been confirmed yet. Review the evidence first.',
    )
  );
}

export function goodwillReasoned({ goodwillReason }: ApproveClaim['data'], claim: Claim): Refusal | undefined {
  if (isCovered(claim))
    // B2: goodwill does not count against a batch, so a covered claim must not be approved as goodwill.
    return blank(goodwillReason)
      ? undefined
      : because('C3', 'GOODWILL_NOT_NEEDED', 'The unit is covered. Approve without a goodwill reason.');
  if (!blank(goodwillReason)) return undefined;
  const { failedChecks } = claim.coverage;
  const message = failedChecks.every(({ code }) => code === 'UNKNOWN_DEFECT_CODE')
    ? 'No defect of the product is named. Name it in a further review, or give the reason to approve the claim as goodwill.'
    : 'The unit is not covered. Give the reason to approve it as goodwill.';
  return because('C3', 'GOODWILL_REASON_REQUIRED', message, { failedChecks });
}

export const goodwillBySecondPerson = (actor: Actor, claim: Claim): Refusal | undefined =>
  !isCovered(claim) && claim.reviewers.includes(actor.id)
    ? because('C13', 'GOODWILL_BY_REVIEWER', 'You reviewed this claim. A colleague must approve it as goodwill.')
    : undefined;

const REJECTION = ['code', 'explanation', 'clause', 'evidenceId'] as const;
const REJECTION_IN_WORDS: Readonly<Record<(typeof REJECTION)[number], string>> = {
  code: 'the code',
  explanation: 'the explanation',
  clause: 'the policy clause',
  evidenceId: 'the evidence relied on',
};

export type Rejection = Omit<ClaimEventData<'Rejected'>, 'round' | 'rejectedBy'>;

export const sameRejection = (given: Rejection, data: RejectClaim['data']): boolean =>
  REJECTION.every((field) => given[field] === data[field]);

/** Where the claim has no evidence, the batch was relied on in its place (B7). */
export function rejectionComplete(data: RejectClaim['data'], { evidence }: Claim): Refusal | undefined {
  const needed = evidence.length > 0 ? REJECTION : REJECTION.filter((field) => field !== 'evidenceId');
  const missing = needed.filter((field) => blank(data[field]));
  return missing.length === 0
    ? undefined
    : because(
        'C6',
        'REJECTION_INCOMPLETE',
        `The partner sees the code, the explanation, the policy clause and the evidence relied on. Missing: ${missing.map((field) => REJECTION_IN_WORDS[field]).join(', ')}.`,
        { missing },
      );
}

export const rejectionReliesOnEvidence = ({ evidenceId }: RejectClaim['data'], claim: Claim): Refusal | undefined =>
  evidenceId === undefined || claim.evidence.some((item) => item.evidenceId === evidenceId)
    ? undefined
    : because('C6', 'EVIDENCE_NOT_ON_CLAIM', `Evidence ${evidenceId} is not on this claim. Choose an item that is.`, {
        evidenceIds: claim.evidence.map((item) => item.evidenceId),
      });

export function rejectionGrounded(claim: Claim): Refusal | undefined {
  if (!claim.review)
    return because('C6', 'REVIEW_REQUIRED', 'The evidence has not been reviewed yet. Review it before deciding.');
  const undetermined = conclusive(claim);
  if (undetermined || claim.review.verdict === 'NOT_CONFIRMED' || !isCovered(claim)) return undetermined;
  return because(
    'C6',
    'REVIEW_REQUIRED',
    'The unit is covered and the last review confirmed the defect, so the claim cannot be rejected.',
  );
}

const notRejectedYet = because(
  'C10',
  'NOT_REJECTED',
  'Only a rejected claim can be reopened. Attach the evidence to the open claim instead.',
);

export const rejected = ({ decision }: Claim): Refusal | undefined =>
  decision?.outcome === 'REJECTED' ? undefined : notRejectedYet;

/** C2: otherwise the claim was rejected, or rejected again, after its unit was looked at. */
export const reservedForNextRound = (round: number | undefined, claim: Claim): Refusal | undefined =>
  round === undefined || round === claim.round + 1 ? undefined : notRejectedYet;

export const notRejected = (claim: Claim): Refusal | undefined =>
  claim.decision?.outcome === 'REJECTED' ? undecided(claim) : undefined;

export const reopeningReasoned = (reason: string): Refusal | undefined =>
  blank(reason) ? because('C10', 'REASON_REQUIRED', 'State why the claim should be reopened.') : undefined;

export const reopeningBringsEvidence = (
  fresh: readonly EvidenceItem[],
  { batch }: ReopenClaim['data'],
  { unit }: Claim,
): Refusal | undefined =>
  fresh.length === 0 && batch?.batchId !== unit.batchId
    ? because(
        'C10',
        'EVIDENCE_REQUIRED',
        'Reopening needs new evidence: attach at least one file that is not on the claim yet.',
      )
    : undefined;

/** C9: a notice about an earlier decision does not communicate the current one. */
export function decisionStands({ decision, round }: Claim, meant: number | undefined): Refusal | undefined {
  if (meant !== undefined && meant !== round)
    return because('C9', 'DECISION_SUPERSEDED', 'This notice is about a decision made before the claim was reopened.', {
      round,
    });
  return decision ? undefined : because('C9', 'NOTHING_DECIDED', 'This claim has no decision to communicate yet.');
}

export const approved = (claim: Claim): Refusal | undefined =>
  claim.decision?.outcome === 'APPROVED'
    ? undefined
    : (undecided(claim) ?? because('C7', 'NOT_APPROVED_YET', 'This claim is not approved yet, so no remedy is due.'));

/** The partner, or a mail gateway that acts for it as SYSTEM. */
const isPartner = ({ role, onBehalfOf }: Actor, { submission }: Claim): boolean =>
  (role === 'PARTNER' || role === 'SYSTEM') && onBehalfOf === submission.partnerId;

/** C7: staff only record what the partner chose. */
export const choiceOfPartner = (actor: Actor, claim: Claim, said: Conversation | undefined): Refusal | undefined =>
  isPartner(actor, claim) || (said && actor.role !== 'PARTNER')
    ? undefined
    : because(
        'C7',
        'PARTNERS_CHOICE',
        'Only the partner chooses the remedy. Ask the partner, and record in onBehalf when, how and by whom the choice was made.',
      );

const MOST_CHOICES = 20;

/** Each is kept for ever: a claim must stay short enough to be read. */
export const choiceNotTooOften = ({ choices }: Claim, said: Conversation | undefined): Refusal | undefined =>
  choices < MOST_CHOICES || said
    ? undefined
    : because(
        'C7',
        'TOO_MANY_CHOICES',
        `The choice was changed ${MOST_CHOICES} times. Ask your account manager to record another one.`,
      );

export const withdrawalOfPartner = (actor: Actor, claim: Claim, reason: string | undefined): Refusal | undefined =>
  isPartner(actor, claim) || !blank(reason)
    ? undefined
    : because(
        'C10',
        'ON_BEHALF_REASON_REQUIRED',
        'Withdrawing is up to the partner. To do it on its behalf, state why.',
      );

export function remedyPossible({ decision }: Claim, remedy: Remedy): Refusal | undefined {
  if (decision?.outcome !== 'APPROVED') return undefined;
  const excluded = decision.excludedRemedies.find((one) => one.remedy === remedy);
  return excluded && because('C7', 'REMEDY_NOT_POSSIBLE', excluded.message, { remedy, code: excluded.code });
}

export const choiceDue = ({ at }: CommandMetadata, { chooseBy }: Claim): Refusal | undefined =>
  chooseBy !== undefined && at < chooseBy
    ? because('C7', 'CHOICE_NOT_DUE', `The partner has until ${timeInWords(chooseBy)} to choose.`, { chooseBy })
    : undefined;

function executed(rule: string, execution: NonNullable<Claim['execution']>): Refusal {
  const credited = 'Another can be chosen once finance has reversed the credit note.';
  const owed = 'While the unit is owed, its partner can take a credit instead.';
  const message = `The remedy of this claim is already executed: ${execution.remedy.toLowerCase()}.`;
  const advice = execution.remedy === 'CREDIT' ? credited : owed;
  return because(rule, 'REMEDY_EXECUTED', `${message} ${advice}`, { execution });
}

/** Until execution begins, the partner may change its choice (C7) or withdraw (C10). */
export function notExecuting(rule: 'C7' | 'C10', { choice, execution }: Claim): Refusal | undefined {
  if (execution) return executed(rule, execution);
  return choice?.binding
    ? because(
        rule,
        'REMEDY_BEING_EXECUTED',
        `The remedy of this claim is already being executed: ${choice.remedy.toLowerCase()}.`,
      )
    : undefined;
}

export const remedyBound = ({ choice }: Claim, remedy: Remedy): Refusal | undefined =>
  choice?.binding && choice.remedy === remedy
    ? undefined
    : because('C7', 'REMEDY_NOT_BOUND', `Bind the ${remedy.toLowerCase()} to the claim before executing it.`);

/** F2: a second credit note or unit is never recorded. */
export const notExecuted = ({ execution }: Claim): Refusal | undefined => execution && executed('F2', execution);

export const waitsForRelease = (claim: Claim): Refusal | undefined =>
  claim.held?.reasons.some(({ code }) => code === RELEASE_REQUIRED)
    ? undefined
    : (notExecuted(claim) ??
      because('F8', 'NOTHING_TO_RELEASE', 'No credit of this claim is waiting for a release by finance.'));

/** F8: the approver has decided on the money already. */
export const releasedByAnother = ({ id }: Actor, { decision, confirmedBy }: Claim): Refusal | undefined =>
  confirmedBy === id || (decision?.outcome === 'APPROVED' && decision.approvedBy === id)
    ? because('F8', 'RELEASED_BY_APPROVER', 'You approved this claim. A colleague must release its credit.')
    : undefined;

/** F4, F6. */
export const executedAs = (
  { execution }: Claim,
  { cause, creditNoteNumber }: Pick<ReverseRemedy['data'], 'cause' | 'creditNoteNumber'>,
): Refusal | undefined => {
  const isMeant =
    cause === 'CONVERTED'
      ? execution?.remedy === 'REPLACEMENT'
      : execution?.remedy === 'CREDIT' && execution.creditNoteNumber === creditNoteNumber;
  return isMeant
    ? undefined
    : because('F4', 'NOTHING_TO_REVERSE', 'This claim does not have the remedy that would be reversed.', {
        execution: execution ?? null,
      });
};

export const amountPositive = ({ minor }: Money): Refusal | undefined =>
  minor > 0 ? undefined : because('F3', 'AMOUNT_NOT_POSITIVE', 'A credit must be more than zero.');

export const ofBatch = ({ unit }: Claim, batchId: string): Refusal | undefined =>
  unit.batchId === batchId
    ? undefined
    : because('B5', 'OTHER_BATCH', `The unit of this claim does not belong to batch ${batchId}.`, {
        batchId: unit.batchId,
      });

export const stillOpen = (claim: Claim): Refusal | undefined =>
  isOpen(claim) ? undefined : because('B5', 'CLAIM_CLOSED', 'This claim is closed; only open claims are flagged.');
