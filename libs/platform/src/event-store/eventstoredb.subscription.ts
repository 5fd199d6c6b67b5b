import { type AllStreamSubscription, type EventStoreDBClient, START, streamNameFilter } from '@eventstore/db-client';
import { BEGINNING, type Position, positionParts, type RecordedEvent } from './event-store.port.ts';
import { NoAnswer, readFault } from './eventstoredb.faults.ts';
import { type Delivered, isSystem, recorded } from './eventstoredb.wire.ts';

/** The server sends a checkpoint after 32 × this many events; they are not used here. */
const CHECKPOINT_INTERVAL = 1_000;
/** How long a subscription that is catching up holds a batch that is not full. */
const HOLD_MS = 200;

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
    { highWaterMark: batch },
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
    source.on('readable', () => this.#wake());
    // After an error the client sends neither `end` nor `close`; an error without a listener ends the process.
    source.on('error', broken);
    source.on('end', () => {
      this.#ended = true;
      this.#wake();
    });
    stop.addEventListener('abort', this.#stopped);
  }

  #stopped = () => this.#wake();

  take(): RecordedEvent | undefined {
    const { event } = (this.#source.read() as Delivered | null) ?? {};
    return event && recorded(event);
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
