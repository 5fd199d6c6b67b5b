import { batchStreams } from '#batches';
import { claimStreams, sightingStreams } from '#claims';
import { catalogue } from '#engine';
import { replacementStreams } from '#finance';
import type { Actor } from '#kernel';
import { type MailDocument, mailsModel, mailsProjection } from '#mail';
import {
  BEGINNING,
  type EventStore,
  followFeed,
  type Identified,
  ignored,
  logFailure,
  type Logger,
  retryUntilStopped,
  type Position,
  type Projection,
  type ReadModel,
  type ReadModels,
  type RecordedEvent,
} from '#platform';
import {
  batchesModel,
  type ClaimDocument,
  claimsModel,
  creditNotesModel,
  creditNotesProjection,
  documentFor,
  mayRead,
  type SeenOf,
  shownTo,
} from '#views';
import { slaStreams } from '#sla';
import { unitStreams } from '#warranty';
import { failure } from './errors.ts';

/** A subscriber with more pending changes is disconnected as too slow. */
const MAX_WAITING = 1_000;
/** Batches of events that wait until a read model shows them. */
const MAX_BEHIND = 200;

export interface Interest {
  readonly id?: string | undefined;
  readonly partnerId?: string | undefined;
}

/** Besides its own streams: what becomes of the new unit that is owed for it. */
const ownerOfRemedy = ({ stream, type, data }: RecordedEvent): string | undefined => {
  const isOfRemedy =
    replacementStreams.idOf(stream) !== undefined ||
    (type === 'UnitDelivered' && unitStreams.idOf(stream) !== undefined);
  return isOfRemedy ? (data as { readonly claimId?: string }).claimId : undefined;
};

const claimOf = (event: RecordedEvent): string | undefined =>
  claimStreams.idOf(event.stream) ??
  slaStreams.idOf(event.stream) ??
  sightingStreams.idOf(event.stream) ??
  ownerOfRemedy(event);

/** Related documents are read at this position or later. */
export interface LiveChange<D> {
  readonly document: D;
  readonly position: Position;
  /** The same for all subscribers that are told of it. */
  readonly told: object;
}

/** A document that changed, and the events by which. */
interface Change {
  readonly id: string;
  readonly events: RecordedEvent[];
}

/** By what of them is told once. */
type News = ReadonlyMap<string, Change>;

type Model = typeof claimsModel | typeof batchesModel | typeof creditNotesModel | typeof mailsModel;

/** What a subscriber hears. */
type Told<M> = AsyncIterableIterator<LiveChange<SeenOf<M>>>;

interface Topic<M extends Model = Model> {
  readonly model: M;
  /** Key and id, where the event is news. */
  newsOf(event: RecordedEvent): readonly [key: string, id: string] | undefined;
}

/** Whatever changes a document of the read model. */
const everyChange = <M extends Model>(model: M, { when, keysOf }: Projection): Topic<M> => ({
  model,
  newsOf(event) {
    const fold = (when as Readonly<Record<string, unknown>>)[event.type] ?? ignored;
    const [id] = fold === ignored ? [] : keysOf(event as never);
    return id === undefined ? undefined : [id, id];
  },
});

/** Pending changes of one claim, note or mail are merged; breaches and suspicions are delivered one by one. */
const TOPICS = {
  changes: {
    model: claimsModel,
    newsOf(event) {
      const claim = claimOf(event);
      return claim === undefined ? undefined : [claim, claim];
    },
  },
  breaches: {
    model: claimsModel,
    newsOf(event) {
      const claim = event.type === 'SlaBreached' ? claimOf(event) : undefined;
      return claim === undefined ? undefined : [event.id, claim];
    },
  },
  suspicions: {
    model: batchesModel,
    newsOf(event) {
      const batch = event.type === 'BatchSuspected' ? batchStreams.idOf(event.stream) : undefined;
      return batch === undefined ? undefined : [event.id, batch];
    },
  },
  notes: everyChange(creditNotesModel, creditNotesProjection),
  mails: everyChange(mailsModel, mailsProjection),
} as const satisfies Readonly<Record<string, Topic>>;
type TopicName = keyof typeof TOPICS;
const TOPIC_NAMES = Object.keys(TOPICS) as TopicName[];

type AllNews = Readonly<Record<TopicName, News>>;

/** What is told of one read model, in order. While it is behind, or has halted, changes of the others go on. */
class Lane {
  last: Promise<void> = Promise.resolve();
  waiting = 0;
  isBehind = false;

  constructor(readonly model: Model) {}
}

function newsOf(events: readonly RecordedEvent[]): AllNews {
  const newsAbout = (topic: Topic): News => {
    const news = new Map<string, Change>();
    for (const event of events) {
      const [key, id] = topic.newsOf(event) ?? [];
      if (key === undefined || id === undefined) continue;
      const change = news.get(key) ?? { id, events: [] };
      change.events.push(event);
      news.set(key, change);
    }
    return news;
  };
  return Object.fromEntries(TOPIC_NAMES.map((name) => [name, newsAbout(TOPICS[name])])) as unknown as AllNews;
}

/** From this process's own feed. */
export class LiveChanges {
  readonly #subscribers = new Set<Subscriber>();
  #ended = false;

  constructor(
    private readonly sources: { readonly store: EventStore; readonly models: ReadModels },
    /** Waits briefly for a read model to pass the position. */
    private readonly visible: (model: { readonly name: string }, position: Position) => Promise<boolean>,
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
    const lanes = [...new Set(TOPIC_NAMES.map((name) => TOPICS[name].model))].map((model) => new Lane(model));
    for await (const events of followFeed(this.sources.store, {
      name: 'live changes',
      after,
      signal,
      logger: this.logger,
    })) {
      const news = newsOf(events);
      const newest = events.at(-1);
      if (newest) await Promise.all(lanes.map((lane) => this.#take(lane, news, newest.position, signal)));
    }
    await Promise.all(lanes.map(({ last }) => last));
    this.#ended = true;
    for (const subscriber of this.#subscribers) subscriber.end();
  }

  /** Until it is told, or its read model turns out to be behind. */
  async #take(lane: Lane, news: AllNews, position: Position, signal: AbortSignal): Promise<void> {
    if (this.#awaited(lane.model, news).length === 0) return;
    if (lane.waiting === MAX_BEHIND) {
      for (const subscriber of this.#about(lane.model)) subscriber.overrun();
      return;
    }
    const isBehind = Promise.withResolvers<void>();
    const behind = () => {
      lane.isBehind = true;
      isBehind.resolve();
    };
    lane.waiting++;
    lane.last = lane.last
      .then(() => this.#tell(lane.model, news, position, signal, behind))
      .finally(() => {
        if (--lane.waiting === 0) lane.isBehind = false;
      });
    if (!lane.isBehind) await Promise.race([lane.last, isBehind.promise]);
  }

  /** Subscribers must be able to read the change, however far the read model is behind. */
  async #tell(
    model: Lane['model'],
    news: AllNews,
    position: Position,
    signal: AbortSignal,
    onBehind: () => void,
  ): Promise<void> {
    let documents: ReadonlyMap<string, Identified> = new Map();
    await retryUntilStopped(
      async () => {
        const ids = this.#awaited(model, news);
        if (ids.length === 0) return;
        if (!(await this.visible(model, position))) throw new Error(`${model.name} is behind`);
        // Once for all subscribers.
        documents = await this.sources.models.get(model as unknown as ReadModel, ids);
      },
      signal,
      (error) => {
        onBehind();
        logFailure(this.logger, error, {}, 'subscribers are waiting for a change to become visible');
      },
    );
    for (const subscriber of this.#about(model)) subscriber.tell(news[subscriber.topic], documents, position);
  }

  of(caller: Actor, interest: Interest): Told<typeof claimsModel> {
    return this.#ofClaims('changes', caller, interest);
  }

  breaches(caller: Actor, interest: Interest): Told<typeof claimsModel> {
    return this.#ofClaims('breaches', caller, interest);
  }

  suspicions(caller: Actor): Told<typeof batchesModel> {
    return this.#subscribed('suspicions', caller);
  }

  notes(caller: Actor): Told<typeof creditNotesModel> {
    return this.#subscribed('notes', caller);
  }

  /** N1: once it is known what became of them. */
  mails(caller: Actor): Told<typeof mailsModel> {
    return this.#subscribed('mails', caller, { isMeant: ({ state }: MailDocument) => state !== 'UNREAD' });
  }

  #ofClaims(topic: 'changes' | 'breaches', caller: Actor, { id, partnerId }: Interest) {
    const isMeant = (claim: ClaimDocument) => !partnerId || claim.partnerId === partnerId;
    return this.#subscribed(topic, caller, { id, isMeant });
  }

  #about(model: unknown): readonly Subscriber[] {
    return [...this.#subscribers].filter(({ topic }) => TOPICS[topic].model === model);
  }

  /** The documents that some subscriber is told of. */
  #awaited(model: unknown, news: AllNews): string[] {
    const ids = new Set<string>();
    for (const subscriber of this.#about(model))
      for (const change of news[subscriber.topic].values()) if (subscriber.hears(change)) ids.add(change.id);
    return [...ids];
  }

  #subscribed<N extends TopicName, D extends Identified>(
    topic: N,
    caller: Actor,
    {
      id,
      isMeant = () => true,
    }: { readonly id?: string | undefined; readonly isMeant?: (document: D) => boolean } = {},
  ): Subscriber<D, SeenOf<(typeof TOPICS)[N]['model']>> {
    const model = TOPICS[topic].model as unknown as ReadModel<D>;
    const see = (document: D) =>
      mayRead(caller, model, document) && isMeant(document)
        ? (documentFor(caller, model, document) as SeenOf<(typeof TOPICS)[N]['model']>)
        : undefined;
    const leave = () => this.#subscribers.delete(subscriber);
    const subscriber: Subscriber<D, SeenOf<(typeof TOPICS)[N]['model']>> = new Subscriber(
      topic,
      caller,
      id,
      see,
      leave,
    );
    if (this.#ended) subscriber.end();
    else this.#subscribers.add(subscriber as never);
    return subscriber;
  }
}

/** Not an async generator, which could not be ended while it waits. */
class Subscriber<D = never, S = unknown> implements AsyncIterableIterator<LiveChange<S>> {
  readonly #waiting = new Map<string, LiveChange<S>>();
  #wake = Promise.withResolvers<void>();
  #state: 'listening' | 'overrun' | 'ended' = 'listening';

  constructor(
    readonly topic: TopicName,
    private readonly caller: Actor,
    private readonly only: string | undefined,
    /** Undefined: not for this subscriber. */
    private readonly see: (document: D) => S | undefined,
    private readonly leave: () => void,
  ) {}

  /** E4: of an event that a partner does not see, not even that something has changed. */
  hears({ id, events }: Change): boolean {
    if (this.only && id !== this.only) return false;
    return events.some((event) => shownTo(this.caller, event, catalogue) !== undefined);
  }

  tell(news: News, documents: ReadonlyMap<string, Identified>, position: Position): void {
    for (const [key, change] of news) {
      const changed = documents.get(change.id);
      if (!changed || !this.hears(change)) continue;
      const document = this.see(changed as D);
      if (document) this.#waiting.set(key, { document, position, told: documents });
    }
    if (this.#waiting.size > MAX_WAITING) this.overrun();
    if (this.#waiting.size > 0) this.#wake.resolve();
  }

  /** It is told that it missed something. */
  overrun(): void {
    this.#stop('overrun');
  }

  end(): void {
    this.#stop('ended');
  }

  async next(): Promise<IteratorResult<LiveChange<S>>> {
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

  async return(): Promise<IteratorResult<LiveChange<S>>> {
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
