import { type ReplacementEvent, replacementStreams } from '#finance';
import type { Instant } from '#kernel';
import { type Identified, defineProjection, defineReadModel } from '#platform';

export interface ReplacementDocument extends Identified {
  readonly partnerId: string;
  readonly sku: string;
  readonly status: 'OWED';
  readonly owedSince: Instant;
}

export const replacementsModel = defineReadModel<ReplacementDocument>()({
  name: 'replacements',
  version: 1,
  fields: { partnerId: 'string', status: 'string', owedSince: 'string' },
  indexes: [['owedSince'], ['partnerId', 'owedSince'], ['status', 'owedSince']],
  owner: 'partnerId',
  seenBy: { id: 'partner', partnerId: 'partner', sku: 'partner', status: 'partner', owedSince: 'partner' },
});

export const replacementsProjection = defineProjection<ReplacementDocument, ReplacementEvent>({
  model: replacementsModel,
  streams: [replacementStreams],
  poison: 'halt',
  keysOf: ({ data }) => [data.claimId],
  when: {
    ReplacementOwed: (_, { data: { claimId, partnerId, sku, owedSince } }) => ({
      id: claimId,
      partnerId,
      sku,
      status: 'OWED',
      owedSince,
    }),
  },
});
