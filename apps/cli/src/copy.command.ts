import { catalogue, counted } from '#engine';
import { existsSync, statSync } from 'node:fs';
import {
  dataFileOf,
  AddressError,
  BEGINNING,
  copyLog,
  type EventStore,
  openEventStoreDb,
  openSqliteEventStore,
  OtherHistory,
  readFolderMark,
} from '#platform';
import { CliError, type CliCommand, print, textOf } from './cli.ts';
import { exportedLog } from './exported-log.ts';
import { progressOf } from './progress.ts';
import { eventsAfter } from './rebuild.command.ts';

export const copyCommand: CliCommand = {
  summary: 'copies the whole history to another event store, and verifies it there',
  usage: '--from <folder, exported file or esdb://…> --to <folder or esdb://…>',
  details: `
From the embedded store to EventStoreDB, or back, or from a file that "makegood export" has written to either. Stop the server first; to
copy what was written meanwhile, run it again.
It can be interrupted, and continues when it is run again. The target must be empty, or hold the beginning of this history.

Afterwards set EVENT_STORE_URL, copy the folder evidence/ if the data folder is another one, and run "makegood rebuild": positions differ
between stores, so read models, processes, and positions held by clients, are valid only for the old store.`,
  options: { from: { type: 'string' }, to: { type: 'string' } },
  words: [0, 0],
  async run(given, context) {
    const [source, target] = [textOf(given, 'from'), textOf(given, 'to')];
    if (source === undefined || target === undefined) throw new CliError('name both --from and --to');
    if (isServer(source) && isServer(target))
      throw new CliError('one of the two must be a data folder: copy in two steps, over a folder');
    const isFile = !isServer(source) && existsSync(source) && statSync(source).isFile();
    if (!isServer(source) && !isFile && !existsSync(dataFileOf(source)))
      throw new CliError(`there is no data in ${source}: name the data folder of the server, or an exported file`);
    const from = isFile ? exportIn(source) : await open('--from', source);
    try {
      if (!isServer(source) && !isFile && !(await isWhole(source, from)))
        throw new CliError(
          `events that were acknowledged are missing at the end of ${source}: restore it from a backup`,
        );
      const to = await open('--to', target);
      try {
        const progress = progressOf(context, 'copy', {
          total: await eventsAfter(from, BEGINNING),
          unit: 'event',
          step: 10_000,
        });
        try {
          const { copied, present, streams } = await copyLog(from, to, progress.to);
          progress.end();
          const before = present > 0 ? `, ${counted(present, 'event')} were already there` : '';
          print(
            context.stdout,
            `${counted(copied, 'event')} copied${before}; ${counted(streams, 'hash chain')} verified in the target`,
          );
          return 0;
        } finally {
          progress.end();
        }
      } finally {
        await to.close();
      }
    } catch (error) {
      if (error instanceof OtherHistory) throw new CliError(error.message);
      throw error;
    } finally {
      await from.close();
    }
  },
};

type Source = Pick<EventStore, 'readAll' | 'eventAt' | 'close'>;

const isServer = (address: string): boolean => /^(esdb|kurrentdb)(\+discover)?:\/\//.test(address);

const exportIn = (path: string): Source => ({
  readAll: () => exportedLog(path),
  eventAt: async () => undefined,
  close: async () => undefined,
});

async function isWhole(folder: string, store: Source): Promise<boolean> {
  const { newest } = readFolderMark(folder);
  return newest.position === BEGINNING || (await store.eventAt(newest.position))?.id === newest.id;
}

async function open(option: string, address: string): Promise<EventStore> {
  if (!isServer(address)) return openSqliteEventStore(address);
  try {
    return await openEventStoreDb(address, { categories: catalogue.categories });
  } catch (error) {
    if (error instanceof AddressError) throw new CliError(`${option} cannot be used: ${error.message}`);
    throw error;
  }
}
