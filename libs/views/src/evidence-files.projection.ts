import { type ClaimEvent, claimStreams } from '#claims';
import { type Identified, defineProjection, defineReadModel } from '#platform';

type WithEvidence = Extract<ClaimEvent, { type: 'Submitted' | 'EvidenceAttached' | 'Reopened' }>;

export interface EvidenceFileDocument extends Identified {
  readonly claimIds: readonly string[];
}

export const evidenceFilesModel = defineReadModel<EvidenceFileDocument>()({
  name: 'evidence-files',
  version: 1,
  fields: {},
  indexes: [],
  // E4: which claims share a file is not revealed.
  owner: 'staff',
  seenBy: 'staff',
});

export const evidenceFilesProjection = defineProjection<EvidenceFileDocument, WithEvidence>({
  model: evidenceFilesModel,
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
