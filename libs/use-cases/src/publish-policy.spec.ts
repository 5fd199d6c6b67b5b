import { at } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { policies, products, type PublishPolicyData } from '#warranty';
import { by, day, governed, listed, published } from '#warranty/facts';
import { publishPolicy } from './publish-policy.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';

const { given } = useCaseScenarios([policies, products], (data: PublishPolicyData, meta, facts) =>
  publishPolicy(data, meta, portsOver(facts)),
);
const NOW = '2026-06-01T02:00:00.000Z';
const glow = streamOf(products, 'GLOW-1');
const mask = streamOf(products, 'MASK-2');
const standard = streamOf(policies, 'STANDARD');
const from = day('2026-07-01');
const terms: PublishPolicyData = {
  policyId: 'STANDARD',
  skus: ['GLOW-1'],
  effectiveFrom: from,
  kind: 'FULL',
  months: 12,
  startAnchor: 'SHIPPED',
};

describe('publishing a policy', () => {
  it('R6 claims its days on every product first, then publishes the version', () => {
    const ofMask = governed('STANDARD', { from });
    return given(glow(listed()), mask(listed({ sku: 'MASK-2' })))
      .when({ ...terms, skus: ['GLOW-1', 'MASK-2'] }, by())
      .then(
        glow(at(NOW, governed('STANDARD', { from }))),
        mask(at(NOW, { ...ofMask, data: { ...ofMask.data, sku: 'MASK-2' } } as typeof ofMask)),
        standard(at(NOW, published(1, { effectiveFrom: from, skus: ['GLOW-1', 'MASK-2'] }))),
      );
  });

  it('R6 claims no further days for a version that lists the same products', () =>
    given(glow(listed(), governed('STANDARD', { from })), standard(published(1, { effectiveFrom: from })))
      .when({ ...terms, months: 24, effectiveFrom: day('2026-08-01') }, by())
      .then(standard(at(NOW, published(2, { effectiveFrom: day('2026-08-01'), months: 24 })))));

  it('R6 releases the days of a product that a version no longer lists', () =>
    given(
      glow(listed(), governed('STANDARD', { from })),
      mask(listed({ sku: 'MASK-2' })),
      standard(published(1, { effectiveFrom: from })),
    )
      .when({ ...terms, skus: ['MASK-2'], effectiveFrom: day('2026-08-01') }, by())
      .then(
        glow(at(NOW, governed('STANDARD', { from, until: day('2026-08-01') }))),
        mask(
          at(NOW, {
            type: 'ProductGoverned',
            data: { sku: 'MASK-2', policyId: 'STANDARD', periods: [{ from: day('2026-08-01') }] },
          }),
        ),
        standard(at(NOW, published(2, { effectiveFrom: day('2026-08-01'), skus: ['MASK-2'] }))),
      ));

  it('R6 is refused, and claims no days, when it was drafted from a version that is not the newest any more', () =>
    given(
      glow(listed(), governed('STANDARD', { from })),
      mask(listed({ sku: 'MASK-2' })),
      standard(published(1, { effectiveFrom: from }), published(2, { effectiveFrom: from, months: 36 })),
    )
      .when({ ...terms, skus: ['MASK-2'], version: 2 }, by())
      .thenRefused('R6', 'POLICY_CHANGED_MEANWHILE'));

  it('R6 is refused if another policy governs a product on one of its days, and claims no days', () =>
    given(glow(listed()), mask(listed({ sku: 'MASK-2' })), streamOf(products, 'GLOW-1')(governed('KOREA', { from })))
      .when({ ...terms, skus: ['MASK-2', 'GLOW-1'] }, by())
      .thenRefused('R6', 'TWO_POLICIES'));

  it('R6 is refused if retroactive without a reason, and claims no days', () =>
    given(glow(listed()))
      .when({ ...terms, effectiveFrom: day('2025-01-01') }, by())
      .thenRefused('R6', 'EFFECTIVE_BEFORE_PUBLICATION'));

  it('C12 with the content of its newest version is unchanged', () =>
    given(glow(listed(), governed('STANDARD', { from })), standard(published(1, { effectiveFrom: from })))
      .when(terms, by())
      .thenUnchanged());

  it('1 needs every product to be listed', () =>
    given(glow(listed()))
      .when({ ...terms, skus: ['GLOW-1', 'MASK-2'] }, by())
      .thenRefused('R2', 'PRODUCT_NOT_FOUND'));
});
