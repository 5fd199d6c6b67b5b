import {
  accept,
  type CommandMetadata,
  decider,
  firstRefusal,
  type Refusal,
  sameJson,
  unchanged,
  type Verdict,
} from '#kernel';
import { approval, onlyPossible, remedyOf } from './approval.policies.ts';
import type { ClaimCommand } from './claim.commands.ts';
import type { ClaimCoverage, ClaimEvent } from './claim.events.ts';
import * as policy from './claim.policies.ts';
import { kindsFit, newEvidence, roomForEvidence, somethingAttached } from './evidence.policies.ts';
import { askedOfPartner, reminderAt } from './reminder.policies.ts';
import { ratingRefusal } from './rating.policies.ts';
import { type Claim, type ClaimState, evolve, isSubmitted, noClaim } from './claim.state.ts';

const refused = (refusal: Refusal): Verdict<ClaimEvent> => ({ kind: 'refused', refusal });

const unless = (refusal: Refusal | undefined, event: () => ClaimEvent): Verdict<ClaimEvent> =>
  refusal ? refused(refusal) : accept(event());

const onClaim =
  <C extends ClaimCommand>(decide: (command: C, claim: Claim) => Verdict<ClaimEvent>) =>
  (command: C, state: ClaimState): Verdict<ClaimEvent> =>
    isSubmitted(state) ? decide(command, state) : refused(policy.noSuchClaim());

const sameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((item, index) => item === other[index]);

type Of<T extends ClaimCommand['type']> = Extract<ClaimCommand, { type: T }>;
const stillToDecide = (claim: Claim) => firstRefusal(policy.notWithdrawn(claim), policy.undecided(claim));

const afterSubmission = (meta: CommandMetadata, { submittedAt }: Claim) =>
  policy.inOrder(meta, 'the claim was submitted', submittedAt);
const afterEvidence = (meta: CommandMetadata, { attachedAt }: Claim) =>
  policy.inOrder(meta, 'evidence was attached', Object.values(attachedAt).sort().at(-1));
const afterRequest = (meta: CommandMetadata, { request }: Claim) =>
  policy.inOrder(meta, 'evidence was requested', request?.at);
const afterReview = (meta: CommandMetadata, claim: Claim) =>
  policy.inOrder(meta, 'the evidence was reviewed', claim.review?.at) ?? afterEvidence(meta, claim);
const afterDecision = (meta: CommandMetadata, { decidedAt }: Claim) =>
  policy.inOrder(meta, 'the claim was decided', decidedAt);

/** Rules C1 to C13. A command whose result is already there is `unchanged` (C12). */
/** C4: a decision goes by the newest coverage, which is recorded with it. */
const testedAgain = (claim: Claim, coverage: ClaimCoverage | undefined): Claim =>
  coverage === undefined || sameJson(coverage, claim.coverage) ? claim : { ...claim, coverage, unconfirmed: undefined };

const decided = (known: Claim, { coverage }: Claim, decision: ClaimEvent): Verdict<ClaimEvent> =>
  coverage === known.coverage
    ? accept(decision)
    : accept<ClaimEvent>({ type: 'CoverageTested', data: { coverage, because: decision.type } }, decision);

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
          kindsFit(data.evidence),
        ),
        () => ({
          type: 'Submitted',
          data: { ...data, evidence: newEvidence(data.evidence), submittedBy: meta.actor.id },
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

    TestCoverage: onClaim<Of<'TestCoverage'>>(({ data: { coverage, because } }, claim) =>
      // C4: the decision was made by what was known then.
      claim.withdrawn || claim.decision || sameJson(coverage, claim.coverage)
        ? unchanged
        : accept({ type: 'CoverageTested', data: { coverage, because } }),
    ),

    CorrectClaimedUnit: onClaim<Of<'CorrectClaimedUnit'>>(({ data: { claimId, ...unit } }, claim) =>
      sameJson(unit, claim.unit)
        ? unchanged
        : accept({ type: 'ClaimedUnitCorrected', data: { claimId, ...unit, from: claim.unit } }),
    ),

    AttachEvidence: onClaim<Of<'AttachEvidence'>>(({ data, meta }, claim) => {
      const evidence = newEvidence(data.evidence, claim.evidence);
      if (data.evidence.length > 0 && evidence.length === 0) return unchanged;
      return unless(
        firstRefusal(
          somethingAttached(data.evidence),
          stillToDecide(claim),
          kindsFit(evidence),
          roomForEvidence(evidence, claim),
          afterSubmission(meta, claim),
          afterRequest(meta, claim),
        ),
        () => ({ type: 'EvidenceAttached', data: { evidence } }),
      );
    }),

    RequestEvidence: onClaim<Of<'RequestEvidence'>>(({ data: { missing, message, answerBy }, meta }, claim) => {
      const { request, review } = claim;
      // C5: an inconclusive review needs its own request, even one that repeats an earlier request.
      const answersReview = !review || review.followedByRequest;
      if (answersReview && request?.message === message && sameList(request.missing, missing)) return unchanged;
      return unless(
        firstRefusal(stillToDecide(claim), policy.somethingMissingNamed(missing, message), afterReview(meta, claim)),
        () => ({
          type: 'EvidenceRequested',
          data: { missing: [...missing], message, requestedBy: meta.actor.id, answerBy },
        }),
      );
    }),

    ReviewEvidence: onClaim<Of<'ReviewEvidence'>>(({ data: { verdict, findings, batchQc, named }, meta }, claim) => {
      const { review: last } = claim;
      if (
        last?.verdict === verdict &&
        last.reviewer === meta.actor.id &&
        last.findings === findings &&
        last.evidenceSeen === claim.evidence.length &&
        (!named || named.defectCode === claim.defectCode)
      )
        return unchanged;
      const refusal = firstRefusal(
        stillToDecide(claim),
        policy.notOwnSubmission(meta.actor, claim),
        policy.findingsGiven(findings),
        afterEvidence(meta, claim),
      );
      if (refusal) return refused(refusal);
      const review = { verdict, reviewer: meta.actor.id, findings, batchQc };
      if (!named) return accept({ type: 'EvidenceReviewed', data: review });
      const { defectCode, coverage } = named;
      const reviewed: ClaimEvent = { type: 'EvidenceReviewed', data: { ...review, defectCode } };
      return sameJson(coverage, claim.coverage)
        ? accept(reviewed)
        : accept<ClaimEvent>(reviewed, { type: 'CoverageTested', data: { coverage, because: 'EvidenceReviewed' } });
    }),

    FlagBatch: onClaim<Of<'FlagBatch'>>(({ data: { batchId, defectGroup } }, claim) => {
      const refusal = policy.ofBatch(claim, batchId);
      if (!refusal && claim.flags.includes(defectGroup)) return unchanged;
      return unless(firstRefusal(refusal, policy.stillOpen(claim)), () => ({
        type: 'BatchFlagged',
        data: { batchId, defectGroup },
      }));
    }),

    UnflagBatch: onClaim<Of<'UnflagBatch'>>(({ data: { batchId, defectGroup } }, claim) => {
      const refusal = policy.ofBatch(claim, batchId);
      if (!refusal && !claim.flags.includes(defectGroup)) return unchanged;
      return unless(refusal, () => ({ type: 'BatchUnflagged', data: { batchId, defectGroup } }));
    }),

    ApproveClaim: onClaim<Of<'ApproveClaim'>>(({ data, meta }, known) => {
      const claim = testedAgain(known, data.coverage);
      const { withdrawn, decision, unconfirmed } = claim;
      if (!withdrawn && decision?.outcome === 'APPROVED') return unchanged;
      if (!withdrawn && unconfirmed?.approvedBy === meta.actor.id) return unchanged;
      const refusal = firstRefusal(
        stillToDecide(claim),
        policy.notOwnSubmission(meta.actor, claim),
        policy.anotherDecider(meta.actor, claim),
        policy.approvalGrounded(data, claim),
        policy.groundingBatch(data, claim) ? undefined : policy.allEvidenceReviewed(claim),
        policy.goodwillReasoned(data, claim),
        policy.goodwillBySecondPerson(meta.actor, claim),
        policy.noGoodwillWaiting(claim),
        afterReview(meta, claim),
      );
      return refusal ? refused(refusal) : decided(known, claim, approval(data, meta.actor.id, claim));
    }),

    ConfirmGoodwill: onClaim<Of<'ConfirmGoodwill'>>(({ data, meta }, claim) => {
      const { decision, round, unconfirmed } = claim;
      if (decision?.outcome === 'APPROVED' && decision.goodwill?.unconfirmed) return unchanged;
      // The partner may have chosen meanwhile.
      const choice = unconfirmed && claim.choice ? remedyOf(unconfirmed, claim) : unconfirmed?.choice;
      return unless(
        firstRefusal(
          stillToDecide(claim),
          policy.goodwillUnconfirmed(claim),
          policy.notOwnSubmission(meta.actor, claim),
          policy.anotherDecider(meta.actor, claim),
          policy.confirmedBySecondPerson(meta.actor, claim),
          policy.inOrder(meta, 'the claim was approved', claim.unconfirmed?.at),
        ),
        () => ({
          type: 'GoodwillConfirmed',
          data: {
            round,
            confirmedBy: meta.actor.id,
            ...(choice ? { choice } : { chooseBy: data.chooseBy }),
          },
        }),
      );
    }),

    RejectClaim: onClaim<Of<'RejectClaim'>>(({ data, meta }, known) => {
      const claim = testedAgain(known, data.coverage);
      const { withdrawn, decision, round } = claim;
      if (!withdrawn && decision?.outcome === 'REJECTED' && policy.sameRejection(decision, data)) return unchanged;
      const refusal = firstRefusal(
        stillToDecide(claim),
        policy.notOwnSubmission(meta.actor, claim),
        policy.anotherDecider(meta.actor, claim),
        policy.rejectionComplete(data, claim),
        policy.rejectionReliesOnEvidence(data, claim),
        policy.evidenceAwaited(meta, claim),
        policy.rejectionGrounded(claim),
        policy.allEvidenceReviewed(claim),
        afterReview(meta, claim),
      );
      if (refusal) return refused(refusal);
      const { code, explanation, clause, evidenceId } = data as policy.Rejection;
      return decided(known, claim, {
        type: 'Rejected',
        data: { round, rejectedBy: meta.actor.id, code, explanation, clause, ...(evidenceId && { evidenceId }) },
      });
    }),

    ChooseRemedy: onClaim<Of<'ChooseRemedy'>>(({ data: { remedy, substituteSku, onBehalf }, meta }, claim) => {
      const refusal = firstRefusal(
        policy.choiceOfPartner(meta.actor, claim, onBehalf),
        policy.notWithdrawn(claim),
        policy.notRejected(claim),
        policy.remedyPossible(claim, remedy),
      );
      const { choice } = claim;
      if (!refusal && choice?.remedy === remedy && choice.substituteSku === substituteSku) return unchanged;
      return unless(
        firstRefusal(
          refusal,
          policy.notExecuting('C7', claim),
          policy.choiceNotTooOften(claim, onBehalf),
          afterSubmission(meta, claim),
          afterDecision(meta, claim),
          policy.conversationInOrder(meta, onBehalf, 'the claim was submitted', claim.submittedAt),
        ),
        () => ({
          type: 'RemedyChosen',
          data: {
            remedy,
            source: 'PARTNER',
            binding: false,
            ...(substituteSku !== undefined && { substituteSku }),
            ...(onBehalf && { onBehalf: { ...onBehalf } }),
          },
        }),
      );
    }),

    ApplyDefaultRemedy: onClaim<Of<'ApplyDefaultRemedy'>>(({ data: { standingInstruction }, meta }, claim) => {
      if (claim.withdrawn || claim.choice) return unchanged;
      return unless(firstRefusal(policy.approved(claim), policy.choiceDue(meta, claim)), () => ({
        type: 'RemedyChosen',
        data: {
          remedy: standingInstruction === 'ASK' ? 'CREDIT' : standingInstruction,
          source: 'DEFAULT',
          binding: false,
        },
      }));
    }),

    RemindPartner: onClaim<Of<'RemindPartner'>>(({ meta: { at } }, claim) => {
      const asked = askedOfPartner(claim);
      if (!asked) return unchanged;
      const { of, since, until } = asked;
      if (at < reminderAt(since, until) || at >= until || sameJson(claim.reminded ?? null, { of, until }))
        return unchanged;
      return accept({ type: 'PartnerReminded', data: { of, until } });
    }),

    BindRemedy: onClaim<Of<'BindRemedy'>>((_, claim) => {
      const { choice, decision, withdrawn } = claim;
      // Sent after each of approval, choice and confirmation. A withdrawn claim is owed nothing (C10).
      if (!choice || choice.binding || withdrawn || decision?.outcome !== 'APPROVED') return unchanged;
      return accept({ type: 'RemedyChosen', data: { ...choice, binding: true } });
    }),

    ResolveAsCredit: onClaim<Of<'ResolveAsCredit'>>(({ data: { remedyNumber, creditNoteNumber, amount } }, claim) => {
      const { execution } = claim;
      // Sent late: the note has been reversed meanwhile.
      if (remedyNumber < claim.remedyNumber) return unchanged;
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

    HoldCredit: onClaim<Of<'HoldCredit'>>(({ data: { claimId: _, ...hold } }, claim) => {
      if (hold.remedyNumber < claim.remedyNumber || claim.execution) return unchanged;
      const { since: __, ...held } = claim.held ?? {};
      if (sameJson({ ...hold }, held)) return unchanged;
      return unless(policy.remedyBound(claim, 'CREDIT'), () => ({ type: 'CreditHeld', data: hold }));
    }),

    ReleaseCredit: onClaim<Of<'ReleaseCredit'>>(({ meta: { actor } }, claim) => {
      if (claim.releasedBy !== undefined) return unchanged;
      return unless(firstRefusal(policy.waitsForRelease(claim), policy.releasedByAnother(actor, claim)), () => ({
        type: 'CreditReleased',
        data: { remedyNumber: claim.remedyNumber, releasedBy: actor.id },
      }));
    }),

    ReverseRemedy: onClaim<Of<'ReverseRemedy'>>(({ data: { claimId: _, choice, chooseBy, ...reversal } }, claim) => {
      if (reversal.remedyNumber < claim.remedyNumber) return unchanged;
      const only = onlyPossible(claim.decision?.outcome === 'APPROVED' ? claim.decision.excludedRemedies : []);
      const known = choice ?? (only && { remedy: only, source: 'ONLY_POSSIBLE' as const });
      return unless(policy.executedAs(claim, reversal), () => ({
        type: 'RemedyReversed',
        data: { ...reversal, ...(known ? { choice: { ...known } } : { chooseBy }) },
      }));
    }),

    CommunicateDecision: onClaim<Of<'CommunicateDecision'>>(
      ({ data: { how, noticeId, conversation, round }, meta }, claim) => {
        const refusal = firstRefusal(policy.notWithdrawn(claim), policy.decisionStands(claim, round));
        // A notice can come back, so that the partner knows is recorded beside it (N4).
        const known = noticeId === undefined ? claim.acknowledgedAt : claim.communicatedAt;
        if (!refusal && known) return unchanged;
        return unless(
          firstRefusal(
            refusal,
            afterDecision(meta, claim),
            policy.conversationInOrder(
              meta,
              conversation,
              'the claim was decided',
              claim.decidedAt ?? claim.submittedAt,
            ),
          ),
          () => ({
            type: 'DecisionCommunicated',
            data: {
              round: claim.round,
              how,
              ...(noticeId && { noticeId }),
              ...(conversation && { conversation: { ...conversation } }),
            },
          }),
        );
      },
    ),

    TakeBackCommunication: onClaim<Of<'TakeBackCommunication'>>(({ data: { noticeId, reason } }, claim) =>
      // Another round, or another notice: what it told stands no more, or stands by another.
      claim.withdrawn || claim.delivered?.noticeId !== noticeId
        ? unchanged
        : accept({ type: 'CommunicationFailed', data: { round: claim.round, noticeId, reason } }),
    ),

    WithdrawClaim: onClaim<Of<'WithdrawClaim'>>(({ data: { reason, onBehalfReason }, meta }, claim) => {
      if (claim.withdrawn) return unchanged;
      return unless(
        firstRefusal(
          policy.notRejected(claim),
          policy.notExecuting('C10', claim),
          policy.withdrawalOfPartner(meta.actor, claim, onBehalfReason),
          // It ends the claim, so nothing was done on the claim after it.
          afterReview(meta, claim),
          afterRequest(meta, claim),
          afterDecision(meta, claim),
        ),
        () => ({
          type: 'Withdrawn',
          data: { ...(reason && { reason }), ...(onBehalfReason && { onBehalfReason }), submitted: true },
        }),
      );
    }),

    ReopenClaim: onClaim<Of<'ReopenClaim'>>(({ data, meta }, claim) => {
      const evidence = newEvidence(data.evidence, claim.evidence);
      const alreadyReopened = !claim.withdrawn && !claim.decision && claim.reopenedFor === data.reason;
      if (alreadyReopened && evidence.length === 0) return unchanged;
      return unless(
        firstRefusal(
          policy.notWithdrawn(claim),
          policy.rejected(claim),
          policy.reservedForNextRound(data.reservedFor, claim),
          policy.reopeningReasoned(data.reason),
          policy.reopeningBringsEvidence(evidence, data, claim),
          kindsFit(evidence),
          roomForEvidence(evidence, claim),
          afterDecision(meta, claim),
        ),
        () => ({
          type: 'Reopened',
          data: {
            reason: data.reason,
            reopenedBy: meta.actor.id,
            evidence,
            ...(data.batch && { batch: { ...data.batch } }),
          },
        }),
      );
    }),

    RateClaim: onClaim<Of<'RateClaim'>>(({ data: { score, comment, accountManager }, meta }, claim) => {
      if (claim.rating?.score === score && claim.rating.comment === comment) return unchanged;
      const { partnerId } = claim.submission;
      return unless(ratingRefusal(meta, claim), () => ({
        type: 'ClaimRated',
        data: { score, ...(comment && { comment }), partnerId, sku: claim.unit.sku, accountManager },
      }));
    }),
  },
});
