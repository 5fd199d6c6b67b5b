import { Command, type Instant, type Json, type Money } from '#kernel';
import type {
  ClaimCoverage,
  ClaimEventData,
  Conversation,
  EvidenceItem,
  ExcludedRemedy,
  Remedy,
  ReviewVerdict,
  StandingInstruction,
} from './claim.events.ts';

interface OfClaim {
  readonly claimId: string;
}

/**
 * A claim for one unit (C1). What other contexts know comes in by value: the serial is normalised and reserved on the
 * unit's own stream before (C2), `coverage` was tested on the day of failure, else of submission (C3).
 */
export class SubmitClaim extends Command<Omit<ClaimEventData<'Submitted'>, 'submittedBy'>> {
  readonly type = 'SubmitClaim' as const;
}

/** Uses up the id of a claim that never came, so that its unit can be freed (C2). */
export class AbandonSubmission extends Command<OfClaim> {
  readonly type = 'AbandonSubmission' as const;
}

export class AttachEvidence extends Command<OfClaim & { readonly evidence: readonly EvidenceItem[] }> {
  readonly type = 'AttachEvidence' as const;
}

/** `answerBy`: the end of the time the policy gives for it (C6). */
export class RequestEvidence extends Command<
  OfClaim & { readonly missing: readonly string[]; readonly message: string; readonly answerBy: Instant }
> {
  readonly type = 'RequestEvidence' as const;
}

/** C4. Coverage as it is after a fact of the unit changed; `because`: the type of the event that changed it. */
export class TestCoverage extends Command<OfClaim & { readonly coverage: ClaimCoverage; readonly because: string }> {
  readonly type = 'TestCoverage' as const;
}

/** C5. `batchQc`: the batch's quality-control record as it stands, null when there is none. */
export class ReviewEvidence extends Command<
  OfClaim & { readonly verdict: ReviewVerdict; readonly findings: string; readonly batchQc: Json }
> {
  readonly type = 'ReviewEvidence' as const;
}

/** B5. `alarm`: id of the event that raised it. */
export class FlagBatch extends Command<
  OfClaim & { readonly batchId: string; readonly defectGroup: string; readonly alarm: string }
> {
  readonly type = 'FlagBatch' as const;
}

export class UnflagBatch extends Command<OfClaim & { readonly batchId: string; readonly defectGroup: string }> {
  readonly type = 'UnflagBatch' as const;
}

/**
 * C6. Looked up by the caller: the partner's terms at the moment of approval and the end of the time to choose (C7), remedies that
 * are not possible for the unit (R2, R4), whether goodwill for it is above the policy's limit (C13), and the batch's verdict when it
 * is confirmed defective for a group that the claim's defect code belongs to (B7).
 */
export class ApproveClaim extends Command<
  OfClaim & {
    readonly goodwillReason?: string;
    readonly standingInstruction: StandingInstruction;
    readonly chooseBy: Instant;
    readonly excludedRemedies: readonly ExcludedRemedy[];
    readonly aboveGoodwillLimit: boolean;
    readonly batchConfirmedDefective?: { readonly batchId: string; readonly defectGroup: string };
  }
> {
  readonly type = 'ApproveClaim' as const;
}

/** C13: a second person agrees to goodwill above the policy's limit. */
export class ConfirmGoodwill extends Command<OfClaim> {
  readonly type = 'ConfirmGoodwill' as const;
}

/** C6 requires all four; the refusal names what is missing. */
export class RejectClaim extends Command<
  OfClaim & {
    readonly code?: string;
    readonly explanation?: string;
    readonly clause?: string;
    readonly evidenceId?: string;
  }
> {
  readonly type = 'RejectClaim' as const;
}

/** C7. `onBehalf`: staff record what the partner said; without it staff cannot choose. */
export class ChooseRemedy extends Command<OfClaim & { readonly remedy: Remedy; readonly onBehalf?: Conversation }> {
  readonly type = 'ChooseRemedy' as const;
}

/** C7: the time to choose is over. The present standing instruction applies; for ASK it is CREDIT. */
export class ApplyDefaultRemedy extends Command<OfClaim & { readonly standingInstruction: StandingInstruction }> {
  readonly type = 'ApplyDefaultRemedy' as const;
}

/**
 * Execution begins, and the choice stands: otherwise a change of mind while the credit note is issued on its own stream would give
 * both remedies.
 */
export class BindRemedy extends Command<OfClaim> {
  readonly type = 'BindRemedy' as const;
}

export class ResolveAsCredit extends Command<OfClaim & { readonly creditNoteNumber: string; readonly amount: Money }> {
  readonly type = 'ResolveAsCredit' as const;
}

/** `sku`: the same product, or a substitute the partner agreed to (C8). */
export class QueueReplacement extends Command<OfClaim & { readonly sku: string }> {
  readonly type = 'QueueReplacement' as const;
}

/** C9. `round`: the decision that a notice was about; absent: the one that stands. */
export class CommunicateDecision extends Command<
  OfClaim & {
    readonly how: ClaimEventData<'DecisionCommunicated'>['how'];
    readonly noticeId?: string;
    readonly told?: Conversation;
    readonly round?: number;
  }
> {
  readonly type = 'CommunicateDecision' as const;
}

/** C10. `onBehalfReason`: why staff do it for the partner. */
export class WithdrawClaim extends Command<OfClaim & { readonly reason?: string; readonly onBehalfReason?: string }> {
  readonly type = 'WithdrawClaim' as const;
}

/** C10. The caller reserves the unit again first (C2). */
export class ReopenClaim extends Command<
  OfClaim & { readonly reason: string; readonly evidence: readonly EvidenceItem[] }
> {
  readonly type = 'ReopenClaim' as const;
}

export type ClaimCommand =
  | SubmitClaim
  | AbandonSubmission
  | AttachEvidence
  | RequestEvidence
  | ReviewEvidence
  | TestCoverage
  | FlagBatch
  | UnflagBatch
  | ApproveClaim
  | ConfirmGoodwill
  | RejectClaim
  | ChooseRemedy
  | ApplyDefaultRemedy
  | BindRemedy
  | ResolveAsCredit
  | QueueReplacement
  | CommunicateDecision
  | WithdrawClaim
  | ReopenClaim;
