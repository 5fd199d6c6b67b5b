import {
  type AllStreamSubscription,
  type EventStoreDBClient,
  type RecordedEvent as ClientEvent,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import { BEGINNING, type Position, positionParts, type RecordedEvent } from './event-store.port.ts';
import { NoAnswer, readFault } from './eventstoredb.faults.ts';
import { type Delivered, isSystem, recorded } from './eventstoredb.wire.ts';

/** The server sends a checkpoint after 32 × this many events; they are not used here. */
const CHECKPOINT_INTERVAL = 1_000;
/** How long a subscription that is catching up holds a batch that is not full. */
const HOLD_MS = 200;
/**
 * The server ends a live subscription whose events are not taken at once, so they are, up to so much: more than one slow batch of the
 * consumer. Positions are offsets of bytes, so their distance bounds the memory of what lies between.
 */
const INBOX_BYTES = 1024n * 1024n;
/** Of the client, in front of the inbox. */
const HIGH_WATER_MARK = 8;

export interface SubscriptionOptions {
  readonly prefixes: readonly string[];
  readonly after: Position;
  readonly batch: number;
  /** Batches are filled up to here: EventStoreDB 22.10 does not say when a subscription has caught up. */
  readonly head: Position;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export async function* subscription(
  client: EventStoreDBClient,
  { prefixes, after, batch, head, timeoutMs, signal }: SubscriptionOptions,
): AsyncGenerator<readonly RecordedEvent[]> {
  const source = client.subscribeToAll(
    {
      fromPosition: after === BEGINNING ? START : positionParts(after),
      filter: streamNameFilter({ prefixes: [...prefixes], checkpointInterval: CHECKPOINT_INTERVAL }),
    },
    { highWaterMark: HIGH_WATER_MARK },
  );
  const inbox = new Inbox(source, timeoutMs, signal);
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
        (held.length === 0 || seen < head) &&
        (await inbox.hasMore(held.length > 0 ? HOLD_MS : undefined))
      );
      if (signal.aborted) return;
      inbox.refill();
      if (held.length > 0) yield held;
      else return inbox.throwIfBroken();
    }
  } finally {
    inbox.close();
  }
}

class Inbox {
  readonly #source: AllStreamSubscription;
  readonly #stop: AbortSignal;
  readonly #confirmed: NodeJS.Timeout;
  #arrived: ClientEvent[] = [];
  #taken = 0;
  #error: unknown;
  #ended = false;
  #wake = () => {};

  constructor(source: AllStreamSubscription, timeoutMs: number, stop: AbortSignal) {
    this.#source = source;
    this.#stop = stop;
    const broken = (error: unknown) => {
      this.#error ??= error;
      this.#ended = true;
      this.#wake();
    };
    this.#confirmed = setTimeout(() => broken(new NoAnswer('a subscription', timeoutMs)), timeoutMs);
    source.on('confirmation', () => clearTimeout(this.#confirmed));
    source.on('readable', this.#receive);
    // After an error the client sends neither `end` nor `close`; an error without a listener ends the process.
    source.on('error', broken);
    source.on('end', () => {
      this.#ended = true;
      this.#wake();
    });
    stop.addEventListener('abort', this.#stopped);
  }

  #stopped = () => this.#wake();

  #receive = () => {
    while (!this.#isFull()) {
      const delivered = this.#source.read() as Delivered | null;
      if (!delivered) break;
      if (delivered.event) this.#arrived.push(delivered.event);
    }
    if (this.#taken < this.#arrived.length) this.#wake();
  };

  #isFull(): boolean {
    const newest = this.#arrived.at(-1)?.position;
    const oldest = this.#arrived[this.#taken]?.position ?? newest;
    return newest !== undefined && oldest !== undefined && newest.commit - oldest.commit > INBOX_BYTES;
  }

  take(): RecordedEvent | undefined {
    if (this.#taken === this.#arrived.length) this.refill();
    const event = this.#arrived[this.#taken];
    if (!event) return undefined;
    this.#taken++;
    return recorded(event);
  }

  /** The source says nothing more while the inbox is full. */
  refill(): void {
    this.#arrived.splice(0, this.#taken);
    this.#taken = 0;
    this.#receive();
  }

  async hasMore(milliseconds?: number): Promise<boolean> {
    if (this.#ended || this.#stop.aborted) return false;
    let timer: NodeJS.Timeout | undefined;
    const woken = await new Promise<boolean>((resolve) => {
      this.#wake = () => resolve(true);
      if (milliseconds !== undefined) timer = setTimeout(() => resolve(false), milliseconds);
    });
    clearTimeout(timer);
    return woken && !this.#stop.aborted;
  }

  throwIfBroken(): void {
    if (this.#error !== undefined) throw readFault(this.#error);
  }

  close(): void {
    clearTimeout(this.#confirmed);
    this.#stop.removeEventListener('abort', this.#stopped);
    this.#source.unsubscribe().catch(() => undefined);
  }
}
