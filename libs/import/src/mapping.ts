import { DAY_MS, parseDay } from '#kernel';
import type { Column } from './columns.ts';
import { ImportFileError } from './import-file-error.ts';

/** `theirs=ours`: their column holds what ours means, written as the format says. Without ours, their column is left out. */
export interface ColumnMapping {
  readonly theirs: string;
  readonly ours: string | undefined;
  readonly format?: CellFormat;
}

/** Reads a cell that is written in a certain way. Undefined: it is not. */
interface CellFormat {
  readonly written: string;
  read(cell: string): string | undefined;
}

/**
 * `Rechnungsdatum=invoiceDate:dd.mm.yyyy`, `Preis=netPrice:1.234,56`, `Bemerkung=`. The name before the last equals sign is theirs.
 * @throws ImportFileError
 */
export function mappingOf(text: string): ColumnMapping {
  const at = text.lastIndexOf('=');
  const theirs = text.slice(0, Math.max(at, 0)).trim();
  const [, ours = '', written] = /^([^:]*)(?::(.*))?$/s.exec(text.slice(at + 1).trim()) ?? [];
  if (at < 0 || theirs === '')
    throw new ImportFileError(`"${text}" is not a mapping: write theirs=ours, such as "Serial no.=serial"`);
  const format = written === undefined ? undefined : formatOf(written.trim());
  return { theirs, ours: ours.trim() || undefined, ...(format && { format }) };
}

/** `dd.mm.yyyy`, `m/d/yyyy`, `yyyymmdd`; `1.234,56`, `1 234,56`, `1234,56`, `1,234.56`. @throws ImportFileError */
function formatOf(written: string): CellFormat {
  const day = /^(d{1,2}|m{1,2}|yyyy)([./ -]?)(d{1,2}|m{1,2})\2(d{1,2}|m{1,2}|yyyy)$/i.exec(written);
  if (day) {
    const [, first = '', separator = '', second = '', third = ''] = day;
    const order = [first, second, third].map((part) => part.charAt(0).toLowerCase());
    if ([...order].sort().join('') === 'dmy') return dayFormat(written, order, separator);
  }
  const [, grouping, decimal] = /^1(.?)234([.,])56$/.exec(written) ?? [];
  if (decimal !== undefined && grouping !== decimal) return amountFormat(written, grouping ?? '', decimal);
  throw new ImportFileError(
    `"${written}" is not a format: write days as dd.mm.yyyy, m/d/yyyy or yyyymmdd, amounts as 1.234,56 or 1,234.56`,
  );
}

function dayFormat(written: string, order: readonly string[], separator: string): CellFormat {
  const digits = separator === '' ? '{2}' : '{1,2}';
  const pattern = order.map((part) => `(?<${part}>\\d${part === 'y' ? '{4}' : digits})`).join(`[${separator || ' '}]`);
  const wanted = new RegExp(`^${separator === '' ? pattern.replaceAll('[ ]', '') : pattern.replaceAll('[-]', '-')}$`);
  return {
    written,
    read(cell) {
      const { y = '', m = '', d = '' } = wanted.exec(cell)?.groups ?? {};
      return parseDay(`${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`);
    },
  };
}

function amountFormat(written: string, grouping: string, decimal: string): CellFormat {
  const space = /\s/.test(grouping);
  const between = grouping === '' ? '' : space ? '[ \\u00a0\\u202f]' : `[${grouping}]`;
  const wanted = new RegExp(`^-?(?:\\d+|\\d{1,3}(?:${between}\\d{3})+)(?:[${decimal}]\\d+)?$`);
  const dropped = grouping === '' ? undefined : new RegExp(between, 'g');
  return {
    written,
    read(cell) {
      if (!wanted.test(cell)) return undefined;
      return (dropped ? cell.replace(dropped, '') : cell).replace(decimal, '.');
    },
  };
}

/** A cell as the mapping says it is written. Refused with the likely cause where it is written otherwise. */
export function cellOf(
  cell: string,
  { kind, name }: Column,
  { theirs, format }: Pick<ColumnMapping, 'theirs' | 'format'>,
  typed: boolean,
): { readonly value: string } | { readonly fault: string } {
  if (format && !typed && !(kind === 'day' && parseDay(cell))) {
    const value = format.read(cell);
    if (value !== undefined) return { value };
    return { fault: `"${shown(cell)}" is not written as ${format.written}` };
  }
  const as = (written: string) => `map "${theirs}=${name}:${written}"`;
  if (kind === 'day' && !parseDay(cell)) return { fault: notADay(cell, as) };
  if (kind === 'amount' && !/^-?\d+(\.\d+)?$/.test(cell)) return { fault: notAnAmount(cell, as) };
  return { value: cell };
}

const shown = (cell: string): string => (cell.length > 40 ? `${cell.slice(0, 40)}…` : cell);

function notADay(cell: string, as: (written: string) => string): string {
  const said = `"${shown(cell)}" is not a day such as 2026-03-09`;
  const [, first = '', separator = '', , year = ''] = /^(\d{1,2})([./-])(\d{1,2})\2(\d{2}|\d{4})$/.exec(cell) ?? [];
  if (year.length === 2) return `${said}: write the year with four digits`;
  if (separator === '.') return `${said}; if it is day and month, read the column with ${as('dd.mm.yyyy')}`;
  if (separator !== '')
    return `${said}; ${Number(first) > 12 ? 'it begins with the day' : 'whether day or month comes first only you know'}: read the column with ${as(`dd${separator}mm${separator}yyyy`)} or ${as(`mm${separator}dd${separator}yyyy`)}`;
  if (/^(19|20)\d{6}$/.test(cell)) return `${said}; read the column with ${as('yyyymmdd')}`;
  if (/^[34]\d{4}(\.\d+)?$/.test(cell))
    return `${said}, but probably the number by which a spreadsheet counts it (${dayOfSerial(Number(cell))}): format the column as a date and export it again`;
  return said;
}

function notAnAmount(cell: string, as: (written: string) => string): string {
  const said = `"${shown(cell)}" is not an amount such as 129.90`;
  if (/^-?\d{1,3}(\.\d{3})*,\d+$/.test(cell) || /^-?\d+,\d+$/.test(cell))
    return `${said}; if the comma is a decimal one, read the column with ${as('1.234,56')}, if it groups thousands, with ${as('1,234.56')}`;
  if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(cell)) return `${said}; read the column with ${as('1,234.56')}`;
  if (/^-?\d{1,3}([ \u00a0\u202f]\d{3})+([.,]\d+)?$/.test(cell))
    return `${said}; read the column with ${as('1 234,56')} or ${as('1 234.56')}`;
  if (/\d[.,]?\d*E[+-]?\d/i.test(cell))
    return `${said}: a spreadsheet has shortened it; format the column as text and export it again`;
  if (/[^\d.,\s-]/.test(cell))
    return `${said}: leave out everything but the digits; the currency has a column of its own`;
  return said;
}

/** Spreadsheets count days from 1899-12-30, with a day in 1900 that never was. */
export function dayOfSerial(serial: number, from1904 = false): string {
  const epoch = Date.UTC(from1904 ? 1904 : 1899, from1904 ? 0 : 11, from1904 ? 1 : 30);
  return new Date(epoch + Math.floor(serial) * DAY_MS).toISOString().slice(0, 10);
}
