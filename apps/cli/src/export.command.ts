import { counted } from '#engine';
import { inert } from '#kernel';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openSqliteEventStore, type RecordedEvent, salvaged } from '#platform';
import { CliError, type CliCommand, print, requireData, settingsOf, textOf, withMakegood } from './cli.ts';

export const exportCommand: CliCommand = {
  summary: 'writes all events as NDJSON, in the order of the log',
  usage: '[--salvage] [--out <file>]',
  details: `
--out      writes to a file instead of standard output; the file appears when it is complete
--salvage  reads what can still be read of a damaged data file, without changing it, and lists what is missing (exit status 1)

Each line: {"stream","revision","position","id","type","data","metadata"}; with "malformed" when it is damaged.`,
  options: { salvage: { type: 'boolean', default: false }, out: { type: 'string' } },
  words: [0, 0],
  async run(given, context) {
    const { stdout, stderr } = context;
    const out = textOf(given, 'out');
    const deliver = (events: AsyncIterable<RecordedEvent>) =>
      out === undefined ? written(events, stdout) : writtenTo(out, events);
    if (given.options.salvage !== true) {
      const events = await withMakegood(context, ({ store }) => deliver(store.readAll()));
      if (out !== undefined) print(stdout, `${counted(events, 'event')} written to ${out}`);
      return 0;
    }

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
      const saved = await deliver(events);
      print(stderr, `${counted(saved, 'event')} saved${complete ? ', nothing is missing' : ''}`);
      return complete ? 0 : 1;
    } finally {
      await store.close();
    }
  },
};

async function written(events: AsyncIterable<RecordedEvent>, to: Writable): Promise<number> {
  let count = 0;
  async function* lines() {
    for await (const event of events) {
      count++;
      yield `${inert(lineOf(event))}\n`;
    }
  }
  await pipeline(Readable.from(lines(), { objectMode: true }), to, { end: false });
  return count;
}

/** Under a temporary name until it is complete. */
async function writtenTo(path: string, events: AsyncIterable<RecordedEvent>): Promise<number> {
  const part = `${path}.part`;
  try {
    const file = createWriteStream(part, { flush: true });
    const count = await written(events, file);
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
