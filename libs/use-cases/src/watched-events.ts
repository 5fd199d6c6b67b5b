import { type Catalogue, DecodedEvent, type EventStore, type Recorded, type RecordedEvent } from '#platform';
import { WATCHED_EVENTS, type WatchedEvent } from './watched-log.ts';

const TYPES: ReadonlySet<string> = new Set(WATCHED_EVENTS);

/** Of a log that is read from its beginning, what the sentinel reads. */
export class WatchedEvents {
  /** `unreadable`: streams with an event that cannot be read, so that what follows it says too little. */
  constructor(
    private readonly catalogue: Pick<Catalogue, 'decode'>,
    readonly unreadable = new Set<string>(),
  ) {}

  /** Undefined for what says nothing of batches, or cannot be read. */
  of(raw: RecordedEvent): Recorded<WatchedEvent> | undefined {
    if (!TYPES.has(raw.type) || this.unreadable.has(raw.stream)) return undefined;
    const event = raw.damage === undefined ? this.#decoded(raw) : undefined;
    if (!event) this.unreadable.add(raw.stream);
    return event;
  }

  #decoded(raw: RecordedEvent): Recorded<WatchedEvent> | undefined {
    try {
      return new DecodedEvent(raw, this.catalogue.decode).event as Recorded<WatchedEvent>;
    } catch {
      return undefined;
    }
  }
}

/** All of them. @throws EventStoreError */
export async function* watchedEvents({
  store,
  catalogue,
}: {
  readonly store: Pick<EventStore, 'readAll'>;
  readonly catalogue: Pick<Catalogue, 'decode'>;
}): AsyncGenerator<Recorded<WatchedEvent>> {
  const events = new WatchedEvents(catalogue);
  for await (const raw of store.readAll()) {
    const event = events.of(raw);
    if (event) yield event;
  }
}
