import { claimDecider, ReopenClaim } from '#claims';
import type { CommandMetadata } from '#kernel';
import type { Outcome } from '#platform';
import { OpenClaimOnUnit } from '#warranty';
import { namedEvidence } from './named-evidence.ts';
import { partOf, refused, type UseCasePorts } from './ports.ts';

/** C10. The unit must be free of other claims (C2). */
export async function reopenClaim(
  reopening: Omit<ReopenClaim['data'], 'reservedFor'>,
  meta: CommandMetadata,
  { aggregates, files, execute }: UseCasePorts<'claim', ReopenClaim | OpenClaimOnUnit>,
): Promise<Outcome> {
  const claim = await aggregates.claim(reopening.claimId);
  const { submission, unit, decision, round } = claim;
  const evidence = submission
    ? await namedEvidence(files, submission.partnerId, reopening.evidence)
    : reopening.evidence;
  if ('code' in evidence) return refused(evidence);
  const isRejected = decision?.outcome === 'REJECTED';
  // Not reserved: then a rejection in the meantime does not let it pass.
  const reopen = new ReopenClaim({ ...reopening, evidence, reservedFor: isRejected ? round + 1 : round }, meta);
  if (submission && unit && isRejected) {
    // A refused reopening must not reserve the unit. The claim also knows whether it was executed before.
    if (claimDecider.decide(reopen, claim).kind === 'refused') return execute(reopen);
    const { claimId, partnerId } = submission;
    const reserved = await execute(
      new OpenClaimOnUnit({ serial: unit.serial, claimId, partnerId, round: round + 1 }, partOf(meta, 'reserve')),
    );
    if (reserved.kind === 'refused') return reserved;
  }
  return execute(reopen);
}
