import { waitFor } from '../support/backoff.ts';
import { TimeOut } from '../support/time-out.ts';
import { bytesBetween, type Position, type RecordedEvent } from './event-store.port.ts';
import { NoAnswer, readFault } from './eventstoredb.faults.ts';
import type { ServerEvent } from './eventstoredb.read-response.ts';
import { cancel, clientError, type Reading, type Reads } from './eventstoredb.reads.ts';
import { isSystem, recorded } from './eventstoredb.wire.ts';

/** How long a reader that is catching up holds a batch that is not full. */
const HOLD_MS = 200;
/**
 * From one batch of a reader at the head to the next: the server sends events one at a time, and a batch costs most readers much more than
 * its events. A batch that took longer is followed by a pause as long as it took, up to a limit: the busier the process, the fuller the batches.
 */
const GATHER_MS = 20;
const LONGEST_PAUSE_MS = 60;
/**
 * The server ends a live subscription whose events are not taken at once, so they are, up to so much: more than one slow batch of the
 * consumer. Positions are offsets of bytes, so their distance bounds the memory of what lies between.
 */
const INBOX_BYTES = 1024 * 1024;
/** Kept for readers that catch up and go on with what others read. */
const KEPT_EVENTS = 256;

export interface SubscriptionsOptions {
  readonly reads: Reads;
  readonly prefixes: readonly string[];
  readonly timeoutMs: number;
}

export interface ReaderOptions {
  readonly after: Position;
  readonly batch: number;
  /** Batches are filled up to here: EventStoreDB 22.10 does not say when a subscription has caught up. */
  readonly head: Position;
  readonly signal: AbortSignal;
}

/**
 * All readers at the head share one subscription, so that each event is sent and decoded once for this process. A reader that is
 * behind has one of its own until it has caught up.
 */
export class Subscriptions {
  #live: Subscription | undefined;

  constructor(private readonly options: SubscriptionsOptions) {}

  async *read({ after, batch, head, signal }: ReaderOptions): AsyncGenerator<readonly RecordedEvent[]> {
    let seen = after;
    let reader = this.#join(after, head);
    const stop = () => reader.wake();
    signal.addEventListener('abort', stop);
    try {
      for (;;) {
        const held: RecordedEvent[] = [];
        do {
          held.push(...reader.take(batch - held.length));
          seen = held.at(-1)?.position ?? seen;
          if (seen >= head) reader = this.#merged(reader, seen);
        } while (
          held.length < batch &&
          (held.length === 0 || seen < head) &&
          !signal.aborted &&
          (await reader.hasMore(held.length > 0 ? HOLD_MS : undefined))
        );
        if (signal.aborted) return;
        if (held.length > 0) {
          const isGathering = seen >= head && held.length < batch;
          const began = performance.now();
          yield held;
          const took = performance.now() - began;
          if (isGathering) await waitFor(Math.min(Math.max(GATHER_MS - took, took), LONGEST_PAUSE_MS), signal);
        } else if (reader.isBehind) reader = this.#join(seen, head);
        else return reader.throwIfBroken();
      }
    } finally {
      signal.removeEventListener('abort', stop);
      reader.leave();
    }
  }

  /** The shared subscription, unless it lacks something: it may have been cut off silently. */
  #join(after: Position, head: Position): Reader {
    const live = this.#current();
    if (live && live.newest >= head && live.has(after)) return live.join(after);
    return new Subscription(this.options, after).join(after);
  }

  /** A reader that has caught up goes on with the others, or they with it when theirs lacks something. */
  #merged(reader: Reader, seen: Position): Reader {
    const live = this.#current();
    if (!live || live.newest < seen) this.#live = reader.subscription;
    else if (live !== reader.subscription && live.has(seen)) {
      reader.leave();
      return live.join(seen);
    }
    return reader;
  }

  #current(): Subscription | undefined {
    return this.#live?.hasEnded ? undefined : this.#live;
  }
}

class Reader {
  #wake = () => {};

  constructor(
    readonly subscription: Subscription,
    /** Number of the next event in the subscription. */
    public next: number,
  ) {}

  take(most: number): readonly RecordedEvent[] {
    return this.subscription.take(this, most);
  }

  /** Whether something has happened; with a limit, within so many milliseconds. */
  async hasMore(milliseconds?: number): Promise<boolean> {
    if (this.isBehind || this.subscription.hasEnded) return false;
    let timer: NodeJS.Timeout | undefined;
    const woken = await new Promise<boolean>((resolve) => {
      this.#wake = () => resolve(true);
      if (milliseconds !== undefined) timer = setTimeout(() => resolve(false), milliseconds);
    });
    clearTimeout(timer);
    return woken;
  }

  wake(): void {
    this.#wake();
  }

  /** Others would have had to wait for it. */
  get isBehind(): boolean {
    return !this.subscription.isReadBy(this);
  }

  throwIfBroken(): void {
    this.subscription.throwIfBroken();
  }

  leave(): void {
    this.subscription.leave(this);
  }
}

class Subscription {
  readonly #opening: Promise<Reading>;
  #source: Reading | undefined;
  readonly #confirmed: TimeOut;
  readonly #readers = new Set<Reader>();
  #events: RecordedEvent[] = [];
  /** How many events came before those. */
  #dropped = 0;
  /** Everything after this is in `#events`, up to `newest`. */
  #oldest: Position;
  newest: Position;
  hasEnded = false;
  #error: unknown;

  constructor({ reads, prefixes, timeoutMs }: SubscriptionsOptions, after: Position) {
    this.#oldest = after;
    this.newest = after;
    this.#confirmed = new TimeOut(timeoutMs, () => this.#end(new NoAnswer('a subscription', timeoutMs)));
    this.#opening = reads.subscription(after, prefixes);
    this.#opening.then(
      (source) => {
        this.#source = source;
        source.on('readable', this.#receive);
        source.on('error', (error) => this.#end(clientError(error)));
        source.on('end', () => this.#end(undefined));
      },
      (error: unknown) => this.#end(error),
    );
  }

  has(after: Position): boolean {
    return after >= this.#oldest;
  }

  join(after: Position): Reader {
    const next = this.#events.findIndex(({ position }) => position > after);
    const reader = new Reader(this, this.#dropped + (next < 0 ? this.#events.length : next));
    this.#readers.add(reader);
    return reader;
  }

  isReadBy(reader: Reader): boolean {
    return this.#readers.has(reader);
  }

  leave(reader: Reader): void {
    if (!this.#readers.delete(reader) || this.#readers.size > 0) return;
    this.hasEnded = true;
    this.#confirmed.end();
    cancel(this.#opening);
  }

  take(reader: Reader, most: number): readonly RecordedEvent[] {
    if (!this.#readers.has(reader)) return [];
    const from = reader.next - this.#dropped;
    const taken = this.#events.slice(from, from + most);
    reader.next += taken.length;
    if (reader.next - this.#dropped >= 2 * KEPT_EVENTS) this.#forget();
    // The source says nothing more when it was full.
    this.#receive();
    return taken;
  }

  throwIfBroken(): void {
    if (this.#error !== undefined) throw readFault(this.#error);
  }

  #receive = () => {
    const before = this.newest;
    while (!this.#isFull()) {
      const received = this.#source?.read() ?? null;
      if (received === null) break;
      if (received === 'confirmed') this.#confirmed.end();
      else if (typeof received === 'object') this.#hold(received);
    }
    if (this.newest > before) for (const reader of this.#readers) reader.wake();
  };

  #hold(delivered: ServerEvent): void {
    if (isSystem(delivered.type)) return;
    const event = recorded(delivered);
    if (event.position <= this.newest) return;
    this.newest = event.position;
    this.#events.push(event);
  }

  /** Only for the last reader: one that is slower than others is left behind. */
  #isFull(): boolean {
    for (;;) {
      const slowest = this.#slowest();
      const oldest = slowest && this.#events[slowest.next - this.#dropped];
      if (!oldest || bytesBetween(oldest.position, this.newest) <= INBOX_BYTES) return false;
      if (this.#readers.size === 1) return true;
      this.#readers.delete(slowest);
      slowest.wake();
    }
  }

  #slowest(): Reader | undefined {
    let slowest: Reader | undefined;
    for (const reader of this.#readers) if (!slowest || reader.next < slowest.next) slowest = reader;
    return slowest;
  }

  #forget(): void {
    const taken = (this.#slowest()?.next ?? 0) - this.#dropped;
    const forgotten = this.#events.splice(0, Math.max(0, taken - KEPT_EVENTS));
    this.#dropped += forgotten.length;
    this.#oldest = forgotten.at(-1)?.position ?? this.#oldest;
  }

  #end(error: unknown): void {
    this.#error ??= error;
    this.hasEnded = true;
    for (const reader of this.#readers) reader.wake();
  }
}
