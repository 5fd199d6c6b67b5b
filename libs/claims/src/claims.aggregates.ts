import { claimStreams, flagStreams, sightingStreams } from './claim.stream.ts';
import type { Aggregate } from '#platform';
import type { ClaimCommand, FlagBatch, RecordSightings, UnflagBatch } from './claim.commands.ts';
import { claimDecider } from './claim.decider.ts';
import { type ClaimEvent, claimEvents } from './claim.events.ts';
import { type ClaimState } from './claim.state.ts';
import { type Flags, flagsDecider } from './flags.decider.ts';
import { type FlagEvent, flagEvents } from './flags.events.ts';
import { type Sightings, sightingsDecider } from './sightings.decider.ts';
import { type SightingEvent, sightingEvents } from './sightings.events.ts';

export const claims: Aggregate<ClaimCommand, ClaimEvent, ClaimState> = {
  contracts: claimEvents,
  formerly: { ...flagEvents, ...sightingEvents },
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

export const flags: Aggregate<FlagBatch | UnflagBatch, FlagEvent, Flags> = {
  contracts: flagEvents,
  decider: flagsDecider,
  streams: flagStreams,
  idOf: ({ data }) => data.claimId,
};

export const sightings: Aggregate<RecordSightings, SightingEvent, Sightings> = {
  contracts: sightingEvents,
  decider: sightingsDecider,
  streams: sightingStreams,
  idOf: ({ data }) => data.claimId,
};
