import type { ClaimEvent } from '#claims';
import { AssignClaim } from '#people';
import { defineProcess } from '#platform';
import { firstOwner } from '#use-cases';
import type { Reads } from './process-ports.ts';

/** N3: a claim belongs to somebody from its first minute. */
export const whenClaimIsSubmittedThenAssignIt = ({ aggregates }: Reads<'partner' | 'staffMember' | 'staffIds'>) =>
  defineProcess<Extract<ClaimEvent, { type: 'Submitted' }>, AssignClaim>({
    name: 'when-claim-is-submitted-then-assign-it',
    commands: { AssignClaim },
    poison: 'quarantine',
    when: {
      async Submitted({ data }, react) {
        const owner = await firstOwner(data, aggregates);
        if (owner) await react(AssignClaim, { claimId: data.claimId, ...owner, unlessOwned: true });
      },
    },
  });
