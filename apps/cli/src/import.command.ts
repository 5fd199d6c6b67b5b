import { stat } from 'node:fs/promises';
import { CSV_KINDS, importLines, type ImportReport, readImport, takeInEvidence } from '#import';
import type { Blobs } from '#platform';
import { counted } from '#engine';
import { CliError, type CliCommand, type ExitStatus, print, refusalInWords, textOf, withMakegood } from './cli.ts';
import { progressOf } from './progress.ts';

export const importCommand: CliCommand = {
  summary: 'sends the requests of a file: NDJSON, or CSV of partners, products, batches, shipments or sales',
  usage: `<file> [--as ${CSV_KINDS.join('|')}] [--evidence <folder>]`,
  details: `
--as        the content of a CSV file whose name does not show it
--evidence  a folder of pictures, videos and documents that are stored first, so that claims can name them

NDJSON has one request per line, named like the mutation:
  {"request":"recordSale","input":{"serial":"LM1-1","soldOn":"2026-03-02"},
   "as":{"role":"PARTNER","id":"lee","partner":"P-SEOUL"},"at":"2026-03-02T09:00:00Z"}
"as" (the sender; by default an administrator called import) and "at" (when it happened) may be left out.
Files may be compressed (.gz). docs/import.md lists all columns, with examples.

Running the same file again changes nothing. Refused lines are listed with the reason; the others are processed.
Exit status 1: a line was refused; 2: the file or the log cannot be read.`,
  options: { as: { type: 'string' }, evidence: { type: 'string' } },
  words: [1, 1],
  async run(given, context) {
    const [path = ''] = given.words;
    const asked = textOf(given, 'as');
    const as = CSV_KINDS.find((kind) => kind === asked);
    if (asked !== undefined && !as) throw new CliError(`--as must be one of ${CSV_KINDS.join(', ')}`);
    const evidence = textOf(given, 'evidence');
    const { stdout, stderr } = context;
    const bytes = await stat(path).then(
      ({ size }) => size,
      () => 0,
    );
    // Before a data folder is created for a missing file.
    const lines = readImport(path, { as, onRead: (read) => progress.to(read) });
    const progress = progressOf(context, path, { total: bytes, unit: 'byte', step: 10_000_000 });
    let soFar: ImportReport | undefined;
    try {
      const first = await lines.next();
      return await withMakegood<ExitStatus>(
        context,
        async (makegood) => {
          const unusable = evidence === undefined ? [] : await evidenceIn(evidence, makegood.blobs);
          for (const { name, refusal } of unusable) print(stderr, `${name}: ${refusalInWords(refusal, context)}`);
          soFar = await importLines(makegood, startingWith(first, lines), {
            onProgress: (report) => {
              soFar = report;
            },
            onRefused: ({ line, refusal }) => print(stderr, `line ${line}: ${refusalInWords(refusal, context)}`),
          });
          progress.end();
          print(stdout, inWords(soFar));
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
      await lines.return(undefined);
    }
  },
};

const evidenceIn = (folder: string, blobs: Blobs): ReturnType<typeof takeInEvidence> =>
  takeInEvidence(folder, blobs).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EACCES')
      throw new CliError(`--evidence: ${folder} is not a folder that can be read`);
    throw error;
  });

const inWords = ({ accepted, unchanged, refused }: ImportReport): string =>
  `${counted(accepted, 'request')} accepted, ${unchanged} unchanged, ${refused} refused`;

async function* startingWith<T>(first: IteratorResult<T>, rest: AsyncIterable<T>): AsyncGenerator<T> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}
