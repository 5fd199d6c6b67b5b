import type { CommandMetadata, Day, Instant, Serial } from '#kernel';
import type { CreditNoteFacts, ReversalFacts } from './finance.commands.ts';
import type { AvoidedCostEvent } from './avoided-cost.events.ts';
import type { BookEvent, CreditNoteEvent, IssuedNoteEvent, Party, ReversalEvent } from './finance.events.ts';
import type { ReplacementEvent, ReplacementFact } from './replacement.events.ts';

export const by: CommandMetadata = {
  id: '5f0c1d7e-0000-4000-8000-000000000001',
  actor: { id: 'fay', role: 'FINANCE' },
  at: '2026-03-10T02:00:00.000Z' as Instant,
  correlationId: 'c-1',
};

const seller: Party = {
  name: 'Makegood GmbH',
  vatId: 'DE123456788',
  address: { lines: ['Werkstraße 1'], city: 'Berlin', postalCode: '10115', country: 'DE' },
  electronicAddress: '9930:DE123456788',
};

const buyer: Party = {
  name: 'Lichtblick Kosmetik GmbH',
  vatId: 'DE999999999',
  address: { lines: ['Hauptstraße 5'], city: 'Hamburg', postalCode: '20095', country: 'DE' },
  electronicAddress: '9930:DE999999999',
};

export const noteFacts = (claimId: string, more: Partial<CreditNoteFacts> = {}): CreditNoteFacts => ({
  legalEntityId: 'MG',
  claimId,
  remedyNumber: 1,
  partnerId: 'P-BERLIN',
  serial: 'LL1-2509-00042',
  sku: 'LUMI-LAMP',
  productName: 'Lumi lamp',
  amount: { minor: 12990, currency: 'EUR' },
  tax: { category: 'S', rate: '19.00', amount: { minor: 2468, currency: 'EUR' } },
  invoiceNumber: 'INV-2025-118',
  invoiceDate: '2025-10-02' as Day,
  seller,
  buyer,
  reason: 'LED-DEAD',
  ...more,
});

export const issued = (
  n: number,
  claimId: string,
  issuedOn = '2026-03-10',
  more: Partial<CreditNoteEvent['data']> = {},
): CreditNoteEvent => ({
  type: 'CreditNoteIssued',
  data: {
    ...noteFacts(claimId),
    number: `MG-2026-00000${n}`,
    series: 'MG-2026',
    issuedOn: issuedOn as Day,
    payable: { minor: 15458, currency: 'EUR' },
    ...more,
  },
});

/** Of note `note`, `MG-2026-00000<note>`. */
export const reversalFacts = (note: number): ReversalFacts => ({
  ...noteFacts(`C-${note}`),
  payable: { minor: 15458, currency: 'EUR' },
  creditNoteNumber: `MG-2026-00000${note}`,
  creditNoteIssuedOn: '2026-03-10' as Day,
  reason: 'The price was wrong.',
});

export const reversalIssued = (
  n: number,
  note: number,
  issuedOn = '2026-05-04',
  postponed?: ReversalEvent['data']['postponed'],
): ReversalEvent => ({
  type: 'ReversalIssued',
  data: {
    ...reversalFacts(note),
    number: `MG-2026-R00000${n}`,
    series: 'MG-2026',
    issuedOn: issuedOn as Day,
    ...(postponed && { postponed }),
  },
});

/** Of the first note. */
export const settled = (reference = 'SAP 471'): IssuedNoteEvent => ({
  type: 'CreditNoteSettled',
  data: { number: 'MG-2026-000001', settledOn: '2026-03-10' as Day, reference },
});
export const reversalRequested: IssuedNoteEvent = {
  type: 'ReversalRequested',
  data: { number: 'MG-2026-000001', reason: 'The price was wrong.' },
};
export const reversed: IssuedNoteEvent = {
  type: 'CreditNoteReversed',
  data: { number: 'MG-2026-000001', reversalNumber: 'MG-2026-R000001', reason: 'The price was wrong.' },
};

export const closingStarted = (month: string, legalEntityId = 'MG'): BookEvent => ({
  type: 'MonthClosingStarted',
  data: { legalEntityId, month },
});

export const monthClosed = (month: string, legalEntityId = 'MG'): BookEvent => ({
  type: 'MonthClosed',
  data: { legalEntityId, month },
});

export const owed = (claimId: string, more: Partial<ReplacementFact<'ReplacementOwed'>> = {}): ReplacementEvent => ({
  type: 'ReplacementOwed',
  data: {
    claimId,
    partnerId: 'P-SEOUL',
    remedyNumber: 1,
    serial: 'LL1-2509-00043',
    sku: 'LUMI-LAMP',
    freightPaidBy: 'MANUFACTURER',
    owedSince: '2026-03-10T02:00:00.000Z' as Instant,
    ...more,
  },
});

/** To an order; with `newSerial` it is being shipped. */
export const allotted = (
  claimId: string,
  orderNumber?: string,
  newSerial?: string,
  formerOrderNumber?: string,
): ReplacementEvent => ({
  type: 'ReplacementAllotted',
  data: {
    claimId,
    ...(orderNumber !== undefined && { orderNumber }),
    ...(formerOrderNumber !== undefined && { formerOrderNumber }),
    ...(newSerial !== undefined && { newSerial: newSerial as Serial }),
  },
});

/** Back on the order, if it was on one before. */
export const allotmentCancelled = (claimId: string, newSerial: string, orderNumber?: string): ReplacementEvent => ({
  type: 'AllotmentCancelled',
  data: { claimId, newSerial: newSerial as Serial, ...(orderNumber !== undefined && { orderNumber }) },
});

export const substituteAgreed = (claimId: string, substituteSku: string): ReplacementEvent => ({
  type: 'SubstituteAgreed',
  data: { claimId, substituteSku },
});

export const replacementSerialCorrected = (claimId: string, newSerial: string): ReplacementEvent => ({
  type: 'ReplacementSerialCorrected',
  data: { claimId, newSerial: newSerial as Serial },
});

export const owedProductCorrected = (claimId: string, sku: string): ReplacementEvent => ({
  type: 'OwedProductCorrected',
  data: { claimId, sku },
});

export const replacementShipped = (
  claimId: string,
  newSerial: string,
  more: Partial<ReplacementFact<'ReplacementShipped'>> = {},
): ReplacementEvent => ({
  type: 'ReplacementShipped',
  data: {
    claimId,
    newSerial: newSerial as Serial,
    sku: 'LUMI-LAMP',
    shippedOn: '2026-04-02' as Day,
    freightPaidBy: 'MANUFACTURER',
    ...more,
  },
});

export const creditOffered = (claimId: string): ReplacementEvent => ({ type: 'CreditOffered', data: { claimId } });

export const converted = (
  claimId: string,
  more: Partial<ReplacementFact<'ReplacementConverted'>> = {},
): ReplacementEvent => ({ type: 'ReplacementConverted', data: { claimId, remedyNumber: 1, why: 'ASKED', ...more } });

export * from './credit-note-document.fixture.ts';

type CostAvoided = Extract<AvoidedCostEvent, { type: 'CostAvoided' }>['data'];

/** 5.30 EUR for a lamp of 129.90. */
export const costAvoidedData = (more: Partial<CostAvoided> = {}): CostAvoided => ({
  claimId: 'C-1',
  remedyNumber: 1,
  partnerId: 'P-BERLIN',
  sku: 'LUMI-LAMP',
  on: '2026-03-10' as Day,
  serial: 'LL1-2509-00042',
  policyId: 'STANDARD',
  policyVersion: 1,
  country: 'DE',
  saved: [
    {
      component: 'FREIGHT',
      rate: { minor: 530, currency: 'EUR' },
      per: 'UNIT',
      quantityThousandths: 1000,
      amount: { minor: 530, currency: 'EUR' },
      source: 'Parcel rates',
    },
  ],
  paid: [],
  avoided: [{ minor: 530, currency: 'EUR' }],
  unitPrice: { minor: 12990, currency: 'EUR' },
  ...more,
});

export const costAvoided = (more: Partial<CostAvoided> = {}): AvoidedCostEvent => ({
  type: 'CostAvoided',
  data: costAvoidedData(more),
});

export const avoidedCostReversed = (on = '2026-04-02'): AvoidedCostEvent => {
  const { claimId, remedyNumber, partnerId, sku, avoided, unitPrice } = costAvoidedData();
  return {
    type: 'AvoidedCostReversed',
    data: { claimId, remedyNumber, partnerId, sku, on: on as Day, avoided, unitPrice },
  };
};
