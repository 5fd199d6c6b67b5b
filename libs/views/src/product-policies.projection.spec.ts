import { projectionScenarios, streamOf } from '#platform/specs';
import { policies } from '#warranty';
import { published } from '#warranty/facts';
import { productPoliciesProjection, type ProductPoliciesDocument } from './product-policies.projection.ts';

const { given } = projectionScenarios<ProductPoliciesDocument>(productPoliciesProjection);
const standard = streamOf(policies, 'STANDARD');
const lamps = streamOf(policies, 'LAMPS');

describe('the policies of a product', () => {
  it('C3 are those that name it, each once, whichever versions do', () =>
    given(
      standard(published(1, { skus: ['GLOW-1'] }), published(2, { skus: ['GLOW-1', 'MASK-2'] })),
      lamps(published(1, { policyId: 'LAMPS', skus: ['GLOW-1'] })),
    ).then({ id: 'GLOW-1', policyIds: ['STANDARD', 'LAMPS'] }, { id: 'MASK-2', policyIds: ['STANDARD'] }));

  it('R6 are also those that named it once: they may govern a unit shipped then', () =>
    given(standard(published(1, { skus: ['GLOW-1'] }), published(2, { skus: ['MASK-2'] }))).then(
      { id: 'GLOW-1', policyIds: ['STANDARD'] },
      { id: 'MASK-2', policyIds: ['STANDARD'] },
    ));

  it('C3 are counted once where a version names the product twice', () =>
    given(standard(published(1, { skus: ['GLOW-1', 'GLOW-1'] }))).then({ id: 'GLOW-1', policyIds: ['STANDARD'] }));
});
