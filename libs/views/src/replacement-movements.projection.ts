import { type ReplacementEvent, replacementStreams } from '#finance';
import type { Day, Instant } from '#kernel';
import { defineProjection, defineReadModel, type Identified, ignored, type Recorded } from '#platform';

/** F6: what changed how many units a partner is owed, in the order of the log; the id is the position of the event. */
export interface ReplacementMovement extends Identified {
  readonly partnerId: string;
  readonly kind: 'OWED' | 'SHIPPED' | 'CONVERTED';
  readonly claimId: string;
  /** Of a shipment the day; others have a moment. */
  readonly at: Instant | Day;
}

export const replacementMovementsModel = defineReadModel<ReplacementMovement>()({
  name: 'replacement-movements',
  version: 1,
  fields: { partnerId: 'string', kind: 'string', at: 'string' },
  indexes: [['partnerId', 'kind', 'at']],
  owner: 'partnerId',
  seenBy: {
    id: 'partner',
    partnerId: 'partner',
    kind: 'partner',
    claimId: 'partner',
    at: 'partner',
  },
});

const movement = (
  kind: ReplacementMovement['kind'],
  { stream, position, data: { claimId } }: Recorded<ReplacementEvent>,
  at: ReplacementMovement['at'],
): ReplacementMovement => ({
  id: position,
  partnerId: replacementStreams.idOf(stream) as string,
  kind,
  claimId,
  at,
});

export const replacementMovementsProjection = defineProjection<ReplacementMovement, ReplacementEvent>({
  model: replacementMovementsModel,
  streams: [replacementStreams],
  // A statement without one would add up to too little: it halts instead.
  poison: 'halt',
  keysOf: ({ position }) => [position],
  when: {
    ReplacementOwed: (_, event) => movement('OWED', event, event.data.owedSince),
    ReplacementShipped: (_, event) => movement('SHIPPED', event, event.data.shippedOn),
    ReplacementConverted: (_, event) => movement('CONVERTED', event, event.metadata.occurredAt),
    SubstituteAgreed: ignored,
    ReplacementAllotted: ignored,
    AllotmentCancelled: ignored,
    ReplacementSerialCorrected: ignored,
    OwedProductCorrected: ignored,
    CreditOffered: ignored,
  },
});
