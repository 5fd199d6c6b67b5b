import { basename } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { csvCell, isTooDeep, MAX_JSON_LEVELS } from '#kernel';
import { Slices } from '#platform';
import { csvRows, delimiterNamed } from './csv-rows.ts';
import { encodingNamed } from './encodings.ts';
import { ImportFileError } from './import-file-error.ts';
import { type ImportLine, invalidLine } from './import-line.ts';
import type { ImportSource } from './import-source.ts';
import { mappingOf } from './mapping.ts';
import type { RefusedShape } from './refused-rows.ts';
import type { SheetRow } from './sheet-row.ts';
import { Header, tableLines } from './table-lines.ts';
import { IMPORT_KINDS, type ImportKind, TABLES } from './tables.ts';
import { type TextLine, textLines } from './text-lines.ts';
import { sizeInWords, WORKBOOK_LIMITS, workbookRows } from './workbook-rows.ts';

/** How a file is to be read; what is left out is found by its name and its content. */
export interface ReadImportOptions {
  /** What a table holds. */
  readonly kind?: ImportKind | undefined;
  /** Name of the encoding of a text without a mark (R11). */
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
  /** `theirs=ours`, each as `mappingOf` reads it. */
  readonly map?: readonly string[] | undefined;
  /** Called with the number of bytes read so far. */
  readonly onRead?: ((bytes: number) => void) | undefined;
  readonly limits?: FileLimits | undefined;
}

interface FileLimits {
  /** Of a text that was compressed: one of a few megabytes can unpack to a thousand times as much. */
  readonly unpackedBytes: number;
  /** Empty ones included. */
  readonly rows: number;
}

/** As many rows as a sheet. */
const FILE_LIMITS: FileLimits = { unpackedBytes: WORKBOOK_LIMITS.sheetBytes, rows: 2 ** 20 };
/** Of a file that nobody else has sent. */
export const OWN_FILE_LIMITS: FileLimits = { ...FILE_LIMITS, rows: Infinity };

/** A file of requests, read lazily. */
export interface ImportFile {
  readonly format: 'ndjson' | 'table';
  readonly kind: ImportKind | undefined;
  /** @throws ImportFileError from the place on that cannot be read */
  readonly lines: AsyncGenerator<ImportLine>;
  /** The form of the file, once its first line is read. */
  readonly shape: () => RefusedShape;
}

/** Of a table, far above any: an event has at most 64 KiB. */
const MAX_ROW_CHARACTERS = 256 * 1024;

const ZIP = 'PK\u0003\u0004';
/** Of Microsoft's compound files: .xls, and .xlsx with a password. */
const COMPOUND = '\u00d0\u00cf\u0011\u00e0';

/** Opens a file of requests: NDJSON, CSV, .xlsx or .ods, texts optionally with `.gz`. @throws ImportFileError */
export async function openImport(source: ImportSource, options: ReadImportOptions = {}): Promise<ImportFile> {
  const { name } = source;
  try {
    const head = Buffer.from(await source.head()).toString('latin1');
    if (head.startsWith(COMPOUND))
      throw new ImportFileError('is an old .xls, or protected by a password: save it as .xlsx or CSV without one');
    const isWorkbook = head.startsWith(ZIP);
    const [, stem = '', ending = ''] =
      /^(.*?)\.(ndjson|jsonl|csv|tsv|txt|xlsx|ods)(?:\.gz)?$/i.exec(basename(name)) ?? [];
    if (ending === '' && !isWorkbook)
      throw new ImportFileError('the name must end in .ndjson, .csv, .tsv, .txt, .xlsx or .ods (texts also with .gz)');
    if (/^(ndjson|jsonl)$/i.test(ending) && !isWorkbook) return ndjsonFile(source, options);
    if (/^(xlsx|ods)$/i.test(ending) && !isWorkbook) throw new ImportFileError('is not a workbook, or is damaged');
    return tableFile(source, isWorkbook, options.kind ?? kindOf(stem), options);
  } catch (error) {
    throw readable(name, error);
  }
}

function ndjsonFile(source: ImportSource, options: ReadImportOptions): ImportFile {
  const { kind, encoding, map = [], limits = FILE_LIMITS } = options;
  if (kind !== undefined || map.length > 0)
    throw new ImportFileError(`only a table (.csv, .xlsx, .ods) is imported as ${kind ?? 'what a mapping says'}`);
  const named = encoding === undefined ? undefined : encodingNamed(encoding);
  const lines = readingOf(source, async function* () {
    yield* ndjsonLines(inTurns(textLines(await bytesOf(source, options), named), limits));
  });
  return { format: 'ndjson', kind: undefined, lines, shape: () => ({ header: undefined, delimiter: '' }) };
}

function tableFile(
  source: ImportSource,
  isWorkbook: boolean,
  kind: ImportKind,
  options: ReadImportOptions,
): ImportFile {
  const { encoding, delimiter, map = [], onRead, limits = FILE_LIMITS } = options;
  const table = TABLES[kind];
  const mappings = map.map(mappingOf);
  const named = encoding === undefined ? undefined : encodingNamed(encoding);
  const separator = delimiter === undefined ? undefined : delimiterNamed(delimiter);
  const scoreOf = (header: readonly string[]) => Header.score(header, table, mappings);
  let shape: RefusedShape = { header: undefined, delimiter: separator ?? ',' };
  const onDelimiter = (found: string) => {
    shape = { ...shape, delimiter: found };
  };
  /** What was made inert for spreadsheets, by us or others, is read as it was before. */
  async function* asWritten(found: AsyncIterable<SheetRow>): AsyncGenerator<SheetRow> {
    for await (const row of found) {
      // Hundreds of rows are held until those of one request are known.
      if (row.cells.reduce((sum, { length }) => sum + length, 0) > MAX_ROW_CHARACTERS)
        throw new ImportFileError(
          `line ${row.number} has over ${MAX_ROW_CHARACTERS} characters: is this the right file?`,
        );
      const cells = row.cells.map((cell) => csvCell(cell, shape.delimiter).trim());
      yield { ...row, cells };
    }
  }
  async function* rows(): AsyncGenerator<SheetRow> {
    if (isWorkbook)
      yield* inTurns(
        workbookRows(source.zip(), (part) => onRead?.(Math.round(part * source.bytes))),
        limits,
      );
    else {
      const text = inTurns(textLines(await bytesOf(source, options), named), limits);
      yield* csvRows(text, { delimiter: separator, scoreOf, onDelimiter });
    }
  }
  const lines = readingOf(source, () =>
    tableLines(asWritten(rows()), table, mappings, (cells) => {
      shape = { ...shape, header: cells };
    }),
  );
  return { format: 'table', kind, lines, shape: () => shape };
}

function kindOf(stem: string): ImportKind {
  const [kind, another] = IMPORT_KINDS.filter((one) => stem.toLowerCase().includes(one));
  if (kind && !another) return kind;
  throw new ImportFileError(`its name does not tell what it contains; add --as ${IMPORT_KINDS.join('|')}`);
}

async function* readingOf(source: ImportSource, read: () => AsyncIterable<ImportLine>): AsyncGenerator<ImportLine> {
  try {
    yield* read();
  } catch (error) {
    throw readable(source.name, error);
  }
}

const ROWS_A_TURN = 100;

/** What is read ahead comes without a pause, in which nobody else would be served. */
async function* inTurns<T>(rows: AsyncIterable<T>, { rows: most }: FileLimits): AsyncGenerator<T> {
  const slices = new Slices();
  let taken = 0;
  for await (const row of rows) {
    if (++taken > most)
      throw new ImportFileError(`has over ${most.toLocaleString('en')} rows, empty ones included: send it in parts`);
    yield row;
    if (taken % ROWS_A_TURN === 0 || slices.isOver) await slices.rest();
  }
}

async function bytesOf(
  source: ImportSource,
  { onRead, limits: { unpackedBytes } = FILE_LIMITS }: ReadImportOptions,
): Promise<AsyncIterable<Buffer>> {
  const file = await source.stream();
  async function* counted(): AsyncGenerator<Buffer> {
    let read = 0;
    for await (const chunk of file) {
      onRead?.((read += (chunk as Buffer).length));
      yield chunk as Buffer;
    }
  }
  async function* unpacked(): AsyncGenerator<Buffer> {
    let bytes = 0;
    // `pipeline` passes errors and the end on; the reading loop throws them.
    for await (const chunk of pipeline(counted, createGunzip(), () => undefined)) {
      bytes += (chunk as Buffer).length;
      if (bytes > unpackedBytes)
        throw new ImportFileError(
          `unpacks to over ${sizeInWords(unpackedBytes)}: is this the right file? Send it in parts`,
        );
      yield chunk as Buffer;
    }
  }
  return /\.gz$/i.test(source.name) ? unpacked() : counted();
}

function readable(name: string, error: unknown): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (error instanceof ImportFileError) return new ImportFileError(`${name}: ${message}`);
  if (code === 'EISDIR') return new ImportFileError(`${name}: is a folder`);
  if (code === 'EACCES' || code === 'EPERM') return new ImportFileError(`${name}: this user may not read it`);
  if (/^(Z_|ERR_ZLIB|ERR_STREAM_PREMATURE_CLOSE)/.test(code))
    return new ImportFileError(`${name}: is not a gzip file, or is damaged (${message})`);
  return error;
}

async function* ndjsonLines(lines: AsyncIterable<TextLine>): AsyncGenerator<ImportLine> {
  for await (const { number, text, fault } of lines) {
    if (fault === undefined && text.trim() === '') continue;
    const source = { text };
    if (fault !== undefined) yield { number, fault: invalidLine(fault), source };
    else yield { number, source, ...parsed(text) };
  }
}

function parsed(text: string): Pick<ImportLine, 'value' | 'fault'> {
  const tooDeep = { fault: invalidLine(`has more than ${MAX_JSON_LEVELS} levels of lists and objects in each other`) };
  try {
    // `__proto__` would set an object's prototype.
    const value: unknown = JSON.parse(text, (key, held: unknown) => (key === '__proto__' ? undefined : held));
    return isTooDeep(value) ? tooDeep : { value };
  } catch (error) {
    if (error instanceof RangeError) return tooDeep;
    return { fault: invalidLine(`is not JSON: ${(error as Error).message}`) };
  }
}
