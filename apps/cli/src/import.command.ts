import { createWriteStream, existsSync, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import {
  draftTarget,
  engineTarget,
  type EvidenceFinder,
  fileAt,
  IMPORT_KINDS,
  type ImportFile,
  ImportFileError,
  importLines,
  type ImportReport,
  openImport,
  OWN_FILE_LIMITS,
  refusedBeginning,
  type RefusedLine,
  refusedText,
  requestsOf,
  takeInEvidence,
} from '#import';
import { counted, openDraft } from '#engine';
import {
  CliError,
  type CliCommand,
  type ExitStatus,
  print,
  refusalInWords,
  textOf,
  textsOf,
  withMakegood,
} from './cli.ts';
import { progressOf } from './progress.ts';

export const importCommand: CliCommand = {
  summary: 'sends the requests of a file: NDJSON, or a table of partners, products, … claims as CSV, .xlsx or .ods',
  usage: `<file> [--as ${IMPORT_KINDS.join('|')}] [--map theirs=ours]… [--encoding <name>] [--delimiter <name>] [--refused <file>] [--evidence <folder>] [--dry-run]`,
  details: `
--as         the content of a table whose name does not show it
--map        what a column of theirs means: "Serial no.=serial"; how it is written: "Date=soldOn:dd.mm.yyyy",
             "Price=netPrice:1.234,56"; or that it is left out: "Remark="
--encoding   of a text that is not UTF-8 and has no mark: cp949, gb18030, shift_jis, windows-1252, …
--delimiter  comma, semicolon, tab or pipe, where the first line does not show it
--refused    a new file for the rows that are refused, with the reasons, to be mended and imported in its turn
--dry-run    asks all rules what would be refused, and writes nothing; what follows by itself, such as clocks and credit
             notes, does not happen, so lines that build on it may be refused
--evidence   a folder of pictures, videos and documents that claims name, which are stored before them

NDJSON has one request per line, named like the mutation:
  {"request":"recordSale","input":{"serial":"LM1-1","soldOn":"2026-03-02"},
   "as":{"role":"PARTNER","id":"lee","partner":"P-SEOUL"},"at":"2026-03-02T09:00:00Z"}
"as" (the sender; by default an administrator called import) and "at" (when it happened) may be left out.
Texts may be compressed (.gz). docs/import.md lists all columns, with examples.

Running the same file again changes nothing. Refused lines are listed with the reason; the others are processed.
Exit status 1: a line was refused; 2: the file or the log cannot be read.`,
  options: {
    as: { type: 'string' },
    map: { type: 'string', multiple: true },
    encoding: { type: 'string' },
    delimiter: { type: 'string' },
    refused: { type: 'string' },
    evidence: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
  },
  words: [1, 1],
  async run(given, context) {
    const [path = ''] = given.words;
    const asked = textOf(given, 'as');
    const kind = IMPORT_KINDS.find((one) => one === asked);
    if (asked !== undefined && !kind) throw new CliError(`--as must be one of ${IMPORT_KINDS.join(', ')}`);
    const refusedPath = textOf(given, 'refused');
    if (refusedPath !== undefined && existsSync(refusedPath))
      throw new CliError(`--refused: ${refusedPath} exists already: name a new file`);
    const source = await fileAt(path).catch(cannotBeRead(path));
    const { stdout, stderr } = context;
    const progress = progressOf(context, path, { total: source.bytes, unit: 'byte', step: 10_000_000 });
    const file = await openImport(source, {
      kind,
      map: textsOf(given, 'map'),
      encoding: textOf(given, 'encoding'),
      delimiter: textOf(given, 'delimiter'),
      onRead: (read) => progress.to(read),
      limits: OWN_FILE_LIMITS,
    });
    const refused = refusedPath === undefined ? undefined : new RefusedFile(refusedPath, file);
    const folder = textOf(given, 'evidence');
    let soFar: ImportReport | undefined;
    try {
      // Before a data folder is created for a file that cannot be read.
      const first = await file.lines.next();
      return await withMakegood<ExitStatus>(
        context,
        async (makegood) => {
          const draft = given.options['dry-run'] === true ? await openDraft(makegood) : undefined;
          const finder = { blobs: (draft ?? makegood).blobs, folder };
          const unusable = file.format === 'ndjson' ? await takenIn(finder) : [];
          for (const { name, refusal } of unusable)
            print(stderr, `${name}: ${refusalInWords(refusal, makegood.settings)}`);
          const begin = performance.now();
          const lines = requestsOf({ ...file, lines: startingWith(first, file.lines) }, finder);
          soFar = await importLines(draft ? draftTarget(draft) : engineTarget(makegood), lines, {
            onProgress: (report) => {
              soFar = report;
            },
            onRefused: (one) => {
              print(stderr, `line ${one.line}: ${refusalInWords(one.refusal, makegood.settings)}`);
              refused?.add(one);
            },
          });
          progress.end();
          print(stdout, ...(draft ? [DRY_RUN] : []), inWords(soFar), ...pace(soFar, performance.now() - begin));
          await draft?.close();
          return soFar.refused + unusable.length > 0 ? 1 : 0;
        },
        { create: true },
      );
    } catch (error) {
      progress.end();
      if (soFar) print(stderr, `${inWords(soFar)}, then:`);
      throw error;
    } finally {
      progress.end();
      await file.lines.return(undefined);
      const rows = await refused?.end();
      if (rows) print(stderr, `${counted(rows, 'refused row')} in ${refusedPath}`);
    }
  },
};

/** Written when the first row is refused. */
class RefusedFile {
  #stream: WriteStream | undefined;
  #rows = 0;

  constructor(
    private readonly path: string,
    private readonly file: ImportFile,
  ) {}

  add(refused: RefusedLine): void {
    const shape = this.file.shape();
    if (!this.#stream) {
      this.#stream = createWriteStream(this.path, { flags: 'wx' });
      // Shown by `end`.
      this.#stream.on('error', () => undefined);
      this.#stream.write(refusedBeginning(shape));
    }
    this.#rows += 'rows' in refused.source ? refused.source.rows.length : 1;
    this.#stream.write(refusedText(refused, shape));
  }

  /** @returns the number of rows written */
  async end(): Promise<number> {
    if (!this.#stream) return 0;
    this.#stream.end();
    await finished(this.#stream).catch((error: Error) => {
      throw new CliError(`--refused: ${this.path} cannot be written (${error.message})`);
    });
    return this.#rows;
  }
}

const cannotBeRead =
  (path: string) =>
  ({ code, message }: NodeJS.ErrnoException): never => {
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new ImportFileError(`${path}: the file does not exist`);
    throw new ImportFileError(`${path}: cannot be read (${message})`);
  };

function takenIn({ folder, blobs }: EvidenceFinder): ReturnType<typeof takeInEvidence> {
  if (folder === undefined) return Promise.resolve([]);
  return takeInEvidence(folder, blobs).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EACCES')
      throw new CliError(`--evidence: ${folder} is not a folder that can be read`);
    throw error;
  });
}

const DRY_RUN = 'dry run, nothing is written:';

const inWords = ({ accepted, unchanged, refused }: ImportReport): string =>
  `${counted(accepted, 'request')} accepted, ${unchanged} unchanged, ${refused} refused`;

/** Shorter imports say nothing of the pace. */
const LONG_ROWS = 5_000;

function pace({ rows }: ImportReport, milliseconds: number): readonly string[] {
  if (rows < LONG_ROWS) return [];
  const seconds = milliseconds / 1000;
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  return [
    `${counted(rows, 'row')} in ${seconds.toFixed(1)} s, ${Math.round(rows / seconds)} a second, at most ${memory} MiB of memory`,
  ];
}

async function* startingWith<T>(first: IteratorResult<T>, rest: AsyncIterable<T>): AsyncGenerator<T> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}
