import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Makegood, openMakegood, readSettings, SAMPLES_TASK } from '#engine';
import { silentLogger } from '#platform';
import { run } from '../../apps/cli/src/program.ts';
import { planSamples } from '../../apps/makegood/src/samples.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'makegood-samples-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const planned = async (before: (makegood: Makegood) => Promise<unknown> = async () => undefined) => {
  const makegood = await openMakegood(readSettings({ MAKEGOOD_DATA: folder }), { logger: silentLogger });
  try {
    await before(makegood);
    await planSamples(makegood);
    return await makegood.processState.task(SAMPLES_TASK);
  } finally {
    await makegood.close();
  }
};

/** Removes the log and the process state, but not what the folder knows of them. */
const withoutLog = () => {
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `makegood.db${end}`), { force: true });
};

describe('The samples', () => {
  it('are planned for a new log, and planned still when the program was killed at once', async () => {
    expect(await planned()).toBe('begun');
    expect(await planned()).toBe('begun');
  });

  it('are not planned for a log with events', async () => {
    expect(await planned((makegood) => makegood.createFirstLegalEntity())).toBeUndefined();
  });

  it('P5 are not planned for an empty log in the place of another, before and after it is taken as it is', async () => {
    await planned((makegood) => makegood.createFirstLegalEntity());
    withoutLog();
    await expect(planned()).rejects.toMatchObject({ fault: 'other-log' });
    const nowhere = { write: () => true } as never;
    const context = {
      stdin: nowhere,
      stdout: nowhere,
      stderr: nowhere,
      clock: { now: () => '2026-06-01T08:00:00.000Z' as never },
    };
    expect(await run(['rebuild'], { ...context, environment: { MAKEGOOD_DATA: folder } })).toBe(0);
    expect(await planned()).toBe('done');
  });
});
