import { accept, conform, dayIn, decider, refuse, unchanged } from '#kernel';
import type { BookCommand } from './finance.commands.ts';
import { type BookEvent, bookEvents } from './finance.events.ts';

export interface Books {
  /** The last month that takes no more documents, nor does any before it: `2026-03`. */
  readonly closedThrough?: string;
}

export const booksDecider = decider<BookCommand, BookEvent, Books>({
  initial: {},
  decide: {
    CloseMonth({ data: { timeZone, ...data }, meta }, { closedThrough }) {
      const closing = conform(bookEvents.MonthClosed, data);
      if (closing.kind === 'refused') return closing;
      const { month } = data;
      if (closedThrough !== undefined && month <= closedThrough) return unchanged;
      const today = dayIn(timeZone, meta.at);
      if (month >= today.slice(0, 7))
        return refuse('MONTH_NOT_OVER', `${month} is not over: it is ${today} in ${timeZone}. Close it afterwards.`, {
          rule: 'F1',
        });
      return accept({ type: 'MonthClosed', data: closing.data });
    },
  },
  evolve: { MonthClosed: (_, { data: { month } }) => ({ closedThrough: month }) },
});
