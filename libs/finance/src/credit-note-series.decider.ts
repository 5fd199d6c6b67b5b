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
    IssueCreditNote({ data: { fiscalYear, datedOn, postponed, note } }, { byClaim, issued, lastIssuedOn }) {
      if (byClaim.has(note.claimId)) return unchanged;
      const { amount, tax, invoiceDate, invoiceNumber, serial, legalEntityId } = note;
      if (amount.minor <= 0)
        return refuse(
          'NOTHING_TO_CREDIT',
          `Unit ${serial} was not invoiced at a positive price, so there is nothing to credit.`,
          { rule: 'F3' },
        );
      if (datedOn < invoiceDate)
        return refuse(
          'NOTE_BEFORE_INVOICE',
          `A credit note dated ${datedOn} cannot refer to an invoice dated ${invoiceDate}. Check the date of invoice ${invoiceNumber}.`,
          { rule: 'R12' },
        );
      const series = seriesOf(legalEntityId, fiscalYear);
      const isLate = lastIssuedOn !== undefined && lastIssuedOn > datedOn;
      const moved = isLate ? { from: postponed?.from ?? datedOn, because: 'LATER_NOTE' as const } : postponed;
      return accept({
        type: 'CreditNoteIssued',
        data: {
          ...note,
          number: creditNoteNumber(series, issued + 1),
          series,
          issuedOn: isLate ? lastIssuedOn : datedOn,
          ...(moved && { postponed: moved }),
          payable: { minor: amount.minor + tax.amount.minor, currency: amount.currency },
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
