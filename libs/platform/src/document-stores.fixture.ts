import type { DocumentStores } from './document-stores.ts';

/** One database with any number of clients, each like another process. */
export interface DatabaseUnderTest {
  readonly stores: DocumentStores;
  another(): Promise<DocumentStores>;
  close(): Promise<void>;
}

export async function databaseUnderTest(open: () => Promise<DocumentStores>): Promise<DatabaseUnderTest> {
  const clients: DocumentStores[] = [];
  const another = async () => {
    const client = await open();
    clients.push(client);
    return client;
  };
  return {
    stores: await another(),
    another,
    close: async () => {
      for (const client of clients) await client.close();
    },
  };
}
