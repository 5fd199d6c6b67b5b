import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for what all suites of a run share, as the compiled product: see `Built`. */
export default async function setUp(): Promise<void> {
  process.env.TEST_RUN_FOLDER = await mkdtemp(join(tmpdir(), 'makegood-run-'));
}

export const tearDown = (): Promise<void> =>
  rm(process.env.TEST_RUN_FOLDER as string, { recursive: true, force: true });
