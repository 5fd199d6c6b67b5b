import { type Identified, defineProjection, defineReadModel } from '#platform';
import { type ProductEvent, productStreams } from '#warranty';

export interface ProductDocument extends Identified {
  readonly policyIds: readonly string[];
  readonly name: string;
  readonly defectGroups: readonly { readonly group: string; readonly codes: readonly string[] }[];
}

export const productsModel = defineReadModel<ProductDocument>()({
  name: 'products',
  version: 1,
  fields: {},
  indexes: [],
  owner: 'everyone',
  seenBy: { id: 'partner', name: 'partner', defectGroups: 'staff', policyIds: 'partner' },
});

export const productsProjection = defineProjection<ProductDocument, ProductEvent>({
  model: productsModel,
  streams: [productStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.sku],
  when: {
    ProductListed: (_, { data: { sku, name, defectGroups } }) => ({ id: sku, name, defectGroups, policyIds: [] }),
    ProductChanged: (product, { data: { sku: _, ...changed } }) => product && { ...product, ...changed },
    ProductGoverned: (product, { data: { policyId } }) =>
      product && { ...product, policyIds: [...new Set([...product.policyIds, policyId])] },
  },
});
