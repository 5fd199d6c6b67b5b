import { ReviewEvidence } from '#claims';
import type { CommandMetadata } from '#kernel';
import type { Outcome } from '#platform';
import type { UseCasePorts } from './ports.ts';

/** C5: with the current quality-control record of the batch. */
export async function reviewEvidence(
  review: Omit<ReviewEvidence['data'], 'batchQc'>,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'claim' | 'batch', ReviewEvidence>,
): Promise<Outcome> {
  const { unit } = await aggregates.claim(review.claimId);
  const batch = unit && (await aggregates.batch(unit.batchId));
  return execute(new ReviewEvidence({ ...review, batchQc: batch?.qc ?? null }, meta));
}
