import { claimStreams } from './claim.stream.ts';
import type { Aggregate } from '#platform';
import type { ClaimCommand } from './claim.commands.ts';
import { claimDecider } from './claim.decider.ts';
import { type ClaimEvent, claimEvents } from './claim.events.ts';
import { type ClaimState } from './claim.state.ts';

export const claims: Aggregate<ClaimCommand, ClaimEvent, ClaimState> = {
  contracts: claimEvents,
  decider: claimDecider,
  streams: claimStreams,
  idOf: ({ data }) => data.claimId,
  versionsUsed(event) {
    if (event.type !== 'Submitted') return {};
    const { policyId, policyVersion } = event.data.coverage;
    return policyId === undefined || policyVersion === undefined
      ? {}
      : { policyVersions: { [policyId]: policyVersion } };
  },
};
