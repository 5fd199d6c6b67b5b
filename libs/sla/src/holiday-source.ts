import type { Day } from '#kernel';

/** A place, a year or a file that no holidays can be read from. One line that says what to do. */
export class HolidaySourceError extends Error {}

/** What a source says of a day. OPEN: a day that is worked although the week says otherwise. */
export interface ImportedDay {
  readonly date: Day;
  readonly kind: 'CLOSED' | 'OPEN';
  readonly name: string;
}

/** Why a day may not be a whole day off, gravest first (S3). */
export const DOUBTS = ['conflict', 'worked', 'half-day', 'observance', 'regional', 'tentative', 'free'] as const;
export type DoubtKind = (typeof DOUBTS)[number];

export interface Doubt {
  readonly kind: DoubtKind;
  /** What in the source says so. */
  readonly reason: string;
}

/** A day as a source lists it. One with a doubt is published only after a person has said what it is. */
export interface ListedDay extends ImportedDay {
  readonly doubt?: Doubt;
}

/** What a source says, day by day; a date may stand there more than once. */
export interface KnownHolidays {
  /** A library with its place, or a file. */
  readonly source: string;
  readonly days: readonly ListedDay[];
  /** For which the source lists holidays. The last day up to which holidays are known moves by them alone. */
  readonly years: readonly number[];
}
