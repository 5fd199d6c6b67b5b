import {
  accept,
  conform,
  type Day,
  dayIn,
  dayInWords,
  decider,
  type Instant,
  type Refusal,
  refuse,
  sameJson,
  unchanged,
} from '#kernel';
import type { InvoiceCommand } from './warranty.commands.ts';
import { type InvoiceEvent, type InvoiceFact, invoiceEvents } from './warranty.events.ts';

export interface Invoice {
  readonly recorded: InvoiceFact<'InvoiceRecorded'>;
  readonly invoiceDate: Day;
}
export type InvoiceState = Invoice | undefined;

export const invoiceDecider = decider<InvoiceCommand, InvoiceEvent, InvoiceState>({
  initial: undefined,
  decide: {
    RecordInvoice({ data: { timeZone, ...data }, meta }, invoice) {
      const asked = conform(invoiceEvents.InvoiceRecorded, data);
      if (asked.kind === 'refused') return asked;
      if (!invoice) {
        const refusal = futureRefusal(data.invoiceDate, timeZone, meta.at);
        return refusal ? { kind: 'refused', refusal } : accept({ type: 'InvoiceRecorded', data: asked.data });
      }
      const { recorded, invoiceDate } = invoice;
      const { invoiceNumber, partnerId, currency, allowance } = asked.data;
      const differs = (what: string, known: string, said: string) =>
        refuse(
          'INVOICE_DIFFERS',
          `Invoice ${invoiceNumber} is already recorded with the ${what} ${known}, not ${said}. Check the number; one invoice has one partner, date and currency.`,
          { rule: 'R2' },
        );
      if (partnerId !== recorded.partnerId) return differs('partner', recorded.partnerId, partnerId);
      // A shipment repeated after a correction still has the date first recorded.
      if (data.invoiceDate !== invoiceDate && data.invoiceDate !== recorded.invoiceDate)
        return differs('date', dayInWords(invoiceDate), dayInWords(data.invoiceDate));
      if (currency !== recorded.currency) return differs('currency', recorded.currency, currency);
      if (!sameJson(allowance, recorded.allowance))
        return refuse(
          'ALLOWANCE_SHARED_OUT',
          recorded.allowance
            ? `The allowance of invoice ${invoiceNumber} was distributed over the units first recorded with it. Record all units of an invoice with an allowance in one shipment.`
            : `Invoice ${invoiceNumber} is recorded without an allowance, and its units may have been credited in full. Record all units of an invoice with an allowance in one shipment.`,
          { rule: 'R2' },
        );
      return unchanged;
    },

    CorrectInvoice({ data: { timeZone, ...data }, meta }, invoice) {
      if (!invoice) return refuse('INVOICE_NOT_FOUND', `There is no invoice ${data.invoiceNumber}.`, { rule: 'R5' });
      const asked = conform(invoiceEvents.InvoiceCorrected, data);
      if (asked.kind === 'refused') return asked;
      if (data.invoiceDate === invoice.invoiceDate) return unchanged;
      const refusal = futureRefusal(data.invoiceDate, timeZone, meta.at);
      return refusal ? { kind: 'refused', refusal } : accept({ type: 'InvoiceCorrected', data: asked.data });
    },
  },
  evolve: {
    InvoiceRecorded: (_, { data }) => ({ recorded: data, invoiceDate: data.invoiceDate }),
    InvoiceCorrected: (invoice, { data }) => invoice && { ...invoice, invoiceDate: data.invoiceDate },
  },
});

function futureRefusal(invoiceDate: Day, timeZone: string, at: Instant): Refusal | undefined {
  return invoiceDate > dayIn(timeZone, at)
    ? {
        code: 'INVOICED_IN_FUTURE',
        message: `invoiceDate: ${dayInWords(invoiceDate)} is in the future (${timeZone}). Record the shipment when it is invoiced.`,
        rule: 'R2',
      }
    : undefined;
}
