import { type Instant, uuidv5 } from '#kernel';
import {
  BEGINNING,
  type EventStore,
  followFeed,
  NO_STREAM,
  type NewEvent,
  type Position,
  type RecordedEvent,
  silentLogger,
} from '#platform';
import { storedMetadata } from '../../libs/platform/src/event-store/stored-metadata.fixture.ts';

const metadata = storedMetadata({ id: 'anna', role: 'REVIEWER' }, '2026-03-09T02:00:00.000Z' as Instant);

/** The same event for the same name, whichever process asks. */
export const eventNamed = (name: string, text = ''): NewEvent => ({
  id: uuidv5(name),
  type: 'Submitted',
  data: { name, text },
  metadata,
});

/** Of the streams that these specs write. */
export const categories = ['claim', 'unit'];

/** What one append of a stream carries. */
export const threeEvents = (stream: string): NewEvent[] => [0, 1, 2].map((index) => eventNamed(`${stream}/${index}`));

/** 30 events in 10 streams. */
export async function fill(store: EventStore, prefix = 'claim'): Promise<NewEvent[]> {
  const streams = Array.from({ length: 10 }, (_, n) => `${prefix}-${n}`);
  for (const stream of streams) await store.append(stream, NO_STREAM, threeEvents(stream));
  return streams.flatMap(threeEvents);
}

export interface FeedOfOptions {
  readonly after?: Position;
  readonly silenceMs?: number;
  readonly batch?: number;
  /** Called with how many events have been handed over. */
  readonly taken?: (count: number) => unknown;
}

/** Follows the log as projections do, until `count` events have been handed over. */
export async function feedOf(store: EventStore, count: number, more: FeedOfOptions = {}): Promise<RecordedEvent[]> {
  const enough = new AbortController();
  const events: RecordedEvent[] = [];
  const { after = BEGINNING, taken, ...options } = more;
  const following = { name: 'test', after, signal: enough.signal, logger: silentLogger, ...options };
  for await (const batch of followFeed(store, following)) {
    events.push(...batch);
    await taken?.(events.length);
    if (events.length >= count) enough.abort();
  }
  return events;
}
