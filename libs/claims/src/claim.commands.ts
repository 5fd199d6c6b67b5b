import { Command, type Json, type Money } from '#kernel';
import type { ClaimEventData, EvidenceItem, Remedy, ReviewVerdict, StandingInstruction } from './claim.events.ts';

/** What a command may say of the claim it is about. */
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

/** Spends the id of a claim that never came, so that its unit can be freed (C2). */
export class AbandonSubmission extends Command<OfClaim> {
  readonly type = 'AbandonSubmission' as const;
}

export class AttachEvidence extends Command<OfClaim & { readonly evidence: readonly EvidenceItem[] }> {
  readonly type = 'AttachEvidence' as const;
}

export class RequestEvidence extends Command<
  OfClaim & { readonly missing: readonly string[]; readonly message: string }
> {
  readonly type = 'RequestEvidence' as const;
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
 * C6. Looked up by the caller: the partner's terms at the moment of approval (C7), and the batch's verdict when it is
 * confirmed defective for a group that the claim's defect code belongs to (B7).
 */
export class ApproveClaim extends Command<
  OfClaim & {
    readonly goodwillReason?: string;
    readonly standingInstruction: StandingInstruction;
    readonly batchConfirmedDefective?: { readonly batchId: string; readonly defectGroup: string };
  }
> {
  readonly type = 'ApproveClaim' as const;
}

/** C6 demands all four; the refusal names what is missing. */
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

export class ChooseRemedy extends Command<OfClaim & { readonly remedy: Remedy }> {
  readonly type = 'ChooseRemedy' as const;
}

/**
 * Execution begins: from here on the choice stands. The credit note is issued on another stream; without a commitment on
 * the claim first, a change of mind between the two would give both remedies.
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

/** C9. `round`: the decision a notice told of, as its event says; left away: the one that stands. */
export class CommunicateDecision extends Command<
  OfClaim & {
    readonly how: ClaimEventData<'DecisionCommunicated'>['how'];
    readonly noticeId?: string;
    readonly round?: number;
  }
> {
  readonly type = 'CommunicateDecision' as const;
}

export class WithdrawClaim extends Command<OfClaim & { readonly reason?: string }> {
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
  | FlagBatch
  | UnflagBatch
  | ApproveClaim
  | RejectClaim
  | ChooseRemedy
  | BindRemedy
  | ResolveAsCredit
  | QueueReplacement
  | CommunicateDecision
  | WithdrawClaim
  | ReopenClaim;
