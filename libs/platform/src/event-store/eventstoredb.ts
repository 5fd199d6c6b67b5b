import type { EventStore } from './event-store.port.ts';
import type { EventStoreDbOptions } from './eventstoredb.event-store.ts';

/** Loads the client only when a server is used. */
export async function openEventStoreDb(url: string, options: EventStoreDbOptions): Promise<EventStore> {
  return (await import('./eventstoredb.event-store.ts')).openEventStoreDb(url, options);
}
