import type { Years } from './calendar-import.ts';
import type { KnownHolidays } from './holiday-source.ts';
import type { IcsReading } from './holidays.ics.ts';

// Tables and parser are loaded on use, which saves a server a tenth of a second and 30 MB.

/** @see countryHolidays of `holidays.country.ts` */
export async function countryHolidays(code: string, years: Years): Promise<KnownHolidays> {
  return (await import('./holidays.country.ts')).countryHolidays(code, years);
}

/** @see icsHolidays of `holidays.ics.ts` */
export async function icsHolidays(source: string, content: Uint8Array, reading: IcsReading): Promise<KnownHolidays> {
  return (await import('./holidays.ics.ts')).icsHolidays(source, content, reading);
}
