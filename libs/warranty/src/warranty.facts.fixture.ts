import { type Actor, type Day, type Instant, type CommandMetadata, money, parseSerial, type Serial } from '#kernel';
import type {
  ClaimOutcome,
  InvoiceEvent,
  InvoiceFact,
  LegalEntityDirectoryEvent,
  LegalEntityEvent,
  LegalEntityFact,
  PartnerEvent,
  PartnerFact,
  PolicyEvent,
  ProductEvent,
  ProductFact,
  PublishedPolicy,
  UnitEvent,
  UnitFact,
} from './warranty.events.ts';
import { invoicingOf } from './unit.policies.ts';
import * as commands from './warranty.commands.ts';

export const day = (text: string): Day => text as Day;
const SERIAL = parseSerial('GL1-26-000042') as Serial;

export const admin: Actor = { id: 'root', role: 'ADMIN' };
export const partner = (id: string): Actor => ({ id: `user-of-${id}`, role: 'PARTNER', onBehalfOf: id });

/** Monday 2026-06-01, 10:00 in Shanghai. */
export const by = (actor: Actor = admin, at = '2026-06-01T02:00:00.000Z'): CommandMetadata => ({
  id: '5f0c1d7e-0000-4000-8000-000000000001',
  actor,
  at: at as Instant,
  correlationId: '5f0c1d7e-0000-4000-8000-000000000002',
});

/** Shipped to P-SEOUL on 2026-01-12. */
export const shipment = (more: Partial<UnitFact<'UnitShipped'>> = {}): UnitFact<'UnitShipped'> => ({
  serial: SERIAL,
  sku: 'GLOW-1',
  batchId: 'B-2601',
  partnerId: 'P-SEOUL',
  shippedOn: day('2026-01-12'),
  legalEntityId: 'MG',
  invoicedTo: more.partnerId ?? 'P-SEOUL',
  invoiceNumber: 'INV-2026-0107',
  netPrice: money('129000', 'KRW'),
  taxCategory: 'S',
  taxRate: '10.00',
  taxAmount: money('12900', 'KRW'),
  line: { units: 3, nth: 1 },
  policy: { policyId: 'STANDARD', version: 1 },
  ...more,
});

export const shipped = (more: Partial<UnitFact<'UnitShipped'>> = {}): UnitEvent => ({
  type: 'UnitShipped',
  data: shipment(more),
});
export const sold = (soldOn: string, soldBy = 'P-SEOUL'): UnitEvent => ({
  type: 'UnitSold',
  data: { serial: SERIAL, soldOn: day(soldOn), soldBy },
});
export const soldOnTo = (soldTo: string, soldOn: string, soldBy = 'P-SEOUL'): UnitEvent => ({
  type: 'UnitSold',
  data: { serial: SERIAL, soldOn: day(soldOn), soldBy, soldTo },
});
export const extended = (months: number, boughtOn = '2026-03-01'): UnitEvent => ({
  type: 'CoverageExtended',
  data: { serial: SERIAL, months, reason: 'Studio contract', boughtOn: day(boughtOn) },
});
export const returned = (returnedOn: string): UnitEvent => ({
  type: 'UnitReturned',
  data: { serial: SERIAL, returnedOn: day(returnedOn), reason: 'Never opened' },
});
export const delivered = (more: Partial<UnitFact<'UnitDelivered'>> = {}): UnitEvent => ({
  type: 'UnitDelivered',
  data: { serial: SERIAL, deliveredOn: day('2026-01-15'), proof: 'Signed by Kim', ...more },
});
export const replaced = (claimId: string, newSerial: string): UnitEvent => ({
  type: 'UnitReplaced',
  data: { serial: SERIAL, claimId, newSerial: newSerial as Serial },
});
/** Takes over the invoice line of `shipment()`. */
export const namedAsReplacement = (
  more: Partial<UnitFact<'UnitNamedAsReplacement'>> & Pick<UnitFact<'UnitNamedAsReplacement'>, 'replacementOf'>,
): UnitEvent => ({
  type: 'UnitNamedAsReplacement',
  data: { serial: SERIAL, claimId: more.replacementOf.claimId, ...invoicingOf({ shipment: shipment() }), ...more },
});
export const shipmentCorrected = (more: Partial<UnitFact<'ShipmentCorrected'>>): UnitEvent => ({
  type: 'ShipmentCorrected',
  data: { serial: SERIAL, reason: 'Typed wrongly', claimIds: [], ...more },
});
type Sale = UnitFact<'SaleCorrected'>['from'];
const sale = ([soldOn, soldTo]: [soldOn: string, soldTo?: string]): Sale => ({
  soldOn: day(soldOn),
  ...(soldTo !== undefined && { soldTo }),
});
/** A correction of the newest sale; without `to` it never took place. */
export const saleCorrected = (
  nth: number,
  from: [soldOn: string, soldTo?: string],
  to?: [soldOn: string, soldTo?: string],
  claimIds: string[] = [],
): UnitEvent => ({
  type: 'SaleCorrected',
  data: { serial: SERIAL, reason: 'Typed wrongly', sale: nth, from: sale(from), ...(to && { to: sale(to) }), claimIds },
});
export const claimOpened = (claimId: string, partnerId = 'P-SEOUL', round = 1): UnitEvent => ({
  type: 'ClaimOpenedOnUnit',
  data: { serial: SERIAL, claimId, partnerId, round },
});
export const claimClosed = (claimId: string, outcome: ClaimOutcome, round = 1): UnitEvent => ({
  type: 'ClaimClosedOnUnit',
  data: { serial: SERIAL, claimId, outcome, round },
});

export const ship = (more: Partial<UnitFact<'UnitShipped'>> = {}) => new commands.ShipUnit(shipment(more), by());
export const sell = (soldOn: string, actor: Actor = partner('P-SEOUL'), soldTo?: string) =>
  new commands.RecordSale({ serial: SERIAL, soldOn: day(soldOn), soldTo }, by(actor));
export const extend = (months: number, boughtOn = '2026-03-01') =>
  new commands.ExtendCoverage({ serial: SERIAL, months, reason: 'Studio contract', boughtOn: day(boughtOn) }, by());
export const correct = (more: Partial<commands.CorrectShipmentData>) =>
  new commands.CorrectShipment({ serial: SERIAL, reason: 'Typed wrongly', ...more }, by());
export const correctSale = (more: { soldOn?: string; soldTo?: string }) =>
  new commands.CorrectSale({ serial: SERIAL, reason: 'Typed wrongly', ...more } as never, by());
export const giveBack = (returnedOn: string) =>
  new commands.ReturnUnit({ serial: SERIAL, returnedOn: day(returnedOn), reason: 'Never opened' }, by());
export const deliver = (deliveredOn: string, proof = 'Signed by Kim') =>
  new commands.RecordDelivery({ serial: SERIAL, deliveredOn: day(deliveredOn), proof }, by());
export const openClaim = (claimId: string, partnerId = 'P-SEOUL', round = 1, at?: string) =>
  new commands.OpenClaimOnUnit({ serial: SERIAL, claimId, partnerId, round }, by(partner(partnerId), at));
export const closeClaim = (claimId: string, outcome: ClaimOutcome, round = 1) =>
  new commands.CloseClaimOnUnit(
    { serial: SERIAL, claimId, outcome, round },
    by({ id: 'when-claim-ends', role: 'SYSTEM' }),
  );

/** Version 1 of STANDARD: 12 months from shipment, in force since 2025-01-01. */
export const policy = (more: Partial<PublishedPolicy> = {}): PublishedPolicy => ({
  policyId: 'STANDARD',
  version: 1,
  skus: ['GLOW-1'],
  effectiveFrom: day('2025-01-01'),
  kind: 'FULL',
  months: 12,
  startAnchor: 'SHIPPED',
  excludedDefects: [],
  evidenceDemanded: [],
  resolutionTarget: 'PT48H',
  firstReviewTarget: 'PT24H',
  replacementDays: 90,
  evidenceDays: 10,
  choiceDays: 10,
  owedDays: 60,
  firstContactGoal: 0.99,
  pauseForSamples: false,
  ...more,
});

export const published = (version: number, more: Partial<PublishedPolicy> = {}): PolicyEvent => ({
  type: 'PolicyPublished',
  data: policy({ version, ...more }),
});

export const hanbit = {
  partnerId: 'P-SEOUL',
  name: 'Hanbit Beauty',
  locale: 'ko-KR',
  currency: 'KRW',
  accountManager: 'mina',
};
export const enrolled = (more: Partial<PartnerFact<'PartnerEnrolled'>> = {}): PartnerEvent => ({
  type: 'PartnerEnrolled',
  data: { ...hanbit, contacts: [], standingInstruction: 'ASK', creditsForUnitsSoldOn: 'NONE', ...more },
});
export const termsChanged = (terms: Omit<commands.ChangePartnerTerms['data'], 'partnerId'>): PartnerEvent => ({
  type: 'PartnerTermsChanged',
  data: { partnerId: 'P-SEOUL', ...terms },
});

export const listed = (more: Partial<ProductFact<'ProductListed'>> = {}): ProductEvent => ({
  type: 'ProductListed',
  data: { sku: 'GLOW-1', name: 'Glow One', defectGroups: [], ...more },
});
export const partnerCorrected = (
  facts: Omit<PartnerFact<'PartnerCorrected'>, 'partnerId' | 'reason'>,
): PartnerEvent => ({
  type: 'PartnerCorrected',
  data: { partnerId: 'P-SEOUL', reason: 'Moved', ...facts },
});
export const productChanged = (more: Omit<ProductFact<'ProductChanged'>, 'sku'>): ProductEvent => ({
  type: 'ProductChanged',
  data: { sku: 'GLOW-1', ...more },
});
export const governed = (policyId: string, ...periods: ProductFact<'ProductGoverned'>['periods']): ProductEvent => ({
  type: 'ProductGoverned',
  data: { sku: 'GLOW-1', policyId, periods },
});
export const invoiceCorrected = (invoiceDate: string): InvoiceEvent => ({
  type: 'InvoiceCorrected',
  data: {
    legalEntityId: 'MG',
    invoiceNumber: 'INV-2026-0107',
    reason: 'Typed wrongly',
    invoiceDate: day(invoiceDate),
  },
});
export const invoiceRecorded = (more: Partial<InvoiceFact<'InvoiceRecorded'>> = {}): InvoiceEvent => ({
  type: 'InvoiceRecorded',
  data: {
    legalEntityId: 'MG',
    invoiceNumber: 'INV-2026-0107',
    partnerId: 'P-SEOUL',
    invoiceDate: day('2026-01-10'),
    currency: 'KRW',
    ...more,
  },
});
/** MG, in UTC, with the calendar year as fiscal year. */
/** What documents state of it. */
export const entityDetails = {
  name: 'Makegood GmbH',
  vatId: 'DE123456788',
  address: { lines: ['Werkstraße 1'], city: 'Berlin', postalCode: '10115', country: 'DE' },
  electronicAddress: '9930:DE123456788',
};
/** What documents state of P-SEOUL. */
export const partnerDetails = {
  shipTo: { lines: ['12 Teheran-ro'], city: 'Seoul', postalCode: '06234', country: 'KR' },
  electronicAddress: '0060:690549662',
};
export const entityRegistered = (more: Partial<LegalEntityFact<'LegalEntityRegistered'>> = {}): LegalEntityEvent => ({
  type: 'LegalEntityRegistered',
  data: { legalEntityId: 'MG', name: 'MG', timeZone: 'UTC', fiscalYearStart: '01-01', ...more },
});
export const entityChanged = (
  more: Omit<LegalEntityFact<'LegalEntityChanged'>, 'legalEntityId'>,
): LegalEntityEvent => ({
  type: 'LegalEntityChanged',
  data: { legalEntityId: 'MG', ...more },
});
export const entityListed = (legalEntityId = 'MG'): LegalEntityDirectoryEvent => ({
  type: 'LegalEntityListed',
  data: { legalEntityId },
});
