import type { ClaimEvent } from '#claims';
import type { Day } from '#kernel';
import { type Identified, defineProjection, defineReadModel } from '#platform';
import {
  correctedSales,
  correctedShipment,
  type Delivery,
  isRemedy,
  type UnitEvent,
  type UnitFact,
  unitStreams,
  whereabouts,
  withReplacement,
} from '#warranty';

type Claimed = Extract<ClaimEvent, { type: 'Submitted' | 'ClaimedUnitCorrected' }>;

export interface UnitDocument extends Identified {
  readonly shipment: UnitFact<'UnitShipped'>;
  /** The current partner, or IN_STOCK. */
  readonly partnerId: string;
  readonly sales: readonly UnitFact<'UnitSold'>[];
  readonly soldOn?: Day | undefined;
  readonly extensions: readonly UnitFact<'CoverageExtended'>[];
  readonly claimIds: readonly string[];
  /** Or one whose submission is not finished yet. */
  readonly openClaim?: string | undefined;
  readonly remedied: boolean;
  /** `to`: the partner it was shipped to. */
  readonly delivery?: (Delivery & { readonly to: string }) | undefined;
  readonly replacedBy?: string | undefined;
}

/** In place of a partner: returned, or under another serial (R5). */
export const IN_STOCK = '';

export const unitsModel = defineReadModel<UnitDocument>()({
  name: 'units',
  version: 6,
  fields: {
    partnerId: 'string',
    'shipment.sku': 'string',
    'shipment.batchId': 'string',
    'shipment.invoiceNumber': 'string',
    'shipment.invoicedTo': 'string',
    'shipment.shippedOn': 'string',
  },
  indexes: [
    ['partnerId', 'shipment.shippedOn'],
    ['shipment.sku'],
    ['shipment.batchId', 'partnerId'],
    ['shipment.invoiceNumber'],
    ['shipment.shippedOn'],
  ],
  owner: 'partnerId',
  seenBy: {
    id: 'partner',
    partnerId: 'partner',
    soldOn: 'partner',
    extensions: 'partner',
    sales: 'staff',
    claimIds: 'partner',
    openClaim: 'staff',
    remedied: 'partner',
    replacedBy: 'partner',
    delivery: {
      to: 'partner in to',
      deliveredOn: 'partner in to',
      carrier: 'partner in to',
      trackingNumber: 'partner in to',
      proof: 'partner in to',
    },
    // R4: a partner that a unit was resold to does not see what its supplier paid.
    shipment: {
      serial: 'partner',
      sku: 'partner',
      batchId: 'partner',
      shippedOn: 'partner',
      policy: 'partner',
      replacementOf: {
        serial: 'partner',
        originalExpiresOn: 'partner',
        minimumDays: 'partner',
        claimId: 'staff',
        invoiceNumber: 'staff',
      },
      carrier: 'partner in partnerId',
      trackingNumber: 'partner in partnerId',
      customsValue: 'partner in partnerId',
      correctedFrom: 'staff',
      partnerId: 'partner in partnerId',
      orderNumber: 'partner in partnerId',
      legalEntityId: 'partner in invoicedTo',
      invoicedTo: 'partner in invoicedTo',
      invoiceNumber: 'partner in invoicedTo',
      netPrice: 'partner in invoicedTo',
      allowance: 'partner in invoicedTo',
      taxCategory: 'partner in invoicedTo',
      taxRate: 'partner in invoicedTo',
      taxAmount: 'partner in invoicedTo',
      line: 'partner in invoicedTo',
    },
  },
});

export const unitsProjection = defineProjection<UnitDocument, UnitEvent | Claimed>({
  model: unitsModel,
  streams: [unitStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => ('from' in data && 'serial' in data.from ? [data.serial, data.from.serial] : [data.serial]),
  when: {
    // Again after a return: the claims on it stay.
    UnitShipped: (unit, { data }) => ({
      id: data.serial,
      shipment: data,
      partnerId: data.partnerId,
      sales: [],
      extensions: [],
      claimIds: unit?.claimIds ?? [],
      remedied: false,
    }),
    UnitNamedAsReplacement: (unit, { data }) => unit && { ...unit, shipment: withReplacement(unit.shipment, data) },
    UnitReplaced: (unit, { data }) => unit && { ...unit, replacedBy: data.newSerial },
    UnitDelivered: (unit, { data: { serial: _, claimId: __, ...delivery } }) =>
      unit && { ...unit, delivery: { ...delivery, to: unit.shipment.partnerId } },
    UnitSold: (unit, { data }) => unit && withSales(unit, [...unit.sales, data]),
    SaleCorrected: (unit, { data }) => unit && withSales(unit, correctedSales(unit.sales, data)),
    CoverageExtended: (unit, { data }) => unit && { ...unit, extensions: [...unit.extensions, data] },
    ShipmentCorrected: (unit, { data }) =>
      unit && {
        ...unit,
        shipment: correctedShipment(unit.shipment, data),
        ...(data.newSerial && { partnerId: IN_STOCK }),
      },
    UnitReturned: (unit) => unit && { ...unit, partnerId: IN_STOCK },
    Submitted: (unit, { data }) => unit && { ...unit, claimIds: [...unit.claimIds, data.claimId] },
    ClaimedUnitCorrected: (unit, { data: { claimId, serial } }) => {
      if (!unit) return undefined;
      const others = unit.claimIds.filter((id) => id !== claimId);
      return { ...unit, claimIds: unit.id === serial ? [...others, claimId] : others };
    },
    // F4: on a unit with a remedy only once that was reversed.
    ClaimOpenedOnUnit: (unit, { data: { claimId } }) => unit && { ...unit, openClaim: claimId, remedied: false },
    ClaimClosedOnUnit: (unit, { data: { outcome } }) =>
      unit && { ...unit, openClaim: undefined, remedied: unit.remedied || isRemedy(outcome) },
  },
});

function withSales(unit: UnitDocument, sales: UnitDocument['sales']): UnitDocument {
  const { holder, soldOn } = whereabouts(unit.shipment, sales);
  return { ...unit, sales, partnerId: holder, soldOn };
}
