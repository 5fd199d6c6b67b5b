import type { Refusal } from '#kernel';
import type { AggregateReader } from './ports.ts';

export const notFound = (what: 'PARTNER' | 'PRODUCT' | 'BATCH', id: string, how: string): Refusal => ({
  code: `${what}_NOT_FOUND`,
  message: `There is no ${what.toLowerCase()} ${id}. ${how}`,
});

/** Refuses the first product that does not exist. */
export async function unlistedProduct(
  { product }: Pick<AggregateReader, 'product'>,
  skus: readonly string[],
): Promise<Refusal | undefined> {
  for (const sku of new Set(skus)) if (!(await product(sku))) return notFound('PRODUCT', sku, 'List it first.');
  return undefined;
}
