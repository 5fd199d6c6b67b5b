import { writeFile } from 'node:fs/promises';
import { IMPORT_KINDS, templateColumns, templateCsv, templateXlsx } from '#import';
import { CliError, type CliCommand, columns, print } from './cli.ts';

export const templateCommand: CliCommand = {
  summary: 'shows the columns of a table that can be imported, or writes a template of it',
  usage: `${IMPORT_KINDS.join('|')} [<file>.xlsx|<file>.csv]`,
  details: `
Without a file, prints what each column means. The templates have the header and an example row to be replaced; that for
spreadsheets has the meanings on a second sheet, and all its cells are text, so that serials and days stay as they are typed.`,
  options: {},
  words: [1, 2],
  async run({ words: [asked, path] }, { stdout }) {
    const kind = IMPORT_KINDS.find((one) => one === asked);
    if (!kind) throw new CliError(`"${asked}" is not a kind of table: use ${IMPORT_KINDS.join(', ')}`);
    if (path === undefined) {
      const rows = templateColumns(kind).map(({ name, required, description }) => [
        name,
        required ? 'required' : '',
        description,
      ]);
      print(stdout, ...columns(rows));
      return 0;
    }
    const content = /\.xlsx$/i.test(path)
      ? await templateXlsx(kind)
      : /\.csv$/i.test(path)
        ? templateCsv(kind)
        : undefined;
    if (content === undefined) throw new CliError(`${path}: the name must end in .xlsx or .csv`);
    await writeFile(path, content, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw new CliError(`${path} exists already: name a new file`);
      throw new CliError(`${path}: cannot be written (${error.message})`);
    });
    return 0;
  },
};
