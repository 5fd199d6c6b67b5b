import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseUnderTest } from '../document-stores.fixture.ts';
import { openSqliteStores } from '../document-stores.ts';
import { leasesContract } from './leases.contract.ts';
import { processStateContract } from './process-state.contract.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const embedded = () => {
  const folder = mkdtempSync(join(tmpdir(), 'makegood-process-state-'));
  folders.push(folder);
  return databaseUnderTest(async () => openSqliteStores(folder));
};

processStateContract('embedded', embedded);
leasesContract('embedded', embedded);
