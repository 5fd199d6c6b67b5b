import type { Day } from '#kernel';

/** A country, a year or a file without readable holidays. One line that says what to do. */
export class HolidaySourceError extends Error {}

/** OPEN: worked, although the weekly rule says otherwise. */
export interface ImportedDay {
  readonly date: Day;
  readonly kind: 'CLOSED' | 'OPEN';
  readonly name: string;
}

/** Why a day may not be a whole day off, most serious first (S3). */
export const DOUBTS = ['conflict', 'worked', 'half-day', 'observance', 'regional', 'tentative', 'free'] as const;
export type DoubtKind = (typeof DOUBTS)[number];

export interface Doubt {
  readonly kind: DoubtKind;
  /** The evidence in the source. */
  readonly reason: string;
}

/** A day of a source. With a doubt it is published only after a person has decided. */
export interface ListedDay extends ImportedDay {
  readonly doubt?: Doubt;
}

/** The days of a source; a date may occur more than once. */
export interface KnownHolidays {
  /** Library and country, or a file. */
  readonly source: string;
  readonly days: readonly ListedDay[];
  /** Years for which the source lists holidays; only they move the day up to which holidays are known. */
  readonly years: readonly number[];
}
