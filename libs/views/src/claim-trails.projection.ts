import {
  type CreditNoteEvent,
  creditNoteSeriesStreams,
  type ReplacementEvent,
  replacementStreams,
  type ReversalEvent,
  reversalSeriesStreams,
} from '#finance';
import { type Identified, defineProjection, defineReadModel, type Recorded } from '#platform';
import { type UnitEvent, unitStreams } from '#warranty';

type NamesClaim = Extract<UnitEvent, { type: UnitEventOfClaim }> | CreditNoteEvent | ReversalEvent | ReplacementEvent;

/** Of the defective unit, and of the one that replaces it. */
export type UnitEventOfClaim =
  | 'ClaimOpenedOnUnit'
  | 'ClaimClosedOnUnit'
  | 'UnitNamedAsReplacement'
  | 'UnitReplaced'
  | 'UnitDelivered';

/** Where other streams name a claim (A1). */
export interface ClaimTrailDocument extends Identified {
  readonly events: readonly { readonly stream: string; readonly revision: number }[];
}

export const claimTrailsModel = defineReadModel<ClaimTrailDocument>()({
  name: 'claim-trails',
  version: 3,
  fields: {},
  indexes: [],
  owner: 'staff',
  seenBy: 'staff',
});

export const claimTrailsProjection = defineProjection<ClaimTrailDocument, NamesClaim>({
  model: claimTrailsModel,
  streams: [unitStreams, creditNoteSeriesStreams, reversalSeriesStreams, replacementStreams],
  poison: 'quarantine',
  // Most deliveries answer no claim.
  keysOf: ({ data: { claimId } }) => (claimId === undefined ? [] : [claimId]),
  when: {
    ClaimOpenedOnUnit: named,
    ClaimClosedOnUnit: named,
    UnitNamedAsReplacement: named,
    UnitReplaced: named,
    UnitDelivered: named,
    CreditNoteIssued: named,
    ReversalIssued: named,
    ReplacementOwed: named,
    ReplacementAllotted: named,
    AllotmentCancelled: named,
    ReplacementShipped: named,
    ReplacementSerialCorrected: named,
    OwedProductCorrected: named,
    CreditOffered: named,
    SubstituteAgreed: named,
    ReplacementConverted: named,
  },
});

function named(
  trail: ClaimTrailDocument | undefined,
  { stream, revision }: Recorded<NamesClaim>,
  id: string,
): ClaimTrailDocument {
  return { id, events: [...(trail?.events ?? []), { stream, revision }] };
}
