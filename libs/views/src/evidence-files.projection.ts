import { type BringsEvidence, type BroughtFile, broughtBy, claimStreams, type PictureHash } from '#claims';
import { type Identified, defineProjection, defineReadModel, type Position, type Recorded } from '#platform';

/** A file and a claim that has it: one document for each file would grow with every claim. */
export interface EvidenceFileDocument extends Identified, BroughtFile {
  readonly sha256: string;
  /** Position of the event by which it came to the claim. */
  readonly since: Position;
  readonly picture?: PictureHash;
  readonly isEmbedded?: true;
}

export const evidenceFilesModel = defineReadModel<EvidenceFileDocument>()({
  name: 'evidence-files',
  version: 5,
  fields: { sha256: 'string', since: 'string' },
  indexes: [['sha256', 'since'], ['since']],
  // E4: which claims share a file is not revealed.
  owner: 'staff',
  seenBy: 'staff',
});

const claimIdOf = ({ stream }: { readonly stream: string }) => claimStreams.idOf(stream) as string;

export const evidenceFilesProjection = defineProjection<EvidenceFileDocument, BringsEvidence>({
  model: evidenceFilesModel,
  streams: [claimStreams],
  poison: 'quarantine',
  keysOf: (event) => event.data.evidence.map(({ sha256 }) => `${sha256}/${claimIdOf(event)}`),
  when: { Submitted: carries, EvidenceAttached: carries, Reopened: carries },
});

function carries(
  file: EvidenceFileDocument | undefined,
  event: Recorded<BringsEvidence>,
  id: string,
): EvidenceFileDocument {
  if (file) return file;
  const { position: since } = event;
  const sha256 = id.slice(0, id.indexOf('/'));
  const { picture, isEmbedded } = event.data.evidence.find((item) => item.sha256 === sha256) ?? {};
  const found = { ...(picture && { picture }), ...(isEmbedded && { isEmbedded }) };
  return { id, sha256, claimId: claimIdOf(event), since, ...broughtBy(event), ...found };
}
