import { projectionScenarios, streamOf } from '#platform/specs';
import { policies } from '#warranty';
import { published } from '#warranty/facts';
import { policiesProjection, type PolicyDocument } from './policies.projection.ts';

const { given } = projectionScenarios<PolicyDocument>(policiesProjection);
const standard = streamOf(policies, 'STANDARD');
const lamps = streamOf(policies, 'LAMPS');

describe('the policies', () => {
  it('1 R6 are shown with all versions, oldest first: a new one replaces none', () =>
    given(
      standard(published(1)),
      lamps(published(1, { policyId: 'LAMPS', months: 6 })),
      standard(published(2, { months: 24 })),
    ).then(
      { id: 'STANDARD', versions: [published(1).data, published(2, { months: 24 }).data] },
      { id: 'LAMPS', versions: [published(1, { policyId: 'LAMPS', months: 6 }).data] },
    ));
});
