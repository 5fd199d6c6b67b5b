import { type ClaimEvent, claimStreams } from '#claims';
import type { Instant, Serial } from '#kernel';
import { type Identified, ignored, defineProjection, defineReadModel, type Recorded } from '#platform';
import { type UnitEvent, unitStreams } from '#warranty';

/** A unit reserved for a claim not submitted yet. */
export interface Reservation extends Identified {
  readonly serial: Serial;
  readonly since: Instant;
}

const claimIdOfEvent = (event: Recorded<UnitEvent | ClaimEvent>): readonly string[] => {
  const { claimId } = event.data as { claimId?: string };
  return claimId === undefined ? [] : [claimId];
};

export const reservationsModel = defineReadModel<Reservation>()({
  name: 'reservations',
  version: 1,
  fields: { since: 'string' },
  indexes: [['since']],
  owner: 'staff',
  seenBy: 'staff',
});

/** Only nominates: the claim's own stream decides. */
export const reservations = defineProjection<Reservation, UnitEvent | Extract<ClaimEvent, { type: 'Submitted' }>>({
  model: reservationsModel,
  streams: [unitStreams, claimStreams],
  poison: 'quarantine',
  keysOf: claimIdOfEvent,
  when: {
    ClaimOpenedOnUnit: (known, { data: { claimId, serial, round }, metadata }) =>
      // A reopening does not lapse: nothing could refuse it when it is late.
      round === 1 ? { id: claimId, serial, since: metadata.recordedAt } : known,
    Submitted: () => undefined,
    ClaimClosedOnUnit: () => undefined,
    UnitShipped: ignored,
    UnitNamedAsReplacement: ignored,
    UnitReplaced: ignored,
    UnitDelivered: ignored,
    UnitSold: ignored,
    CoverageExtended: ignored,
    ShipmentCorrected: ignored,
    SaleCorrected: ignored,
    UnitReturned: ignored,
  },
});
