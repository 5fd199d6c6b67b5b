import { movedTo, type OwedReplacement, type ReplacementEvent, replacementStreams, returnedTo } from '#finance';
import type { Day, Instant, Money, Serial } from '#kernel';
import { type Identified, defineProjection, defineReadModel } from '#platform';
import { type Delivery, type UnitEvent, unitStreams } from '#warranty';

export interface ReplacementDocument extends Identified {
  readonly partnerId: string;
  /** Of the defective unit. */
  readonly serial: string;
  /** Owed, or shipped. */
  readonly sku: string;
  readonly substituteSku?: string | undefined;
  readonly status: OwedReplacement['status'];
  readonly owedSince: Instant;
  readonly creditOfferedAt?: Instant | undefined;
  readonly orderNumber?: string | undefined;
  readonly formerOrderNumber?: string | undefined;
  readonly newSerial?: Serial | undefined;
  readonly shippedOn?: Day | undefined;
  readonly carrier?: string | undefined;
  readonly trackingNumber?: string | undefined;
  readonly customsValue?: Money | undefined;
  readonly delivery?: Delivery | undefined;
}

export const replacementsModel = defineReadModel<ReplacementDocument>()({
  name: 'replacements',
  version: 3,
  fields: { partnerId: 'string', status: 'string', owedSince: 'string', orderNumber: 'string' },
  indexes: [['owedSince'], ['partnerId', 'owedSince'], ['status', 'owedSince'], ['orderNumber', 'owedSince']],
  owner: 'partnerId',
  seenBy: {
    id: 'partner',
    partnerId: 'partner',
    serial: 'partner',
    sku: 'partner',
    substituteSku: 'partner',
    status: 'partner',
    owedSince: 'partner',
    creditOfferedAt: 'partner',
    orderNumber: 'partner',
    formerOrderNumber: 'partner',
    newSerial: 'partner',
    shippedOn: 'partner',
    carrier: 'partner',
    trackingNumber: 'partner',
    customsValue: 'partner',
    delivery: { deliveredOn: 'partner', carrier: 'partner', trackingNumber: 'partner', proof: 'partner' },
  },
});

type AnsweringUnitEvent = Extract<UnitEvent, { type: 'UnitNamedAsReplacement' | 'UnitDelivered' }>;

export const replacementsProjection = defineProjection<ReplacementDocument, ReplacementEvent | AnsweringUnitEvent>({
  model: replacementsModel,
  streams: [replacementStreams, unitStreams],
  poison: 'halt',
  // Most deliveries answer no claim.
  keysOf: ({ data: { claimId } }) => (claimId === undefined ? [] : [claimId]),
  when: {
    ReplacementOwed: (_, { data: { claimId, partnerId, serial, sku, substituteSku, owedSince } }) => ({
      id: claimId,
      partnerId,
      serial,
      sku,
      substituteSku,
      status: 'OWED',
      owedSince,
    }),
    ReplacementAllotted: (owed, { data: { orderNumber, newSerial } }) =>
      owed && { ...owed, ...movedTo(orderNumber, owed), newSerial, status: 'ALLOTTED' },
    AllotmentCancelled: (owed, { data: { orderNumber } }) => owed && { ...owed, ...returnedTo(orderNumber, owed) },
    ReplacementShipped: (owed, { data: { claimId: _, freightPaidBy: __, ...shipment } }) =>
      owed && { ...owed, ...shipment, ...movedTo(shipment.orderNumber, owed), status: 'SHIPPED' },
    ReplacementSerialCorrected: (owed, { data: { newSerial } }) => owed && { ...owed, newSerial },
    OwedProductCorrected: (owed, { data: { sku } }) => owed && { ...owed, sku },
    SubstituteAgreed: (owed, { data: { substituteSku } }) => owed && { ...owed, substituteSku },
    CreditOffered: (owed, { metadata }) => owed && { ...owed, creditOfferedAt: metadata.occurredAt },
    ReplacementConverted: (owed) => owed && { ...owed, ...movedTo(undefined, owed), status: 'CONVERTED' },
    UnitNamedAsReplacement: (owed, { data: { delivery } }) => owed && (delivery ? { ...owed, delivery } : owed),
    UnitDelivered: (owed, { data: { serial: _, claimId: __, ...delivery } }) => owed && { ...owed, delivery },
  },
});

/** As the ledger has it. */
export const replacementDocument = ({
  claimId: id,
  orderBefore: _,
  ...owed
}: OwedReplacement): ReplacementDocument => ({
  id,
  ...owed,
});
