import { MongoMemoryReplSet } from 'mongodb-memory-server-core';

export interface MongoServer {
  readonly url: string;
  /** What the figures were measured on. */
  readonly what: string;
  stop(): Promise<void>;
}

/** The server of TEST_MONGODB_URL, or one started from MONGOMS_SYSTEM_BINARY for the run; undefined without either. */
export async function mongoServer(): Promise<MongoServer | undefined> {
  const { TEST_MONGODB_URL: url, MONGOMS_SYSTEM_BINARY: program } = process.env;
  if (url) return { url, what: 'the MongoDB of TEST_MONGODB_URL', stop: async () => undefined };
  if (!program) return undefined;
  const server = await MongoMemoryReplSet.create({ replSet: { count: 1, storageEngine: 'wiredTiger' } });
  return {
    url: server.getUri(),
    what: 'a MongoDB replica set of one server on this machine, on its disk',
    stop: async () => void (await server.stop()),
  };
}
