import { accept, type Day, decider, PersistentMap, refuse, unchanged } from '#kernel';
import type { CreditNoteCommand } from './finance.commands.ts';
import type { CreditNoteEvent } from './finance.events.ts';

export interface CreditNoteSeries {
  readonly issued: number;
  readonly lastIssuedOn: Day | undefined;
  readonly byClaim: PersistentMap<string>;
}

/** The fiscal year of a day, named by the calendar year in which it begins. `start`: month and day, `04-01`. */
export const fiscalYearOf = (day: Day, start: string): number =>
  Number(day.slice(0, 4)) - (day.slice(5) < start ? 1 : 0);

/** One series per legal entity and fiscal year (F1): `MG-2026`. */
export const seriesOf = (legalEntityId: string, fiscalYear: number): string =>
  `${legalEntityId}-${String(fiscalYear).padStart(4, '0')}`;

/** `MG-2026-000042`: the n-th note of its series, where n is the revision of its event + 1. */
export const creditNoteNumber = (series: string, n: number): string => `${series}-${String(n).padStart(6, '0')}`;

/** The append that issues a note also numbers it: the number follows from the revision, and a failed append uses none (F1). */
export const creditNoteSeriesDecider = decider<CreditNoteCommand, CreditNoteEvent, CreditNoteSeries>({
  initial: { issued: 0, lastIssuedOn: undefined, byClaim: PersistentMap.empty() },
  decide: {
    IssueCreditNote({ data: { fiscalYear, claimId, partnerId, datedOn, unit } }, state) {
      if (state.byClaim.has(claimId)) return unchanged;
      const { netPrice: amount, taxCategory, taxRate, taxAmount, invoiceDate } = unit;
      if (amount.minor <= 0)
        return refuse('NOTHING_TO_CREDIT', `The invoice line of ${unit.serial} has no positive price to credit.`, {
          rule: 'F3',
        });
      if (datedOn < invoiceDate)
        return refuse(
          'NOTE_BEFORE_INVOICE',
          `A credit note of ${datedOn} cannot refer to an invoice of ${invoiceDate}. Check the date of invoice ${unit.invoiceNumber}.`,
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
