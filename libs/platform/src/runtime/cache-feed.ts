import { BEGINNING, type EventStore, type Position } from '../event-store/event-store.port.ts';
import { type Backoff, retryUntilStopped, waitFor } from '../support/backoff.ts';
import type { Logger } from '../support/logger.ts';
import { followFeed } from './feed.ts';
import type { StreamCache } from './stream-cache.ts';

/** How old a stream in memory may be that is only consulted. */
export const RECENT_MS = 1_000;
/** From this age on the head of the log is asked for, while the answer is still from memory. */
const ASK_AFTER_MS = 250;
/** The feed usually delivers within some milliseconds; reading takes about as long. */
const WAIT_MS = 20;

export interface CacheFeedOptions {
  readonly store: EventStore;
  readonly cache: StreamCache;
  /** Milliseconds, as `currentAt` of the cached streams. */
  readonly now: () => number;
  readonly logger: Logger;
  readonly backoff?: Backoff;
}

/**
 * Keeps the cached streams of this process current. The head of the log says whether the feed has delivered everything; one that is
 * silent, broken or behind proves nothing, so the streams in memory grow old and are read again.
 */
export class CacheFeed {
  #seen: Position = BEGINNING;
  #running: Promise<void> | undefined;
  #asking: Promise<void> | undefined;
  #asked: { readonly at: number; readonly head: Position; readonly reached: () => void } | undefined;
  #currentAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: CacheFeedOptions) {}

  /** Until the signal aborts. Runs once at a time. */
  run(signal: AbortSignal): Promise<void> {
    return (this.#running ??= this.#follow(signal).finally(() => {
      this.#running = undefined;
    }));
  }

  /** Waits a moment for the streams in memory to be recent. They may still be old afterwards. */
  beRecent(): Promise<void> | undefined {
    if (!this.#running) return undefined;
    const age = this.options.now() - this.#currentAt;
    if (age < ASK_AFTER_MS) return undefined;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return age < RECENT_MS ? undefined : this.#asking;
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { store, cache, now, logger, backoff = waitFor } = this.options;
    const begin = async () => {
      this.#seen = await store.head();
    };
    const failed = (error: unknown) => logger.debug({ error: String(error) }, 'the head of the log cannot be read');
    if (!(await retryUntilStopped(begin, signal, failed, backoff))) return;
    cache.followFrom(now());
    try {
      for await (const events of followFeed(store, { name: 'cache', after: this.#seen, signal, logger, backoff })) {
        cache.follow(events);
        this.#seen = events.at(-1)?.position ?? this.#seen;
        this.#check();
      }
    } catch (error) {
      // Readers of the log say what is wrong with it, and streams are read from it again.
      logger.debug({ error: String(error) }, 'streams in memory are no longer kept current');
    }
  }

  async #ask(): Promise<void> {
    const { store, now, backoff = waitFor } = this.options;
    const at = now();
    // An outage is told by those who read.
    const head = await store.head().catch(() => undefined);
    if (head === undefined) return;
    const waiting = new AbortController();
    const reached = Promise.withResolvers<void>();
    this.#asked = { at, head, reached: reached.resolve };
    this.#check();
    await Promise.race([reached.promise, backoff(WAIT_MS, waiting.signal)]);
    waiting.abort();
  }

  #check(): void {
    const asked = this.#asked;
    if (!asked || this.#seen < asked.head) return;
    this.#asked = undefined;
    this.#currentAt = asked.at;
    this.options.cache.followedAt(asked.at);
    asked.reached();
  }
}
