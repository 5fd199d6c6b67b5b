import type { CommandMetadata } from '#kernel';
import type { Outcome } from '#platform';
import { PublishPolicy } from '#warranty';
import { unlistedProduct } from './known-references.ts';
import { refused, type UseCasePorts } from './ports.ts';

/** Terms for products that exist. */
export async function publishPolicy(
  policy: PublishPolicy['data'],
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'product', PublishPolicy>,
): Promise<Outcome> {
  const refusal = await unlistedProduct(aggregates, policy.skus);
  return refusal ? refused(refusal) : execute(new PublishPolicy(policy, meta));
}
