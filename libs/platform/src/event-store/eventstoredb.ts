import type { EventStore } from './event-store.port.ts';
import type { EventStoreDbOptions } from './eventstoredb.event-store.ts';

/**
 * The driver is loaded when a server is opened: the embedded stores need none of it.
 * @see openEventStoreDb of `eventstoredb.event-store.ts`
 */
export async function openEventStoreDb(url: string, options: EventStoreDbOptions): Promise<EventStore> {
  return (await import('./eventstoredb.event-store.ts')).openEventStoreDb(url, options);
}
