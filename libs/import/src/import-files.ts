import { basename } from 'node:path';
import { pipeline } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { isTooDeep, MAX_JSON_LEVELS } from '#kernel';
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
import { workbookRows } from './workbook-rows.ts';

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
}

/** A file of requests, read lazily. */
export interface ImportFile {
  readonly format: 'ndjson' | 'table';
  readonly kind: ImportKind | undefined;
  /** @throws ImportFileError from the place on that cannot be read */
  readonly lines: AsyncGenerator<ImportLine>;
  /** The form of the file, once its first line is read. */
  readonly shape: () => RefusedShape;
}

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

function ndjsonFile(source: ImportSource, { kind, encoding, map = [], onRead }: ReadImportOptions): ImportFile {
  if (kind !== undefined || map.length > 0)
    throw new ImportFileError(`only a table (.csv, .xlsx, .ods) is imported as ${kind ?? 'what a mapping says'}`);
  const named = encoding === undefined ? undefined : encodingNamed(encoding);
  const lines = readingOf(source, async function* () {
    yield* ndjsonLines(textLines(await bytesOf(source, onRead), named));
  });
  return { format: 'ndjson', kind: undefined, lines, shape: () => ({ header: undefined, delimiter: '' }) };
}

function tableFile(
  source: ImportSource,
  isWorkbook: boolean,
  kind: ImportKind,
  { encoding, delimiter, map = [], onRead }: ReadImportOptions,
): ImportFile {
  const table = TABLES[kind];
  const mappings = map.map(mappingOf);
  const named = encoding === undefined ? undefined : encodingNamed(encoding);
  const separator = delimiter === undefined ? undefined : delimiterNamed(delimiter);
  const scoreOf = (header: readonly string[]) => Header.score(header, table, mappings);
  let shape: RefusedShape = { header: undefined, delimiter: separator ?? ',' };
  const onDelimiter = (found: string) => {
    shape = { ...shape, delimiter: found };
  };
  async function* rows(): AsyncGenerator<SheetRow> {
    if (isWorkbook) yield* workbookRows(source.zip(), (part) => onRead?.(Math.round(part * source.bytes)));
    else
      yield* csvRows(textLines(await bytesOf(source, onRead), named), { delimiter: separator, scoreOf, onDelimiter });
  }
  const lines = readingOf(source, () =>
    tableLines(rows(), table, mappings, (cells) => {
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

const LINES_A_TURN = 100;

async function* readingOf(source: ImportSource, read: () => AsyncIterable<ImportLine>): AsyncGenerator<ImportLine> {
  let taken = 0;
  try {
    for await (const line of read()) {
      yield line;
      // What is read ahead comes without a pause, in which nobody else would be served.
      if (++taken % LINES_A_TURN === 0) await nextTurn();
    }
  } catch (error) {
    throw readable(source.name, error);
  }
}

async function bytesOf(source: ImportSource, onRead: ReadImportOptions['onRead']): Promise<AsyncIterable<Buffer>> {
  const file = await source.stream();
  async function* counted(): AsyncGenerator<Buffer> {
    let read = 0;
    for await (const chunk of file) {
      onRead?.((read += (chunk as Buffer).length));
      yield chunk as Buffer;
    }
  }
  // `pipeline` passes errors and the end on; the reading loop throws them.
  return /\.gz$/i.test(source.name) ? pipeline(counted, createGunzip(), () => undefined) : counted();
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
