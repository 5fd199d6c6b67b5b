import type { EventStore } from './event-store.port.ts';
import type { EventStoreDbOptions } from './eventstoredb.event-store.ts';
import type { MongoReadModelsOptions } from './mongo.read-models.ts';
import type { ReadModels } from './read-model.port.ts';

// The servers' drivers are loaded when a server is opened: half a second and 50 MB that a maker on the embedded stores is spared.

/** @see openEventStoreDb of `eventstoredb.event-store.ts` */
export async function openEventStoreDb(url: string, options?: EventStoreDbOptions): Promise<EventStore> {
  return (await import('./eventstoredb.event-store.ts')).openEventStoreDb(url, options);
}

/** @see openMongoReadModels of `mongo.read-models.ts` */
export async function openMongoReadModels(url: string, options?: MongoReadModelsOptions): Promise<ReadModels> {
  return (await import('./mongo.read-models.ts')).openMongoReadModels(url, options);
}
