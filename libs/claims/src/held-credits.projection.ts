import { defineProjection, defineReadModel, type Identified } from '#platform';
import type { ClaimEvent } from './claim.events.ts';
import { claimStreams } from './claim.stream.ts';

export interface HeldCredit extends Identified {
  /** That was invoiced. */
  readonly partnerId: string;
  readonly legalEntityId: string;
}

type Of<T extends ClaimEvent['type']> = Extract<ClaimEvent, { type: T }>;

export const heldCreditsModel = defineReadModel<HeldCredit>()({
  name: 'held-credits',
  version: 1,
  fields: { partnerId: 'string', legalEntityId: 'string' },
  indexes: [['partnerId'], ['legalEntityId']],
  owner: 'staff',
  seenBy: 'staff',
});

/** F8: credits to try again when a fact of the partner or the legal entity changes. It nominates; what is due is decided on the streams. */
export const heldCredits = defineProjection<HeldCredit, Of<'CreditHeld' | 'ResolvedAsCredit'>>({
  model: heldCreditsModel,
  streams: [claimStreams],
  poison: 'quarantine',
  keysOf: ({ stream }) => [claimStreams.idOf(stream) as string],
  when: {
    CreditHeld: (_, { data: { partnerId, legalEntityId } }, id) => ({ id, partnerId, legalEntityId }),
    ResolvedAsCredit: () => undefined,
  },
});
