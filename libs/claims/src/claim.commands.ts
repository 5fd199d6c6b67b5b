import { Command, type Instant, type Json, type Money } from '#kernel';
import type {
  ClaimCoverage,
  ClaimedUnit,
  ClaimEventData,
  Conversation,
  DefectiveBatch,
  EvidenceItem,
  ExcludedRemedy,
  Remedy,
  ReviewVerdict,
  StandingInstruction,
} from './claim.events.ts';
import type { SightingEvent } from './sightings.events.ts';

interface OfClaim {
  readonly claimId: string;
}

/** C1. The caller has normalised the serial, reserved the unit (C2), and tested coverage on the day of failure, else of submission (C3). */
export class SubmitClaim extends Command<Omit<ClaimEventData<'Submitted'>, 'submittedBy'>> {
  readonly type = 'SubmitClaim' as const;
}

/** Uses up the claim id of an unfinished submission, so that its unit can be freed (C2). */
export class AbandonSubmission extends Command<OfClaim> {
  readonly type = 'AbandonSubmission' as const;
}

export class AttachEvidence extends Command<OfClaim & { readonly evidence: readonly EvidenceItem[] }> {
  readonly type = 'AttachEvidence' as const;
}

/** `answerBy`: the end of the policy's `evidenceDays` (C6). */
export class RequestEvidence extends Command<
  OfClaim & { readonly missing: readonly string[]; readonly message: string; readonly answerBy: Instant }
> {
  readonly type = 'RequestEvidence' as const;
}

/** C4. `because`: the type of the event that changed the unit. */
export class TestCoverage extends Command<OfClaim & { readonly coverage: ClaimCoverage; readonly because: string }> {
  readonly type = 'TestCoverage' as const;
}

/** R5: the claim follows its unit, in whatever state it is. */
export class CorrectClaimedUnit extends Command<OfClaim & ClaimedUnit> {
  readonly type = 'CorrectClaimedUnit' as const;
}

/** C5. `batchQc`: the quality-control record of the batch now; null when there is none. */
export class ReviewEvidence extends Command<
  OfClaim & {
    readonly verdict: ReviewVerdict;
    readonly findings: string;
    readonly batchQc: Json;
    /** With the coverage that it gives (C4). */
    readonly named?: { readonly defectCode: string; readonly coverage: ClaimCoverage };
  }
> {
  readonly type = 'ReviewEvidence' as const;
}

export class FlagBatch extends Command<OfClaim & { readonly batchId: string; readonly defectGroup: string }> {
  readonly type = 'FlagBatch' as const;
}

export class UnflagBatch extends Command<OfClaim & { readonly batchId: string; readonly defectGroup: string }> {
  readonly type = 'UnflagBatch' as const;
}

/** E3. Looked up by the caller, as of the event by which the files came. */
export class RecordSightings extends Command<OfClaim & SightingEvent['data']> {
  readonly type = 'RecordSightings' as const;
}

/**
 * C6. Looked up by the caller, as of the approval: the partner's terms and the end of `choiceDays` (C7), remedies not possible for the
 * unit (R2, R4), whether goodwill exceeds the policy's limit (C13), and the batch confirmed defective for this defect code (B7).
 */
export class ApproveClaim extends Command<
  OfClaim & {
    readonly goodwillReason?: string;
    readonly standingInstruction: StandingInstruction;
    readonly chooseBy: Instant;
    readonly excludedRemedies: readonly ExcludedRemedy[];
    readonly aboveGoodwillLimit: boolean;
    /** C4: as it is now. Absent: not tested anew. */
    readonly coverage?: ClaimCoverage | undefined;
    readonly batchConfirmedDefective?: DefectiveBatch;
  }
> {
  readonly type = 'ApproveClaim' as const;
}

/** `chooseBy`: as in `ApproveClaim`, from the confirmation on. */
export class ConfirmGoodwill extends Command<OfClaim & { readonly chooseBy: Instant }> {
  readonly type = 'ConfirmGoodwill' as const;
}

export class RejectClaim extends Command<
  OfClaim & {
    readonly code?: string;
    readonly explanation?: string;
    readonly clause?: string;
    readonly evidenceId?: string;
    /** C4: as it is now. Absent: not tested anew. */
    readonly coverage?: ClaimCoverage | undefined;
  }
> {
  readonly type = 'RejectClaim' as const;
}

/** C7. `onBehalf`: staff record the choice the partner stated; they cannot choose themselves. */
export class ChooseRemedy extends Command<
  OfClaim & {
    readonly remedy: Remedy;
    /** C8: the partner agrees to this product as well. The caller has checked that it is listed. */
    readonly substituteSku?: string | undefined;
    readonly onBehalf?: Conversation;
  }
> {
  readonly type = 'ChooseRemedy' as const;
}

/** C7: `choiceDays` are over. For ASK the default is CREDIT. */
export class ApplyDefaultRemedy extends Command<OfClaim & { readonly standingInstruction: StandingInstruction }> {
  readonly type = 'ApplyDefaultRemedy' as const;
}

/** Makes the choice final before execution begins: one changed while the credit note is being issued would lead to both remedies. */
export class BindRemedy extends Command<OfClaim> {
  readonly type = 'BindRemedy' as const;
}

/** `remedyNumber`: of the note, which may have been reversed since. */
export class ResolveAsCredit extends Command<
  OfClaim & { readonly remedyNumber: number; readonly creditNoteNumber: string; readonly amount: Money }
> {
  readonly type = 'ResolveAsCredit' as const;
}

/** `sku`: the same product, or a substitute that the partner agreed to (C8). */
export class QueueReplacement extends Command<OfClaim & { readonly sku: string }> {
  readonly type = 'QueueReplacement' as const;
}

/** F8. Looked up by the caller, with the invoiced partner and the entity whose facts are missing. */
export class HoldCredit extends Command<OfClaim & ClaimEventData<'CreditHeld'>> {
  readonly type = 'HoldCredit' as const;
}

export class ReleaseCredit extends Command<OfClaim> {
  readonly type = 'ReleaseCredit' as const;
}

/**
 * F4, F6: `remedyNumber` of the remedy that is reversed. `choice`: the partner has said what it wants instead; otherwise it is asked
 * until `chooseBy`, unless only one remedy is possible (C7). The caller opens the unit for the claim again first.
 */
export class ReverseRemedy extends Command<OfClaim & ClaimEventData<'RemedyReversed'>> {
  readonly type = 'ReverseRemedy' as const;
}

/** C9. `round`: of the decision that the notice is about; absent: the current one. */
export class CommunicateDecision extends Command<
  OfClaim & {
    readonly how: ClaimEventData<'DecisionCommunicated'>['how'];
    readonly noticeId?: string;
    readonly conversation?: Conversation;
    readonly round?: number;
  }
> {
  readonly type = 'CommunicateDecision' as const;
}

/** N4. */
export class TakeBackCommunication extends Command<OfClaim & { readonly noticeId: string; readonly reason: string }> {
  readonly type = 'TakeBackCommunication' as const;
}

export class WithdrawClaim extends Command<OfClaim & { readonly reason?: string; readonly onBehalfReason?: string }> {
  readonly type = 'WithdrawClaim' as const;
}

/** C10. The caller reserves the unit again (C2). */
export class ReopenClaim extends Command<
  OfClaim & {
    readonly reason: string;
    readonly evidence: readonly EvidenceItem[];
    /** The round for which the caller has reserved the unit; default: the next one. */
    readonly reservedFor?: number;
    /** B7: in place of new evidence. */
    readonly batch?: DefectiveBatch;
  }
> {
  readonly type = 'ReopenClaim' as const;
}

/** C6, C7: of the evidence or the choice that it is asked for. */
export class RemindPartner extends Command<OfClaim> {
  readonly type = 'RemindPartner' as const;
}

/** N3. `accountManager`: of the partner. */
export class RateClaim extends Command<{
  readonly claimId: string;
  readonly score: number;
  readonly comment?: string | undefined;
  readonly accountManager: string;
}> {
  readonly type = 'RateClaim' as const;
}

export type ClaimCommand =
  | SubmitClaim
  | AbandonSubmission
  | AttachEvidence
  | RequestEvidence
  | ReviewEvidence
  | TestCoverage
  | CorrectClaimedUnit
  | FlagBatch
  | UnflagBatch
  | ApproveClaim
  | ConfirmGoodwill
  | RejectClaim
  | ChooseRemedy
  | ApplyDefaultRemedy
  | RemindPartner
  | BindRemedy
  | ResolveAsCredit
  | QueueReplacement
  | HoldCredit
  | ReleaseCredit
  | ReverseRemedy
  | CommunicateDecision
  | TakeBackCommunication
  | WithdrawClaim
  | ReopenClaim
  | RateClaim;
