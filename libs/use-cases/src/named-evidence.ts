import type { EvidenceItem } from '#claims';
import type { Refusal } from '#kernel';

/** Files that were uploaded before. */
export interface EvidenceFiles {
  /** What the content of a file is, if a claim of the partner may name it: brought by the partner itself or by staff (C1, E4). */
  find(sha256: string, partnerId: string): Promise<{ readonly mediaType: string; readonly bytes: number } | undefined>;
}

/**
 * C1: evidence is a file that is really there, of the type and size that its content has, whatever was said of it.
 * @returns the items as they are, or the refusal of the first that is not there
 */
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
        message: `There is no file ${item.sha256} that you have uploaded. Upload it first (POST /evidence), then name it here.`,
        rule: 'C1',
        details: { sha256: item.sha256 },
      };
    items.push({ ...item, ...file });
  }
  return items;
}
