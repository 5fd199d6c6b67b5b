import {
  BEGINNING,
  type EventStore,
  type EventStoreError,
  type Position,
  type RecordedEvent,
} from '../event-store/event-store.port.ts';
import type { Logger } from '../support/logger.ts';
import { logFailure } from '../support/outage.ts';
import { type Backoff, backoffMs, waitFor } from '../support/backoff.ts';

export class BrokenOrder extends Error {
  constructor(
    { stream, revision }: RecordedEvent,
    readonly due: number,
  ) {
    super(
      `${stream} has revision ${revision} where ${due} was expected; "makegood verify" shows whether an event is lost`,
    );
  }
}

export interface FeedOptions {
  readonly name: string;
  readonly after: Position;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly batch?: number;
  /** For consumers to whom a batch costs little more with many events than with few. */
  readonly rests?: boolean;
  readonly silenceMs?: number;
  readonly backoff?: Backoff;
}

/** At the head of the log, after each batch, in its length: what comes meanwhile is taken together. */
const RESTS_PER_BATCH = 2;
const MAX_REST_MS = 100;

/** Each event once and in order; resubscribes after an error, an end, silence or a gap, until the signal aborts or the store is closed. */
export async function* followFeed(store: EventStore, options: FeedOptions): AsyncGenerator<readonly RecordedEvent[]> {
  const { name, signal, logger, batch = 512, rests = false, silenceMs = 10_000, backoff = waitFor } = options;
  const order = new StreamOrder(options.after);
  let last = options.after;
  let failures = 0;
  while (!signal.aborted) {
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    signal.addEventListener('abort', stop, { once: true });
    const watchdog = watch(store, silenceMs, () => last);
    watchdog.onSilence = () => {
      logger.warn({ feed: name, after: last }, 'no events have arrived although the log has grown: subscribing again');
      attempt.abort();
    };
    try {
      for await (const events of store.subscribe({ after: last, batch, signal: attempt.signal })) {
        watchdog.pause();
        const { valid, broken } = await inOrder(
          store,
          order,
          events.filter((event) => event.position > last),
        );
        const newest = valid.at(-1);
        if (newest) {
          failures = 0;
          const began = performance.now();
          yield valid;
          last = newest.position;
          const rest = Math.min(MAX_REST_MS, RESTS_PER_BATCH * (performance.now() - began));
          if (rests && events.length < batch) await backoff(rest, signal);
        }
        if (broken) throw broken;
        watchdog.resume();
      }
      if (signal.aborted) return;
      // It also ends when the store is closed, and only a call says so.
      await store.head();
      logger.warn({ feed: name, after: last }, 'the subscription ended: subscribing again');
    } catch (error) {
      if (signal.aborted || (error as Partial<EventStoreError>).fault === 'closed') return;
      const level = error instanceof BrokenOrder ? 'error' : 'warn';
      // KnownLog has said what to do; when the right log is back, the feed goes on.
      if ((error as Partial<EventStoreError>).fault !== 'other-log')
        logFailure(logger, error, { feed: name, after: last }, 'the subscription broke: subscribing again', level);
    } finally {
      watchdog.stop();
      attempt.abort();
      signal.removeEventListener('abort', stop);
    }
    if (!signal.aborted) await backoff(backoffMs(++failures), signal);
  }
}

/** Network equipment can kill a subscription silently: calls `onSilence` when the log has grown but nothing arrived for an interval. */
function watch(store: EventStore, silenceMs: number, last: () => Position) {
  let watching = true;
  let before: { last: Position; head: Position } | undefined;
  const look = async () => {
    if (!watching) return;
    if (before && before.last === last() && before.head > before.last) {
      clearInterval(timer);
      watchdog.onSilence();
      return;
    }
    const at = last();
    const head = await store.head().catch(() => BEGINNING);
    before = watching ? { last: at, head } : undefined;
  };
  const timer = setInterval(() => void look(), silenceMs);
  timer.unref();
  const watchdog = {
    onSilence: () => {},
    pause() {
      watching = false;
      before = undefined;
    },
    resume() {
      watching = true;
    },
    stop: () => clearInterval(timer),
  };
  return watchdog;
}

/** Revisions that a damaged stream lacks are passed over: the next event of the stream says what happened to it. */
export async function inOrder(
  store: Pick<EventStore, 'damage'>,
  order: StreamOrder,
  events: readonly RecordedEvent[],
): Promise<ReturnType<StreamOrder['follow']>> {
  const { valid, broken } = order.follow(events);
  const event = events[valid.length];
  if (!broken || !event || event.revision < broken.due) return { valid, ...(broken && { broken }) };
  const happened = await store.damage?.of(event.stream);
  if (!happened) return { valid, broken };
  order.passOver(event);
  const rest = await inOrder(store, order, events.slice(valid.length + 1));
  return { ...rest, valid: [...valid, { ...event, damage: happened }, ...rest.valid] };
}

/** Finds missing, repeated and swapped events by the last revisions of the most recent streams. */
export class StreamOrder {
  /** Two generations: evicting single entries would take a tenth of the time of catching up. */
  #young = new Map<string, number>();
  #old = new Map<string, number>();
  /** Whether an unknown stream must begin at revision 0. */
  #complete: boolean;

  /** `size`: remembers at least so many streams, at most twice as many. */
  constructor(
    after: Position,
    private readonly size = 50_000,
  ) {
    this.#complete = after === BEGINNING;
  }

  passOver({ stream, revision }: RecordedEvent): void {
    this.#young.set(stream, revision);
  }

  follow(events: readonly RecordedEvent[]): { valid: readonly RecordedEvent[]; broken?: BrokenOrder } {
    for (const [index, event] of events.entries()) {
      const { stream, revision } = event;
      const last = this.#young.get(stream) ?? this.#old.get(stream) ?? (this.#complete ? -1 : undefined);
      if (last !== undefined && revision !== last + 1)
        return { valid: events.slice(0, index), broken: new BrokenOrder(event, last + 1) };
      this.#young.set(stream, revision);
      if (this.#young.size > this.size) {
        this.#complete &&= this.#old.size === 0;
        this.#old = this.#young;
        this.#young = new Map();
      }
    }
    return { valid: events };
  }
}
