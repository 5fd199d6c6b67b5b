import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { headsOf } from '#engine';
import { CliError, type CliCommand, type ExitStatus, print, withMakegood } from './cli.ts';

export const headsCommand: CliCommand = {
  summary: 'writes the end of the log and of each stream to a file, for "verify --heads"',
  usage: '<file>',
  details: `
Keep the file elsewhere: those who can write the data folder can cut the log, remove a claim or write a stream anew so that everything
fits; "verify --heads <file>" still finds it.`,
  options: {},
  words: [1, 1],
  async run({ words: [path = ''] }, context) {
    return withMakegood<ExitStatus>(context, async ({ store }) => {
      await pipeline(headsOf(store), createWriteStream(path, { flags: 'wx' })).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') throw new CliError(`${path} exists already: name a new file`);
        if (error.code === 'ENOENT' || error.code === 'EACCES')
          throw new CliError(`${path} cannot be written (${error.message})`);
        throw error;
      });
      print(context.stdout, `written to ${path}: keep it elsewhere`);
      return 0;
    });
  },
};
