import type { Refusal } from '#kernel';
import type { LegalEntity } from '#warranty';
import type { AggregateReader } from './ports.ts';

type Reference = 'PARTNER' | 'PRODUCT' | 'BATCH' | 'LEGAL_ENTITY';

export const notFound = (what: Reference, id: string, how: string): Refusal => ({
  code: `${what}_NOT_FOUND`,
  message: `There is no ${what.toLowerCase().replace('_', ' ')} ${id}. ${how}`,
});

export async function unlistedProduct(
  { product }: Pick<AggregateReader, 'product'>,
  skus: readonly string[],
): Promise<Refusal | undefined> {
  for (const sku of new Set(skus)) if (!(await product(sku))) return notFound('PRODUCT', sku, 'List it first.');
  return undefined;
}

/** R1: the legal entity that is named, or the only one there is. */
export async function legalEntityOf(
  named: string | undefined,
  aggregates: Pick<AggregateReader, 'legalEntity' | 'legalEntityIds'>,
): Promise<LegalEntity['current'] | Refusal> {
  if (named === undefined) {
    const ids = await aggregates.legalEntityIds();
    if (ids.length !== 1)
      return {
        code: 'LEGAL_ENTITY_REQUIRED',
        message: `Name the legal entity that invoiced (legalEntityId): there are ${ids.length}${ids.length > 1 ? ` (${ids.join(', ')})` : ''}.`,
        rule: 'R1',
      };
    [named] = ids as [string];
  }
  const entity = await aggregates.legalEntity(named);
  return entity?.current ?? notFound('LEGAL_ENTITY', named, 'Register it first (registerLegalEntity).');
}
