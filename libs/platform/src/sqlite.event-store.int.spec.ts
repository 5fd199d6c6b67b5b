import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventStoreContract } from './event-store.contract.ts';
import { openSqliteEventStore } from './sqlite.event-store.ts';

const newFolder = () => mkdtempSync(join(tmpdir(), 'makegood-events-'));

eventStoreContract('SQLite', async () => {
  const folder = newFolder();
  const store = openSqliteEventStore(folder);
  return {
    store,
    another: async () => openSqliteEventStore(folder),
    dispose: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});
