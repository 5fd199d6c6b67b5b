import { MongoLeases } from './process-state/mongo.leases.ts';
import { MongoProcessState } from './process-state/mongo.process-state.ts';
import { MongoReadModels } from './read-models/mongo.read-models.ts';
import { connectMongo, type MongoOptions } from './support/mongo-connection.ts';

export async function openMongoStores(url: string, options: MongoOptions) {
  const mongo = await connectMongo(url, options);
  return {
    models: new MongoReadModels(mongo),
    processState: new MongoProcessState(mongo),
    leases: new MongoLeases(mongo),
    lostFile: () => undefined,
    close: () => mongo.close(),
  };
}
