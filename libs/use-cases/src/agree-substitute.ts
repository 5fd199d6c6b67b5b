import { AgreeSubstitute, notOwed } from '#finance';
import type { CommandMetadata } from '#kernel';
import type { Outcome } from '#platform';
import { unlistedProduct } from './known-references.ts';
import { refused, type UseCasePorts } from './ports.ts';

/** C8: a substitute is a listed product. */
export async function agreeSubstitute(
  substitute: Omit<AgreeSubstitute['data'], 'partnerId'>,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'claim' | 'product', AgreeSubstitute>,
): Promise<Outcome> {
  const { submission } = await aggregates.claim(substitute.claimId);
  if (!submission) return refused(notOwed(substitute.claimId));
  const unlisted = await unlistedProduct(aggregates, [substitute.substituteSku]);
  if (unlisted) return refused(unlisted);
  return execute(new AgreeSubstitute({ ...substitute, partnerId: submission.partnerId }, meta));
}
