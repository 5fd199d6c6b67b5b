import { ApproveClaim, claimDecider, ReopenClaim, ReviewEvidence } from '#claims';
import { Command } from '#kernel';
import { OpenClaimOnUnit } from '#warranty';
import { type Case, partOf } from './ports.ts';

/** C5: the review takes a snapshot of the batch's quality-control record as it stands. */
export class JudgeEvidence extends Command<Omit<ReviewEvidence['data'], 'batchQc'>> {
  readonly type = 'JudgeEvidence' as const;
}

export const judgeEvidence: Case<JudgeEvidence> = {
  CommandClass: JudgeEvidence,
  async handle({ data, meta }, ports) {
    const { submission } = await ports.aggregates.claim(data.claimId);
    const batch = submission && (await ports.aggregates.batch(submission.batchId));
    return ports.execute(new ReviewEvidence({ ...data, batchQc: batch?.qc ?? null }, meta));
  },
};

/** C7: without a preference on the claim, the partner's standing instruction of this moment gives the remedy. */
export class GrantClaim extends Command<Pick<ApproveClaim['data'], 'claimId' | 'goodwillReason'>> {
  readonly type = 'GrantClaim' as const;
}

export const grantClaim: Case<GrantClaim> = {
  CommandClass: GrantClaim,
  async handle({ data, meta }, ports) {
    const { submission } = await ports.aggregates.claim(data.claimId);
    const partner = submission && (await ports.aggregates.partner(submission.partnerId));
    // C4: of a partner nobody enrolled nothing is known, so it is asked.
    const standingInstruction = partner?.current.standingInstruction ?? 'ASK';
    return ports.execute(new ApproveClaim({ ...data, standingInstruction }, meta));
  },
};

/** C10: a rejected claim is opened again, which needs its unit to be free of other claims (C2). */
export class TakeUpAgain extends Command<ReopenClaim['data']> {
  readonly type = 'TakeUpAgain' as const;
}

export const takeUpAgain: Case<TakeUpAgain> = {
  CommandClass: TakeUpAgain,
  async handle({ data, meta }, ports) {
    const reopen = new ReopenClaim(data, meta);
    const claim = await ports.aggregates.claim(data.claimId);
    const { submission, decision, round } = claim;
    if (submission && decision?.outcome === 'REJECTED') {
      // What the claim itself refuses must not reserve the unit. It says so itself, or that this very request was carried out before.
      if (claimDecider.decide(reopen, claim).kind === 'refused') return ports.execute(reopen);
      const { serial, claimId, partnerId } = submission;
      const reserved = await ports.execute(
        new OpenClaimOnUnit({ serial, claimId, partnerId, round: round + 1 }, partOf(meta, 'reserve')),
      );
      if (reserved.kind === 'refused') return reserved;
    }
    return ports.execute(reopen);
  },
};
