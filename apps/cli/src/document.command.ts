import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DOCUMENT_FORMATS, type DocumentFormat, type DocumentSource } from '#finance';
import { isMonth } from '#kernel';
import { counted } from '#engine';
import { issuedDocument, issuedInMonth } from '#views';
import { type CliCommand, CliError, type ExitStatus, OPERATOR, print, textOf, withMakegood } from './cli.ts';

export const documentCommand: CliCommand = {
  summary: 'writes credit notes and reversals as XML (UBL 2.1) and PDF',
  usage: '(<number>… | --month <month>) [--format xml|pdf] [--out <folder>]',
  details: `
--month   writes all that were issued in a month, such as 2026-03
--format  writes only XML, or only PDF
--out     the folder to write to; default: the current one. Files there of the same names are replaced`,
  options: { month: { type: 'string' }, format: { type: 'string' }, out: { type: 'string', default: '.' } },
  words: [0, 1_000],
  async run(given, context) {
    const { stdout } = context;
    const month = textOf(given, 'month');
    if ((month === undefined) === (given.words.length === 0)) throw new CliError('name either numbers or --month');
    if (month !== undefined && !isMonth(month))
      throw new CliError(`--month: "${month}" is not a month such as 2026-03`);
    const formats = formatsOf(textOf(given, 'format'));
    const folder = textOf(given, 'out') as string;
    return withMakegood<ExitStatus>(context, async (makegood) => {
      await mkdir(folder, { recursive: true });
      let written = 0;
      const write = async (source: DocumentSource) => {
        for (const format of formats)
          await writeFile(
            join(folder, `${source.document.number}.${format}`),
            await DOCUMENT_FORMATS[format].render(source),
          );
        written++;
      };
      if (month !== undefined) {
        const entities = await makegood.aggregates.legalEntityIds();
        for await (const source of issuedInMonth(makegood, entities, month)) await write(source);
      }
      const missing: string[] = [];
      for (const number of given.words) {
        const source = await issuedDocument(makegood, OPERATOR, number);
        if (source) await write(source);
        else missing.push(number);
      }
      print(stdout, `${counted(written, 'document')} written to ${folder}`);
      if (missing.length > 0) throw new CliError(`there is no credit note or reversal ${missing.join(', ')}`);
      return 0;
    });
  },
};

function formatsOf(format: string | undefined): readonly DocumentFormat[] {
  if (format === undefined) return ['xml', 'pdf'];
  if (format === 'xml' || format === 'pdf') return [format];
  throw new CliError(`--format: must be xml or pdf, not "${format}"`);
}
