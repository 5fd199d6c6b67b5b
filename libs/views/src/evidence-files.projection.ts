import { type ClaimEvent, claimStreams } from '#claims';
import { type Identified, defineProjection, defineReadModel } from '#platform';

type WithEvidence = Extract<ClaimEvent, { type: 'Submitted' | 'EvidenceAttached' | 'Reopened' }>;

/** A file and a claim that has it: one document for each file would grow with every claim. */
export interface EvidenceFileDocument extends Identified {
  readonly sha256: string;
  readonly claimId: string;
}

export const evidenceFilesModel = defineReadModel<EvidenceFileDocument>()({
  name: 'evidence-files',
  version: 2,
  fields: { sha256: 'string' },
  indexes: [['sha256']],
  // E4: which claims share a file is not revealed.
  owner: 'staff',
  seenBy: 'staff',
});

const claimIdOf = ({ stream }: { readonly stream: string }) => claimStreams.idOf(stream) as string;

export const evidenceFilesProjection = defineProjection<EvidenceFileDocument, WithEvidence>({
  model: evidenceFilesModel,
  streams: [claimStreams],
  poison: 'quarantine',
  keysOf: (event) => event.data.evidence.map(({ sha256 }) => `${sha256}/${claimIdOf(event)}`),
  when: { Submitted: carries, EvidenceAttached: carries, Reopened: carries },
});

function carries(
  file: EvidenceFileDocument | undefined,
  event: { readonly stream: string },
  id: string,
): EvidenceFileDocument {
  return file ?? { id, sha256: id.slice(0, id.indexOf('/')), claimId: claimIdOf(event) };
}
