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
import { type ClaimDocument, claimsModel, documentFor, mayRead, type SeenClaim } from '#views';
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
      const news = newsOf(events);
      const ids = this.#awaited(news);
      const newest = events.at(-1);
      if (ids.length === 0 || !newest) continue;
      let claims: ReadonlyMap<string, ClaimDocument> = new Map();
      // Subscribers must be able to read the change, however far the read model is behind.
      await retryUntilStopped(
        async () => {
          if (!(await this.visible(newest.position))) throw new Error('the claims are behind');
          // Once for all subscribers.
          claims = await this.sources.models.get(claimsModel, ids);
        },
        signal,
        (error) => logFailure(this.logger, error, {}, 'subscribers are waiting for a change to become visible'),
      );
      for (const subscriber of this.#subscribers) subscriber.tell(news[subscriber.topic], claims, newest.position);
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

  /** The claims that some subscriber is told of. */
  #awaited(news: Readonly<Record<Topic, News>>): string[] {
    const ids = new Set<string>();
    for (const { topic, only } of this.#subscribers)
      for (const id of news[topic].values()) if (!only || id === only) ids.add(id);
    return [...ids];
  }

  #subscribed(topic: Topic, caller: Actor, { id, partnerId }: Interest): ClaimSubscriber {
    const subscriber = new ClaimSubscriber(
      topic,
      id,
      (claim) =>
        mayRead(caller, claimsModel, claim) && (!partnerId || claim.partnerId === partnerId)
          ? documentFor(caller, claimsModel, claim)
          : undefined,
      () => this.#subscribers.delete(subscriber),
    );
    if (this.#ended) subscriber.end();
    else this.#subscribers.add(subscriber);
    return subscriber;
  }
}

/** Not an async generator, which could not be ended while it waits. */
class ClaimSubscriber implements AsyncIterableIterator<ClaimChange> {
  readonly #waiting = new Map<string, ClaimChange>();
  #wake = Promise.withResolvers<void>();
  #state: 'listening' | 'overrun' | 'ended' = 'listening';

  constructor(
    readonly topic: Topic,
    readonly only: string | undefined,
    /** Undefined: not for this subscriber. */
    private readonly see: (claim: ClaimDocument) => SeenClaim | undefined,
    private readonly leave: () => void,
  ) {}

  tell(news: News, claims: ReadonlyMap<string, ClaimDocument>, position: Position): void {
    for (const [key, id] of news) {
      const document = !this.only || id === this.only ? claims.get(id) : undefined;
      const claim = document && this.see(document);
      if (claim) this.#waiting.set(key, { claim, position });
    }
    if (this.#waiting.size > MAX_WAITING) this.#stop('overrun');
    if (this.#waiting.size > 0) this.#wake.resolve();
  }

  end(): void {
    this.#stop('ended');
  }

  async next(): Promise<IteratorResult<ClaimChange>> {
    for (;;) {
      if (this.#state === 'ended') return { value: undefined, done: true };
      for (const [key, change] of this.#waiting) {
        this.#waiting.delete(key);
        return { value: change, done: false };
      }
      if (this.#state === 'overrun') {
        this.end();
        throw failure('TOO_SLOW', 'The subscription is reading too slowly. Subscribe again, and query what it missed.');
      }
      await this.#wake.promise;
      this.#wake = Promise.withResolvers();
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
