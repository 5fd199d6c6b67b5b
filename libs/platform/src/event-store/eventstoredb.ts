import type { EventStore } from './event-store.port.ts';
import type { EventStoreDbOptions } from './eventstoredb.event-store.ts';

/**
 * Loads the client only when a server is used.
 * @see openEventStoreDb of `eventstoredb.event-store.ts`
 */
export async function openEventStoreDb(url: string, options: EventStoreDbOptions): Promise<EventStore> {
  return (await import('./eventstoredb.event-store.ts')).openEventStoreDb(url, options);
}
