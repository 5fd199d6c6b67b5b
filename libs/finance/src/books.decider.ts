import { accept, conform, dayIn, dayInWords, decider, monthInWords, refuse, unchanged } from '#kernel';
import type { BookCommand } from './finance.commands.ts';
import { type BookEvent, bookEvents } from './finance.events.ts';

/** Months such as `2026-03`, each with all before it. */
export interface Books {
  /** What becomes due is dated after this month. */
  readonly closingThrough?: string;
  /** The last month that takes no more documents. */
  readonly closedThrough?: string;
}

/** F1: in two steps, between which all that was due before the first is issued (ADR 0017). */
export const booksDecider = decider<BookCommand, BookEvent, Books>({
  initial: {},
  decide: {
    StartClosing({ data: { timeZone, ...data }, meta }, { closingThrough }) {
      const closing = conform(bookEvents.MonthClosingStarted, data);
      if (closing.kind === 'refused') return closing;
      const { month } = data;
      if (isThrough(month, closingThrough)) return unchanged;
      const today = dayIn(timeZone, meta.at);
      if (month >= today.slice(0, 7))
        return refuse(
          'MONTH_NOT_OVER',
          `${monthInWords(month)} is not over: it is ${dayInWords(today)} in ${timeZone}. Close it afterwards.`,
          {
            rule: 'F1',
          },
        );
      return accept({ type: 'MonthClosingStarted', data: closing.data });
    },
    // One whose closing has not started stays open.
    CloseMonth: ({ data }, { closingThrough, closedThrough }) =>
      isThrough(data.month, closedThrough) || !isThrough(data.month, closingThrough)
        ? unchanged
        : accept({ type: 'MonthClosed', data }),
  },
  evolve: {
    MonthClosingStarted: (books, { data: { month } }) => ({ ...books, closingThrough: month }),
    MonthClosed: (books, { data: { month } }) => ({ ...books, closedThrough: month }),
  },
});

/** The month whose closing has started and is not done. */
export const closingOf = ({ closingThrough, closedThrough }: Books): string | undefined =>
  closingThrough !== undefined && !isThrough(closingThrough, closedThrough) ? closingThrough : undefined;

/** Whether the books are closed, or closing, through that month or a later one. */
export const isThrough = (month: string, through: string | undefined): boolean =>
  through !== undefined && month <= through;
