import { type CreditNoteEvent, creditNoteSeriesStreams, type ReplacementEvent, replacementStreams } from '#finance';
import { type Identified, defineProjection, defineReadModel, type Recorded } from '#platform';
import { type UnitEvent, unitStreams } from '#warranty';

type NamesClaim =
  | Extract<UnitEvent, { type: 'ClaimOpenedOnUnit' | 'ClaimClosedOnUnit' }>
  | CreditNoteEvent
  | ReplacementEvent;

/** Where other streams name a claim (A1). */
export interface ClaimTrailDocument extends Identified {
  readonly events: readonly { readonly stream: string; readonly revision: number }[];
}

export const claimTrailsModel = defineReadModel<ClaimTrailDocument>()({
  name: 'claim-trails',
  version: 1,
  fields: {},
  indexes: [],
  owner: 'staff',
  seenBy: 'staff',
});

export const claimTrailsProjection = defineProjection<ClaimTrailDocument, NamesClaim>({
  model: claimTrailsModel,
  streams: [unitStreams, creditNoteSeriesStreams, replacementStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.claimId],
  when: {
    ClaimOpenedOnUnit: named,
    ClaimClosedOnUnit: named,
    CreditNoteIssued: named,
    ReplacementOwed: named,
  },
});

function named(
  trail: ClaimTrailDocument | undefined,
  { stream, revision }: Recorded<NamesClaim>,
  id: string,
): ClaimTrailDocument {
  return { id, events: [...(trail?.events ?? []), { stream, revision }] };
}
