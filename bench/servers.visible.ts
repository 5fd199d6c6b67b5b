import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { openEventStoreDb, openFolderBlobs, openMongoStores, silentLogger } from '#platform';
import { catalogue, joinMakegood, joinStores, readSettings, settling, wallClock } from '#engine';
import { startWorker } from '../apps/worker/src/worker.ts';
import { count, type Finding } from './findings.ts';
import { everyModel, line, shipAndLook } from './visible.ts';

/** From the command until every read model in MongoDB shows it, with the worker running as in a server. */
export async function visibleOnServers({
  scratch,
  events,
  url,
  shipments,
}: {
  scratch: string;
  events: string;
  url: string;
  shipments: number;
}): Promise<Finding> {
  const database = `makegood_bench_visible_${process.hrtime.bigint().toString(36)}`;
  const folder = join(scratch, 'visible');
  const stores = joinStores(
    await openEventStoreDb(events, { categories: catalogue.categories }),
    await openMongoStores(url, { database }),
    await openFolderBlobs(join(folder, 'evidence')),
    await openFolderBlobs(join(folder, 'imports')),
  );
  const settings = readSettings({ MAKEGOOD_DATA: folder, PORT: '0', LOG_LEVEL: 'error' });
  const makegood = joinMakegood(settings, stores, { clock: wallClock, logger: silentLogger });
  await makegood.projector.prepare();
  await makegood.projector.catchUp();
  // What earlier cases have left.
  await (await settling(makegood))();
  const worker = await startWorker(makegood);
  const stored: number[] = [];
  const seen: number[] = [];
  const warmUp = Math.ceil(shipments / 10);
  for (let n = 0; n < warmUp + shipments; n++) {
    const [toStored, toSeen] = await shipAndLook(makegood, n);
    if (n < warmUp) continue;
    stored.push(toStored);
    seen.push(toSeen);
  }
  await worker.stop();
  await makegood.close();
  const client = await new MongoClient(url).connect();
  await client.db(database).dropDatabase();
  await client.close();
  return {
    title: 'From append to visible, on servers',
    method:
      `A unit is shipped; the time until its event is stored, and until all ${everyModel.length} read models in MongoDB have it, with projector and processes running. ` +
      `${count(shipments)} of them, one after the other.`,
    columns: ['', 'p50', 'p99'],
    rows: [line('command stored', stored), line('visible in every read model', seen)],
  };
}
