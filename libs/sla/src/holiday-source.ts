import type { Day } from '#kernel';

export class HolidaySourceError extends Error {}

/** OPEN: a working day against the weekly rule. */
export interface ImportedDay {
  readonly date: Day;
  readonly kind: 'CLOSED' | 'OPEN';
  readonly name: string;
}

export const DOUBTS = ['conflict', 'worked', 'half-day', 'observance', 'regional', 'tentative', 'free'] as const;
export type DoubtKind = (typeof DOUBTS)[number];

export interface Doubt {
  readonly kind: DoubtKind;
  readonly reason: string;
}

/** With a doubt, it is published only after a person has decided. */
export interface ListedDay extends ImportedDay {
  readonly doubt?: Doubt;
}

export interface KnownHolidays {
  readonly source: string;
  readonly days: readonly ListedDay[];
  /** Years that the source covers; they alone extend the period for which holidays are known. */
  readonly years: readonly number[];
}
