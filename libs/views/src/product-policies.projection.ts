import { type Identified, defineProjection, defineReadModel } from '#platform';
import { type PolicyEvent, policyStreams } from '#warranty';

/** The policies that have ever named a product, for `coverageOf`. */
export interface ProductPoliciesDocument extends Identified {
  readonly policyIds: readonly string[];
}

export const productPoliciesModel = defineReadModel<ProductPoliciesDocument>()({
  name: 'product-policies',
  version: 1,
  fields: {},
  indexes: [],
  owner: 'everyone',
  seenBy: { id: 'partner', policyIds: 'partner' },
});

export const productPoliciesProjection = defineProjection<ProductPoliciesDocument, PolicyEvent>({
  model: productPoliciesModel,
  streams: [policyStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [...new Set(data.skus)],
  when: {
    PolicyPublished: (known, { data: { policyId } }, sku) =>
      known?.policyIds.includes(policyId) ? known : { id: sku, policyIds: [...(known?.policyIds ?? []), policyId] },
  },
});
