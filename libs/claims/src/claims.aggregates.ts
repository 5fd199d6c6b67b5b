import type { Aggregate } from '#platform';
import type { ClaimCommand } from './claim.commands.ts';
import { claimDecider } from './claim.decider.ts';
import { type ClaimEvent, claimEvents } from './claim.events.ts';
import { type ClaimState, claimStream } from './claim.state.ts';

export const claims: Aggregate<ClaimCommand, ClaimEvent, ClaimState> = {
  name: 'claim',
  contracts: claimEvents,
  decider: claimDecider,
  streamOf: ({ data }) => claimStream(data.claimId),
  versionsUsed(event) {
    if (event.type !== 'Submitted') return {};
    const { policyId, policyVersion } = event.data.coverage;
    return policyId === undefined || policyVersion === undefined
      ? {}
      : { policyVersions: { [policyId]: policyVersion } };
  },
};
