import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { counted, MAX_MAIL_BYTES } from '#engine';
import { type CliCommand, CliError, type ExitStatus, print, withMakegood } from './cli.ts';

export const mailCommand: CliCommand = {
  summary: 'takes in mails of partners from files, as if they had come by the mail server',
  usage: '<file or folder>…',
  details: `
A file is one raw mail (.eml). A folder is a maildir, whose new and cur are read, or has files that end in .eml.
The worker of a running server reads the mails within seconds. Taking in the same mail again changes nothing.
Exit status 1: a file could not be taken.`,
  options: {},
  words: [1, 10_000],
  async run({ words }, context) {
    const { stdout, stderr } = context;
    const files = (await Promise.all(words.map(mailFiles))).flat();
    return withMakegood<ExitStatus>(context, async (makegood) => {
      let refused = 0;
      const taken = { new: 0, known: 0 };
      for (const path of files) {
        const { size } = await stat(path);
        if (size === 0 || size > MAX_MAIL_BYTES) {
          refused++;
          print(stderr, `${path}: ${size === 0 ? 'is empty' : `has more than ${MAX_MAIL_BYTES / 1024 / 1024} MiB`}`);
          continue;
        }
        const { isRepeat } = await makegood.receiveMail(createReadStream(path), { door: 'FILE' });
        taken[isRepeat ? 'known' : 'new']++;
      }
      print(stdout, `${counted(taken.new, 'mail')} taken in, ${taken.known} known already`);
      return refused > 0 ? 1 : 0;
    });
  },
};

/** @throws CliError */
async function mailFiles(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch((error: Error) => {
    throw new CliError(`${path}: cannot be read (${error.message})`);
  });
  if (!found.isDirectory()) return [path];
  const names = await readdir(path);
  const maildir = names.includes('cur') && names.includes('new');
  const inside = maildir
    ? (await Promise.all(['new', 'cur'].map((part) => filesIn(join(path, part))))).flat()
    : (await filesIn(path)).filter((file) => /\.eml$/i.test(file));
  if (inside.length === 0)
    throw new CliError(`${path}: holds no mails: a maildir has new and cur, other folders files ending in .eml`);
  return inside;
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => join(folder, name))
    .sort();
}
