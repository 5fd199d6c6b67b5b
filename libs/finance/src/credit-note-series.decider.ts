import { accept, type Day, decider, PersistentMap, refuse, unchanged } from '#kernel';
import type { CreditNoteCommand } from './finance.commands.ts';
import type { CreditNoteEvent } from './finance.events.ts';

export interface CreditNoteSeries {
  readonly issued: number;
  readonly lastIssuedOn: Day | undefined;
  readonly byClaim: PersistentMap<string>;
}

/** Named by the calendar year in which it begins. `start`: month and day, `04-01`. */
export const fiscalYearOf = (day: Day, start: string): number =>
  Number(day.slice(0, 4)) - (day.slice(5) < start ? 1 : 0);

/** F1: one series per legal entity and fiscal year, `MG-2026`. */
export const seriesOf = (legalEntityId: string, fiscalYear: number): string =>
  `${legalEntityId}-${String(fiscalYear).padStart(4, '0')}`;

/** `MG-2026-000042`. `n`: the revision of its event + 1. */
export const creditNoteNumber = (series: string, n: number): string => `${series}-${String(n).padStart(6, '0')}`;

/** F1: the append that issues a note also numbers it, by its revision; a failed append uses no number. */
export const creditNoteSeriesDecider = decider<CreditNoteCommand, CreditNoteEvent, CreditNoteSeries>({
  initial: { issued: 0, lastIssuedOn: undefined, byClaim: PersistentMap.empty() },
  decide: {
    IssueCreditNote({ data: { fiscalYear, claimId, partnerId, datedOn, unit } }, state) {
      if (state.byClaim.has(claimId)) return unchanged;
      const { netPrice: amount, taxCategory, taxRate, taxAmount, invoiceDate } = unit;
      if (amount.minor <= 0)
        return refuse(
          'NOTHING_TO_CREDIT',
          `Unit ${unit.serial} was not invoiced at a positive price, so there is nothing to credit.`,
          {
            rule: 'F3',
          },
        );
      if (datedOn < invoiceDate)
        return refuse(
          'NOTE_BEFORE_INVOICE',
          `A credit note dated ${datedOn} cannot refer to an invoice dated ${invoiceDate}. Check the date of invoice ${unit.invoiceNumber}.`,
          { rule: 'R12' },
        );
      const series = seriesOf(unit.legalEntityId, fiscalYear);
      return accept({
        type: 'CreditNoteIssued',
        data: {
          number: creditNoteNumber(series, state.issued + 1),
          series,
          legalEntityId: unit.legalEntityId,
          claimId,
          partnerId,
          serial: unit.serial,
          sku: unit.sku,
          issuedOn: state.lastIssuedOn && state.lastIssuedOn > datedOn ? state.lastIssuedOn : datedOn,
          amount,
          tax: { category: taxCategory, rate: taxRate, amount: taxAmount },
          payable: { minor: amount.minor + taxAmount.minor, currency: amount.currency },
          invoiceNumber: unit.invoiceNumber,
          invoiceDate,
        },
      });
    },
  },
  evolve: {
    CreditNoteIssued: (state, { data: { claimId, number, issuedOn } }) => ({
      issued: state.issued + 1,
      lastIssuedOn: issuedOn,
      byClaim: state.byClaim.with(claimId, number),
    }),
  },
});
