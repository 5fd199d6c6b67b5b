import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import type { RequestName } from '#requests';

export interface ImportLine {
  /** From 1; of an invoice with several lines, the first. */
  readonly number: number;
  readonly value?: unknown;
  readonly fault?: string;
}

/** The file, or the rest of it, cannot be read. One line that says what to do. */
export class ImportFileError extends Error {}

export const CSV_KINDS = ['partners', 'products', 'batches', 'shipments', 'sales'] as const;
export type CsvKind = (typeof CSV_KINDS)[number];

export interface ReadImportOptions {
  readonly as?: CsvKind | undefined;
  /** Called with the number of bytes read so far. */
  readonly onRead?: (bytes: number) => void;
}

/** Far above any request: an event has at most 64 KiB, an invoice with thousands of serials less than 1 MiB. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;

/** The lines of an import file, lazily: `.ndjson`, `.jsonl` or `.csv`, optionally with `.gz`. @throws ImportFileError */
export async function* readImport(path: string, { as, onRead }: ReadImportOptions = {}): AsyncGenerator<ImportLine> {
  const [, stem = '', format] = /^(.*?)\.(ndjson|jsonl|csv)(?:\.gz)?$/i.exec(basename(path)) ?? [];
  if (format === undefined)
    throw new ImportFileError(`${path}: the name must end in .ndjson or .csv (or .ndjson.gz, .csv.gz)`);
  const isCsv = format.toLowerCase() === 'csv';
  const table = isCsv ? TABLES[as ?? kindOf(stem, path)] : undefined;
  if (!isCsv && as !== undefined) throw new ImportFileError(`${path}: only a .csv file is imported as ${as}`);
  const content = bytesOf(path, onRead);
  try {
    if (table) yield* csvLines(content, table);
    else yield* ndjsonLines(content);
  } catch (error) {
    throw readable(path, error);
  } finally {
    content.destroy();
  }
}

function kindOf(stem: string, path: string): CsvKind {
  const [kind, another] = CSV_KINDS.filter((one) => stem.toLowerCase().includes(one));
  if (kind && !another) return kind;
  throw new ImportFileError(`${path}: its name does not tell what it contains; add --as ${CSV_KINDS.join('|')}`);
}

function bytesOf(path: string, onRead: ReadImportOptions['onRead']): Readable {
  const file = createReadStream(path);
  if (onRead) file.on('data', () => onRead(file.bytesRead));
  if (!/\.gz$/i.test(path)) return file;
  // `pipeline` passes errors and the end on; the reading loop throws them.
  return pipeline(file, createGunzip(), () => undefined);
}

function readable(path: string, error: unknown): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (error instanceof ImportFileError) return new ImportFileError(`${path}: ${message}`);
  if (code === 'ENOENT') return new ImportFileError(`${path}: the file does not exist`);
  if (code === 'EISDIR') return new ImportFileError(`${path}: is a folder`);
  if (code === 'EACCES' || code === 'EPERM') return new ImportFileError(`${path}: this user may not read it`);
  if (/^(Z_|ERR_ZLIB|ERR_STREAM_PREMATURE_CLOSE)/.test(code))
    return new ImportFileError(`${path}: is not a gzip file, or is damaged (${message})`);
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return new ImportFileError(`${path}: is not UTF-8`);
  if (code.startsWith('CSV_')) return new ImportFileError(`${path}: ${message}`);
  return error;
}

// ── NDJSON ───────────────────────────────────────────────────────────────────────────────────────────────────────

async function* ndjsonLines(content: AsyncIterable<Buffer>): AsyncGenerator<ImportLine> {
  let number = 0;
  for await (const text of textLines(content)) {
    number++;
    if (text.trim() === '') continue;
    yield { number, ...parsed(text) };
  }
}

function parsed(text: string): { value: unknown } | { fault: string } {
  try {
    // `__proto__` would set an object's prototype.
    return { value: JSON.parse(text, (key, value: unknown) => (key === '__proto__' ? undefined : value)) };
  } catch (error) {
    return { fault: `is not JSON: ${(error as Error).message}` };
  }
}

async function* textLines(content: AsyncIterable<Buffer>): AsyncGenerator<string> {
  // The decoder drops a byte order mark and throws for invalid UTF-8.
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const chunk of content) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE_BYTES)
      throw new ImportFileError('a line is longer than 4 MiB: write one request a line');
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

// ── CSV ──────────────────────────────────────────────────────────────────────────────────────────────────────────

type Row = Readonly<Record<string, string | undefined>>;

interface Table {
  readonly request: RequestName;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Whether the next row belongs to the same request; without it each row is one. */
  readonly together?: (one: Row, next: Row) => boolean;
  toInput(rows: readonly [Row, ...Row[]]): Record<string, unknown>;
}

const list = (cell: string | undefined): readonly string[] | undefined => cell?.split('|').map((part) => part.trim());
/** Other text is left as it is, to be refused by the request's schema. */
const whole = (cell: string | undefined): number | string | undefined =>
  cell !== undefined && /^\d{1,15}$/.test(cell) ? Number(cell) : cell;

/** `POWER: E01|E02; LIGHT: E11` */
const defectGroups = (cell: string | undefined) =>
  cell?.split(';').map((part) => {
    const [group = '', codes] = part.split(':', 2);
    return { group: group.trim(), codes: list(codes) ?? [] };
  });

/** Other text is left as it is: a record may be a remark. */
function json(cell: string | undefined): unknown {
  if (cell === undefined) return undefined;
  const result = parsed(cell);
  return 'value' in result ? result.value : cell;
}

const ADDRESS = ['shipToLines', 'shipToCity', 'shipToPostalCode', 'shipToCountry'] as const;
const INVOICE = [
  'legalEntityId',
  'partnerId',
  'invoiceNumber',
  'invoiceDate',
  'orderNumber',
  'shippedOn',
  'allowance',
] as const;
const INVOICE_LINE = ['sku', 'batchId', 'netPrice', 'currency', 'taxCategory', 'taxRate', 'lineTax'] as const;
/** Serials of one invoice that are sent as one request: as many as a line may have, so that its tax is shared out whole (R2). */
const MAX_SHIPMENT_ROWS = 5000;

const amount = (cell: string | undefined, currency: string | undefined) => present({ amount: cell, currency });

const sameIn = (columns: readonly string[]) => (one: Row, other: Row) =>
  columns.every((column) => one[column] === other[column]);

const TABLES: Readonly<Record<CsvKind, Table>> = {
  partners: {
    request: 'enrollPartner',
    required: ['id', 'name', 'locale', 'currency', 'accountManager'],
    optional: ['timeZone', 'emails', 'standingInstruction', ...ADDRESS, 'calendarId', 'vatId'],
    toInput([{ emails, shipToLines, shipToCity, shipToPostalCode, shipToCountry, ...partner }]) {
      const shipTo = {
        lines: list(shipToLines),
        city: shipToCity,
        postalCode: shipToPostalCode,
        country: shipToCountry,
      };
      const given = Object.values(shipTo).some((part) => part !== undefined);
      return { ...partner, emails: list(emails), ...(given && { shipTo: present(shipTo) }) };
    },
  },
  products: {
    request: 'listProduct',
    required: ['sku', 'name'],
    optional: ['defectGroups'],
    toInput: ([row]) => ({ ...row, defectGroups: defectGroups(row.defectGroups) }),
  },
  batches: {
    request: 'recordBatch',
    required: ['id', 'sku', 'producedOn', 'quantity'],
    optional: ['qc'],
    toInput: ([row]) => ({ ...row, quantity: whole(row.quantity), qc: json(row.qc) }),
  },
  shipments: {
    request: 'shipUnits',
    required: [
      'partnerId',
      'invoiceNumber',
      'invoiceDate',
      'shippedOn',
      'sku',
      'batchId',
      'netPrice',
      'currency',
      'serial',
    ],
    optional: ['legalEntityId', 'orderNumber', 'allowance', 'taxCategory', 'taxRate', 'lineTax'],
    together: sameIn(INVOICE),
    toInput(rows) {
      const lines: Record<string, unknown>[] = [];
      for (const group of Object.values(
        Object.groupBy(rows, (row) => JSON.stringify(INVOICE_LINE.map((column) => row[column]))),
      )) {
        const [{ sku, batchId, netPrice, currency, taxCategory, taxRate, lineTax }] = group as [Row];
        const line = {
          sku,
          batchId,
          netPrice: amount(netPrice, currency),
          taxCategory,
          taxRate,
          lineTax: lineTax && amount(lineTax, currency),
          serials: group?.map(({ serial }) => serial),
        };
        lines.push(present(line));
      }
      const [{ currency, allowance, ...row }] = rows;
      const invoice = Object.fromEntries(INVOICE.map((column) => [column, row[column]]));
      return { ...invoice, allowance: allowance && amount(allowance, currency), lines };
    },
  },
  sales: {
    request: 'recordSale',
    required: ['serial', 'soldOn'],
    optional: ['soldTo'],
    toInput: ([row]) => row,
  },
};

const present = (members: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

async function* csvLines(content: Readable, table: Table): AsyncGenerator<ImportLine> {
  let together: { readonly number: number; readonly rows: [Row, ...Row[]] } | undefined;
  const request = ({ number, rows }: NonNullable<typeof together>): ImportLine => ({
    number,
    value: { request: table.request, input: present(table.toInput(rows)) },
  });
  for await (const { number, row, fault } of csvRows(content, table)) {
    if (row && together && together.rows.length < MAX_SHIPMENT_ROWS && table.together?.(together.rows[0], row)) {
      together.rows.push(row);
      continue;
    }
    if (together) yield request(together);
    together = row && { number, rows: [row] };
    if (fault !== undefined) yield { number, fault };
  }
  if (together) yield request(together);
}

interface CsvRow {
  readonly number: number;
  readonly row?: Row;
  readonly fault?: string;
}

async function* csvRows(content: Readable, table: Table): AsyncGenerator<CsvRow> {
  const parser = parse({
    bom: true,
    info: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: MAX_LINE_BYTES,
  });
  const records: AsyncIterable<{ info: { lines: number }; record: string[] }> = pipeline(
    content,
    parser,
    () => undefined,
  );
  let columns: readonly string[] | undefined;
  for await (const { info, record } of records) {
    if (!columns) {
      checkColumns(record, table);
      columns = record;
      continue;
    }
    if (record.length !== columns.length) {
      yield { number: info.lines, fault: `has ${record.length} cells where the header has ${columns.length}` };
      continue;
    }
    const row = Object.fromEntries(
      columns.map((column, index) => [column, record[index] === '' ? undefined : record[index]]),
    );
    yield { number: info.lines, row: present(row) as Row };
  }
  if (!columns) throw new ImportFileError('is empty: the first line must name the columns');
}

/** @throws ImportFileError: a misspelt column would otherwise be ignored on every line */
function checkColumns(header: readonly string[], { required, optional }: Table): void {
  const known = [...required, ...optional];
  const unknown = header.find((column) => !known.includes(column));
  if (unknown !== undefined)
    throw new ImportFileError(
      `unknown column "${unknown.slice(0, 80)}": the columns are ${known.join(', ')}, with commas between`,
    );
  const doubled = header.find((column, index) => header.indexOf(column) !== index);
  if (doubled !== undefined) throw new ImportFileError(`column "${doubled}" occurs twice`);
  const missing = required.find((column) => !header.includes(column));
  if (missing !== undefined) throw new ImportFileError(`column "${missing}" is missing`);
}
