import { addMonths, type Day } from '#kernel';
import type { FinanceDocument } from './finance.events.ts';

type Postponed = NonNullable<FinanceDocument['postponed']>;

export interface DocumentDay {
  readonly datedOn: Day;
  readonly postponed?: Postponed | undefined;
}

/**
 * R12: not before the document that it refers to. F1: not in a month whose closing had started when it became due, but on the first day after
 * it. Depends on facts alone, not on what the series already has: a repeat must find the same series.
 */
export function documentDay(
  causedOn: Day,
  { day: earliest, because }: { readonly day: Day; readonly because: 'BEFORE_INVOICE' | 'BEFORE_NOTE' },
  { closingThrough }: { readonly closingThrough?: string | undefined },
): DocumentDay {
  const due = causedOn < earliest ? later(causedOn, earliest, because) : { datedOn: causedOn };
  return closingThrough !== undefined && due.datedOn.slice(0, 7) <= closingThrough
    ? later(causedOn, addMonths(`${closingThrough}-01` as Day, 1), 'MONTH_CLOSED')
    : due;
}

/** F1: days never go back within a series. */
export const notBeforeLast = ({ datedOn, postponed }: DocumentDay, last: Day | undefined): DocumentDay =>
  last !== undefined && last > datedOn ? later(postponed?.from ?? datedOn, last, 'LATER_NOTE') : { datedOn, postponed };

const later = (from: Day, datedOn: Day, because: Postponed['because']): DocumentDay => ({
  datedOn,
  postponed: { from, because },
});
