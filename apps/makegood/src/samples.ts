import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BEGINNING } from '#platform';
import { engineTarget, fileAt, importLines, openImport, takeInEvidence } from '#import';
import { dayOf, type Instant } from '#kernel';
import { type Makegood, SAMPLES_TASK } from '#engine';
import { movedTo } from './moved-samples.ts';

const FILES = ['registry.ndjson', 'claims.ndjson'];

/** Samples are for a store that is empty and always was. Called before the engine writes anything. */
export async function planSamples({ store, processState }: Makegood): Promise<void> {
  if ((await store.head()) === BEGINNING && (await processState.task(SAMPLES_TASK)) !== 'done')
    await processState.setTask(SAMPLES_TASK, 'begun');
}

/** Loads samples/ if planned, through the same requests as any client. */
export async function loadSamples(makegood: Makegood): Promise<void> {
  const { processState, blobs, logger } = makegood;
  if ((await processState.task(SAMPLES_TASK)) !== 'begun') return;
  const folder = samplesFolder();
  if (!folder) {
    logger.warn({}, 'the folder samples was not found: starting with an empty store');
    return;
  }
  await takeInEvidence(join(folder, 'evidence'), blobs);
  const today = dayOf(await beginning(makegood));
  for (const file of FILES) {
    const { lines } = await openImport(await fileAt(join(folder, file)));
    const report = await importLines(engineTarget(makegood), movedTo(today, lines), {
      onRefused: ({ line, refusal }) => logger.error({ file, line, ...refusal }, 'a sample was refused'),
    });
    logger.info({ file, ...report }, 'samples loaded');
  }
  await processState.setTask(SAMPLES_TASK, 'done');
}

/** When the log began: a load that was interrupted continues with the same dates on another day. */
async function beginning({ store, clock, createFirstLegalEntity }: Makegood): Promise<Instant> {
  await createFirstLegalEntity();
  for await (const { metadata } of store.readAll({ limit: 1 })) return metadata.recordedAt;
  return clock.now();
}

function samplesFolder(): string | undefined {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, 'samples', 'registry.ndjson'))) return join(folder, 'samples');
  return undefined;
}
