import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Day } from '#kernel';
import { openSqliteStores } from '#platform';
import { keptTries } from './kept-tries.ts';

it('C2 what a partner was told to be wrong is known to other processes, and after a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'makegood-tries-'));
  const [one, other] = [openSqliteStores(folder), openSqliteStores(folder)];
  const tried = { day: '2026-03-09' as Day, wrong: ['A', 'B'] };
  await keptTries(one.processState).write('P-SEOUL', tried);
  expect(await keptTries(other.processState).read('P-SEOUL')).toEqual(tried);
  expect(await keptTries(other.processState).read('P-BERLIN')).toBeUndefined();
  await one.close();
  await other.close();
  const restarted = openSqliteStores(folder);
  expect(await keptTries(restarted.processState).read('P-SEOUL')).toEqual(tried);
  await restarted.close();
  rmSync(folder, { recursive: true, force: true });
});
