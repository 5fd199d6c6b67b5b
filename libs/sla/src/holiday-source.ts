import type { ImportedDay } from './calendar-import.ts';

/** A place, a year or a file that no holidays can be read from. One line that says what to do. */
export class HolidaySourceError extends Error {}

/** The days off of a country, and whose word that is. */
export interface KnownHolidays {
  readonly days: readonly ImportedDay[];
  /** The library that knows them. */
  readonly source: string;
  /** Holidays that close only a part of a day, which no exception says. */
  readonly leftOut: readonly string[];
}
