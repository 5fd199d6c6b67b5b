import { type AllStreamSubscription, type EventStoreDBClient, START, streamNameFilter } from '@eventstore/db-client';
import { BEGINNING, type Position, positionParts, type RecordedEvent } from './event-store.port.ts';
import { NoAnswer, readFault } from './eventstoredb.faults.ts';
import { type Delivered, isSystem, recorded } from './eventstoredb.wire.ts';

/** Events scanned on the server between two checkpoints of a subscription, which are not used here: 32 × this. */
const CHECKPOINT_INTERVAL = 1_000;
/** While it catches up, a subscription holds a batch that is not full at most this long, milliseconds. */
const HOLD_MS = 200;

export interface SubscriptionOptions {
  readonly prefixes: readonly string[];
  readonly after: Position;
  readonly batch: number;
  /** Up to here more is known to come, so batches are filled: 22.10 does not say when a subscription has caught up. */
  readonly head: Position;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Events of streams with one of the prefixes, in batches. @throws EventStoreError when the subscription breaks */
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
        (await inbox.rings(held.length > 0 ? HOLD_MS : undefined))
      );
      if (signal.aborted) return;
      if (held.length > 0) yield held;
      else return inbox.throwIfBroken();
    }
  } finally {
    inbox.close();
  }
}

/** What a subscription has received: never more than its buffer, since nothing is taken before the consumer asks. */
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
    // After an error the client sends neither end nor close. Without a listener the process would end.
    source.on('error', broken);
    source.on('end', () => {
      this.#over = true;
      this.#ring();
    });
    stop.addEventListener('abort', this.#stopped);
  }

  #stopped = () => this.#ring();

  take(): RecordedEvent | undefined {
    const { event } = (this.#source.read() as Delivered | null) ?? {};
    return event && recorded(event);
  }

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

  throwIfBroken(): void {
    if (this.#error !== undefined) throw readFault(this.#error);
  }

  close(): void {
    clearTimeout(this.#confirmed);
    this.#stop.removeEventListener('abort', this.#stopped);
    this.#source.unsubscribe().catch(() => undefined);
  }
}
