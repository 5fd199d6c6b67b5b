import { claims } from '#claims';
import { submitted } from '#claims/facts';
import { AssignClaim, staff } from '#people';
import { staffEnrolled } from '#people/facts';
import { command, reactionScenarios, streamOf } from '#platform/specs';
import { recordedAggregates } from '#use-cases/specs';
import { partners } from '#warranty';
import { enrolled } from '#warranty/facts';
import { whenClaimIsSubmittedThenAssignIt } from './when-claim-is-submitted-then-assign-it.process.ts';

const { given } = reactionScenarios((recorded) =>
  whenClaimIsSubmittedThenAssignIt({ aggregates: recordedAggregates(recorded) }),
);
const claim = streamOf(claims, 'C-2026-0001');
const partner = streamOf(partners, 'P-SEOUL')(enrolled());
const mina = streamOf(staff, 'mina')(staffEnrolled());
const toMina = { claimId: 'C-2026-0001', to: 'mina', because: 'ACCOUNT_MANAGER', unlessOwned: true } as const;

describe('when a claim is submitted, it is assigned', () => {
  it('N3 to the account manager of its partner', () =>
    given(partner, mina).when(claim(submitted())).thenCommands(command(AssignClaim, toMina)));
});
