import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wallClock } from '#engine';
import { openFolderBlobs, openSqliteStores } from '#platform';
import { ImportJobs } from './import-jobs.ts';

it('P5 imports that are not ended begin anew on a log that may lack what they had sent; ended ones stay as they are', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'makegood-jobs-'));
  const stores = openSqliteStores(folder);
  try {
    const jobs = new ImportJobs({
      processState: stores.processState,
      clock: wallClock,
      importFiles: await openFolderBlobs(folder),
    });
    const asked = {
      fileName: 'claims.csv',
      sha256: 'a'.repeat(64),
      options: { kind: 'claims' as const },
      dryRun: false,
      actor: { id: 'anna', role: 'ADMIN' as const },
      bytes: 9,
    };
    const report = { accepted: 4, unchanged: 0, refused: 1, rows: 5, refusedRows: 1 };
    const [running, ended] = [await jobs.request({ ...asked, id: '1' }), await jobs.request({ ...asked, id: '2' })];
    if (!running || !ended) throw new Error('too many imports are open');
    const reached = { checkpoint: { lines: 5, report }, refusedBytes: 30 };
    await jobs.set({ ...running, ...reached, status: 'RUNNING' });
    await jobs.set({ ...ended, ...reached, status: 'DONE' });
    await jobs.beginAnew();
    expect(await jobs.find(running.id)).toEqual({ ...running, status: 'RUNNING' });
    expect(await jobs.find(ended.id)).toEqual({ ...ended, ...reached, status: 'DONE' });
  } finally {
    await stores.close();
    rmSync(folder, { recursive: true });
  }
});
