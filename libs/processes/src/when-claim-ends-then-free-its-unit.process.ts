import { type ClaimEvent, claimStreams, unitRound } from '#claims';
import { defineProcess, type React, type Recorded } from '#platform';
import { CloseClaimOnUnit } from '#warranty';
import type { Reads } from './process-ports.ts';

/** C2: after a rejection or withdrawal the unit can be claimed for again. A remedied unit cannot. */
export function whenClaimEndsThenFreeItsUnit({ aggregates }: Reads<'claim'>) {
  const free = async ({ stream }: Recorded<ClaimEvent>, react: React<CloseClaimOnUnit>) => {
    const claim = await aggregates.claim(claimStreams.idOf(stream) as string);
    const { submission, unit, withdrawn, decision } = claim;
    // Otherwise never submitted, or reopened meanwhile.
    if (!submission || !unit || !(withdrawn || decision?.outcome === 'REJECTED')) return;
    // The round distinguishes an old ending from a claim that was reopened meanwhile.
    await react(CloseClaimOnUnit, {
      serial: unit.serial,
      claimId: submission.claimId,
      outcome: withdrawn ? 'WITHDRAWN' : 'REJECTED',
      round: unitRound(claim),
    });
  };
  return defineProcess<ClaimEvent, CloseClaimOnUnit>({
    name: 'when-claim-ends-then-free-its-unit',
    commands: { CloseClaimOnUnit },
    poison: 'quarantine',
    when: { Rejected: free, Withdrawn: free },
  });
}
