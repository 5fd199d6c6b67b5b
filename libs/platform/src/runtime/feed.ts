import { BEGINNING, type EventStore, type Position, type RecordedEvent } from '../event-store/event-store.port.ts';
import type { Logger } from '../support/logger.ts';
import { type Backoff, backoffMs, waitFor } from '../support/backoff.ts';

/** The checkpoint is ahead of the log: the log was restored from an older copy. Going on would skip what is written from here. */
export class CheckpointBeyondHead extends Error {
  constructor(name: string, checkpoint: Position, head: Position) {
    super(
      `${name} has read up to ${checkpoint}, but the log ends at ${head}: was it restored from an older copy? ` +
        'Rebuild the read models (makegood rebuild) before starting again.',
    );
  }
}

/** Within a stream an event is missing, doubled or swapped. Nothing behind it may be taken for the truth. */
export class BrokenOrder extends Error {
  constructor({ stream, revision }: RecordedEvent, due: number) {
    super(`${stream} comes with revision ${revision} where ${due} is due; "makegood verify" tells whether it is lost`);
  }
}

export interface FeedOptions {
  readonly name: string;
  readonly after: Position;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Events handed over at a time, at most. */
  readonly batch?: number;
  /** How often the head of the log is compared while nothing comes, milliseconds. */
  readonly silence?: number;
  readonly backoff?: Backoff;
}

/**
 * The ordered feed of the whole log from a checkpoint, for ever: it resumes after an error, a clean end and silence. It
 * hands over each event once and in order. At a hole in a stream it stands still, subscribes again and says so: an event
 * that was missed would be missing for ever. Ends only with the signal.
 * @throws CheckpointBeyondHead
 */
export async function* followFeed(store: EventStore, options: FeedOptions): AsyncGenerator<readonly RecordedEvent[]> {
  const { name, signal, logger, batch = 512, silence = 10_000, backoff = waitFor } = options;
  const order = new StreamOrder(options.after);
  let last = options.after;
  let failures = 0;
  while (!signal.aborted) {
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    signal.addEventListener('abort', stop, { once: true });
    const watchdog = watch(store, silence, () => last);
    watchdog.bark = () => {
      logger.warn({ feed: name, after: last }, 'the feed stands still while the log has grown: subscribing again');
      attempt.abort();
    };
    try {
      // Each time: a server that went away may come back restored.
      const head = await store.head();
      if (head < last) throw new CheckpointBeyondHead(name, last, head);
      for await (const events of store.subscribe({ after: last, batch, signal: attempt.signal })) {
        watchdog.sleep();
        const { sound, broken } = order.follow(events.filter((event) => event.position > last));
        const newest = sound.at(-1);
        if (newest) {
          failures = 0;
          yield sound;
          last = newest.position;
        }
        if (broken) throw broken;
        watchdog.wake();
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
 * Network gear can kill a subscription without a word; only the head of the log tells (design, mechanism 4). It barks when
 * the feed stood where it was for a whole interval although the log had grown before; never while the consumer is at work.
 */
function watch(store: EventStore, silence: number, last: () => Position) {
  let awake = true;
  let before: { last: Position; head: Position } | undefined;
  const look = async () => {
    if (!awake) return;
    if (before && before.last === last() && before.head > before.last) {
      clearInterval(timer);
      watchdog.bark();
      return;
    }
    const at = last();
    const head = await store.head().catch(() => BEGINNING);
    before = awake ? { last: at, head } : undefined;
  };
  const timer = setInterval(() => void look(), silence);
  timer.unref();
  const watchdog = {
    bark: () => {},
    sleep() {
      awake = false;
      before = undefined;
    },
    wake() {
      awake = true;
    },
    stop: () => clearInterval(timer),
  };
  return watchdog;
}

/** Last revisions of the most recent streams: within a stream nothing may be missing, doubled or swapped. */
export class StreamOrder {
  /**
   * Two generations: when the young one is full it becomes the old one, and the old one is forgotten. Dropping the oldest
   * entry of a single map one by one would cost a tenth of the time of catching up.
   */
  #young = new Map<string, number>();
  #old = new Map<string, number>();
  /** Whether a stream that is not known here begins now: read from the beginning and nothing forgotten yet. */
  #complete: boolean;

  /** `size`: how many streams are known at least, and twice as many at most. */
  constructor(
    after: Position,
    private readonly size = 50_000,
  ) {
    this.#complete = after === BEGINNING;
  }

  /** The events up to the first that does not follow in its stream, and the complaint about that one. */
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
