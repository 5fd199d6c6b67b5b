import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type AllStreamSubscription,
  BACKWARDS,
  END,
  type EventData,
  EventStoreDBClient,
  FORWARDS,
  NO_STREAM as NO_STREAM_YET,
  type ReadRevision,
  type RecordedEvent as ClientEvent,
  START,
  type StreamingRead,
  streamNameFilter,
} from '@eventstore/db-client';
import { append as appendByOwnCall } from '@eventstore/db-client/dist/streams/appendToStream/append.js';
import { type EncodedEvent, encodeEvents, recordedEvent } from './event-encoding.ts';
import {
  type AppendResult,
  BEGINNING,
  type EventStore,
  EventStoreError,
  NO_STREAM,
  type NewEvent,
  type Position,
  positionOf,
  positionParts,
  type RecordedEvent,
} from './event-store.port.ts';
import { AppendStream, insideOf } from './eventstoredb.append-stream.ts';
import { appendFault, isMissingStream, NoAnswer, Refused, readFault } from './eventstoredb.faults.ts';
import { offTheWire, onTheWire, wireIdOf } from './eventstoredb.wire-id.ts';
import { backoffMs, waitFor } from '../support/backoff.ts';

export interface EventStoreDbOptions {
  /** No call takes longer, milliseconds. */
  readonly timeoutMs?: number;
  /** Of the streams that are read (`claim` of `claim-4711`): the rest of the server's log belongs to others. */
  readonly categories: readonly string[];
}

/** Events read at a time. */
const PAGE = 256;
/** Events scanned on the server between two checkpoints of a subscription, which nobody uses here: 32 × this. */
const CHECKPOINT_INTERVAL = 1_000;
/** While it catches up, a subscription holds a batch that is not full at most this long, milliseconds. */
const HOLD_MS = 200;
/** Appends of unknown outcome that are remembered, and events of known place. */
const REMEMBERED = 50_000;

/**
 * The event log in EventStoreDB 22.10 or later, or KurrentDB. The connection string says it all: hosts or `esdb+discover` for a
 * cluster, account, `tls`, `tlsCAFile`, keep-alive (docs/operations.md).
 * @throws EventStoreError when the server cannot be reached or the account may not read `$all`; Error for a malformed string
 */
export async function openEventStoreDb(
  url: string,
  { timeoutMs = 5_000, categories }: EventStoreDbOptions,
): Promise<EventStore> {
  const client = clientOf(url);
  const store = new EventStoreDb(
    client,
    timeoutMs,
    categories.map((category) => `${category}-`),
  );
  try {
    await store.head();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

function clientOf(url: string): EventStoreDBClient {
  // The client would look for a host of the name `rest-of-the-password@host`.
  if (url.split('@').length > 2) throw new Error('percent-encode the account and its password (@ is %40)');
  try {
    return EventStoreDBClient.connectionString(connectionString(url));
  } catch (error) {
    // The client quotes the text it stumbles over, and that may be part of a password.
    throw new Error((error as Error).message.replace(/^Unexpected ".*" at/s, 'the address is malformed at'));
  }
}

/**
 * KurrentDB's scheme is spoken too; the client knows EventStoreDB's. A server that is frozen or cut off without a word is noticed
 * by keep-alive after 13 s instead of the client's 20, when the string does not say otherwise.
 */
function connectionString(url: string): string {
  const known = url.replace(/^kurrentdb(\+discover)?:/, 'esdb$1:');
  if (/[?&]keepalivetimeout=/i.test(known)) return known;
  return `${known}${known.includes('?') ? '&' : '?'}keepAliveTimeout=3000`;
}

/** Two events are the same one of the same log. Tells whether a log was replaced by an older copy of itself. */
interface Mark {
  readonly id: string;
  readonly position: Position;
}

class EventStoreDb implements EventStore {
  readonly #client: EventStoreDBClient;
  readonly #appends: AppendStream;
  readonly #timeoutMs: number;
  readonly #prefixes: readonly string[];

  /** How often in a row the outcome of an append stayed unknown, by stream and first id. */
  readonly #unknown = new Recent<number>(REMEMBERED);
  /** Where the events stand that this process wrote lately, by id. */
  readonly #written = new Recent<string>(REMEMBERED);
  /** The newest event of the log when it was last looked at, and where ours ended then. */
  #scanned: { readonly newest: Mark; readonly head: Position } | undefined;

  readonly #underWay = new Set<Promise<unknown>>();
  readonly #closed = new AbortController();
  #closing: Promise<void> | undefined;

  constructor(client: EventStoreDBClient, timeoutMs: number, prefixes: readonly string[]) {
    this.#client = client;
    this.#appends = new AppendStream(client);
    this.#timeoutMs = timeoutMs;
    this.#prefixes = prefixes;
    // The client calls this without waiting for it, and it fails when a cluster has just lost all its nodes: nobody would catch that.
    const inside = insideOf(client);
    const handleError = inside.handleError;
    inside.handleError = (grpc, error) => handleError(grpc, error).catch(() => undefined);
  }

  /**
   * EventStoreDB answers a retry as it has answered the first append, and takes for one what has the same ids: those on the server
   * say what is in an event, so success is for exactly these events (`wireIdOf`). It knows an id again only at the same expected
   * revision, and would write it once more under another: of what this process wrote lately that is noticed here. The command loop
   * needs no more, for it looks for its command in the stream it has read.
   */
  append(stream: string, expected: number, events: readonly NewEvent[]): Promise<AppendResult> {
    const result = this.#append(stream, expected, events);
    this.#underWay.add(result);
    const leave = () => this.#underWay.delete(result);
    result.then(leave, leave);
    return result;
  }

  async #append(stream: string, expected: number, events: readonly NewEvent[]): Promise<AppendResult> {
    this.#mustBeOpen();
    if (!Number.isSafeInteger(expected) || expected < NO_STREAM)
      throw new TypeError(`${expected} is no expected revision`);
    if (!this.#isOurs(stream)) throw new TypeError(`no reader would see ${stream}: no prefix of ours begins it`);
    const encoded = onTheWire(events, encodeEvents(events));
    const placeOf = (index: number) => `${stream}@${expected + 1 + index}`;
    if (events.some(({ id }, index) => (this.#written.get(id) ?? placeOf(index)) !== placeOf(index)))
      return { kind: 'conflict' };
    const key = `${stream} ${events[0]?.id}`;
    const unknown = this.#unknown.get(key) ?? 0;
    if (unknown > 0) await waitFor(backoffMs(unknown), this.#closed.signal);
    const send = () =>
      // Whatever swallowed the first answer may swallow the next: a retry has a call of its own.
      unknown > 0 ? this.#sendAlone(stream, expected, events) : this.#send(stream, expected, encoded);
    const outcome = await this.#outcomeOf(send);
    if (!(outcome instanceof EventStoreError)) {
      this.#unknown.delete(key);
      const answer = outcome.kind === 'conflict' ? await this.#standing(stream, expected, events) : outcome;
      if (answer.kind === 'appended')
        for (const [index, { id }] of events.entries()) this.#written.set(id, placeOf(index));
      return answer;
    }
    // "Nothing was written" of this try says nothing of the tries before.
    if (outcome.fault === 'outcome-unknown' || (outcome.fault === 'unavailable' && unknown > 0)) {
      this.#unknown.set(key, unknown + 1);
      throw new EventStoreError('outcome-unknown', outcome.message, { cause: outcome });
    }
    throw outcome;
  }

  /** Whether the same events in other envelopes are what an append met a conflict with. If that cannot be seen, the caller will see. */
  async #standing(stream: string, expected: number, events: readonly NewEvent[]): Promise<AppendResult> {
    const conflict = { kind: 'conflict' } as const;
    try {
      const there: RecordedEvent[] = [];
      for await (const event of this.readStream(stream, { from: expected + 1, limit: events.length }))
        there.push(event);
      const last = there.at(-1);
      if (!last || events.some(({ id }, index) => id !== there[index]?.id)) return conflict;
      return { kind: 'appended', position: last.position, revision: last.revision, repeated: true };
    } catch {
      return conflict;
    }
  }

  /** What nothing came of is tried once more: the client has meanwhile found the leader, or a connection that lives. */
  async #outcomeOf(send: () => Promise<AppendResult>): Promise<AppendResult | EventStoreError> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await send();
      } catch (error) {
        const fault = appendFault(error);
        if (fault === 'conflict') return { kind: 'conflict' };
        if (fault.fault !== 'unavailable' || attempt === 2) return fault;
        await nextTurn();
      }
    }
  }

  async #send(stream: string, expected: number, events: readonly EncodedEvent[]): Promise<AppendResult> {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(new NoAnswer('an append', this.#timeoutMs)), this.#timeoutMs);
    try {
      const answer = await until(patience.signal, this.#appends.send(stream, expected, events, patience.signal));
      const success = answer.getSuccess();
      if (!success) throw new Refused(answer.getError());
      const position = success.getPosition();
      return {
        kind: 'appended',
        position: positionOf(BigInt(position?.getCommitPosition() ?? 0), BigInt(position?.getPreparePosition() ?? 0)),
        revision: Number(success.getCurrentRevision()),
      };
    } finally {
      clearTimeout(timer);
    }
  }

  async #sendAlone(stream: string, expected: number, events: readonly NewEvent[]): Promise<AppendResult> {
    const data = events.map((event) => ({
      id: wireIdOf(event),
      type: event.type,
      contentType: 'application/json',
      data: event.data,
      metadata: { eventId: event.id, ...event.metadata },
    }));
    const expectedRevision = expected === NO_STREAM ? NO_STREAM_YET : BigInt(expected);
    const { nextExpectedRevision, position } = await this.#inTime(
      'an append',
      appendByOwnCall.call(this.#client as never, stream, data as unknown as EventData[], {
        expectedRevision,
        batchAppendSize: 0,
        deadline: this.#timeoutMs,
      }),
    );
    return {
      kind: 'appended',
      position: positionOf(position?.commit ?? 0n, position?.prepare),
      revision: Number(nextExpectedRevision),
    };
  }

  async *readStream(
    stream: string,
    options: { from?: number; backwards?: boolean; limit?: number } = {},
  ): AsyncGenerator<RecordedEvent> {
    const { backwards = false } = options;
    let from: ReadRevision = options.from === undefined ? (backwards ? END : START) : BigInt(options.from);
    let left = options.limit ?? Number.POSITIVE_INFINITY;
    this.#mustBeOpen();
    while (left > 0) {
      const wanted = Math.min(left, PAGE);
      const page = await this.#page(() =>
        this.#client.readStream(stream, {
          direction: backwards ? BACKWARDS : FORWARDS,
          fromRevision: from,
          maxCount: wanted,
        }),
      );
      for (const event of page) if (!isSystem(event.type)) yield recorded(event);
      const last = page.at(-1);
      // A call that ends in good order gave all there was.
      if (!last || page.length < wanted || (backwards && last.revision === 0n)) return;
      left -= wanted;
      from = last.revision + (backwards ? -1n : 1n);
    }
  }

  async *readAll(
    options: { after?: Position; backwards?: boolean; limit?: number } = {},
  ): AsyncGenerator<RecordedEvent> {
    const { backwards = false, after, limit = Number.POSITIVE_INFINITY } = options;
    if (limit === 0) return;
    const end = backwards ? BEGINNING : await this.head();
    let left = limit;
    for await (const event of this.#log(backwards, after)) {
      if (!backwards && event.position > end) return;
      if (!this.#isOurs(event.stream) || isSystem(event.type)) continue;
      yield event;
      if (--left === 0 || event.position === end) return;
    }
  }

  /** The whole log from behind `after`, or backwards from before it, other people's events and the server's own among them. */
  async *#log(backwards: boolean, after?: Position, first = PAGE): AsyncGenerator<RecordedEvent> {
    let seen = after === BEGINNING && !backwards ? undefined : after;
    for (let wanted = first; ; wanted = PAGE) {
      this.#mustBeOpen();
      const page = await this.#page(() =>
        this.#client.readAll({
          direction: backwards ? BACKWARDS : FORWARDS,
          fromPosition: seen === undefined ? (backwards ? END : START) : positionParts(seen),
          maxCount: wanted,
        }),
      );
      for (const event of page) {
        const next = recorded(event);
        // A read begins with the event at the position it is given.
        if (seen !== undefined && (backwards ? next.position >= seen : next.position <= seen)) continue;
        seen = next.position;
        yield next;
      }
      if (page.length < wanted) return;
    }
  }

  async *subscribe(options: {
    after?: Position;
    batch?: number;
    signal: AbortSignal;
  }): AsyncGenerator<readonly RecordedEvent[]> {
    const { after = BEGINNING, batch = 500 } = options;
    const stop = AbortSignal.any([options.signal, this.#closed.signal]);
    if (stop.aborted) return;
    // Up to here more is known to come, so batches are filled; 22.10 does not say when a subscription has caught up.
    const end = await this.head();
    const source = this.#client.subscribeToAll(
      {
        fromPosition: after === BEGINNING ? START : positionParts(after),
        filter: streamNameFilter({ prefixes: [...this.#prefixes], checkpointInterval: CHECKPOINT_INTERVAL }),
      },
      { highWaterMark: batch },
    );
    const inbox = new Inbox(source, this.#timeoutMs, stop);
    try {
      let seen = after;
      for (;;) {
        const held: RecordedEvent[] = [];
        do {
          while (held.length < batch) {
            const event = inbox.take();
            if (!event) break;
            if (event.position <= seen || isSystem(event.type)) continue;
            seen = event.position;
            held.push(event);
          }
        } while (
          held.length < batch &&
          (held.length === 0 || seen < end) &&
          (await inbox.rings(held.length > 0 ? HOLD_MS : undefined))
        );
        if (stop.aborted) return;
        if (held.length > 0) yield held;
        else return inbox.throwIfBroken();
      }
    } finally {
      inbox.close();
    }
  }

  /** Position of the last event of ours: what others and the server itself write does not count, for no reader ever gets there. */
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

  close(): Promise<void> {
    this.#closing ??= (async () => {
      this.#closed.abort();
      await Promise.allSettled(this.#underWay);
      const inside = insideOf(this.#client);
      inside.resolveUri = () => Promise.reject(closed());
      // Only now: it breaks the call that carries the appends.
      await this.#inTime('close', this.#client.dispose()).catch(() => undefined);
      const channel = await inside.getChannel().catch(() => undefined);
      channel?.close();
    })();
    return this.#closing;
  }

  /** The events of one read, whole: what a broken call gave is thrown away. */
  async #page(open: () => StreamingRead<AnyEvent>): Promise<ClientEvent[]> {
    for (let attempt = 1; ; attempt++) {
      this.#mustBeOpen();
      try {
        return await this.#drain(open());
      } catch (error) {
        if (isMissingStream(error)) return [];
        const fault = readFault(error);
        // As with appends: what failed at once may have met a connection that had died.
        if (fault.fault !== 'unavailable' || error instanceof NoAnswer || attempt === 2) throw fault;
        await nextTurn();
      }
    }
  }

  #drain(reading: StreamingRead<AnyEvent>): Promise<ClientEvent[]> {
    return new Promise((resolve, reject) => {
      const events: ClientEvent[] = [];
      const timer = setTimeout(() => {
        reject(new NoAnswer('a read', this.#timeoutMs));
        reading.cancel().catch(() => undefined);
      }, this.#timeoutMs);
      reading.on('data', ({ event }: AnyEvent) => {
        timer.refresh();
        if (event) events.push(event);
      });
      reading.on('end', () => {
        clearTimeout(timer);
        resolve(events);
      });
      reading.on('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
    });
  }

  async #inTime<T>(call: string, promise: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new NoAnswer(call, this.#timeoutMs)), this.#timeoutMs);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
  }

  #isOurs = (stream: string): boolean => this.#prefixes.some((prefix) => stream.startsWith(prefix));

  #mustBeOpen(): void {
    if (this.#closing) throw closed();
  }
}

/** What a subscription has received: never more than its buffer, for nothing is taken before the consumer asks. */
class Inbox {
  readonly #source: AllStreamSubscription;
  readonly #stop: AbortSignal;
  readonly #confirmed: NodeJS.Timeout;
  #error: unknown;
  #over = false;
  #ring = () => {};

  constructor(source: AllStreamSubscription, timeoutMs: number, stop: AbortSignal) {
    this.#source = source;
    this.#stop = stop;
    const broken = (error: unknown) => {
      this.#error ??= error;
      this.#over = true;
      this.#ring();
    };
    this.#confirmed = setTimeout(() => broken(new NoAnswer('a subscription', timeoutMs)), timeoutMs);
    source.on('confirmation', () => clearTimeout(this.#confirmed));
    source.on('readable', () => this.#ring());
    // The client says it and does nothing more: no end, no close. Without a listener the process would end.
    source.on('error', broken);
    source.on('end', () => {
      this.#over = true;
      this.#ring();
    });
    stop.addEventListener('abort', this.#stopped);
  }

  #stopped = () => this.#ring();

  take(): RecordedEvent | undefined {
    const { event } = (this.#source.read() as AnyEvent | null) ?? {};
    return event && recorded(event);
  }

  /** Whether there may be something to take: not after `milliseconds`, not when the source is over or nobody wants any more. */
  async rings(milliseconds?: number): Promise<boolean> {
    if (this.#over || this.#stop.aborted) return false;
    let timer: NodeJS.Timeout | undefined;
    const rang = await new Promise<boolean>((resolve) => {
      this.#ring = () => resolve(true);
      if (milliseconds !== undefined) timer = setTimeout(() => resolve(false), milliseconds);
    });
    clearTimeout(timer);
    return rang && !this.#stop.aborted;
  }

  /** @throws EventStoreError unless the source ended in good order */
  throwIfBroken(): void {
    if (this.#error !== undefined) throw readFault(this.#error);
  }

  close(): void {
    clearTimeout(this.#confirmed);
    this.#stop.removeEventListener('abort', this.#stopped);
    this.#source.unsubscribe().catch(() => undefined);
  }
}

/** What was set last, up to so many entries. */
class Recent<T> extends Map<string, T> {
  constructor(private readonly limit: number) {
    super();
  }

  override set(key: string, value: T): this {
    this.delete(key);
    super.set(key, value);
    if (this.size > this.limit) this.delete(this.keys().next().value as string);
    return this;
  }
}

type AnyEvent = { readonly event?: ClientEvent };

const isSystem = (type: string): boolean => type.startsWith('$');

function recorded(event: ClientEvent): RecordedEvent {
  const { type, streamId: stream, revision, position, data } = event;
  const { id, metadata } = offTheWire(event.id, event.metadata);
  return recordedEvent(
    { position: positionOf(position?.commit ?? 0n, position?.prepare), stream, revision: Number(revision), id, type },
    data,
    metadata,
    () =>
      data instanceof Uint8Array
        ? new TextDecoder().decode(data)
        : typeof data === 'string'
          ? data
          : JSON.stringify(data),
  );
}

const closed = () => new EventStoreError('unavailable', 'the event store is closed');

/** Settles as `promise` does, or rejects as soon as the signal aborts. */
function until<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    promise.then(resolve, reject);
  });
}
