import { accept, decider, sameJson, unchanged } from '#kernel';
import type { RecordSightings } from './claim.commands.ts';
import { MOST_SIGHTINGS } from './seen-before.policies.ts';
import type { Sighting, SightingEvent } from './sightings.events.ts';

/** E3: files of one claim that stand in others. */
export type Sightings = readonly Sighting[];

export const sightingsDecider = decider<RecordSightings, SightingEvent, Sightings>({
  initial: [],
  decide: {
    RecordSightings({ data: { claimId: _, ...found } }, known) {
      // C12: one check of one file finds a claim once.
      const others = found.sightings.filter((sighting) => !known.some((each) => sameJson(each, sighting)));
      const sightings = others.slice(0, Math.max(0, MOST_SIGHTINGS - known.length));
      return sightings.length === 0 ? unchanged : accept({ type: 'EvidenceSeenBefore', data: { ...found, sightings } });
    },
  },
  evolve: { EvidenceSeenBefore: (known, { data }) => [...known, ...data.sightings] },
});
