import { setTimeout as wait } from 'node:timers/promises';
import { BEGINNING, type EventStore, type Position, type RecordedEvent } from './event-store.port.ts';
import type { Log } from './log.ts';

/** The checkpoint is ahead of the log: the log was restored from an older copy. Going on would skip what is written from here. */
export class CheckpointBeyondHead extends Error {
  constructor(name: string, checkpoint: Position, head: Position) {
    super(
      `${name} has read up to ${checkpoint}, but the log ends at ${head}: was it restored from an older copy? ` +
        'Rebuild the read models (makegood rebuild) before starting again.',
    );
  }
}

export interface FeedOptions {
  readonly name: string;
  readonly after: Position;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Events handed over at a time, at most. */
  readonly batch?: number;
  /** Silence after which the head of the log is compared, milliseconds. */
  readonly silence?: number;
  /** Longest pause between two tries, milliseconds. */
  readonly longestPause?: number;
}

/**
 * The ordered feed of the whole log from a checkpoint, for ever: it resumes after an error, a clean end and silence. It
 * hands over each event once, in order, and notices a hole in a stream. Ends only with the signal.
 * @throws CheckpointBeyondHead
 */
export async function* followFeed(store: EventStore, options: FeedOptions): AsyncGenerator<readonly RecordedEvent[]> {
  const { name, signal, log, batch = 512, silence = 10_000, longestPause = 2_000 } = options;
  const revisions = new RecentRevisions(50_000);
  let last = options.after;
  let pause = 0;
  let headChecked = last === BEGINNING;
  while (!signal.aborted) {
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    signal.addEventListener('abort', stop, { once: true });
    const watchdog = watch(
      store,
      silence,
      () => last,
      attempt,
      () => log.warn({ feed: name, after: last }, 'the feed stands still while the log has grown: subscribing again'),
    );
    try {
      if (!headChecked) {
        const head = await store.head();
        if (head < last) throw new CheckpointBeyondHead(name, last, head);
        headChecked = true;
      }
      for await (const events of store.subscribe({ after: last, batch, signal: attempt.signal })) {
        watchdog.seen();
        const fresh = events.filter((event) => event.position > last);
        for (const event of fresh) revisions.follow(event);
        const newest = fresh.at(-1);
        if (!newest) continue;
        pause = 0;
        yield fresh;
        last = newest.position;
        watchdog.seen();
      }
      if (!signal.aborted) log.warn({ feed: name, after: last }, 'the subscription ended: subscribing again');
    } catch (error) {
      if (error instanceof CheckpointBeyondHead) throw error;
      if (!signal.aborted)
        log.warn({ feed: name, after: last, error: String(error) }, 'the subscription broke: subscribing again');
    } finally {
      watchdog.stop();
      attempt.abort();
      signal.removeEventListener('abort', stop);
    }
    pause = Math.min(longestPause, pause === 0 ? 20 : pause * 2);
    await wait(pause, undefined, { signal }).catch(() => undefined);
  }
}

/** Network gear can kill a subscription without a word; only the head of the log tells (design, mechanism 4). */
function watch(store: EventStore, silence: number, last: () => Position, attempt: AbortController, barks: () => void) {
  let heard = true;
  const look = async () => {
    if (heard) {
      heard = false;
      return;
    }
    const before = last();
    const head = await store.head().catch(() => BEGINNING);
    if (!heard && head > before && last() === before) {
      barks();
      attempt.abort();
    }
  };
  const timer = setInterval(() => void look(), silence);
  timer.unref();
  return {
    seen: () => {
      heard = true;
    },
    stop: () => clearInterval(timer),
  };
}

/** Last revisions of the most recent streams: within a stream nothing may be missing, doubled or swapped. */
class RecentRevisions {
  readonly #last = new Map<string, number>();
  constructor(private readonly size: number) {}

  follow({ stream, revision }: RecordedEvent): void {
    const last = this.#last.get(stream);
    if (last !== undefined && revision !== last + 1) {
      this.#last.delete(stream);
      throw new Error(`${stream} went from revision ${last} to ${revision}`);
    }
    this.#last.delete(stream);
    this.#last.set(stream, revision);
    if (this.#last.size > this.size) this.#last.delete(this.#last.keys().next().value as string);
  }
}
