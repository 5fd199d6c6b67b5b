import { mkdir } from 'node:fs/promises';
import {
  type Blobs,
  dataFolderError,
  type DocumentStores,
  type EventStore,
  EventStoreError,
  type Logger,
  openEventStoreDb,
  openFolderBlobs,
  openMongoStores,
  openSqliteEventStore,
  openSqliteStores,
  type Backoff,
  backoffMs,
  DocumentStoreError,
} from '#platform';
import { catalogue } from './catalogue.ts';
import { type Settings, SettingsError } from './settings.ts';

/** Where everything is kept: the log, what is derived from it, what processes must remember, and the files of claims. */
export interface Stores extends DocumentStores {
  readonly store: EventStore;
  readonly blobs: Blobs;
  /** Ends all connections. */
  close(): Promise<void>;
}

/**
 * Opens the stores that the settings name: servers where there is an address, embedded ones in the data folder where there is none.
 * Start order does not matter: a server that is not there yet is waited for.
 * @throws DataFolderError, SettingsError: one line that says what to do
 */
export async function openStores(settings: Settings, logger: Logger, backoff: Backoff): Promise<Stores> {
  const { MAKEGOOD_DATA: folder, EVENT_STORE_URL: events, MONGODB_URL: documents } = settings;
  const store = events
    ? await whenThere(
        'EVENT_STORE_URL',
        () => openEventStoreDb(events, { categories: catalogue.categories }),
        logger,
        backoff,
      )
    : openSqliteEventStore(folder);
  const derived = documents
    ? await whenThere('MONGODB_URL', () => openMongoStores(documents), logger, backoff)
    : openSqliteStores(folder);
  // The evidence is there in any case.
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw dataFolderError(folder, error);
  });
  return joinStores(store, derived, await openFolderBlobs(folder));
}

/** Stores that are open already, as one. */
export const joinStores = (store: EventStore, documents: DocumentStores, blobs: Blobs): Stores => ({
  ...documents,
  store,
  blobs,
  async close() {
    await store.close();
    await documents.close();
  },
});

const WAITING = 'the server is not there yet: waiting for it';
/** A server that is there has answered by then, milliseconds. */
const QUIET_MS = 1_000;

/** @throws SettingsError for what waiting does not mend: an address that is none, an account that may not. */
async function whenThere<T>(setting: string, open: () => Promise<T>, logger: Logger, backoff: Backoff): Promise<T> {
  for (let failures = 1; ; failures++) {
    // A try may take as long as a slow server's answer; whoever watches the log shall not wait for its end.
    const late = setTimeout(() => logger.warn({ setting }, WAITING), QUIET_MS);
    try {
      return await open();
    } catch (error) {
      const known = error instanceof EventStoreError || error instanceof DocumentStoreError;
      // Never the address itself: it may hold a password.
      if (!known || error.fault !== 'unavailable')
        throw new SettingsError(`${setting} cannot be used: ${(error as Error).message}`);
      logger.warn({ setting, error: error.message }, WAITING);
      await backoff(backoffMs(failures), NEVER);
    } finally {
      clearTimeout(late);
    }
  }
}

/** Nothing runs yet that a signal would have to end: the process just ends. */
const NEVER = new AbortController().signal;
