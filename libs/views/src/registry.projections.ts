import { batchStreams } from '#batches';
import { partnerStreams, policyStreams, productStreams, unitStreams } from '#warranty';
import type { BatchEvent } from '#batches';
import type { ClaimEvent } from '#claims';
import type { Day, Json } from '#kernel';
import { type Identified, ignored, defineProjection } from '#platform';
import type { PartnerEvent, PolicyEvent, ProductEvent, PublishedPolicy, UnitEvent, UnitFact } from '#warranty';

type Submitted = Extract<ClaimEvent, { type: 'Submitted' }>;
type UnitShipped = Extract<UnitEvent, { type: 'UnitShipped' }>;
type Enrolled = Extract<PartnerEvent, { type: 'PartnerEnrolled' }>['data'];

/** A partner's terms as they stand, with the counts its claim rate is made of (E3, N3). */
export interface PartnerDocument extends Identified {
  readonly terms: Enrolled;
  readonly unitsShipped: number;
  readonly claimsSubmitted: number;
}

export const partnersProjection = defineProjection<PartnerDocument, PartnerEvent | UnitShipped | Submitted>({
  model: { name: 'partners', version: 1, fields: {}, indexes: [] },
  streams: [partnerStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.partnerId],
  when: {
    PartnerEnrolled: (_, { data }) => ({
      id: data.partnerId,
      terms: data,
      unitsShipped: 0,
      claimsSubmitted: 0,
    }),
    PartnerTermsChanged: (partner, { data }) => partner && { ...partner, terms: { ...partner.terms, ...data } },
    UnitShipped: (partner) => partner && { ...partner, unitsShipped: partner.unitsShipped + 1 },
    Submitted: (partner) => partner && { ...partner, claimsSubmitted: partner.claimsSubmitted + 1 },
  },
});

export interface ProductDocument extends Identified {
  readonly name: string;
  readonly defectGroups: readonly { readonly group: string; readonly codes: readonly string[] }[];
}

export const productsProjection = defineProjection<ProductDocument, ProductEvent>({
  model: { name: 'products', version: 1, fields: {}, indexes: [] },
  streams: [productStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.sku],
  when: {
    ProductListed: (_, { data: { sku, name, defectGroups } }) => ({ id: sku, name, defectGroups }),
  },
});

/** All versions of one policy, oldest first: versions are never edited. */
export interface PolicyDocument extends Identified {
  readonly versions: readonly PublishedPolicy[];
}

export const policiesProjection = defineProjection<PolicyDocument, PolicyEvent>({
  model: { name: 'policies', version: 1, fields: {}, indexes: [] },
  streams: [policyStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.policyId],
  when: {
    PolicyPublished: (policy, { data }) => ({ id: data.policyId, versions: [...(policy?.versions ?? []), data] }),
  },
});

/** Which policies have ever named a product: `coverageOf` asks by SKU. */
export interface ProductPoliciesDocument extends Identified {
  readonly policyIds: readonly string[];
}

export const productPoliciesProjection = defineProjection<ProductPoliciesDocument, PolicyEvent>({
  model: { name: 'product-policies', version: 1, fields: {}, indexes: [] },
  streams: [policyStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [...new Set(data.skus)],
  when: {
    PolicyPublished: (known, { data: { policyId } }, sku) =>
      known?.policyIds.includes(policyId) ? known : { id: sku, policyIds: [...(known?.policyIds ?? []), policyId] },
  },
});

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

export const unitsProjection = defineProjection<UnitDocument, UnitEvent | Submitted>({
  model: { name: 'units', version: 1, fields: { partnerId: 'string' }, indexes: [['partnerId']] },
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

/** A production lot: its quality record, and how much of it is out (B1). */
export interface BatchDocument extends Identified {
  readonly sku: string;
  readonly producedOn: Day;
  readonly quantity: number;
  readonly qc?: Json;
  readonly shipped: number;
  readonly claims: number;
}

export const batchesProjection = defineProjection<BatchDocument, BatchEvent | UnitShipped | Submitted>({
  model: { name: 'batches', version: 1, fields: { producedOn: 'string' }, indexes: [['producedOn']] },
  streams: [batchStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.batchId],
  when: {
    BatchProduced: (_, { data: { batchId, sku, producedOn, quantity } }) => ({
      id: batchId,
      sku,
      producedOn,
      quantity,
      shipped: 0,
      claims: 0,
    }),
    QcRecorded: (batch, { data }) => batch && { ...batch, qc: data.results },
    UnitShipped: (batch) => batch && { ...batch, shipped: batch.shipped + 1 },
    Submitted: (batch) => batch && { ...batch, claims: batch.claims + 1 },
  },
});
