import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Blobs,
  dataFolderError,
  type DocumentStores,
  type EventStore,
  KnownLog,
  silentLogger,
  EventStoreError,
  type Logger,
  logFailure,
  Outage,
  openEventStoreDb,
  openFolderBlobs,
  openMongoStores,
  openSqliteEventStore,
  openSqliteStores,
  removeAbandonedCopies,
  WalCheckpoints,
  type Backoff,
  backoffMs,
  DocumentStoreError,
} from '#platform';
import { catalogue } from './catalogue.ts';
import { answeringFrom, logDependents } from './log-dependents.ts';
import { type Settings, SettingsError } from './settings.ts';

/** Done, or not to be done: samples are for a log that is new, not for one that was taken in place of another. */
export const SAMPLES_TASK = 'load-samples';

export interface Stores extends DocumentStores {
  readonly store: EventStore;
  /** The same store: whether its log is the one that everything else is of. */
  readonly log: Pick<KnownLog, 'state' | 'whenKnown' | 'adopt'>;
  /** The evidence. */
  readonly blobs: Blobs;
  /** The files of imports, by a key of the import, until it has ended. */
  readonly importFiles: Blobs;
  close(): Promise<void>;
}

export interface StoresOptions {
  /** The embedded log is never written, nor checked. */
  readonly readOnlyLog?: boolean;
}

/** Waits for servers, so the order of starting does not matter. @throws DataFolderError, SettingsError */
export async function openStores(
  settings: Settings,
  logger: Logger,
  backoff: Backoff,
  { readOnlyLog = false }: StoresOptions = {},
): Promise<Stores> {
  const { MAKEGOOD_DATA: folder, EVENT_STORE_URL: events, MONGODB_URL: documents } = settings;
  const { categories } = catalogue;
  const over = new AbortController();
  const waiting = { logger, backoff, signal: over.signal };
  const opening = [
    events
      ? reached('EVENT_STORE_URL', (outage) => openEventStoreDb(events, { categories, outage, logger }), waiting)
      : Promise.resolve(openSqliteEventStore(folder, { readOnly: readOnlyLog })),
    documents
      ? reached('MONGODB_URL', (outage) => openMongoStores(documents, { outage }), waiting)
      : Promise.resolve(openSqliteStores(folder)),
  ] as const;
  try {
    // Both at once: a mistake in one address is told while the server of the other is waited for.
    const [store, derived] = await Promise.all(opening);
    await mkdir(folder, { recursive: true }).catch((error) => {
      throw dataFolderError(folder, error);
    });
    await removeAbandonedCopies(folder);
    const reserve = { folder, bytes: settings.MAKEGOOD_RESERVE_MIB * 1024 * 1024 };
    const evidence = await openFolderBlobs(settings.MAKEGOOD_EVIDENCE ?? join(folder, 'evidence'), { reserve });
    const dependents = logDependents(folder, derived);
    const log = await connected(
      events ? 'EVENT_STORE_URL' : 'MAKEGOOD_DATA',
      () => KnownLog.open(store, { dependents, lostFile: () => derived.lostFile(), logger }),
      waiting,
    );
    const imports = await openFolderBlobs(join(folder, 'imports'), { reserve });
    const joined = joinStores(log, derived, evidence, imports);
    if (events && documents) return joined;
    const checkpoints = new WalCheckpoints(folder);
    return {
      ...joined,
      async close() {
        await checkpoints.stop();
        await joined.close();
      },
    };
  } catch (error) {
    over.abort();
    for (const opened of opening)
      void opened.then(
        (each) => each.close(),
        () => undefined,
      );
    throw error;
  }
}

export function joinStores(store: EventStore, documents: DocumentStores, blobs: Blobs, importFiles: Blobs): Stores {
  const log = store instanceof KnownLog ? store : new KnownLog(store, { dependents: [], logger: silentLogger });
  return {
    ...documents,
    models: answeringFrom(log, documents.models),
    store: log,
    log,
    blobs,
    importFiles,
    async close() {
      await log.close();
      await documents.close();
    },
  };
}

/** Longer than it takes to find out that an address cannot be used. */
const QUIET_MS = 3_000;

interface Waiting {
  readonly logger: Logger;
  readonly backoff: Backoff;
  readonly signal: AbortSignal;
}

/** @throws SettingsError when waiting would not help: a malformed address, a wrong certificate, an account without access */
async function connected<T>(setting: string, open: () => Promise<T>, { logger, backoff, signal }: Waiting): Promise<T> {
  for (let failures = 1; ; failures++) {
    signal.throwIfAborted();
    try {
      return await open();
    } catch (error) {
      const known = error instanceof EventStoreError || error instanceof DocumentStoreError;
      // Never the address itself: it may hold a password.
      if (!known || error.fault !== 'unavailable')
        throw new SettingsError(`${setting} cannot be used: ${(error as Error).message}`);
      logFailure(logger, error, { setting }, 'a store cannot be opened: trying again');
      await backoff(backoffMs(failures), signal);
    }
  }
}

/** A server that is waited for: its outage is in the log. */
function reached<T>(setting: string, open: (outage: Outage) => Promise<T>, waiting: Waiting): Promise<T> {
  const outage = new Outage(setting, waiting.logger);
  const attempt = async () => {
    // It can take as long as a slow server's answer: log before it ends.
    const late = setTimeout(() => outage.silent(), QUIET_MS);
    try {
      return await open(outage);
    } catch (error) {
      throw outage.noted(error);
    } finally {
      clearTimeout(late);
    }
  };
  return connected(setting, attempt, waiting);
}
