import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { partnerStatement } from '#engine';
import { CallerModels, statementCsv, statementPdf } from '#views';
import { type CliCommand, CliError, type ExitStatus, OPERATOR, print, textOf, withMakegood } from './cli.ts';

export const statementCommand: CliCommand = {
  summary: 'writes the statement of partners for a month as PDF and CSV',
  usage: '<partner>… --month <month> [--out <folder>]',
  details: `
--month   such as 2026-03; while it lasts, up to today
--out     the folder to write to; default: the current one. Files there of the same names are replaced`,
  options: { month: { type: 'string' }, out: { type: 'string', default: '.' } },
  words: [1, 1_000],
  async run(given, context) {
    const month = textOf(given, 'month');
    if (month === undefined) throw new CliError('name the month: --month 2026-03');
    const folder = textOf(given, 'out') as string;
    return withMakegood<ExitStatus>(context, async (makegood) => {
      const models = new CallerModels(OPERATOR, makegood.models);
      await mkdir(folder, { recursive: true });
      for (const partnerId of given.words) {
        const statement = await partnerStatement(makegood, models, { partnerId, month });
        const path = join(folder, `statement-${encodeURIComponent(partnerId)}-${month}`);
        await writeFile(`${path}.csv`, [...statementCsv(statement)].join(''));
        await writeFile(`${path}.pdf`, await statementPdf(statement, async () => undefined));
        print(context.stdout, `${path}.pdf and .csv`);
      }
      return 0;
    });
  },
};
