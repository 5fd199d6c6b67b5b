import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventStoreDBClient } from '@eventstore/db-client';
import {
  type AppendResult,
  BEGINNING,
  bytesBetween,
  type EventStore,
  type EventStoreError,
  NO_STREAM,
  type NewEvent,
  type Position,
  type RecordedEvent,
} from './event-store.port.ts';
import { backoffMs, waitFor } from '../support/backoff.ts';
import { type Logger, silentLogger } from '../support/logger.ts';
import { AddressError } from '../support/address-error.ts';
import type { Outage } from '../support/outage.ts';
import { unlessMistaken } from '../support/server-probe.ts';
import { TimeOut } from '../support/time-out.ts';
import { EVENTSTOREDB, eventStoreDbAddress } from './eventstoredb.address.ts';
import { Appends } from './eventstoredb.appends.ts';
import { clientOf, closed, dispose, internalsOf } from './eventstoredb.client.ts';
import { replaceSilentConnections } from './eventstoredb.connection.ts';
import { DamagedStreams } from './eventstoredb.damage.ts';
import { isNoRecord, isOtherServer, isTooSlow, NoAnswer, readFault } from './eventstoredb.faults.ts';
import type { Received, ServerEvent } from './eventstoredb.read-response.ts';
import { cancel, clientError, type Reading, Reads } from './eventstoredb.reads.ts';
import { withStreamPrefix } from './eventstoredb.stream-prefix.ts';
import { Subscriptions } from './eventstoredb.subscription.ts';
import { isSystem, logNamed, recorded } from './eventstoredb.wire.ts';

export interface EventStoreDbOptions {
  readonly timeoutMs?: number;
  /** Of the streams that are read; other streams of the server belong to other programs. */
  readonly categories: readonly string[];
  /** Told of every call. */
  readonly outage?: Outage | undefined;
  readonly logger?: Logger;
}

const PAGE_EVENTS = 256;
/** Of no category: no reader follows it. */
const ID_STREAM = 'makegood_log';
const LOG_PAGE_EVENTS = 1_024;
/** Each page of the log after the first is so much larger: what is looked for often lies close behind events of others. */
const PAGE_GROWTH = 16;
/** More than lies between two checkpoints of a subscription. */
const REST_BYTES = 8 * 1024 * 1024;

/** EventStoreDB 22.10 or later, or KurrentDB. @throws EventStoreError when `$all` cannot be read; AddressError */
export async function openEventStoreDb(
  url: string,
  { timeoutMs = 5_000, categories, outage, logger = silentLogger }: EventStoreDbOptions,
): Promise<EventStore> {
  const address = eventStoreDbAddress(url);
  const { streamPrefix } = address;
  const client = clientOf(address);
  const store = new EventStoreDb(
    client,
    timeoutMs,
    categories.map((category) => `${streamPrefix}${category}-`),
    `${streamPrefix}${ID_STREAM}`,
    outage,
    logger,
  );
  try {
    if (streamPrefix === '') {
      await unlessMistaken(store.head(), () => address, EVENTSTOREDB, outage);
      return store;
    }
    await unlessMistaken(store.begin(), () => address, EVENTSTOREDB, outage);
    return withStreamPrefix(store, streamPrefix);
  } catch (error) {
    await store.close();
    if (isOtherServer(error)) throw new AddressError('something other than EventStoreDB answers: correct the port');
    throw error;
  }
}

interface Mark {
  readonly id: string;
  readonly position: Position;
}

class EventStoreDb implements EventStore {
  readonly #client: EventStoreDBClient;
  readonly #reads: Reads;
  readonly #appends: Appends;
  readonly #subscriptions: Subscriptions;
  readonly #timeoutMs: number;
  readonly #prefixes: readonly string[];
  readonly damage: DamagedStreams;
  readonly #beginnings = new Map<string, Promise<void>>();
  /** Nothing of ours lies before. */
  #beginning: Position = BEGINNING;

  /** The newest event of the whole log at the last call of `head`, and its answer. */
  #scanned: { readonly newest: Mark; readonly head: Position } | undefined;

  readonly #closed = new AbortController();
  #closing: Promise<void> | undefined;

  constructor(
    client: EventStoreDBClient,
    timeoutMs: number,
    prefixes: readonly string[],
    private readonly idStream: string,
    private readonly outage: Outage | undefined,
    private readonly logger: Logger,
  ) {
    replaceSilentConnections(client, this.#closed.signal);
    this.#client = client;
    this.#timeoutMs = timeoutMs;
    this.#prefixes = prefixes;
    this.#reads = new Reads(internalsOf(client));
    this.#subscriptions = new Subscriptions({ reads: this.#reads, prefixes, timeoutMs });
    this.damage = new DamagedStreams({
      client,
      isOurs: this.#isOurs,
      readOne: async (stream, from) =>
        (await this.#streamPage(stream, from === 'end', from === 'end' ? 'end' : 0, 1))?.[0],
      beginning: () => this.#beginning,
      readRest: (after) => this.#readRest(after),
      closed: this.#closed.signal,
    });
    this.#appends = new Appends(
      client,
      (stream, options) => this.readStream(stream, options),
      timeoutMs,
      this.#closed.signal,
    );
  }

  /** The log is named before anything else is written to it, so that its readers need not pass what the server had before. */
  async begin(): Promise<void> {
    this.#beginning = (await this.#name(true))?.position ?? BEGINNING;
    await this.head();
  }

  async append(stream: string, expected: number, events: readonly NewEvent[]): Promise<AppendResult> {
    this.#mustBeOpen();
    if (!Number.isSafeInteger(expected) || expected < NO_STREAM)
      throw new TypeError(`${expected} is not a revision: expected a whole number from ${NO_STREAM} on`);
    if (!this.#isOurs(stream))
      throw new TypeError(`${stream} would not be read: its category is not one of this store's`);
    this.damage.refuseKnown(stream);
    const append = this.#appends.append(stream, expected, events, this.#mayBegin(stream, expected));
    return this.#observed(append).catch((error) => this.#withStream(error, stream));
  }

  async *readStream(
    stream: string,
    options: { from?: number; backwards?: boolean; limit?: number } = {},
  ): AsyncGenerator<RecordedEvent> {
    const { backwards = false } = options;
    let from: number | 'end' = options.from ?? (backwards ? 'end' : 0);
    let left = options.limit ?? Number.POSITIVE_INFINITY;
    this.#mustBeOpen();
    this.damage.refuseKnown(stream);
    while (left > 0) {
      const wanted = Math.min(left, PAGE_EVENTS);
      const page = await this.#streamPage(stream, backwards, from, wanted).catch((error) =>
        this.#withStream(error, stream),
      );
      const [first] = page ?? [];
      if (!page || (from === 0 && !first)) return await this.damage.refuseDeleted(stream);
      if (from !== 'end' && !backwards && first && first.revision > from)
        throw await this.damage.missing(stream, Number(first.revision));
      for (const event of page) if (!isSystem(event.type)) yield recorded(event);
      const last = page.at(-1);
      if (!last || page.length < wanted || (backwards && last.revision === 0n)) return;
      left -= wanted;
      from = Number(last.revision) + (backwards ? -1 : 1);
    }
  }

  /** A deleted stream would be begun anew, at a later revision. Appends that follow at once wait too. */
  #mayBegin(stream: string, expected: number): Promise<void> | undefined {
    const asked = this.#beginnings.get(stream);
    if (asked || expected !== NO_STREAM || this.damage.isCurrent) return asked;
    const asking = this.damage.refuseBeginning(stream).finally(() => this.#beginnings.delete(stream));
    this.#beginnings.set(stream, asking);
    return asking;
  }

  /** `undefined` for a stream that is not found. */
  #streamPage(stream: string, backwards: boolean, from: number | 'end', count: number) {
    return this.#page(() => this.#reads.stream(stream, from, backwards, count));
  }

  #withStream(error: unknown, stream: string): never {
    throw (error as Partial<EventStoreError>).fault === 'stream-damaged' ? this.damage.tombstone(stream) : error;
  }

  async *readAll(
    options: { after?: Position; backwards?: boolean; limit?: number } = {},
  ): AsyncGenerator<RecordedEvent> {
    const { backwards = false, after, limit = Number.POSITIVE_INFINITY } = options;
    if (limit === 0) return;
    const end = backwards ? BEGINNING : await this.head();
    let left = limit;
    for await (const event of this.#log(backwards, after, Math.min(limit + 1, LOG_PAGE_EVENTS))) {
      if (!backwards && event.position > end) return;
      if (!this.#isOurs(event.stream) || isSystem(event.type)) continue;
      yield event;
      if (--left === 0 || event.position === end) return;
    }
  }

  async #readRest(after: Position): Promise<'read' | 'far'> {
    for await (const { position } of this.#log(true, undefined, 1)) {
      if (bytesBetween(after, position) > REST_BYTES) return 'far';
      break;
    }
    for await (const _ of this.#log(false, after, LOG_PAGE_EVENTS)) this.#mustBeOpen();
    return 'read';
  }

  /** Whole pages are read ahead: the next is on its way while one is worked on. */
  async *#log(backwards: boolean, after: Position | undefined, first: number): AsyncGenerator<RecordedEvent> {
    const read = async (from: Position | undefined, count: number) =>
      (await this.#page(() => this.#reads.all(from, backwards, count))) ?? [];
    const from = backwards || (after !== undefined && after > this.#beginning) ? after : this.#beginning;
    let seen = from === BEGINNING && !backwards ? undefined : from;
    let coming = read(seen, first);
    for (let wanted = first, next = first; ; wanted = next) {
      const page = await coming;
      this.#mustBeOpen();
      const last = page.length < wanted ? undefined : page.at(-1);
      next = Math.min(LOG_PAGE_EVENTS, PAGE_GROWTH * wanted);
      const further = last && (() => read(recorded(last).position, next));
      if (further && wanted === LOG_PAGE_EVENTS) {
        coming = further();
        // Awaited only when the reader goes on.
        coming.catch(() => undefined);
      }
      for (const event of page) {
        this.damage.see(event);
        const found = recorded(event);
        // `fromPosition` is inclusive.
        if (seen !== undefined && (backwards ? found.position >= seen : found.position <= seen)) continue;
        seen = found.position;
        if (backwards && seen <= this.#beginning) return;
        yield found;
      }
      if (!further) return;
      if (wanted !== LOG_PAGE_EVENTS) coming = further();
    }
  }

  async *subscribe(options: {
    after?: Position;
    batch?: number;
    signal: AbortSignal;
  }): AsyncGenerator<readonly RecordedEvent[]> {
    const { after = BEGINNING, batch = 500 } = options;
    const signal = AbortSignal.any([options.signal, this.#closed.signal]);
    let last = after > this.#beginning ? after : this.#beginning;
    for (let failures = 0; !signal.aborted; ) {
      try {
        const head = await this.head();
        for await (const events of this.#subscriptions.read({ after: last, batch, head, signal })) {
          failures = 0;
          yield events;
          last = events.at(-1)?.position ?? last;
        }
        return;
      } catch (error) {
        if (signal.aborted) return;
        if (!isTooSlow(error)) throw error;
        this.logger.debug({ after: last }, 'the server ended a subscription whose reader fell behind: reading on');
        await waitFor(backoffMs(++failures), signal);
      }
    }
  }

  /** Position of the last event of our categories: readers never reach what other programs and the server write. */
  async head(): Promise<Position> {
    let newest: Mark | undefined;
    let head = BEGINNING;
    for await (const event of this.#log(true, undefined, 1)) {
      newest ??= event;
      const { position } = event;
      if (this.#isOurs(event.stream) && !isSystem(event.type)) {
        head = position;
        break;
      }
      if (this.#scanned?.newest.id === event.id && this.#scanned.newest.position === position) {
        head = this.#scanned.head;
        break;
      }
    }
    if (newest) this.#scanned = { newest: { id: newest.id, position: newest.position }, head };
    return head;
  }

  async eventAt(position: Position): Promise<RecordedEvent | undefined> {
    const [event] = (await this.#page(() => this.#reads.all(position, false, 1), isNoRecord)) ?? [];
    const found = event && recorded(event);
    return found?.position === position ? found : undefined;
  }

  async id({ create = false } = {}): Promise<string | undefined> {
    return (await this.#name(create))?.id;
  }

  /** The event whose id is the log's. */
  async #name(create: boolean): Promise<Mark | undefined> {
    for (let attempt = 1; ; attempt++) {
      for await (const event of this.readStream(this.idStream, { limit: 1 })) return event;
      if (!create) return undefined;
      try {
        const named = logNamed(this.idStream);
        const result = await this.#appends.append(this.idStream, NO_STREAM, [named]);
        if (result.kind === 'appended') return { id: named.id, position: result.position };
      } catch (error) {
        if ((error as EventStoreError).fault !== 'outcome-unknown') throw error;
      }
      // The event of another process may be readable only a little later.
      await waitFor(backoffMs(attempt), this.#closed.signal);
    }
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      this.#closed.abort();
      await this.#appends.drain();
      await dispose(this.#client, this.#timeoutMs);
    })();
    return this.#closing;
  }

  async #observed<T>(call: Promise<T>): Promise<T> {
    try {
      const answer = await call;
      this.outage?.answered();
      return answer;
    } catch (error) {
      if (!this.#closing) this.outage?.noted(error);
      throw error;
    }
  }

  /** All events of one read, or none: what a broken call delivered is discarded. `undefined`: there is nothing to read. */
  #page(
    open: () => Promise<Reading>,
    isNothing: (error: unknown) => boolean = () => false,
  ): Promise<ServerEvent[] | undefined> {
    return this.#observed(this.#readPage(open, isNothing));
  }

  async #readPage(
    open: () => Promise<Reading>,
    isNothing: (error: unknown) => boolean,
  ): Promise<ServerEvent[] | undefined> {
    for (let attempt = 1; ; attempt++) {
      this.#mustBeOpen();
      try {
        return await this.#drain(open());
      } catch (error) {
        if (isNothing(error)) return undefined;
        const fault = readFault(error);
        // An error without a time-out may come from a dead connection: try once more.
        if (fault.fault !== 'unavailable' || error instanceof NoAnswer || attempt === 2) throw fault;
        await nextTurn();
      }
    }
  }

  #drain(opening: Promise<Reading>): Promise<ServerEvent[] | undefined> {
    return new Promise((resolve, reject) => {
      let events: ServerEvent[] | undefined = [];
      const timeOut = new TimeOut(this.#timeoutMs, () => {
        reject(new NoAnswer('a read', this.#timeoutMs));
        cancel(opening);
      });
      const fail = (error: unknown) => {
        timeOut.end();
        reject(clientError(error) as Error);
      };
      opening.then((reading) => {
        reading.on('data', (received: Received) => {
          timeOut.refresh();
          if (received === 'stream-not-found') events = undefined;
          else if (typeof received === 'object') events?.push(received);
        });
        reading.on('end', () => {
          timeOut.end();
          resolve(events);
        });
        reading.on('error', fail);
      }, fail);
    });
  }

  #isOurs = (stream: string): boolean => this.#prefixes.some((prefix) => stream.startsWith(prefix));

  #mustBeOpen(): void {
    if (this.#closing) throw closed();
  }
}
