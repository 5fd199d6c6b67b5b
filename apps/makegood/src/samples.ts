import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BEGINNING } from '#platform';
import { importLines, readImport, takeInEvidence } from '#import';
import { type Makegood } from '#engine';

/** What was begun is finished by the next start. */
const TASK = 'load-samples';

const FILES = ['registry.ndjson', 'claims.ndjson'];

/** Samples are for an empty store. Asked before the engine writes anything of its own. */
export async function planSamples({ store, processState }: Makegood): Promise<void> {
  if ((await store.head()) === BEGINNING) await processState.setTask(TASK, 'begun');
}

/** Fills the store with samples/ where that was planned, through the same doors as everything else. */
export async function loadSamples(makegood: Makegood): Promise<void> {
  const { processState, blobs, logger } = makegood;
  if ((await processState.task(TASK)) !== 'begun') return;
  const folder = samplesFolder();
  if (!folder) {
    logger.warn({}, 'the samples are not here: starting with an empty store');
    return;
  }
  await takeInEvidence(join(folder, 'evidence'), blobs);
  for (const file of FILES) {
    const report = await importLines(makegood, readImport(join(folder, file)), {
      onRefused: ({ line, refusal }) => logger.error({ file, line, ...refusal }, 'a sample was refused'),
    });
    logger.info({ file, ...report }, 'samples loaded');
  }
  await processState.setTask(TASK, 'done');
}

function samplesFolder(): string | undefined {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, 'samples', 'registry.ndjson'))) return join(folder, 'samples');
  return undefined;
}
