import { claimIdOf } from '#claims';
import type { Actor } from '#kernel';
import { type EventStore, followFeed, type Log, type Position, type RecordedEvent } from '#platform';
import { type ClaimDocument, DocumentsById } from '#views';
import type { Enquiry } from '#wiring';

/** Claims a subscriber has not been told of yet; more than this and it is too slow to be served. */
const WAITING_AT_MOST = 1_000;

interface Subscriber {
  readonly waiting: Set<string>;
  wake: PromiseWithResolvers<void>;
  overrun: boolean;
}

/** Which claim an event is about; undefined when about none. */
const claimOf = ({ stream, data, type }: RecordedEvent): string | undefined =>
  claimIdOf(stream) ??
  (type === 'CreditNoteIssued' || type === 'ReplacementOwed' ? (data as { claimId?: string }).claimId : undefined);

/**
 * Live changes of claims for GraphQL subscribers, from this process's own feed: whoever wrote it, it is heard here. Several
 * changes of one claim that a subscriber has not taken yet are one.
 */
export class ClaimChanges {
  readonly #subscribers = new Set<Subscriber>();

  constructor(
    private readonly store: EventStore,
    private readonly enquiry: Enquiry,
    private readonly visible: (position: Position) => Promise<void>,
    private readonly log: Log,
  ) {}

  /** Follows the log from now on, until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    const after = await this.store.head();
    for await (const events of followFeed(this.store, { name: 'claim changes', after, signal, log: this.log })) {
      if (this.#subscribers.size === 0) continue;
      const changed = new Set(events.map(claimOf).filter((id) => id !== undefined));
      const newest = events.at(-1);
      if (changed.size === 0 || !newest) continue;
      // Who is told of a change must be able to read it.
      await this.visible(newest.position);
      for (const subscriber of this.#subscribers) this.#tell(subscriber, changed);
    }
    for (const { wake } of this.#subscribers) wake.resolve();
  }

  /** The claims that change from now on, as the asker may see them. */
  async *of(asker: Actor, wanted: (claim: ClaimDocument) => boolean): AsyncGenerator<ClaimDocument> {
    const subscriber: Subscriber = { waiting: new Set(), wake: Promise.withResolvers(), overrun: false };
    this.#subscribers.add(subscriber);
    try {
      for (;;) {
        await subscriber.wake.promise;
        subscriber.wake = Promise.withResolvers();
        if (subscriber.overrun) throw new Error('You read too slowly: subscribe again and query what you missed.');
        const ids = [...subscriber.waiting];
        subscriber.waiting.clear();
        const found = await this.enquiry.ask(new DocumentsById<ClaimDocument>(asker, 'claims', ids));
        for (const id of ids) {
          const claim = found.get(id);
          if (claim && wanted(claim)) yield claim;
        }
      }
    } finally {
      this.#subscribers.delete(subscriber);
    }
  }

  #tell(subscriber: Subscriber, changed: ReadonlySet<string>): void {
    for (const id of changed) subscriber.waiting.add(id);
    subscriber.overrun = subscriber.waiting.size > WAITING_AT_MOST;
    subscriber.wake.resolve();
  }
}
