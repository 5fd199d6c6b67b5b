import { creditNoteSeriesStreams, replacementStreams } from '#finance';
import { unitStreams } from '#warranty';
import { type ClaimEvent, claimStreams } from '#claims';
import type { CreditNoteEvent, ReplacementEvent } from '#finance';
import { type Identified, defineProjection, type Recorded } from '#platform';
import type { UnitEvent } from '#warranty';

type WithEvidence = Extract<ClaimEvent, { type: 'Submitted' | 'EvidenceAttached' | 'Reopened' }>;

/** Which claims carry a file: who may see a claim may see its files. */
export interface EvidenceFileDocument extends Identified {
  readonly claimIds: readonly string[];
}

export const evidenceFilesProjection = defineProjection<EvidenceFileDocument, WithEvidence>({
  model: { name: 'evidence-files', version: 1, fields: {}, indexes: [] },
  streams: [claimStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [...new Set(data.evidence.map(({ sha256 }) => sha256))],
  when: { Submitted: carries, EvidenceAttached: carries, Reopened: carries },
});

function carries(
  file: EvidenceFileDocument | undefined,
  { stream }: { readonly stream: string },
  id: string,
): EvidenceFileDocument {
  const claimId = claimStreams.idOf(stream) as string;
  if (file?.claimIds.includes(claimId)) return file;
  return { id, claimIds: [...(file?.claimIds ?? []), claimId] };
}

type NamesClaim =
  | Extract<UnitEvent, { type: 'ClaimOpenedOnUnit' | 'ClaimClosedOnUnit' }>
  | CreditNoteEvent
  | ReplacementEvent;

/** Where other streams name a claim: with its own stream, its whole story (A1). */
export interface ClaimTrailDocument extends Identified {
  readonly events: readonly { readonly stream: string; readonly revision: number }[];
}

export const claimTrailsProjection = defineProjection<ClaimTrailDocument, NamesClaim>({
  model: { name: 'claim-trails', version: 1, fields: {}, indexes: [] },
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
