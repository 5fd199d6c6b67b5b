import { counted } from '#engine';
import { inert } from '#kernel';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openSqliteEventStore, parsePosition, type Position, type RecordedEvent, salvaged } from '#platform';
import { journalLine, journalOf } from '#views';
import { CliError, type CliCommand, print, requireData, settingsOf, textOf, withMakegood } from './cli.ts';

export const exportCommand: CliCommand = {
  summary: 'writes all events as NDJSON, in the order of the log',
  usage: '[--credit-notes [--after <position>] | --salvage] [--out <file>]',
  details: `
--out           writes to a file instead of standard output; the file appears when it is complete
--credit-notes  only what finance books, as GET /feeds/credit-notes has it: notes, settlements and reversals
--after         only what follows the line with this position
--salvage       reads what can still be read of a damaged data file, without changing it, and lists what is missing (exit status 1)

Each line: {"stream","revision","position","id","type","data","metadata"}; with "malformed" when it is damaged.
Of --credit-notes: {"position","id","type","recordedAt","data"}.`,
  options: {
    'credit-notes': { type: 'boolean', default: false },
    after: { type: 'string' },
    salvage: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
  words: [0, 0],
  async run(given, context) {
    const { stdout, stderr } = context;
    const out = textOf(given, 'out');
    const deliver = (lines: AsyncIterable<string>) =>
      out === undefined ? written(lines, stdout) : writtenTo(out, lines);
    const creditNotes = given.options['credit-notes'] === true;
    const after = positionIn(textOf(given, 'after'));
    if (after && !creditNotes) throw new CliError('--after goes with --credit-notes');
    if (given.options.salvage !== true) {
      const events = await withMakegood(context, ({ store, catalogue }) =>
        deliver(
          creditNotes
            ? mapped(journalOf(store.readAll({ ...(after && { after }) }), catalogue), journalLine)
            : mapped(store.readAll(), lineOf),
        ),
      );
      const many = creditNotes ? counted(events, 'entry', 'entries') : counted(events, 'event');
      if (out !== undefined) print(stdout, `${many} written to ${out}`);
      return 0;
    }
    if (creditNotes) throw new CliError('--salvage writes all events: leave out --credit-notes');

    const settings = settingsOf(context);
    if (settings.EVENT_STORE_URL !== undefined)
      throw new CliError('--salvage reads the embedded data file; for EVENT_STORE_URL use the tools of that server');
    requireData(settings);
    const store = openSqliteEventStore(settings.MAKEGOOD_DATA, { readOnly: true });
    try {
      let complete = true;
      const events = salvaged(store, ({ from, to }) => {
        complete = false;
        print(stderr, `${to === undefined ? `from event ${from} on` : `events ${from} to ${to}`}: cannot be read`);
      });
      const saved = await deliver(mapped(events, lineOf));
      print(stderr, `${counted(saved, 'event')} saved${complete ? ', nothing is missing' : ''}`);
      return complete ? 0 : 1;
    } finally {
      await store.close();
    }
  },
};

function positionIn(text: string | undefined): Position | undefined {
  const position = text === undefined ? undefined : parsePosition(text);
  if (text !== undefined && !position) throw new CliError(`--after: "${text}" is not the position of a line`);
  return position;
}

async function* mapped<T>(items: AsyncIterable<T>, line: (item: T) => string): AsyncGenerator<string> {
  for await (const item of items) yield line(item);
}

async function written(lines: AsyncIterable<string>, to: Writable): Promise<number> {
  let count = 0;
  async function* counting() {
    for await (const line of lines) {
      count++;
      yield `${inert(line)}\n`;
    }
  }
  await pipeline(Readable.from(counting(), { objectMode: true }), to, { end: false });
  return count;
}

/** Under a temporary name until it is complete. */
async function writtenTo(path: string, lines: AsyncIterable<string>): Promise<number> {
  const part = `${path}.part`;
  try {
    const file = createWriteStream(part, { flush: true });
    const count = await written(lines, file);
    await new Promise<void>((resolve, reject) => {
      file.on('close', resolve).on('error', reject);
      file.end();
    });
    await rename(part, path);
    return count;
  } catch (error) {
    await rm(part, { force: true });
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code !== undefined && syscall !== undefined)
      throw new CliError(`${path} cannot be written (${code}): name another file`);
    throw error;
  }
}

function lineOf({ stream, revision, position, id, type, data, metadata, malformed }: RecordedEvent): string {
  return JSON.stringify({ stream, revision, position, id, type, data, metadata, ...(malformed && { malformed }) });
}
