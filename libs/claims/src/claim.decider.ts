import { accept, decider, firstRefusal, type Refusal, unchanged, type Verdict } from '#kernel';
import type { ClaimCommand } from './claim.commands.ts';
import type { ClaimEvent } from './claim.events.ts';
import * as policy from './claim.policies.ts';
import { type Claim, type ClaimState, evolve, isCovered, isSubmitted, noClaim } from './claim.state.ts';

const refused = (refusal: Refusal): Verdict<ClaimEvent> => ({ kind: 'refused', refusal });

/** The event, unless a policy says why not. */
const unless = (refusal: Refusal | undefined, event: () => ClaimEvent): Verdict<ClaimEvent> =>
  refusal ? refused(refusal) : accept(event());

/** Every command but the first is about a claim that was submitted. */
const onClaim =
  <C extends ClaimCommand>(decide: (command: C, claim: Claim) => Verdict<ClaimEvent>) =>
  (command: C, state: ClaimState): Verdict<ClaimEvent> =>
    isSubmitted(state) ? decide(command, state) : refused(policy.noSuchClaim());

const sameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((item, index) => item === other[index]);

type Of<T extends ClaimCommand['type']> = Extract<ClaimCommand, { type: T }>;
const stillToDecide = (claim: Claim) => firstRefusal(policy.notWithdrawn(claim), policy.undecided(claim));

/** The life cycle of a claim: rules C1 to C13. Sending a command again whose state is reached is `unchanged` (C12). */
export const claimDecider = decider<ClaimCommand, ClaimEvent, ClaimState>({
  initial: noClaim,
  evolve,

  decide: {
    SubmitClaim({ data, meta }, state) {
      if (isSubmitted(state)) return policy.sameRequest(data, state.submission) ? unchanged : refused(policy.idTaken());
      return unless(
        firstRefusal(
          policy.notLapsed(state),
          policy.defectNamed(data),
          policy.notFailedInFuture(data, meta.at),
          policy.defectShown(data),
        ),
        () => ({
          type: 'Submitted',
          data: { ...data, evidence: policy.newEvidence(data.evidence), submittedBy: meta.actor.id },
        }),
      );
    },

    AbandonSubmission(_, state) {
      if (isSubmitted(state) || state.lapsed) return unchanged;
      return accept({
        type: 'Withdrawn',
        data: { reason: 'The submission was not finished in time', submitted: false },
      });
    },

    AttachEvidence: onClaim<Of<'AttachEvidence'>>(({ data }, claim) => {
      const evidence = policy.newEvidence(data.evidence, claim.evidence);
      if (data.evidence.length > 0 && evidence.length === 0) return unchanged;
      return unless(firstRefusal(policy.somethingAttached(data.evidence), stillToDecide(claim)), () => ({
        type: 'EvidenceAttached',
        data: { evidence },
      }));
    }),

    RequestEvidence: onClaim<Of<'RequestEvidence'>>(({ data: { missing, message }, meta }, claim) => {
      const { request, review } = claim;
      // An inconclusive review needs a request that follows it (C5), be it the same words again.
      const answersReview = !review || review.followedByRequest;
      if (answersReview && request?.message === message && sameList(request.missing, missing)) return unchanged;
      return unless(firstRefusal(stillToDecide(claim), policy.somethingMissingNamed(missing)), () => ({
        type: 'EvidenceRequested',
        data: { missing: [...missing], message, requestedBy: meta.actor.id },
      }));
    }),

    ReviewEvidence: onClaim<Of<'ReviewEvidence'>>(({ data: { verdict, findings, batchQc }, meta }, claim) => {
      const { review } = claim;
      if (
        review?.verdict === verdict &&
        review.reviewer === meta.actor.id &&
        review.findings === findings &&
        review.evidenceSeen === claim.evidence.length
      )
        return unchanged;
      return unless(
        firstRefusal(stillToDecide(claim), policy.notOwnSubmission(meta.actor, claim), policy.findingsGiven(findings)),
        () => ({ type: 'EvidenceReviewed', data: { verdict, reviewer: meta.actor.id, findings, batchQc } }),
      );
    }),

    FlagBatch: onClaim<Of<'FlagBatch'>>(({ data: { batchId, defectGroup, alarm } }, claim) => {
      const refusal = policy.ofBatch(claim, batchId);
      if (!refusal && claim.flags.includes(defectGroup)) return unchanged;
      return unless(firstRefusal(refusal, policy.stillOpen(claim)), () => ({
        type: 'BatchFlagged',
        data: { batchId, defectGroup, alarm },
      }));
    }),

    UnflagBatch: onClaim<Of<'UnflagBatch'>>(({ data: { batchId, defectGroup } }, claim) => {
      const refusal = policy.ofBatch(claim, batchId);
      if (!refusal && !claim.flags.includes(defectGroup)) return unchanged;
      return unless(refusal, () => ({ type: 'BatchUnflagged', data: { batchId, defectGroup } }));
    }),

    ApproveClaim: onClaim<Of<'ApproveClaim'>>(({ data, meta }, claim) => {
      if (!claim.withdrawn && claim.decision?.outcome === 'APPROVED') return unchanged;
      return unless(
        firstRefusal(
          stillToDecide(claim),
          policy.notOwnSubmission(meta.actor, claim),
          policy.anotherDecider(meta.actor, claim),
          policy.approvalGrounded(data, claim),
          policy.goodwillReasoned(data, claim),
          policy.goodwillBySecondPerson(meta.actor, claim),
        ),
        () => approval(data, meta.actor.id, claim),
      );
    }),

    RejectClaim: onClaim<Of<'RejectClaim'>>(({ data, meta }, claim) => {
      const { withdrawn, decision, round } = claim;
      if (!withdrawn && decision?.outcome === 'REJECTED' && policy.sameRejection(decision, data)) return unchanged;
      const refusal = firstRefusal(
        stillToDecide(claim),
        policy.notOwnSubmission(meta.actor, claim),
        policy.anotherDecider(meta.actor, claim),
        policy.rejectionComplete(data),
        policy.rejectionReliesOnEvidence(data, claim),
        policy.rejectionGrounded(claim),
      );
      if (refusal) return refused(refusal);
      const { code, explanation, clause, evidenceId } = data as policy.Rejection;
      return accept({
        type: 'Rejected',
        data: { round, rejectedBy: meta.actor.id, code, explanation, clause, evidenceId },
      });
    }),

    ChooseRemedy: onClaim<Of<'ChooseRemedy'>>(({ data: { remedy }, meta }, claim) => {
      const refusal = firstRefusal(
        policy.choiceOfPartner(meta.actor, claim),
        policy.notWithdrawn(claim),
        policy.approved(claim),
      );
      if (!refusal && claim.choice?.remedy === remedy) return unchanged;
      return unless(firstRefusal(refusal, policy.notExecuting('C7', claim)), () => ({
        type: 'RemedyChosen',
        data: { remedy, source: 'PARTNER', binding: false },
      }));
    }),

    BindRemedy: onClaim<Of<'BindRemedy'>>((_, claim) => {
      const { choice } = claim;
      if (choice?.binding) return unchanged;
      const refusal = firstRefusal(policy.notWithdrawn(claim), policy.approved(claim));
      if (refusal || !choice) return refused(refusal ?? policy.remedyNotChosen());
      return accept({ type: 'RemedyChosen', data: { ...choice, binding: true } });
    }),

    ResolveAsCredit: onClaim<Of<'ResolveAsCredit'>>(({ data: { creditNoteNumber, amount } }, claim) => {
      const { execution } = claim;
      if (execution?.remedy === 'CREDIT' && execution.creditNoteNumber === creditNoteNumber) return unchanged;
      return unless(
        firstRefusal(policy.notExecuted(claim), policy.remedyBound(claim, 'CREDIT'), policy.amountPositive(amount)),
        () => ({ type: 'ResolvedAsCredit', data: { creditNoteNumber, amount } }),
      );
    }),

    QueueReplacement: onClaim<Of<'QueueReplacement'>>(({ data: { sku } }, claim) => {
      if (claim.execution?.remedy === 'REPLACEMENT' && claim.execution.sku === sku) return unchanged;
      return unless(firstRefusal(policy.notExecuted(claim), policy.remedyBound(claim, 'REPLACEMENT')), () => ({
        type: 'ReplacementQueued',
        data: { sku, freightPaidBy: 'MANUFACTURER' },
      }));
    }),

    CommunicateDecision: onClaim<Of<'CommunicateDecision'>>(({ data: { how, noticeId, round } }, claim) => {
      const refusal = firstRefusal(policy.notWithdrawn(claim), policy.decisionStands(claim, round));
      if (!refusal && claim.communicated) return unchanged;
      return unless(refusal, () => ({
        type: 'DecisionCommunicated',
        data: { round: claim.round, how, ...(noticeId && { noticeId }) },
      }));
    }),

    WithdrawClaim: onClaim<Of<'WithdrawClaim'>>(({ data: { reason } }, claim) => {
      if (claim.withdrawn) return unchanged;
      return unless(firstRefusal(policy.notRejected(claim), policy.notExecuting('C10', claim)), () => ({
        type: 'Withdrawn',
        data: { ...(reason && { reason }), submitted: true },
      }));
    }),

    ReopenClaim: onClaim<Of<'ReopenClaim'>>(({ data, meta }, claim) => {
      const evidence = policy.newEvidence(data.evidence, claim.evidence);
      const alreadyReopened = !claim.withdrawn && !claim.decision && claim.reopenedFor === data.reason;
      if (alreadyReopened && evidence.length === 0) return unchanged;
      return unless(
        firstRefusal(
          policy.notWithdrawn(claim),
          policy.rejected(claim),
          policy.reopeningReasoned(data.reason),
          policy.reopeningBringsEvidence(evidence),
        ),
        () => ({ type: 'Reopened', data: { reason: data.reason, reopenedBy: meta.actor.id, evidence } }),
      );
    }),
  },
});

/** C7: the remedy comes from the claim's preference, else the partner's standing instruction, else the partner is asked. */
function approval(data: Of<'ApproveClaim'>['data'], approvedBy: string, claim: Claim): ClaimEvent {
  const { preferredRemedy } = claim.submission;
  const batch = claim.review?.verdict === 'CONFIRMED' ? undefined : policy.groundingBatch(data, claim);
  const choice = preferredRemedy
    ? ({ remedy: preferredRemedy, source: 'PREFERENCE' } as const)
    : data.standingInstruction !== 'ASK' &&
      ({ remedy: data.standingInstruction, source: 'STANDING_INSTRUCTION' } as const);
  return {
    type: 'Approved',
    data: {
      round: claim.round,
      approvedBy,
      ...(batch && { batch: { ...batch } }),
      ...(!isCovered(claim) && data.goodwillReason && { goodwill: { reason: data.goodwillReason } }),
      ...(choice && { choice }),
    },
  };
}
