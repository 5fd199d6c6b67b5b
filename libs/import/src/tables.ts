import { type AnyRequest, type Input, readInput, type RequestName, requests } from '#requests';
import type { Refusal } from '#kernel';
import { type Column, columnsOf } from './columns.ts';

/** A row by the names of our columns; absent cells are left out. */
export type Row = Readonly<Record<string, string>>;

/** What a kind of file holds: each row, or each group of rows, is one request. */
export interface Table {
  readonly request: RequestName;
  readonly columns: readonly Column[];
  /** An example of a row, for the template. */
  readonly example: Row;
  /** Whether the next row belongs to the same request; without it each row is one. */
  readonly together?: (one: Row, next: Row) => boolean;
  /** The same of a row that is refused, of which not all can be read. */
  readonly mayBelong?: (one: Row, refused: Row) => boolean;
  /** Two rows that are alike are two requests (R8), not one (C12). */
  readonly eachCounts?: true;
  /** Rows of one request at most. */
  readonly mostRows: number;
  toInput(rows: readonly [Row, ...Row[]]): Record<string, unknown>;
}

type Members = Record<string, unknown>;

/** The input of one row: each value at the place of its field. */
function inputOf(columns: readonly Column[], row: Row): Members {
  const input: Members = {};
  for (const { name, kind, path, read } of columns) {
    const cell = row[name];
    const last = path.at(-1);
    if (cell === undefined || last === undefined) continue;
    let part = input;
    for (const step of path.slice(0, -1)) part = (part[step] ??= {}) as Members;
    part[last] = kind === 'amount' ? { amount: cell, currency: row['currency'] } : read(cell);
  }
  return input;
}

const one = (request: RequestName, example: Row): Table => {
  const columns = columnsOf(requests[request].input);
  return { request, columns, example, mostRows: 1, toInput: ([row]) => inputOf(columns, row) };
};

/** Rows of one invoice; rows of one product, batch and price are one line of it, whose tax is shared out over them (R2). */
function shipments(example: Row): Table {
  const columns = columnsOf(requests.shipUnits.input);
  const same = (of: readonly Column[]) => (first: Row, next: Row) => of.every(({ name }) => first[name] === next[name]);
  const ofInvoice = columns.filter(({ path, kind }) => path[0] !== 'lines' && kind !== 'currency');
  const ofLine = columns.filter(
    ({ path, kind }) => (path[0] === 'lines' && path[1] !== 'serials') || kind === 'currency',
  );
  return {
    request: 'shipUnits',
    columns,
    example,
    together: same(ofInvoice),
    mayBelong: same(ofInvoice.filter(({ name }) => name === 'legalEntityId' || name === 'invoiceNumber')),
    // As many as a line may have, so that its tax is shared out whole (R2).
    mostRows: 5000,
    toInput(rows) {
      const lines = Object.values(
        Object.groupBy(rows, (row) => JSON.stringify(ofLine.map(({ name }) => row[name]))),
      ).map((group = []) => {
        const { lines: line } = inputOf(ofLine, group[0] ?? {});
        return { ...(line as Members), serials: group.map(({ serial }) => serial) };
      });
      return { ...inputOf(ofInvoice, rows[0]), lines };
    },
  };
}

export const IMPORT_KINDS = [
  'staff',
  'partners',
  'products',
  'policies',
  'batches',
  'shipments',
  'sales',
  'extensions',
  'claims',
] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

export const TABLES: Readonly<Record<ImportKind, Table>> = {
  staff: one('enrollStaff', {
    id: 'kim',
    name: 'Kim Ji-woo',
    email: 'kim@maker.example',
    roles: 'REVIEWER',
  }),
  partners: one('enrollPartner', {
    id: 'P-SEOUL',
    name: 'Seoul Beauty',
    locale: 'ko-KR',
    currency: 'KRW',
    accountManager: 'kim',
    timeZone: 'Asia/Seoul',
    emails: 'claims@seoul.example|desk@seoul.example',
    standingInstruction: 'CREDIT',
    shipToLines: '12 Gangnam-daero|Floor 3',
    shipToCity: 'Seoul',
    shipToPostalCode: '06035',
    shipToCountry: 'KR',
  }),
  products: one('listProduct', {
    sku: 'LM1',
    name: 'LED Face Mask',
    defectGroups: 'light: LED-SEGMENT|LED-FLICKER; power: NO-CHARGE',
  }),
  policies: one('publishPolicy', {
    id: 'STANDARD',
    skus: 'LM1',
    effectiveFrom: '2024-01-01',
    retroactiveReason: 'Agreed on before the engine was set up',
    kind: 'FULL',
    months: '24',
    startAnchor: 'SOLD_ELSE_SHIPPED',
    excludedDefects: 'CRACKED-SHELL',
    evidenceDemanded: 'PHOTO 1; NO-CHARGE: VIDEO 1',
  }),
  batches: one('recordBatch', {
    id: 'LM1-2409',
    sku: 'LM1',
    producedOn: '2024-09-12',
    quantity: '400',
    qc: '{"burnInHours":48,"passed":397}',
  }),
  shipments: shipments({
    partnerId: 'P-SEOUL',
    invoiceNumber: 'INV-2025-0107',
    invoiceDate: '2025-01-07',
    shippedOn: '2025-01-08',
    sku: 'LM1',
    batchId: 'LM1-2409',
    netPrice: '129000',
    currency: 'KRW',
    taxCategory: 'S',
    taxRate: '10.00',
    serial: 'LM1-2409-00015',
  }),
  sales: one('recordSale', { serial: 'LM1-2409-00015', soldOn: '2025-02-14' }),
  extensions: {
    ...one('extendCoverage', {
      serial: 'LM1-2409-00015',
      months: '12',
      reason: 'Bought with the unit',
      boughtOn: '2025-02-14',
    }),
    eachCounts: true,
  },
  claims: one('submitClaim', {
    claimId: 'C-2026-0001',
    partnerId: 'P-SEOUL',
    serial: 'LM1-2409-00015',
    defectCode: 'LED-SEGMENT',
    defectDescription: 'Left cheek stays dark',
    failedOn: '2026-01-09',
    evidence: 'dark-segment.jpg',
  }),
};

/** What the request's own form says of one row; rules that need other facts are asked later. */
export function faultOfRow(table: Table, row: Row): Refusal | undefined {
  const { input }: AnyRequest = requests[table.request];
  const read = readInput(input as Input, table.toInput([row]));
  if (read.kind === 'read') return undefined;
  return read.kind === 'refused' ? read.refusal : { code: 'INVALID_INPUT', message: read.message };
}
