import { type ClaimEvent, claimStreams, type ClaimState, isOpen } from '#claims';
import { defineProcess, type React, type Recorded } from '#platform';
import { type ClaimOutcome, CloseClaimOnUnit } from '#warranty';
import type { AggregateReader } from '#use-cases';

/** C2: when a claim has ended, its unit can be claimed for again. Each of these events may be the last one (C9). */
export function whenClaimEndsThenFreeItsUnit(aggregates: Pick<AggregateReader, 'claim'>) {
  const free = async ({ stream }: Recorded<ClaimEvent>, react: React<CloseClaimOnUnit>) => {
    const claim = await aggregates.claim(claimStreams.idOf(stream) as string);
    const outcome = outcomeOf(claim);
    if (!claim.submission || !outcome) return;
    const { serial, claimId } = claim.submission;
    // The round distinguishes an old ending from a claim that was reopened meanwhile.
    await react(CloseClaimOnUnit, { serial, claimId, outcome, round: claim.round });
  };
  return defineProcess<ClaimEvent, CloseClaimOnUnit>({
    name: 'when-claim-ends-then-free-its-unit',
    commands: { CloseClaimOnUnit },
    poison: 'quarantine',
    when: {
      DecisionCommunicated: free,
      ResolvedAsCredit: free,
      ReplacementQueued: free,
      Rejected: free,
      Withdrawn: free,
    },
  });
}

function outcomeOf(claim: ClaimState): ClaimOutcome | undefined {
  if (isOpen(claim)) return undefined;
  if (claim.withdrawn) return 'WITHDRAWN';
  if (claim.decision?.outcome === 'REJECTED') return 'REJECTED';
  return claim.execution?.remedy === 'CREDIT' ? 'CREDITED' : 'REPLACED';
}
