import type { ClaimEvent } from '#claims';
import type { Day } from '#kernel';
import { type Identified, defineProjection, defineReadModel, ignored } from '#platform';
import { type UnitEvent, type UnitFact, unitStreams } from '#warranty';

type Submitted = Extract<ClaimEvent, { type: 'Submitted' }>;

/** One unit: where it went, what it cost, and the claims made on it. */
export interface UnitDocument extends Identified {
  readonly shipment: UnitFact<'UnitShipped'>;
  /** The partner it belongs to now. */
  readonly partnerId: string;
  readonly soldOn?: Day;
  readonly extensionMonths: number;
  readonly claimIds: readonly string[];
  readonly remedied: boolean;
}

export const unitsModel = defineReadModel<UnitDocument>()({
  name: 'units',
  version: 1,
  fields: { partnerId: 'string' },
  indexes: [['partnerId']],
  owner: 'partnerId',
  seenBy: {
    id: 'partner',
    partnerId: 'partner',
    soldOn: 'partner',
    extensionMonths: 'partner',
    claimIds: 'partner',
    remedied: 'partner',
    // R4: what one partner paid is not the business of the partner it was sold on to.
    shipment: {
      serial: 'partner',
      sku: 'partner',
      batchId: 'partner',
      shippedOn: 'partner',
      replacementOf: 'partner',
      partnerId: 'partner in partnerId',
      invoiceNumber: 'partner in partnerId',
      invoiceDate: 'partner in partnerId',
      orderNumber: 'partner in partnerId',
      netPrice: 'partner in partnerId',
      taxCategory: 'partner in partnerId',
      taxRate: 'partner in partnerId',
    },
  },
});

export const unitsProjection = defineProjection<UnitDocument, UnitEvent | Submitted>({
  model: unitsModel,
  streams: [unitStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.serial],
  when: {
    UnitShipped: (_, { data }) => ({
      id: data.serial,
      shipment: data,
      partnerId: data.partnerId,
      extensionMonths: 0,
      claimIds: [],
      remedied: false,
    }),
    UnitSold: (unit, { data }) =>
      unit && (data.soldTo ? { ...unit, partnerId: data.soldTo } : { ...unit, soldOn: data.soldOn }),
    CoverageExtended: (unit, { data }) => unit && { ...unit, extensionMonths: unit.extensionMonths + data.months },
    Submitted: (unit, { data }) => unit && { ...unit, claimIds: [...unit.claimIds, data.claimId] },
    ClaimOpenedOnUnit: ignored,
    ClaimClosedOnUnit: (unit, { data }) =>
      unit && (data.outcome === 'CREDITED' || data.outcome === 'REPLACED') ? { ...unit, remedied: true } : unit,
  },
});
