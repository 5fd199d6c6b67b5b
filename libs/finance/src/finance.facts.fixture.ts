import type { Day, Instant } from '#kernel';
import type { CreditNoteEvent, ReplacementEvent } from './finance.events.ts';

export const issued = (
  n: number,
  claimId: string,
  issuedOn = '2026-03-10',
  more: Partial<CreditNoteEvent['data']> = {},
): CreditNoteEvent => ({
  type: 'CreditNoteIssued',
  data: {
    number: `MG-2026-00000${n}`,
    series: 'MG-2026',
    legalEntityId: 'MG',
    claimId,
    partnerId: 'P-BERLIN',
    serial: 'LL1-2509-00042',
    sku: 'LUMI-LAMP',
    issuedOn: issuedOn as Day,
    amount: { minor: 12990, currency: 'EUR' },
    tax: { category: 'S', rate: '19.00', amount: { minor: 2468, currency: 'EUR' } },
    payable: { minor: 15458, currency: 'EUR' },
    invoiceNumber: 'INV-2025-118',
    invoiceDate: '2025-10-02' as Day,
    ...more,
  },
});

export const owed = (claimId: string, more: Partial<ReplacementEvent['data']> = {}): ReplacementEvent => ({
  type: 'ReplacementOwed',
  data: {
    claimId,
    partnerId: 'P-SEOUL',
    serial: 'LL1-2509-00043',
    sku: 'LUMI-LAMP',
    freightPaidBy: 'MANUFACTURER',
    owedSince: '2026-03-10T02:00:00.000Z' as Instant,
    ...more,
  },
});
