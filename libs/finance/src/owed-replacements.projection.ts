import type { Instant } from '#kernel';
import { defineProjection, defineReadModel, type Identified } from '#platform';
import { replacementStreams } from './finance.streams.ts';
import type { ReplacementEvent } from './replacement.events.ts';

export interface OwedUntil extends Identified {
  readonly partnerId: string;
  readonly offerCreditAt: Instant;
}

export const owedReplacementsModel = defineReadModel<OwedUntil>()({
  name: 'owed-replacements',
  version: 1,
  fields: { offerCreditAt: 'string' },
  indexes: [['offerCreditAt']],
  owner: 'staff',
  seenBy: 'staff',
});

const settled = () => undefined;

/** The due list of F6: it nominates, and the ledger decides. */
export const owedReplacements = defineProjection<
  OwedUntil,
  Extract<
    ReplacementEvent,
    { type: 'ReplacementOwed' | 'ReplacementShipped' | 'ReplacementConverted' | 'CreditOffered' }
  >
>({
  model: owedReplacementsModel,
  streams: [replacementStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.claimId],
  when: {
    ReplacementOwed: (_, { data: { claimId, partnerId, offerCreditAt } }) =>
      offerCreditAt && { id: claimId, partnerId, offerCreditAt },
    ReplacementShipped: settled,
    ReplacementConverted: settled,
    CreditOffered: settled,
  },
});
