import type { EvidenceItem, PictureHash } from '#claims';
import type { Refusal } from '#kernel';

interface StoredEvidence {
  readonly mediaType: string;
  readonly bytes: number;
  /** E3: what it looks like. */
  readonly picture?: PictureHash;
}

export interface EvidenceFiles {
  /** C1, E4: uploaded by the partner or by staff. */
  find(sha256: string, partnerId: string): Promise<StoredEvidence | undefined>;
}

/** C1, E3: sets type, size and looks to those of the uploaded content; refuses the first item that was not uploaded. */
export async function namedEvidence(
  files: EvidenceFiles,
  partnerId: string,
  named: readonly EvidenceItem[],
): Promise<readonly EvidenceItem[] | Refusal> {
  const items: EvidenceItem[] = [];
  for (const item of named) {
    const file = await files.find(item.sha256, partnerId);
    if (!file)
      return {
        code: 'EVIDENCE_NOT_FOUND',
        message: `You have not uploaded a file ${item.sha256}. Upload it first, then refer to it here.`,
        rule: 'C1',
        details: { sha256: item.sha256 },
      };
    items.push({ ...item, ...file });
  }
  return items;
}
