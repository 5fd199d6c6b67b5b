import { type Claim, flagsOf } from '#claims';
import type { AggregateReader } from './ports.ts';

/** B5: the groups of its batch of which a claim is flagged. Most batches were never suspected, and then nothing more is read. */
export async function flagsOn(
  claim: Claim,
  { batch, flags }: Pick<AggregateReader, 'batch' | 'flags'>,
): Promise<readonly string[]> {
  const groups = (await batch(claim.unit.batchId))?.groups;
  return groups?.size ? flagsOf(claim, await flags(claim.submission.claimId)) : [];
}
