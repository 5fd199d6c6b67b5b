import type { EvidenceItem } from '#claims';
import type { Refusal } from '#kernel';

export interface EvidenceFiles {
  /** A file that a claim of the partner may name: uploaded by the partner itself or by staff (C1, E4). */
  find(sha256: string, partnerId: string): Promise<{ readonly mediaType: string; readonly bytes: number } | undefined>;
}

/**
 * C1: evidence is a file that was uploaded, with the type and size of its content, whatever the request says.
 * @returns the items with these, or a refusal for the first that was not uploaded
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
