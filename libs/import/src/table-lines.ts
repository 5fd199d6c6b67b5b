import { type Refusal, sha256 } from '#kernel';
import type { Column } from './columns.ts';
import { damageIn } from './encodings.ts';
import { ImportFileError } from './import-file-error.ts';
import { type ImportLine, invalidLine, type SourceRow } from './import-line.ts';
import { type ColumnMapping, cellOf } from './mapping.ts';
import type { SheetRow } from './sheet-row.ts';
import { faultOfRow, type Row, type Table } from './tables.ts';

/** Columns that a file of refused rows has before those of its file; they are passed over when it is imported again. */
export const REASON_COLUMNS = ['refusedRow', 'refusedCode', 'refusedReason'] as const;

/** A column of a file: ours, or one that is passed over. */
interface FileColumn {
  readonly theirs: string;
  readonly column?: Column;
  readonly format?: ColumnMapping['format'];
  readonly ignored?: true;
}

/** The header of a file, matched to our columns. */
export class Header {
  private constructor(
    readonly cells: readonly string[],
    readonly columns: readonly FileColumn[],
  ) {}

  /** How many of our columns a header has. */
  static score(cells: readonly string[], table: Table, mappings: readonly ColumnMapping[]): number {
    return cells.filter((cell) => match(cell, table, mappings)).length;
  }

  /** @throws ImportFileError: a misspelt column would otherwise be passed over in every row */
  static of(cells: readonly string[], table: Table, mappings: readonly ColumnMapping[]): Header {
    const names = table.columns.map(({ name }) => name).join(', ');
    for (const { theirs, ours } of mappings) {
      if (ours !== undefined && !table.columns.some(({ name }) => name === ours))
        throw new ImportFileError(`"${theirs}=${ours}": there is no column ${ours}; the columns are ${names}`);
      if (!cells.some((cell) => same(cell, theirs)))
        throw new ImportFileError(
          `the file has no column "${theirs}"; its first line is ${cells.join(', ').slice(0, 200)}`,
        );
    }
    const columns = cells.map((theirs, index): FileColumn => {
      if (theirs === '') return { theirs };
      const found = match(theirs, table, mappings);
      if (!found)
        throw new ImportFileError(
          `unknown column "${theirs.slice(0, 80)}" (the ${ordinal(index)} one): the columns are ${names}. Name what it means with map "${theirs.slice(0, 80)}=…", or nothing after the equals sign to leave it out`,
        );
      return { theirs, ...found };
    });
    const ours = columns.flatMap(({ column }) => (column ? [column.name] : []));
    const doubled = ours.find((name, index) => ours.indexOf(name) !== index);
    if (doubled !== undefined) throw new ImportFileError(`column "${doubled}" occurs twice`);
    const missing = table.columns.find(({ name, required }) => required && !ours.includes(name));
    if (missing) throw new ImportFileError(`column "${missing.name}" is missing`);
    return new Header(cells, columns);
  }

  /** The cells of a row by the names of our columns, or what is wrong with it. */
  read({ cells, typed, fault }: SheetRow): { readonly row: Row; readonly fault?: Refusal } {
    const row: Record<string, string> = {};
    let wrong = fault === undefined ? this.#misfit(cells) : fault;
    for (const [index, cell] of cells.entries()) {
      const { theirs, column, format, ignored } = this.columns[index] ?? { theirs: '' };
      if (cell === '' || ignored || !column) continue;
      const damage = damageIn(cell);
      const read =
        damage === undefined ? cellOf(cell, column, { theirs, format }, typed?.has(index) ?? false) : { fault: damage };
      row[column.name] = 'value' in read ? read.value : cell;
      if ('fault' in read) wrong ??= `${theirs}: ${read.fault}`;
    }
    const missing = this.columns.find(({ column }) => column?.required && row[column.name] === undefined);
    if (missing) wrong ??= `${missing.theirs}: is empty`;
    return { row, ...(wrong !== undefined && { fault: invalidLine(wrong) }) };
  }

  /** More cells than columns, or too few for what is needed. Spreadsheets leave out empty cells at the end, and add some. */
  #misfit(cells: readonly string[]): string | undefined {
    const stray = cells.findIndex((cell, index) => cell !== '' && (this.columns[index]?.theirs ?? '') === '');
    if (stray >= this.columns.length) return `has ${cells.length} cells where the header has ${this.columns.length}`;
    if (stray >= 0) return `the ${ordinal(stray)} cell is "${cells[stray]?.slice(0, 40)}", but the column has no name`;
    const missing = this.columns.slice(cells.length).find(({ column }) => column?.required);
    return missing && `has ${cells.length} cells where the header has ${this.columns.length}`;
  }
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

function match(
  theirs: string,
  table: Table,
  mappings: readonly ColumnMapping[],
): Omit<FileColumn, 'theirs'> | undefined {
  if (REASON_COLUMNS.some((reason) => same(reason, theirs))) return { ignored: true };
  const mapping = mappings.find((one) => same(one.theirs, theirs));
  if (mapping && mapping.ours === undefined) return { ignored: true };
  const column = table.columns.find(({ name }) => same(name, mapping?.ours ?? theirs));
  return column && { column, ...(mapping?.format && { format: mapping.format }) };
}

const ordinal = (index: number): string => {
  const nth = index + 1;
  const ending = nth % 100 >= 11 && nth % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][nth % 10] ?? 'th');
  return `${nth}${ending}`;
};

/**
 * The requests of a table. Rows of one request are sent whole or not at all: with one refused, the others wait for it (R2).
 * @param onHeader called with the header as it stands in the file
 * @throws ImportFileError
 */
export async function* tableLines(
  rows: AsyncIterable<SheetRow>,
  table: Table,
  mappings: readonly ColumnMapping[],
  onHeader: (cells: readonly string[]) => void,
): AsyncGenerator<ImportLine> {
  let header: Header | undefined;
  let group: Group | undefined;
  /** Refused rows since the last good one: whether they are of its request or of the next one's is known then. */
  let refused: RefusedRow[] = [];
  const alike = new AlikeRows(table);
  for await (const sheetRow of rows) {
    const { number, cells, fault: unreadable } = sheetRow;
    if (unreadable === undefined && cells.every((cell) => cell === '')) continue;
    if (!header) {
      if (unreadable !== undefined) throw new ImportFileError(`line ${number}, ${unreadable}`);
      header = Header.of(withoutEmptyEnd(cells), table, mappings);
      onHeader(header.cells);
      continue;
    }
    const source = { number, cells };
    const { row, fault = (table.together && faultOfRow(table, row)) ?? alike.fault(number, row) } =
      header.read(sheetRow);
    if (fault) {
      refused.push({ row, line: { number, fault, source: { rows: [source] } } });
      if (table.together && refused.length < table.mostRows) continue;
      yield* refused.map(({ line }) => line);
      refused = [];
      continue;
    }
    if (group?.admits(row)) group.lacks(refused);
    else {
      if (group) refused = yield* group.end(refused);
      group = new Group(table, row);
      const others = group.lacksOf(refused);
      yield* others.map(({ line }) => line);
    }
    refused = [];
    group.add(source, row);
    if (table.together) continue;
    yield* group.end([]);
    group = undefined;
  }
  const others = group ? yield* group.end(refused) : refused;
  yield* others.map(({ line }) => line);
  if (!header) throw new ImportFileError('is empty: the first line must name the columns');
}

function withoutEmptyEnd(cells: readonly string[]): readonly string[] {
  const last = cells.findLastIndex((cell) => cell !== '');
  return cells.slice(0, last + 1);
}

/** R8: each purchase counts, however alike two are; but a row that stands in a file twice may be a slip as well. */
class AlikeRows {
  readonly #seen = new Map<string, number>();

  constructor(private readonly table: Table) {}

  fault(number: number, row: Row): Refusal | undefined {
    if (!this.table.eachCounts) return undefined;
    const content = sha256(JSON.stringify(row));
    const earlier = this.#seen.get(content);
    if (earlier === undefined) this.#seen.set(content, number);
    return earlier === undefined
      ? undefined
      : {
          code: 'SAME_AS_ROW',
          message: `The row is the same as row ${earlier}. If it counts for itself, give it an idempotencyKey of its own.`,
          rule: 'R8',
        };
  }
}

interface RefusedRow {
  readonly row: Row;
  readonly line: ImportLine;
}

/** Neighbouring rows that are one request. What is refused of them stays beside them, so that it is one request again when it is mended. */
class Group {
  readonly #rows: Row[] = [];
  readonly #source: SourceRow[] = [];
  readonly #refused: RefusedRow[] = [];

  constructor(
    private readonly table: Table,
    private readonly first: Row,
  ) {}

  admits(row: Row): boolean {
    return this.#rows.length < this.table.mostRows && this.table.together?.(this.first, row) === true;
  }

  add(source: SourceRow, row: Row): void {
    this.#rows.push(row);
    this.#source.push(source);
  }

  lacks(refused: readonly RefusedRow[]): void {
    this.#refused.push(...refused);
  }

  /** Takes those that are of it. @returns the others */
  lacksOf(refused: readonly RefusedRow[]): RefusedRow[] {
    const { true: own = [], false: others = [] } = Object.groupBy(
      refused,
      ({ row }) => `${this.table.mayBelong?.(this.first, row) === true}`,
    );
    this.lacks(own);
    return others;
  }

  /** @returns what of the refused rows after it is not of it */
  *end(after: readonly RefusedRow[]): Generator<ImportLine, RefusedRow[]> {
    const others = this.lacksOf(after);
    yield* this.#refused.map(({ line }) => line);
    const { request, toInput } = this.table;
    const [missing] = this.#refused;
    yield {
      number: this.#source[0]?.number ?? 0,
      source: { rows: this.#source },
      ...(missing
        ? { fault: this.#incomplete(missing.line.number) }
        : { value: { request, input: toInput(this.#rows as [Row, ...Row[]]) } }),
    };
    return others;
  }

  #incomplete(missing: number): Refusal {
    return {
      code: 'INVOICE_INCOMPLETE',
      message: `Row ${missing} of invoice ${this.first['invoiceNumber']} is refused, and an invoice is shipped whole. Mend that row and send these ${this.#rows.length} with it.`,
      rule: 'R2',
    };
  }
}
