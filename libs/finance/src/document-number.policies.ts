import type { Day } from '#kernel';

/** Named by the calendar year in which it begins. `start`: month and day, `04-01`. */
export const fiscalYearOf = (day: Day, start: string): number =>
  Number(day.slice(0, 4)) - (day.slice(5) < start ? 1 : 0);

/** F1: one series per legal entity and fiscal year, `MG-2026`. */
export const seriesOf = (legalEntityId: string, fiscalYear: number): string =>
  `${legalEntityId}-${String(fiscalYear).padStart(4, '0')}`;

/** `MG-2026-000042`. `n`: the revision of its event + 1. */
export const creditNoteNumber = (series: string, n: number): string => `${series}-${digits(n)}`;

/** F4: `MG-2026-R000042`. */
export const reversalNumber = (series: string, n: number): string => `${series}-R${digits(n)}`;

const digits = (n: number): string => String(n).padStart(6, '0');

/** Of a credit note; undefined when it cannot be the number of one. */
export function placeOfCreditNote(number: string): { readonly series: string; readonly n: number } | undefined {
  const [, series = '', ending = ''] = /^(.+)-(\d{6,15})$/.exec(number) ?? [];
  const n = Number(ending);
  return n > 0 && creditNoteNumber(series, n) === number ? { series, n } : undefined;
}

/** Of a note or a reversal, from 1. */
export const placeInSeries = (number: string): number => Number(/\d+$/.exec(number)?.[0] ?? 0);
