import { scenarios } from '#kernel';
import { invoiceDecider } from './invoice.decider.ts';
import { CorrectInvoice, RecordInvoice } from './warranty.commands.ts';
import type { InvoiceEvent, InvoiceFact } from './warranty.events.ts';
import { by, day } from './warranty.facts.fixture.ts';
import { invoiceIdOf, invoiceStreams } from './warranty.streams.ts';

const { given, nothing } = scenarios(invoiceDecider, (actual, expected) => expect(actual).toEqual(expected));

const facts: InvoiceFact<'InvoiceRecorded'> = {
  legalEntityId: 'MG',
  invoiceNumber: 'INV-2026-0107',
  partnerId: 'P-SEOUL',
  invoiceDate: day('2026-01-10'),
  currency: 'KRW',
};
const record = (more: Partial<InvoiceFact<'InvoiceRecorded'>> = {}, timeZone = 'UTC') =>
  new RecordInvoice({ ...facts, ...more, timeZone }, by());
const recorded = (more: Partial<InvoiceFact<'InvoiceRecorded'>> = {}): InvoiceEvent => ({
  type: 'InvoiceRecorded',
  data: { ...facts, ...more },
});
const dated = (invoiceDate: string): InvoiceFact<'InvoiceCorrected'> => ({
  legalEntityId: 'MG',
  invoiceNumber: 'INV-2026-0107',
  reason: 'Typed wrongly',
  invoiceDate: day(invoiceDate),
});
const correct = (invoiceDate: string) => new CorrectInvoice({ ...dated(invoiceDate), timeZone: 'UTC' }, by());
const corrected = (invoiceDate: string): InvoiceEvent => ({ type: 'InvoiceCorrected', data: dated(invoiceDate) });

describe('An invoice', () => {
  it('R2 has one partner, date and currency, across all shipments', () => {
    nothing.when(record()).then(recorded());
    given(recorded()).when(record()).thenUnchanged();
    for (const more of [{ partnerId: 'P-BERLIN' }, { invoiceDate: day('2026-01-11') }, { currency: 'USD' }])
      given(recorded()).when(record(more)).thenRefused('R2', 'INVOICE_DIFFERS');
    expect(
      given(recorded())
        .when(record({ currency: 'USD' }))
        .thenRefused('R2', 'INVOICE_DIFFERS').message,
    ).toBe(
      'Invoice INV-2026-0107 is already recorded with the currency KRW, not USD. Check the number; one invoice has one partner, date and currency.',
    );
  });

  it('R2 belongs to one legal entity: the same number of another entity is another invoice, another spelling is the same', () => {
    expect(invoiceStreams.of(invoiceIdOf('MG', 'inv–2026 0107'))).toBe('invoice-MG/INV-20260107');
    expect(invoiceIdOf('MG', 'INV-1')).not.toBe(invoiceIdOf('KR', 'INV-1'));
  });

  it('R2 R9 is not dated in the future, by the day at the legal entity', () => {
    // 2026-06-01T02:00Z is 1 June in Seoul and 31 May in New York.
    nothing
      .when(record({ invoiceDate: day('2026-06-01') }, 'Asia/Seoul'))
      .then(recorded({ invoiceDate: day('2026-06-01') }));
    nothing
      .when(record({ invoiceDate: day('2026-06-01') }, 'America/New_York'))
      .thenRefused('R2', 'INVOICED_IN_FUTURE');
    nothing.when(record({ invoiceDate: day('2099-01-01') })).thenRefused('R2', 'INVOICED_IN_FUTURE');
  });

  it('R2 distributes an allowance once, over the units it came with', () => {
    const allowance = { amount: { minor: 5000, currency: 'KRW' }, sharedOver: 'a'.repeat(64) };
    nothing.when(record({ allowance })).then(recorded({ allowance }));
    given(recorded({ allowance })).when(record({ allowance })).thenUnchanged();
    const refused = 'ALLOWANCE_SHARED_OUT';
    given(recorded({ allowance })).when(record()).thenRefused('R2', refused);
    given(recorded()).when(record({ allowance })).thenRefused('R2', refused);
    given(recorded({ allowance }))
      .when(record({ allowance: { ...allowance, sharedOver: 'b'.repeat(64) } }))
      .thenRefused('R2', refused);
  });

  it('R5 has its date corrected for all its units at once', () => {
    given(recorded()).when(correct('2026-01-12')).then(corrected('2026-01-12'));
    given(recorded(), corrected('2026-01-12')).when(correct('2026-01-12')).thenUnchanged();
    given(recorded()).when(correct('2026-06-02')).thenRefused('R2', 'INVOICED_IN_FUTURE');
    nothing.when(correct('2026-01-12')).thenRefused('R5', 'INVOICE_NOT_FOUND');
  });

  it('C12 repeated after a correction, with the first or the present data, is the same invoice', () => {
    const history = given(recorded(), corrected('2026-01-12'));
    history.when(record()).thenUnchanged();
    history.when(record({ invoiceDate: day('2026-01-12') })).thenUnchanged();
    history.when(record({ invoiceDate: day('2026-01-13') })).thenRefused('R2', 'INVOICE_DIFFERS');
  });
});
