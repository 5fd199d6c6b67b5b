import { at } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { policies, products, type PublishPolicyData } from '#warranty';
import { by, day, listed, published } from '#warranty/facts';
import { publishPolicy } from './publish-policy.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';

const { given } = useCaseScenarios([policies], (data: PublishPolicyData, meta, facts) =>
  publishPolicy(data, meta, portsOver(facts)),
);
const glow = streamOf(products, 'GLOW-1')(listed());
const standard = streamOf(policies, 'STANDARD');
const terms: PublishPolicyData = {
  policyId: 'STANDARD',
  skus: ['GLOW-1'],
  effectiveFrom: day('2025-01-01'),
  kind: 'FULL',
  months: 12,
  startAnchor: 'SHIPPED',
};

describe('publishing a policy', () => {
  it('1 is for products that are listed, every one of them', async () => {
    await given(glow)
      .when(terms, by())
      .then(standard(at('2026-06-01T02:00:00.000Z', published(1))));
    await given(glow)
      .when({ ...terms, skus: ['GLOW-1', 'MASK-2'] }, by())
      .thenRefused(undefined, 'PRODUCT_NOT_FOUND');
  });
});
