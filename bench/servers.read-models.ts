import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type AnyBulkWriteOperation, MongoClient } from 'mongodb';
import { claims } from '#claims';
import {
  type BuildBatch,
  CommandLoop,
  openMongoStores,
  openSqliteEventStore,
  Projector,
  type ReadModels,
  silentLogger,
} from '#platform';
import { catalogue, projections } from '#engine';
import { sortOf, storedOf } from '../libs/platform/src/read-models/mongo.documents.ts';
import { indexedFields } from '../libs/platform/src/read-models/query-spec.ts';
import { measuredBy } from './child.ts';
import { count, type Finding, twoDigits } from './findings.ts';
import { writeHistory } from './history.ts';
import { lifeOfClaim, steadyClock } from './life-of-claims.ts';
import { inTurns, median, ratioOf, secondsOf } from './measure.ts';
import type { FollowedLong } from './servers.follow.process.ts';

/** Distinguishes the databases of this run from others on the server. */
const RUN = `makegood_bench_${process.hrtime.bigint().toString(36)}`;

export interface ReadModelsExtent {
  readonly scratch: string;
  readonly url: string;
  readonly rounds: number;
  readonly events: number;
}

/**
 * The projection path (read the log, decode, load, fold, write, checkpoint) against its writes alone: the same prepared documents in
 * the same batches by unordered bulkWrite, into collections with the same indexes.
 */
export async function projectionPath({ scratch, url, rounds, events }: ReadModelsExtent): Promise<Finding> {
  const folder = join(scratch, 'history');
  await writeHistory(folder, events);
  const store = openSqliteEventStore(folder);
  const client = await new MongoClient(url, {
    writeConcern: { w: 'majority', journal: true },
    ignoreUndefined: true,
  }).connect();
  let written: readonly (readonly BuildBatch[])[] = [];
  let database = 0;
  const documents = () => written.flat().reduce((sum, { writes }) => sum + writes.length, 0);
  const path = async (): Promise<number> => {
    const name = `${RUN}_${database++}`;
    const { models, close } = await openMongoStores(url, { database: name });
    const recorded: (readonly BuildBatch[])[] = [];
    const options = { store, models: recording(models, recorded), catalogue, logger: silentLogger };
    const projector = new Projector(projections, options);
    await projector.prepare();
    const seconds = await secondsOf(() => projector.catchUp());
    written = recorded;
    await close();
    await client.db(name).dropDatabase();
    return documents() / seconds;
  };
  const raw = async (): Promise<number> => {
    const name = `${RUN}_${database++}`;
    const ready = await readyWrites(client, name, written);
    const seconds = await secondsOf(async () => {
      for (const batch of ready)
        await Promise.all(
          batch.map(({ build, operations }) =>
            client.db(name).collection(build).bulkWrite(operations, { ordered: false }),
          ),
        );
    });
    await client.db(name).dropDatabase();
    return documents() / seconds;
  };
  const paired = await inTurns(rounds, path, raw);
  const ratio = ratioOf(paired.a, paired.b);
  const read = (await length(folder)) * (median(paired.a) / documents());
  await client.close();
  await store.close();
  await rm(folder, { recursive: true });
  return {
    title: 'MongoDB: the projection path against its writes alone',
    method:
      `A log of about ${count(events)} events as the engine writes it, followed from its beginning into all ${projections.length} read models; and the same ` +
      `${count(documents())} documents, ready made, in the same batches by unordered bulkWrite (majority, journal) into collections with the same indexes. ` +
      `Medians of ${rounds} rounds, run in turns; the ratio is the median of the pairs.`,
    columns: ['', 'documents/s', 'events/s'],
    rows: [
      ['bulkWrite alone', count(median(paired.b)), ''],
      ['projection path', count(median(paired.a)), count(read)],
      ['ratio', twoDigits(ratio), ''],
    ],
    goals: [{ goal: 'projection path ≥ 0.6 of bulkWrite alone', found: twoDigits(ratio), reached: ratio >= 0.6 }],
  };
}

async function length(folder: string): Promise<number> {
  const store = openSqliteEventStore(folder);
  const head = await store.head();
  await store.close();
  return Number.parseInt(head, 16);
}

function recording(models: ReadModels, written: (readonly BuildBatch[])[]): ReadModels {
  const write: ReadModels['write'] = (batches) => {
    written.push(batches);
    return models.write(batches);
  };
  return new Proxy(models, {
    get: (target, name: keyof ReadModels) =>
      name === 'write' ? write : (target[name] as (...args: unknown[]) => unknown).bind(target),
  });
}

/** The batches as operations of the driver, and the collections they go to, with their indexes. */
async function readyWrites(client: MongoClient, database: string, written: readonly (readonly BuildBatch[])[]) {
  const specs = new Map(projections.map(({ model }) => [`${model.name}.${model.version}`, model]));
  for (const [build, spec] of specs) {
    const indexes = indexedFields(spec).map((fields) => ({
      key: Object.assign({}, ...fields.map((field) => sortOf({ field, direction: 'asc' }))),
    }));
    const collection = await client.db(database).createCollection(build);
    if (indexes.length > 0) await collection.createIndexes(indexes);
  }
  return written.map((batches) =>
    batches
      .filter(({ writes }) => writes.length > 0)
      .map(({ build, writes }) => {
        const spec = specs.get(build);
        if (!spec) throw new Error(`${build} is none of the product's read models`);
        const operations = writes.map((write): AnyBulkWriteOperation => {
          const document = storedOf(spec, write) as never;
          return write.before
            ? {
                replaceOne: {
                  filter: { _id: write.id as never, position: { $lt: write.position } },
                  replacement: document,
                },
              }
            : { insertOne: { document } };
        });
        return { build, operations };
      }),
  );
}

/** A long log followed from its beginning by a process whose memory is sampled meanwhile. */
export async function longCatchUp({ scratch, url, events }: Omit<ReadModelsExtent, 'rounds'>): Promise<Finding> {
  const folder = join(scratch, 'long');
  await writeClaims(folder, events);
  const database = `${RUN}_long`;
  const runs = [
    ['MongoDB', await measuredBy<FollowedLong>('servers.follow.process', folder, url, database)],
    ['embedded', await measuredBy<FollowedLong>('servers.follow.process', folder)],
  ] as const;
  const client = await new MongoClient(url).connect();
  await client.db(database).dropDatabase();
  await client.close();
  await rm(folder, { recursive: true });
  const found = runs.map(([name, { peakMegabytes, quarters }]) => {
    const [, second = Number.NaN, , last = Number.NaN] = quarters;
    return { name, peakMegabytes, growth: last - second };
  });
  return {
    title: 'Memory while catching up',
    method:
      `${count(runs[0][1].events)} events (claims from submission to credit, ${SIDE_BY_SIDE} at a time) followed from the beginning into all ${projections.length} read models by a process ` +
      'of its own, with the options of `npm run start:worker`. Resident memory: its peak, and the most of each quarter of the log.',
    columns: ['read models in', 'events/s', 'peak', 'by quarter'],
    rows: runs.map(([name, { events: followed, seconds, peakMegabytes, quarters }]) => [
      name,
      count(followed / seconds),
      `${count(peakMegabytes)} MB`,
      `${quarters.map(count).join(', ')} MB`,
    ]),
    goals: [
      {
        goal: 'under 300 MB',
        found: found.map(({ name, peakMegabytes }) => `${count(peakMegabytes)} MB ${name}`).join(', '),
        reached: found.every(({ peakMegabytes }) => peakMegabytes < 300),
      },
      {
        goal: 'flat: the last quarter at most 10 MB over the second',
        found: found.map(({ name, growth }) => `${growth.toFixed(0)} MB ${name}`).join(', '),
        reached: found.every(({ growth }) => growth <= 10),
      },
    ],
  };
}

/** Claims in progress at the same time. */
const SIDE_BY_SIDE = 50;

async function writeClaims(folder: string, events: number): Promise<void> {
  const store = openSqliteEventStore(folder);
  const loop = new CommandLoop(store, steadyClock(), { cachedBytes: 4_000_000 });
  let next = 0;
  const lives = Math.ceil(events / 6);
  const caller = async () => {
    for (let claim = next++; claim < lives; claim = next++)
      for (const command of lifeOfClaim(claim)) await loop.execute(claims, command);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, caller));
  await store.close();
}
