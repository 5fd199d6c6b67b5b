import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storedEvidence } from '#evidence';
import type { Clock } from '#kernel';
import {
  type Blobs,
  CommandLoop,
  draftBlobs,
  DraftEventStore,
  openFolderBlobs,
  openSqliteEventStore,
  type Position,
} from '#platform';
import { Dispatcher } from '#requests';
import { CalendarRepository } from '#sla';
import { createFirstLegalEntity } from '#use-cases';
import { unitsOfBatch } from '#views';
import { Registry } from 'prom-client';
import { keptTries } from './kept-tries.ts';
import type { Makegood } from './makegood.ts';
import { webhookCallerOf } from './outgoing-webhooks.ts';
import { StoredAggregates } from './stored-aggregates.ts';

/** Requests that build on each other, tried out: everything is decided as it would be, and nothing is written to the stores. */
export interface Draft {
  readonly clock: Clock;
  readonly dispatcher: Pick<Dispatcher, 'perform'>;
  readonly blobs: Blobs;
  head(): Promise<Position>;
  close(): Promise<void>;
}

/**
 * Opens a draft over the stores as they are now. What follows from requests in other contexts, such as clocks and credit notes, does
 * not happen in it. Its events and files are in a temporary folder until it is closed.
 */
export async function openDraft({
  store,
  models,
  processState,
  blobs,
  clock,
  logger,
  settings,
}: Makegood): Promise<Draft> {
  const folder = await mkdtemp(join(tmpdir(), 'makegood-draft-'));
  const drafts = openSqliteEventStore(folder);
  const streams = await DraftEventStore.over(store, drafts);
  const files = draftBlobs(blobs, await openFolderBlobs(folder));
  const aggregates = new StoredAggregates(streams, new CommandLoop(streams, clock), new CalendarRepository(streams));
  const evidence = { find: (sha256: string, partnerId: string) => storedEvidence(files, sha256, partnerId) };
  // Its figures are not those of the server.
  const metrics = new Registry();
  const dispatcher = new Dispatcher({
    aggregates,
    files: evidence,
    documentsIssued: async () => true,
    acceptsWebhook: webhookCallerOf(settings).accepts,
    openMail: async () => ({ files: [] }),
    unitsOfBatch: unitsOfBatch(models),
    transport: aggregates,
    logger,
    metrics,
    // What a draft tells is told.
    keptTries: keptTries(processState),
  });
  const { execute } = dispatcher;
  await createFirstLegalEntity(settings.MAKEGOOD_LEGAL_ENTITY, clock.now(), { aggregates, execute });
  return {
    clock,
    dispatcher,
    blobs: files,
    head: streams.head,
    async close() {
      await drafts.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
