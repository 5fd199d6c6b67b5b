import { type Actor, type Day, type Instant, type CommandMetadata, money, parseSerial, type Serial } from '#kernel';
import type {
  ClaimOutcome,
  PartnerEvent,
  PolicyEvent,
  ProductEvent,
  PublishedPolicy,
  UnitEvent,
  UnitFact,
} from './warranty.events.ts';
import * as commands from './warranty.commands.ts';

// The facts that the specs of this context tell their stories with.

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
  invoiceNumber: 'INV-2026-0107',
  invoiceDate: day('2026-01-10'),
  shippedOn: day('2026-01-12'),
  netPrice: money('129000', 'KRW'),
  taxCategory: 'S',
  taxRate: '10.00',
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
export const extended = (months: number, reason: string): UnitEvent => ({
  type: 'CoverageExtended',
  data: { serial: SERIAL, months, reason },
});
export const claimOpened = (claimId: string, partnerId = 'P-SEOUL', round = 1): UnitEvent => ({
  type: 'ClaimOpenedOnUnit',
  data: { serial: SERIAL, claimId, partnerId, round },
});
export const claimClosed = (claimId: string, outcome: ClaimOutcome, round = 1): UnitEvent => ({
  type: 'ClaimClosedOnUnit',
  data: { serial: SERIAL, claimId, outcome, round },
});

export const ship = (more: Partial<commands.ShipUnitData> = {}) =>
  new commands.ShipUnit({ ...shipment(), ...more }, by());
export const sell = (soldOn: string, actor: Actor = partner('P-SEOUL'), soldTo?: string) =>
  new commands.RecordSale({ serial: SERIAL, soldOn: day(soldOn), soldTo }, by(actor));
export const extend = (months: number, reason: string) =>
  new commands.ExtendCoverage({ serial: SERIAL, months, reason }, by());
export const openClaim = (claimId: string, partnerId = 'P-SEOUL', round = 1) =>
  new commands.OpenClaimOnUnit({ serial: SERIAL, claimId, partnerId, round }, by(partner(partnerId)));
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
  ...more,
});

export const published = (version: number, more: Partial<PublishedPolicy> = {}): PolicyEvent => ({
  type: 'PolicyPublished',
  data: policy({ version, ...more }),
});

type Enrolled = Extract<PartnerEvent, { type: 'PartnerEnrolled' }>['data'];

export const hanbit = {
  partnerId: 'P-SEOUL',
  name: 'Hanbit Beauty',
  locale: 'ko-KR',
  currency: 'KRW',
  accountManager: 'mina',
};
export const enrolled = (more: Partial<Enrolled> = {}): PartnerEvent => ({
  type: 'PartnerEnrolled',
  data: { ...hanbit, emails: [], standingInstruction: 'ASK', ...more },
});
export const termsChanged = (terms: Omit<commands.ChangePartnerTerms['data'], 'partnerId'>): PartnerEvent => ({
  type: 'PartnerTermsChanged',
  data: { partnerId: 'P-SEOUL', ...terms },
});

export const listed = (more: Partial<ProductEvent['data']> = {}): ProductEvent => ({
  type: 'ProductListed',
  data: { sku: 'GLOW-1', name: 'Glow One', defectGroups: [], ...more },
});
