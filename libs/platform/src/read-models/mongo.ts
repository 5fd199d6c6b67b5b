import type { MongoReadModelsOptions } from './mongo.read-models.ts';
import type { ReadModels } from './read-model.port.ts';

/**
 * The driver is loaded when a server is opened: the embedded stores need none of it.
 * @see openMongoReadModels of `mongo.read-models.ts`
 */
export async function openMongoReadModels(url: string, options?: MongoReadModelsOptions): Promise<ReadModels> {
  return (await import('./mongo.read-models.ts')).openMongoReadModels(url, options);
}
