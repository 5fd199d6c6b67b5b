import { type Identified, defineProjection, defineReadModel } from '#platform';
import { type PolicyEvent, policyStreams, type PublishedPolicy } from '#warranty';

export interface PolicyDocument extends Identified {
  readonly versions: readonly PublishedPolicy[];
}

export const policiesModel = defineReadModel<PolicyDocument>()({
  name: 'policies',
  version: 1,
  fields: {},
  indexes: [],
  owner: 'everyone',
  seenBy: { id: 'partner', versions: 'partner' },
});

export const policiesProjection = defineProjection<PolicyDocument, PolicyEvent>({
  model: policiesModel,
  streams: [policyStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.policyId],
  when: {
    PolicyPublished: (policy, { data }) => ({ id: data.policyId, versions: [...(policy?.versions ?? []), data] }),
  },
});
