import type { Actor, Instant, Json } from '#kernel';
import { defineProjection, defineReadModel, type Identified, type Recorded } from '#platform';
import {
  invoiceIdOf,
  type InvoiceEvent,
  invoiceStreams,
  type PartnerEvent,
  partnerStreams,
  type ProductEvent,
  productStreams,
  type UnitEvent,
  unitStreams,
} from '#warranty';

/** R5: a wrong fact that claims may have been decided by, for a person to review. */
export interface CorrectionDocument extends Identified {
  readonly kind: 'SHIPMENT' | 'SALE' | 'INVOICE' | 'PARTNER' | 'PRODUCT';
  /** Serial, `entity/invoice number`, partner or SKU. */
  readonly subject: string;
  readonly reason?: string;
  readonly correctedBy: Actor;
  readonly correctedAt: Instant;
  readonly changes: Json;
  /** Absent: all earlier decided claims of the partner, product or invoice. */
  readonly claimIds?: readonly string[];
}

type Correction =
  | Extract<UnitEvent, { type: 'ShipmentCorrected' | 'SaleCorrected' }>
  | Extract<InvoiceEvent, { type: 'InvoiceCorrected' }>
  | Extract<PartnerEvent, { type: 'PartnerCorrected' }>
  | Extract<ProductEvent, { type: 'ProductChanged' }>;

const correction = (
  { id, metadata }: Recorded<Correction>,
  kind: CorrectionDocument['kind'],
  subject: string,
  {
    reason,
    claimIds,
    ...changes
  }: { reason?: string; claimIds?: readonly string[] } & Readonly<Record<string, Json | undefined>>,
): CorrectionDocument => ({
  id,
  kind,
  subject,
  ...(reason !== undefined && { reason }),
  correctedBy: metadata.actor,
  correctedAt: metadata.occurredAt,
  changes,
  ...(claimIds && { claimIds }),
});

export const correctionsModel = defineReadModel<CorrectionDocument>()({
  name: 'corrections',
  version: 1,
  fields: { correctedAt: 'string' },
  indexes: [['correctedAt']],
  owner: 'staff',
  seenBy: 'staff',
});

export const correctionsProjection = defineProjection<CorrectionDocument, Correction>({
  model: correctionsModel,
  streams: [unitStreams, invoiceStreams, partnerStreams, productStreams],
  poison: 'quarantine',
  keysOf: ({ id }) => [id],
  when: {
    ShipmentCorrected: (_, event) =>
      event.data.claimIds.length > 0 ? correction(event, 'SHIPMENT', event.data.serial, event.data) : undefined,
    SaleCorrected: (_, event) =>
      event.data.claimIds.length > 0 ? correction(event, 'SALE', event.data.serial, event.data) : undefined,
    InvoiceCorrected: (_, event) =>
      correction(event, 'INVOICE', invoiceIdOf(event.data.legalEntityId, event.data.invoiceNumber), event.data),
    PartnerCorrected: (_, event) => correction(event, 'PARTNER', event.data.partnerId, event.data),
    ProductChanged: (_, event) =>
      event.data.defectGroups ? correction(event, 'PRODUCT', event.data.sku, event.data) : undefined,
  },
});
