import { claimStreams } from '#claims';
import type { Actor } from '#kernel';
import {
  BEGINNING,
  type EventStore,
  followFeed,
  logFailure,
  type Logger,
  retryUntilStopped,
  type Position,
  type ReadModels,
  type RecordedEvent,
} from '#platform';
import { CallerModels, claimsModel, type SeenClaim } from '#views';
import { slaStreams } from '#sla';
import { failure } from './errors.ts';

/** A subscriber with more pending changes is disconnected as too slow. */
const MAX_WAITING = 1_000;

export interface Interest {
  readonly id?: string | undefined;
  readonly partnerId?: string | undefined;
}

const claimOf = ({ stream }: RecordedEvent): string | undefined => claimStreams.idOf(stream) ?? slaStreams.idOf(stream);

/** Related documents are read at this position or later. */
export interface ClaimChange {
  readonly claim: SeenClaim;
  readonly position: Position;
}

type Topic = 'changes' | 'breaches';

type News = ReadonlyMap<string, string>;

function newsOf(events: readonly RecordedEvent[]): Readonly<Record<Topic, News>> {
  const changes = new Map<string, string>();
  const breaches = new Map<string, string>();
  for (const event of events) {
    const claim = claimOf(event);
    if (claim === undefined) continue;
    changes.set(claim, claim);
    if (event.type === 'SlaBreached') breaches.set(event.id, claim);
  }
  return { changes, breaches };
}

/** From this process's own feed. Pending changes of one claim are merged; breaches are delivered one by one. */
export class ClaimChanges {
  readonly #subscribers = new Set<ClaimSubscriber>();
  #ended = false;

  constructor(
    private readonly sources: { readonly store: EventStore; readonly models: ReadModels },
    /** Waits briefly for the claims to pass the position. */
    private readonly visible: (position: Position) => Promise<boolean>,
    private readonly logger: Logger,
  ) {}

  get subscribers(): number {
    return this.#subscribers.size;
  }

  /** Follows the log from now on; aborting the signal also ends every subscription. */
  async run(signal: AbortSignal): Promise<void> {
    let after = BEGINNING;
    const findHead = async () => {
      after = await this.sources.store.head();
    };
    const failed = (error: unknown) =>
      logFailure(this.logger, error, {}, 'cannot read the end of the event log; retrying');
    await retryUntilStopped(findHead, signal, failed);
    for await (const events of followFeed(this.sources.store, {
      name: 'claim changes',
      after,
      signal,
      logger: this.logger,
    })) {
      if (this.#subscribers.size === 0) continue;
      const news = newsOf(events);
      const newest = events.at(-1);
      if (news.changes.size === 0 || !newest) continue;
      // Subscribers must be able to read the change, however far the read model is behind.
      await retryUntilStopped(
        async () => {
          if (!(await this.visible(newest.position))) throw new Error('the claims are behind');
        },
        signal,
        (error) => logFailure(this.logger, error, {}, 'subscribers are waiting for a change to become visible'),
      );
      for (const subscriber of this.#subscribers) subscriber.tell(news[subscriber.topic], newest.position);
    }
    this.#ended = true;
    for (const subscriber of this.#subscribers) subscriber.end();
  }

  of(caller: Actor, interest: Interest): AsyncIterableIterator<ClaimChange> {
    return this.#subscribed('changes', caller, interest);
  }

  breaches(caller: Actor, interest: Interest): AsyncIterableIterator<ClaimChange> {
    return this.#subscribed('breaches', caller, interest);
  }

  #subscribed(topic: Topic, caller: Actor, { id, partnerId }: Interest): ClaimSubscriber {
    const models = new CallerModels(caller, this.sources.models);
    const subscriber = new ClaimSubscriber(
      topic,
      id,
      async (ids) => {
        const found = await models.get(claimsModel, [...new Set(ids)]);
        const claims = ids.flatMap((one) => found.get(one) ?? []);
        return claims.filter((claim) => !partnerId || claim.partnerId === partnerId);
      },
      () => this.#subscribers.delete(subscriber),
    );
    if (this.#ended) subscriber.end();
    else this.#subscribers.add(subscriber);
    return subscriber;
  }
}

/** Not an async generator, which could not be ended while it waits. */
class ClaimSubscriber implements AsyncIterableIterator<ClaimChange> {
  readonly #waiting = new Map<string, string>();
  #ready: ClaimChange[] = [];
  #position: Position = BEGINNING;
  #wake = Promise.withResolvers<void>();
  #state: 'listening' | 'overrun' | 'ended' = 'listening';

  constructor(
    readonly topic: Topic,
    private readonly only: string | undefined,
    private readonly read: (ids: readonly string[]) => Promise<SeenClaim[]>,
    private readonly leave: () => void,
  ) {}

  tell(news: News, position: Position): void {
    this.#position = position;
    for (const [key, id] of news) if (!this.only || id === this.only) this.#waiting.set(key, id);
    if (this.#waiting.size > MAX_WAITING) this.#stop('overrun');
    if (this.#waiting.size > 0) this.#wake.resolve();
  }

  end(): void {
    this.#stop('ended');
  }

  async next(): Promise<IteratorResult<ClaimChange>> {
    for (;;) {
      if (this.#state === 'ended') return { value: undefined, done: true };
      const change = this.#ready.shift();
      if (change) return { value: change, done: false };
      if (this.#state === 'overrun') {
        this.end();
        throw failure('TOO_SLOW', 'The subscription is reading too slowly. Subscribe again, and query what it missed.');
      }
      await this.#wake.promise;
      this.#wake = Promise.withResolvers();
      if (this.#waiting.size === 0) continue;
      const ids = [...this.#waiting.values()];
      this.#waiting.clear();
      const position = this.#position;
      this.#ready = (await this.read(ids)).map((claim) => ({ claim, position }));
    }
  }

  async return(): Promise<IteratorResult<ClaimChange>> {
    this.end();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #stop(state: 'overrun' | 'ended'): void {
    this.#state = state;
    this.#waiting.clear();
    this.leave();
    this.#wake.resolve();
  }
}
