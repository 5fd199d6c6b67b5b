import { claimStreams, sightingStreams } from './claim.stream.ts';
import type { Aggregate } from '#platform';
import type { ClaimCommand, RecordSightings } from './claim.commands.ts';
import { claimDecider } from './claim.decider.ts';
import { type ClaimEvent, claimEvents } from './claim.events.ts';
import { type ClaimState } from './claim.state.ts';
import { type Sightings, sightingsDecider } from './sightings.decider.ts';
import { type SightingEvent, sightingEvents } from './sightings.events.ts';

export const claims: Aggregate<ClaimCommand, ClaimEvent, ClaimState> = {
  contracts: claimEvents,
  formerly: sightingEvents,
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

export const sightings: Aggregate<RecordSightings, SightingEvent, Sightings> = {
  contracts: sightingEvents,
  decider: sightingsDecider,
  streams: sightingStreams,
  idOf: ({ data }) => data.claimId,
};
