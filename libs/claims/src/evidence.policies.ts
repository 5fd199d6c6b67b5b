import type { Refusal } from '#kernel';
import type { EvidenceItem } from './claim.events.ts';
import { because } from './claim.policies.ts';
import type { Claim } from './claim.state.ts';

export function newEvidence(offered: readonly EvidenceItem[], known: readonly EvidenceItem[] = []): EvidenceItem[] {
  const seen = new Set(known.map(({ sha256 }) => sha256));
  return offered.filter(({ sha256 }) => !seen.has(sha256) && seen.add(sha256));
}

/** Files of one claim, in all. */
const MAX_EVIDENCE = 200;

export const roomForEvidence = (
  fresh: readonly EvidenceItem[],
  { evidence }: Pick<Claim, 'evidence'>,
): Refusal | undefined =>
  evidence.length + fresh.length > MAX_EVIDENCE
    ? because(
        'E1',
        'TOO_MUCH_EVIDENCE',
        `A claim has at most ${MAX_EVIDENCE} files. This one has ${evidence.length}; attach at most ${MAX_EVIDENCE - evidence.length} more, those that show it best.`,
        { attached: evidence.length, most: MAX_EVIDENCE },
      )
    : undefined;

export const somethingAttached = (offered: readonly EvidenceItem[]): Refusal | undefined =>
  offered.length === 0 ? because('C1', 'EVIDENCE_REQUIRED', 'Attach at least one file.') : undefined;

/** C1: a PDF shows no defect; a document may also be a picture. */
const FITTING: Readonly<Record<EvidenceItem['kind'], RegExp>> = {
  PHOTO: /^image\//,
  VIDEO: /^video\//,
  PROOF_OF_PURCHASE: /^(?:image\/|video\/|application\/pdf$)/,
  OTHER: /^(?:image\/|video\/|application\/pdf$)/,
};

export function kindsFit(offered: readonly EvidenceItem[]): Refusal | undefined {
  const mismatch = offered.find(({ kind, mediaType }) => !FITTING[kind].test(mediaType));
  return mismatch
    ? because(
        'C1',
        'EVIDENCE_KIND_MISMATCH',
        `The file ${mismatch.name ?? mismatch.sha256} is ${mismatch.mediaType} and cannot be attached as ${mismatch.kind}. Choose a kind that fits the file.`,
        { sha256: mismatch.sha256, kind: mismatch.kind, mediaType: mismatch.mediaType },
      )
    : undefined;
}
