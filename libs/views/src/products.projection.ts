import { foldedName } from '#kernel';
import { type Identified, defineProjection, defineReadModel } from '#platform';
import { type ProductEvent, type ProductFact, productStreams } from '#warranty';

export interface ProductDocument extends Identified {
  readonly policyIds: readonly string[];
  readonly name: string;
  readonly searchName: string;
  readonly defectGroups: ProductFact<'ProductListed'>['defectGroups'];
  readonly weightGrams?: number | undefined;
  readonly family?: string | undefined;
}

export const productsModel = defineReadModel<ProductDocument>()({
  name: 'products',
  version: 4,
  fields: { searchName: 'string' },
  indexes: [['searchName']],
  owner: 'everyone',
  seenBy: {
    id: 'partner',
    name: 'partner',
    searchName: 'partner',
    defectGroups: 'partner',
    policyIds: 'partner',
    weightGrams: 'partner',
    family: 'staff',
  },
});

export const productsProjection = defineProjection<ProductDocument, ProductEvent>({
  model: productsModel,
  streams: [productStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.sku],
  when: {
    ProductListed: (_, { data: { sku, name, defectGroups, weightGrams, family } }) => ({
      id: sku,
      ...named(name),
      defectGroups,
      ...(weightGrams !== undefined && { weightGrams }),
      ...(family !== undefined && { family }),
      policyIds: [],
    }),
    ProductChanged: (product, { data: { sku: _, ...changed } }) =>
      product && { ...product, ...changed, ...named(changed.name ?? product.name) },
    ProductGoverned: (product, { data: { policyId } }) =>
      product && { ...product, policyIds: [...new Set([...product.policyIds, policyId])] },
  },
});

const named = (name: string) => ({ name, searchName: foldedName(name) });
