import { parseArgs } from 'node:util';
import { EventStoreError, DocumentStoreError } from '#platform';
import { ImportFileError } from '#import';
import { inOneLine } from '#server';
import { HolidaySourceError } from '#sla';
import { CliError, type CliCommand, columns, type ExitStatus, type Given, print, type CliContext } from './cli.ts';
import { alarmCommand } from './alarm.command.ts';
import { calendarCommand } from './calendar-import.command.ts';
import { clockCommand } from './clock.command.ts';
import { copyCommand } from './copy.command.ts';
import { documentCommand } from './document.command.ts';
import { statementCommand } from './statement.command.ts';
import { deleteMailCommand } from './delete-mail.command.ts';
import { dueCommand } from './due.command.ts';
import { explainCommand } from './explain.command.ts';
import { exportCommand } from './export.command.ts';
import { headsCommand } from './heads.command.ts';
import { importCommand } from './import.command.ts';
import { lotsCommand } from './lots.command.ts';
import { mailCommand } from './mail.command.ts';
import { rebuildCommand } from './rebuild.command.ts';
import { reconcileCommand } from './reconcile.command.ts';
import { replayCommand } from './replay.command.ts';
import { statusCommand } from './status.command.ts';
import { templateCommand } from './template.command.ts';
import { tokenCommand } from './token.command.ts';
import { verifyCommand } from './verify.command.ts';

const COMMANDS: Readonly<Record<string, CliCommand>> = {
  token: tokenCommand,
  import: importCommand,
  mail: mailCommand,
  'delete-mail': deleteMailCommand,
  template: templateCommand,
  export: exportCommand,
  copy: copyCommand,
  calendar: calendarCommand,
  clock: clockCommand,
  document: documentCommand,
  statement: statementCommand,
  due: dueCommand,
  explain: explainCommand,
  alarm: alarmCommand,
  reconcile: reconcileCommand,
  replay: replayCommand,
  heads: headsCommand,
  lots: lotsCommand,
  verify: verifyCommand,
  rebuild: rebuildCommand,
  status: statusCommand,
};

/** What an operator can fix is one line on standard error and status 2. */
export async function run([name, ...rest]: readonly string[], context: CliContext): Promise<ExitStatus> {
  const { stdout, stderr } = context;
  try {
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      print(name === undefined ? stderr : stdout, ...overview());
      return name === undefined ? 2 : 0;
    }
    const command = Object.hasOwn(COMMANDS, name) ? (COMMANDS[name] as CliCommand) : undefined;
    if (!command) throw new CliError(`there is no command "${name}": ${Object.keys(COMMANDS).join(', ')}`);
    const given = read(name, command, rest);
    if (given.options.help !== true) return await command.run(given, context);
    print(stdout, ...helpOf(name, command));
    return 0;
  } catch (error) {
    print(stderr, `makegood: ${lineFor(error)}`);
    return 2;
  }
}

function read(name: string, { options, words: [least, most], usage }: CliCommand, rest: readonly string[]): Given {
  const hint = `; usage: makegood ${name} ${usage}`.trimEnd();
  const parsed = (() => {
    try {
      const help = { type: 'boolean', short: 'h' } as const;
      return parseArgs({ args: [...rest], options: { ...options, help }, allowPositionals: true });
    } catch (error) {
      // Not `instanceof`: Node's error may come from another realm.
      const { code = '', message } = error as NodeJS.ErrnoException;
      if (!code.startsWith('ERR_PARSE_ARGS')) throw error;
      const [words = message] = message.split(/\. (?=To specify)|\n/);
      throw new CliError(`${words}${hint}`);
    }
  })();
  const given: Given = { options: parsed.values, words: parsed.positionals };
  if (given.options.help === true) return given;
  if (given.words.length < least) throw new CliError(`an argument is missing${hint}`);
  if (given.words.length > most) throw new CliError(`unexpected argument "${given.words[most]}"${hint}`);
  return given;
}

function lineFor(error: unknown): string {
  if (error instanceof CliError || error instanceof ImportFileError || error instanceof HolidaySourceError)
    return error.message;
  if (error instanceof EventStoreError || error instanceof DocumentStoreError) return error.message;
  return inOneLine(error);
}

const overview = (): readonly string[] => [
  'makegood <command> [options]: operations and audit, on the data folder of MAKEGOOD_DATA (./data)',
  '',
  ...columns(Object.entries(COMMANDS).map(([name, { summary }]) => [`  ${name}`, summary])),
  '',
  'makegood <command> --help explains a command. All commands can run beside a running server.',
  'Exit status 0: done; 1: done, with problems in the data; 2: failed.',
];

const helpOf = (name: string, { summary, usage, details }: CliCommand): readonly string[] => [
  `makegood ${name} ${usage}`.trimEnd(),
  summary,
  '',
  ...details.trim().split('\n'),
];
