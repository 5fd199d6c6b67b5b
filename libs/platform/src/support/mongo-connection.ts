import { setTimeout as wait } from 'node:timers/promises';
import {
  type Db,
  MongoBulkWriteError,
  MongoClient,
  type MongoClientOptions,
  MongoError,
  MongoInvalidArgumentError,
  MongoServerError,
} from 'mongodb';
import { DocumentStoreError } from './document-store-error.ts';
import { addressErrorOf, malformed, mongoDb, probedServers } from './mongo-address.ts';
import type { Outage } from './outage.ts';
import { unlessMistaken } from './server-probe.ts';
import { TimeOut } from './time-out.ts';

export const DUPLICATE_KEY = 11000;

export interface MongoOptions {
  readonly database?: string;
  /** Of every call; four times as long for calls with several round trips, no limit for building indexes. */
  readonly timeoutMs?: number;
  /** Told of every call. */
  readonly outage?: Outage | undefined;
}

// `w: majority` alone waits for the journal's cycle of 100 ms. The driver's `timeoutMS` has no effect, and a socket time-out would
// interrupt building an index: heartbeats close dead connections, and every call has its own timer.
function clientOptions(timeoutMs: number): MongoClientOptions {
  // Over half: a server that needs a third of the time-out for every answer is slow, not unreachable.
  const answerMs = Math.ceil((timeoutMs * 8) / 15);
  return {
    appName: 'makegood',
    writeConcern: { w: 'majority', journal: true, wtimeoutMS: timeoutMs },
    // A new primary must not roll back a document that the checkpoint has passed.
    readConcern: { level: 'majority' },
    readPreference: 'primary',
    retryWrites: true,
    retryReads: true,
    ignoreUndefined: true,
    heartbeatFrequencyMS: 2_000,
    connectTimeoutMS: answerMs,
    serverSelectionTimeoutMS: answerMs,
    waitQueueTimeoutMS: timeoutMs,
  };
}

function mongoClient(url: string, timeoutMs: number): MongoClient {
  try {
    return new MongoClient(url, clientOptions(timeoutMs));
  } catch (error) {
    throw malformed(url, error as Error);
  }
}

const PRIMARY_WAIT_MS = 2_000;

/** MongoDB 6 or later. @throws DocumentStoreError; AddressError */
export async function connectMongo(url: string, options: MongoOptions = {}): Promise<MongoConnection> {
  const { database, timeoutMs = 15_000, outage } = options;
  const client = mongoClient(url, timeoutMs);
  const primary = new Primary(client);
  try {
    const connection = new MongoConnection(client, client.db(database), timeoutMs, primary, outage);
    await unlessMistaken(
      openedFor(client, connection),
      () => probedServers(client),
      mongoDb(client.options.replicaSet),
      outage,
    );
    return connection;
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** An account that may not write is found here rather than at the first batch. */
async function openedFor(client: MongoClient, connection: MongoConnection): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    throw addressErrorOf(error, client.options) ?? documentStoreError(error);
  }
  await connection.bounded(() => connection.database.collection('leases').deleteOne({ term: NO_TERM }));
}

/** Terms of leases count from 1. */
const NO_TERM = 0;

export class MongoConnection {
  readonly #client: MongoClient;
  readonly #primary: Primary;
  #closed = false;

  constructor(
    client: MongoClient,
    readonly database: Db,
    readonly timeoutMs: number,
    primary: Primary,
    private readonly outage: Outage | undefined,
  ) {
    this.#client = client;
    this.#primary = primary;
  }

  boundedLong<T>(work: () => Promise<T>): Promise<T> {
    return this.bounded(work, 4 * this.timeoutMs);
  }

  bounded<T>(work: () => Promise<T>, within = this.timeoutMs): Promise<T> {
    return this.unbounded(async () => {
      const late = Promise.withResolvers<never>();
      const timeOut = new TimeOut(within, () =>
        late.reject(new DocumentStoreError('unavailable', `MongoDB has not answered for ${within} ms`)),
      );
      try {
        return await Promise.race([work(), late.promise]);
      } finally {
        timeOut.end();
      }
    });
  }

  async unbounded<T>(work: () => Promise<T>): Promise<T> {
    try {
      if (!this.#closed) await this.#primary.known();
      if (this.#closed) throw new DocumentStoreError('unavailable', 'the connection to MongoDB is closed');
      const answer = await onceMade(work);
      this.outage?.answered();
      return answer;
    } catch (error) {
      const fault = documentStoreError(error);
      throw this.#closed || !this.outage ? fault : this.outage.noted(fault);
    }
  }

  async close(): Promise<void> {
    // Otherwise the driver would connect again at the next call.
    this.#closed = true;
    await this.#client.close();
  }
}

/** Without a known primary, calls fail before they have done anything. */
class Primary {
  readonly #client: MongoClient;
  #isKnown = false;
  #search: Promise<unknown> | undefined;

  constructor(client: MongoClient) {
    this.#client = client;
    client.on('topologyDescriptionChanged', ({ newDescription }) => {
      this.#isKnown = [...newDescription.servers.values()].some(({ isWritable }) => isWritable);
    });
  }

  async known(): Promise<void> {
    if (this.#isKnown) return;
    // The driver looks for a primary at once only when there is a call.
    this.#search ??= this.#client
      .db()
      .command({ ping: 1 })
      .finally(() => {
        this.#search = undefined;
      });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const away = new DocumentStoreError('unavailable', 'MongoDB cannot be reached: no primary was found');
      timer = setTimeout(() => reject(away), PRIMARY_WAIT_MS);
    });
    await Promise.race([this.#search, late]).finally(() => clearTimeout(timer));
  }
}

/** SnapshotUnavailable: the collection is new. Nothing was done, and a later attempt succeeds. */
async function onceMade<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof MongoServerError && error.code === 246) || tries === 20) throw error;
      await wait(10);
    }
  }
}

/** Of two concurrent upserts of a new key one fails as a duplicate; its second attempt finds the key. */
export const upserted = <T>(work: () => Promise<T>): Promise<T> =>
  work().catch((error: unknown) => unlessDuplicate(work)(error)());

export const unlessDuplicate =
  <T>(otherwise: T) =>
  (error: unknown): T => {
    if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return otherwise;
    throw error;
  };

export const unlessMissing = (error: unknown): void => {
  if (!(error instanceof MongoServerError && error.code === 26)) throw error;
};

/** Faults of MongoDB → DocumentStoreError; others are returned unchanged. */
export function documentStoreError(error: unknown): unknown {
  const because = (fault: DocumentStoreError['fault'], message: string) =>
    new DocumentStoreError(fault, message, { cause: error });
  if (error instanceof SyntaxError) return because('damaged', `a document in MongoDB is damaged: ${error.message}`);
  if (NETWORK_CODES.has(String((error as { code?: unknown }).code)))
    return because('unavailable', `MongoDB cannot be reached: ${(error as Error).message}`);
  if (!(error instanceof MongoError) || error instanceof MongoInvalidArgumentError) return error;
  switch (error.code) {
    case 13: // Unauthorized
      return because('access-denied', `MongoDB denies access: name an account that has readWrite (${error.message})`);
    case 18: // AuthenticationFailed
    case 8000: // the same from Atlas
      return because(
        'access-denied',
        'MongoDB does not accept the account of the address or its password: correct them, or authSource',
      );
    case 14031: // OutOfDiskSpace
      return because('full', 'the disk of MongoDB is full');
    default:
      return isTransient(error) ? because('unavailable', `MongoDB cannot be reached: ${error.message}`) : error;
  }
}

const NETWORK_CODES: ReadonlySet<string> = new Set([
  'EPIPE',
  'ECONNRESET',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
]);

const isTransient = (error: MongoError): boolean =>
  !(error instanceof MongoServerError) ||
  error.hasErrorLabel('RetryableWriteError') ||
  error.hasErrorLabel('RetryableError') ||
  TRANSIENT_CODES.has(Number(error.code)) ||
  // Without an error of a write, what failed is the connection.
  (error instanceof MongoBulkWriteError &&
    (error.result.getWriteConcernError() !== undefined || [error.writeErrors].flat().length === 0));

const TRANSIENT_CODES: ReadonlySet<number> = new Set([
  50, 64, 91, 189, 246, 10107, 11600, 11602, 13435, 13436, 262, 6, 7, 89, 9001,
]);
