import { join } from 'node:path';
import { EventStoreDBClient, START, streamNameFilter } from '@eventstore/db-client';
import { catalogue, joinMakegood, joinStores, type Makegood, readSettings, wallClock } from '#engine';
import {
  copyLog,
  openEventStoreDb,
  openFolderBlobs,
  openSqliteEventStore,
  openSqliteStores,
  type Position,
  silentLogger,
} from '#platform';
import { startWorker } from '../apps/worker/src/worker.ts';
import { count, type Finding, twoDigits } from './findings.ts';
import { type MoreClaims, moreClaims, writeHistory } from './history.ts';
import { inTurns, median, ratioOf, secondsOf } from './measure.ts';

const CALLERS = 64;
/** Too few claims to make a batch suspected. */
const UNITS_A_BATCH = 2;
/** For which the goal of a rebuild is set. */
const REBUILT_EVENTS = 104_000;

export interface LogExtent {
  readonly scratch: string;
  readonly url: string;
  readonly rounds: number;
  readonly events: number;
  /** Submitted while the worker reacts. */
  readonly claims: number;
}

/** The worker on an event store, with read models and process state of its own data folder. */
export async function logOnServer({ scratch, url, rounds, events, claims }: LogExtent): Promise<readonly Finding[]> {
  const history = join(scratch, 'history-for-server');
  await writeHistory(history, events);
  const client = EventStoreDBClient.connectionString(url);
  const length = await copied(history, url);
  let serial = 0;
  const fresh = () => openOn(url, join(scratch, `server-${serial++}`));

  const paired = await inTurns(
    rounds,
    async () => {
      const makegood = await fresh();
      await makegood.projector.prepare();
      const head = await makegood.store.head();
      const seconds = await secondsOf(() => followed(makegood, head));
      await makegood.close();
      return length / seconds;
    },
    async () => length / (await secondsOf(() => received(client, length))),
  );
  const ratio = ratioOf(paired.a, paired.b);

  const makegood = await fresh();
  const { projector } = makegood;
  await projector.prepare();
  await projector.catchUp();
  const rebuild = await secondsOf(() => projector.rebuild(projector.status.map(({ name }) => name)));
  const rebuilt = (rebuild * REBUILT_EVENTS) / length;
  const worker = await startWorker(makegood);
  const repeated = await secondsOf(() => reactedUpTo(makegood));
  const status = await secondsOf(() => makegood.status());
  const beside = async (which: Pick<MoreClaims, 'from' | 'unitsABatch'>) => {
    const submit = await moreClaims(makegood, { events, claims, callers: CALLERS, ...which });
    await reactedUpTo(makegood);
    const submitting = await secondsOf(submit);
    const { processes } = await makegood.status();
    const behind = Math.max(...processes.map(({ lagEvents }) => lagEvents));
    const draining = await secondsOf(() => reactedUpTo(makegood));
    return { draining, cells: [count(claims / submitting), count(behind), twoDigits(draining)] };
  };
  const inLife = await beside({ from: 0, unitsABatch: UNITS_A_BATCH });
  const suspected = await beside({ from: claims });
  await worker.stop();
  await makegood.close();
  await client.dispose();
  return [
    {
      title: 'EventStoreDB: reading the log',
      method:
        `A log of ${count(length)} events as the engine writes it, followed by the worker's projector into every read model, embedded, ` +
        `and by the client's filtered subscription alone, in turns; medians of ${rounds} rounds. Then a rebuild of all models in one pass, ` +
        'all reactions again from the beginning by the worker, and the state of all readers.',
      columns: ['', 'events/s', 'seconds'],
      rows: [
        ['subscription of the client alone', count(median(paired.b)), twoDigits(length / median(paired.b))],
        ['all read models, catch-up', count(median(paired.a)), twoDigits(length / median(paired.a))],
        ['all read models, rebuild', count(length / rebuild), twoDigits(rebuild)],
        ['all reactions, repeated', count(length / repeated), twoDigits(repeated)],
        ['status', '', twoDigits(status)],
      ],
      goals: [
        { goal: 'catch-up ≥ 0.5 of the subscription alone', found: twoDigits(ratio), reached: ratio >= 0.5 },
        {
          goal: `rebuild of all ≤ 12 s for ${count(REBUILT_EVENTS)} events`,
          found: `${twoDigits(rebuilt)} s`,
          reached: rebuilt <= 12,
        },
        {
          goal: 'reactions ≥ 3,000 events/s',
          found: `${count(length / repeated)} events/s`,
          reached: length / repeated >= 3_000,
        },
        { goal: 'status ≤ 0.5 s', found: `${twoDigits(status)} s`, reached: status <= 0.5 },
      ],
    },
    {
      title: 'EventStoreDB: reactions beside submissions',
      method: `${count(claims)} claims submitted by ${CALLERS} callers, with projector and processes of the worker in the same process.`,
      columns: ['claims', 'claims/s', 'events behind at the last claim', 'seconds until all reactions are done'],
      rows: [
        [`${UNITS_A_BATCH} of a batch`, ...inLife.cells],
        ['of 48 batches, which become suspected: each claim is flagged', ...suspected.cells],
      ],
      goals: [
        {
          goal: 'the processes keep up: done within 1 s of the last claim',
          found: `${twoDigits(inLife.draining)} s, and ${twoDigits(suspected.draining)} s where batches become suspected`,
          reached: inLife.draining <= 1,
        },
      ],
    },
  ];
}

/** @returns the number of events */
async function copied(history: string, url: string): Promise<number> {
  const from = openSqliteEventStore(history);
  const to = await openEventStoreDb(url, { categories: catalogue.categories });
  const { copied: events, present } = await copyLog(from, to);
  await Promise.all([from.close(), to.close()]);
  return events + present;
}

async function openOn(url: string, folder: string): Promise<Makegood> {
  const stores = joinStores(
    await openEventStoreDb(url, { categories: catalogue.categories }),
    openSqliteStores(folder),
    await openFolderBlobs(join(folder, 'evidence')),
    await openFolderBlobs(join(folder, 'imports')),
  );
  const settings = readSettings({ MAKEGOOD_DATA: folder, PORT: '0', LOG_LEVEL: 'error' });
  return joinMakegood(settings, stores, { clock: wallClock, logger: silentLogger });
}

async function followed({ projector }: Makegood, head: Position): Promise<void> {
  const there = new AbortController();
  projector.onBatch(() => {
    if (projector.status.every(({ position }) => position >= head)) there.abort();
  });
  await projector.run(there.signal);
}

async function received(client: EventStoreDBClient, events: number): Promise<void> {
  const prefixes = catalogue.categories.map((category) => `${category}-`);
  const subscription = client.subscribeToAll({ fromPosition: START, filter: streamNameFilter({ prefixes }) });
  let seen = 0;
  for await (const { event } of subscription) if (event && !event.type.startsWith('$') && ++seen === events) break;
  await subscription.unsubscribe();
}

async function reactedUpTo({ store, processState, processes }: Makegood): Promise<void> {
  const head = await store.head();
  for (;;) {
    const checkpoints = await processState.checkpoints();
    if (processes.every(({ name }) => (checkpoints.get(name)?.position ?? '') >= head)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
