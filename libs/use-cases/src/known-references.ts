import type { Refusal } from '#kernel';
import type { LegalEntity } from '#warranty';
import type { AggregateReader } from './ports.ts';

type NotFound = 'PARTNER_NOT_FOUND' | 'PRODUCT_NOT_FOUND' | 'BATCH_NOT_FOUND' | 'LEGAL_ENTITY_NOT_FOUND';

/** R2 */
export const notFound = (code: NotFound, id: string, how: string): Refusal => ({
  code,
  rule: 'R2',
  message: `There is no ${code.slice(0, -'_NOT_FOUND'.length).toLowerCase().replace('_', ' ')} ${id}. ${how}`,
});

export async function unlistedProduct(
  { product }: Pick<AggregateReader, 'product'>,
  skus: readonly string[],
): Promise<Refusal | undefined> {
  for (const sku of new Set(skus))
    if (!(await product(sku)))
      return notFound('PRODUCT_NOT_FOUND', sku, 'Check the SKU; the manufacturer lists products.');
  return undefined;
}

/** R1: the one named, or the only one. */
export async function legalEntityOf(
  named: string | undefined,
  aggregates: Pick<AggregateReader, 'legalEntity' | 'legalEntityIds'>,
): Promise<LegalEntity['current'] | Refusal> {
  if (named === undefined) {
    const ids = await aggregates.legalEntityIds();
    if (ids.length !== 1)
      return {
        code: 'LEGAL_ENTITY_REQUIRED',
        message: `State the legal entity: there are ${ids.length}${ids.length > 1 ? ` (${ids.join(', ')})` : ''}.`,
        rule: 'R1',
      };
    [named] = ids as [string];
  }
  const entity = await aggregates.legalEntity(named);
  return entity?.current ?? notFound('LEGAL_ENTITY_NOT_FOUND', named, 'Register it first.');
}
