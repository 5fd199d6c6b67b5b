import { BEGINNING, type EventStore, type Position, type RecordedEvent } from '../event-store/event-store.port.ts';
import type { Logger } from '../support/logger.ts';
import { type Backoff, backoffMs, waitFor } from '../support/backoff.ts';

/** The checkpoint is ahead of the log, which was restored from an older copy. Going on would skip what is written from here on. */
export class CheckpointBeyondHead extends Error {
  constructor(name: string, checkpoint: Position, head: Position) {
    super(
      `${name} has read up to ${checkpoint}, but the log ends at ${head}: it was probably restored from an older copy. ` +
        'Rebuild the read models (makegood rebuild) before starting again.',
    );
  }
}

/** Within a stream an event is missing, doubled or swapped. Nothing behind it may be used. */
export class BrokenOrder extends Error {
  constructor({ stream, revision }: RecordedEvent, due: number) {
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
  /** How often the head of the log is checked while no events come, milliseconds. */
  readonly silenceMs?: number;
  readonly backoff?: Backoff;
}

/**
 * The whole log from a checkpoint, each event once and in order; resumes after an error, a clean end and silence. At a gap in a
 * stream it logs the gap and subscribes again. Ends only with the signal.
 * @throws CheckpointBeyondHead
 */
export async function* followFeed(store: EventStore, options: FeedOptions): AsyncGenerator<readonly RecordedEvent[]> {
  const { name, signal, logger, batch = 512, silenceMs = 10_000, backoff = waitFor } = options;
  const order = new StreamOrder(options.after);
  let last = options.after;
  let failures = 0;
  while (!signal.aborted) {
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    signal.addEventListener('abort', stop, { once: true });
    const watchdog = watch(store, silenceMs, () => last);
    watchdog.onSilence = () => {
      logger.warn({ feed: name, after: last }, 'the feed stands still while the log has grown: subscribing again');
      attempt.abort();
    };
    try {
      // Each time: a server may return with a restored log.
      const head = await store.head();
      if (head < last) throw new CheckpointBeyondHead(name, last, head);
      for await (const events of store.subscribe({ after: last, batch, signal: attempt.signal })) {
        watchdog.pause();
        const { sound, broken } = order.follow(events.filter((event) => event.position > last));
        const newest = sound.at(-1);
        if (newest) {
          failures = 0;
          yield sound;
          last = newest.position;
        }
        if (broken) throw broken;
        watchdog.resume();
      }
      if (!signal.aborted) logger.warn({ feed: name, after: last }, 'the subscription ended: subscribing again');
    } catch (error) {
      if (error instanceof CheckpointBeyondHead) throw error;
      if (!signal.aborted)
        logger[error instanceof BrokenOrder ? 'error' : 'warn'](
          { feed: name, after: last, error: String(error) },
          'the subscription broke: subscribing again',
        );
    } finally {
      watchdog.stop();
      attempt.abort();
      signal.removeEventListener('abort', stop);
    }
    if (!signal.aborted) await backoff(backoffMs(++failures), signal);
  }
}

/**
 * Network equipment can kill a subscription silently. Calls `onSilence` when nothing has arrived for a whole interval although the
 * log had grown before; never while the consumer is busy.
 */
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

/** Checks that within a stream no event is missing, doubled or swapped, by the last revisions of the most recent streams. */
export class StreamOrder {
  /** Two generations: dropping the oldest entries of one map one by one would take a tenth of the time of catching up. */
  #young = new Map<string, number>();
  #old = new Map<string, number>();
  /** Whether an unknown stream must begin at revision 0: read from the beginning of the log, and nothing dropped yet. */
  #complete: boolean;

  /** `size`: the number of streams that are known at least; at most twice as many. */
  constructor(
    after: Position,
    private readonly size = 50_000,
  ) {
    this.#complete = after === BEGINNING;
  }

  follow(events: readonly RecordedEvent[]): { sound: readonly RecordedEvent[]; broken?: BrokenOrder } {
    for (const [index, event] of events.entries()) {
      const { stream, revision } = event;
      const last = this.#young.get(stream) ?? this.#old.get(stream) ?? (this.#complete ? -1 : undefined);
      if (last !== undefined && revision !== last + 1)
        return { sound: events.slice(0, index), broken: new BrokenOrder(event, last + 1) };
      this.#young.set(stream, revision);
      if (this.#young.size > this.size) {
        this.#complete &&= this.#old.size === 0;
        this.#old = this.#young;
        this.#young = new Map();
      }
    }
    return { sound: events };
  }
}
