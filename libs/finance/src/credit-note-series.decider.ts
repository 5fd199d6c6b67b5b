import { accept, type Day, dayInWords, decider, type Instant, refuse, unchanged } from '#kernel';
import { notBeforeLast } from './document-day.policies.ts';
import { creditNoteNumber, placeInSeries } from './document-number.policies.ts';
import type { CreditNoteCommand } from './finance.commands.ts';
import type { CreditNoteEvent, FinanceDocument } from './finance.events.ts';

/** A series by its last document; undefined: it has none. `at`: when that was due. */
export type SeriesHead<D extends FinanceDocument> = (D & { readonly at: Instant }) | undefined;

export type CreditNoteSeries = SeriesHead<CreditNoteEvent['data']>;

/** F2: another document was issued meanwhile. The sender looks again whether its own was before. */
export const SERIES_MOVED = 'SERIES_MOVED';

export const seriesMoved = (series: string, last: string | undefined) =>
  refuse('SERIES_MOVED', `The last document of ${series} is ${last ?? 'none'} by now. Look again, and repeat.`, {
    rule: 'F1',
  });

/** The next of a series, and its day. */
export function drawn(
  head: SeriesHead<FinanceDocument>,
  { series, datedOn, postponed }: { series: string; datedOn: Day; postponed?: FinanceDocument['postponed'] },
  numberOf: typeof creditNoteNumber,
): Pick<FinanceDocument, 'number' | 'series' | 'issuedOn' | 'postponed'> {
  const day = notBeforeLast({ datedOn, postponed }, head?.issuedOn);
  return {
    number: numberOf(series, (head ? placeInSeries(head.number) : 0) + 1),
    series,
    issuedOn: day.datedOn,
    ...(day.postponed && { postponed: day.postponed }),
  };
}

/**
 * F1: the append that issues a note also numbers it, by its revision; a failed append uses no number. F2: whether a claim has its note is
 * not known here, but in its own stream, to which each note is known before the next is issued (ADR 0013).
 */
export const creditNoteSeriesDecider = decider<CreditNoteCommand, CreditNoteEvent, CreditNoteSeries>({
  initial: undefined,
  decide: {
    IssueCreditNote({ data: { note, after, ...numbering } }, head) {
      if (head?.claimId === note.claimId && head.remedyNumber === note.remedyNumber) return unchanged;
      if (head?.number !== after) return seriesMoved(numbering.series, head?.number);
      const { amount, tax, invoiceDate, invoiceNumber, serial } = note;
      if (amount.minor <= 0)
        return refuse(
          'NOTHING_TO_CREDIT',
          `Unit ${serial} was not invoiced at a positive price, so there is nothing to credit.`,
          { rule: 'F3' },
        );
      if (numbering.datedOn < invoiceDate)
        return refuse(
          'NOTE_BEFORE_INVOICE',
          `A credit note dated ${dayInWords(numbering.datedOn)} cannot refer to an invoice dated ${dayInWords(invoiceDate)}. Check the date of invoice ${invoiceNumber}.`,
          { rule: 'R12' },
        );
      return accept({
        type: 'CreditNoteIssued',
        data: {
          ...note,
          ...drawn(head, numbering, creditNoteNumber),
          payable: { minor: amount.minor + tax.amount.minor, currency: amount.currency },
        },
      });
    },
  },
  evolve: { CreditNoteIssued: (_, { data }, at) => ({ ...data, at }) },
});
