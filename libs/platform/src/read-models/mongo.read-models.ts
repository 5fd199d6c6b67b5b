import { setTimeout as wait } from 'node:timers/promises';
import {
  type AnyBulkWriteOperation,
  type Collection,
  type Db,
  type Filter,
  MongoBulkWriteError,
  MongoClient,
  type MongoClientOptions,
  MongoError,
  MongoInvalidArgumentError,
  MongoServerError,
  ObjectId,
  type Sort,
} from 'mongodb';
import { canonicalJson, type Json } from '#kernel';
import { BEGINNING, type Position } from '../event-store/event-store.port.ts';
import {
  checkModel,
  indexedFields,
  type KeyValue,
  keyFields,
  keyOf,
  newestWrites,
  type Order,
  pageOf,
  planCount,
  planQuery,
  prefixRange,
  type Test,
} from './query-spec.ts';
import {
  type BuildBatch,
  type BuildName,
  type Condition,
  type Document,
  type DocumentWrite,
  type Identified,
  type ModelSpec,
  type Page,
  type QuerySpec,
  ReadModelError,
  type ReadModels,
} from './read-model.port.ts';

/** How long a reader may go on with the build it knows before it looks for another, milliseconds. */
const POINTER_MS = 1_000;
const SCAN_PAGE = 500;
const DUPLICATE_KEY = 11000;
/** A live document; a removed one stays with its position alone, so that an older write does not bring it back. */
const LIVE = { keys: { $exists: true } } as const;

export interface MongoReadModelsOptions {
  /** Instead of the one in the connection string. */
  readonly database?: string;
  /**
   * No call takes longer, milliseconds; four times that for calls that put several questions to the server one after the other, and
   * as long as it takes for the building of indexes.
   */
  readonly timeoutMs?: number;
}

/**
 * `w: majority` alone waits for the journal's own cycle of 100 ms; with `journal` a write is synced at once. The driver's `timeoutMS`
 * has no effect, and a socket time-out would also cut off the building of an index. So a server that does not answer is found by
 * its heartbeats, which close the connections in use, and every call has a timer of its own.
 */
function clientOptions(timeoutMs: number): MongoClientOptions {
  // Half of it and a little: a server that takes a third of it for every answer is slow, and must not be taken for one that is away.
  const answerMs = Math.ceil((timeoutMs * 8) / 15);
  return {
    appName: 'makegood',
    writeConcern: { w: 'majority', journal: true, wtimeoutMS: timeoutMs },
    // What is folded on must not be rolled back by another primary when the checkpoint has passed it.
    readConcern: { level: 'majority' },
    readPreference: 'primary',
    retryWrites: true,
    retryReads: true,
    ignoreUndefined: true,
    heartbeatFrequencyMS: 2_000,
    // Of a heartbeat too, beside its frequency.
    connectTimeoutMS: answerMs,
    serverSelectionTimeoutMS: answerMs,
    waitQueueTimeoutMS: timeoutMs,
  };
}

/** How long a call waits for a primary when none is known, milliseconds. */
const AWAY_MS = 2_000;

/**
 * Read models in MongoDB 6 or later: one collection per build, the registry of builds and the pointers of readers beside them.
 * @throws ReadModelError when the server cannot be reached; MongoParseError for a malformed connection string.
 */
export async function openMongoReadModels(url: string, options: MongoReadModelsOptions = {}): Promise<ReadModels> {
  const { database, timeoutMs = 15_000 } = options;
  const client = new MongoClient(url, clientOptions(timeoutMs));
  const primary = new Primary(client);
  try {
    await client.connect();
    return new MongoReadModels(client, client.db(database), timeoutMs, primary);
  } catch (error) {
    await client.close();
    throw readModelError(error);
  }
}

/**
 * Whether a server that takes writes is known. The driver waits for one as long as it waits for a slow one's answer; who asks while
 * the servers are away is told sooner, and nothing of what he wanted is done after that.
 */
class Primary {
  readonly #client: MongoClient;
  #isKnown = false;
  #search: Promise<unknown> | undefined;

  constructor(client: MongoClient) {
    this.#client = client;
    client.on('topologyDescriptionChanged', ({ newDescription }) => {
      this.#isKnown = [...newDescription.servers.values()].some(({ isWritable }) => isWritable);
    });
  }

  /** @throws ReadModelError when none has been found in time */
  async known(): Promise<void> {
    if (this.#isKnown) return;
    // The driver looks for one at once only when somebody asks.
    this.#search ??= this.#client
      .db()
      .command({ ping: 1 })
      .finally(() => {
        this.#search = undefined;
      });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const away = new ReadModelError('unavailable', 'MongoDB cannot be reached: there is no primary');
      timer = setTimeout(() => reject(away), AWAY_MS);
    });
    await Promise.race([this.#search, late]).finally(() => clearTimeout(timer));
  }
}

/** A document at rest. `keys` holds what can be asked for, extracted when the document is written; `body` is for people and tools. */
interface Stored {
  readonly _id: string;
  readonly position: Position;
  readonly keys?: Readonly<Record<string, KeyValue>>;
  readonly body?: Document;
  /** Instead of `body`, for the rare document that BSON cannot carry exactly. */
  readonly json?: string;
}

interface RegisteredBuild {
  readonly _id: BuildName;
  readonly spec: string;
  readonly checkpoint: Position;
  /** A name of its own for every creation: whoever still writes to a dropped build cannot meet one made again. */
  readonly collection: string;
}

interface ActivePointer {
  readonly _id: string;
  readonly build: BuildName;
}

interface StoredLease {
  readonly _id: string;
  readonly owner: string;
  readonly until: Date;
  readonly term: number;
}

interface StoredValue {
  readonly _id: string;
  readonly json: string;
}

interface Model {
  readonly build: BuildName;
  readonly spec: ModelSpec;
  readonly documents: Collection<Stored>;
  /** Tells this registration of the build from every other. */
  readonly mark: string;
}

/** The tests of a scan or count as a filter. Values were checked to be plain, so none can be an operator. */
export const filterOf = (tests: readonly Test[]): Filter<Stored> => ({
  $and: [LIVE, ...tests.map((test) => ({ [pathOf(test.field)]: criterion(test) }))],
});

export function sortOf({ field, direction }: Order): Sort {
  const sign = direction === 'asc' ? 1 : -1;
  return field === 'id' ? { _id: sign } : { [pathOf(field)]: sign, _id: sign };
}

/** Keys are flat, so that an index on one can never meet an array on its way. */
const keyName = (field: string): string => field.replaceAll('.', '/');
const pathOf = (field: string): string => (field === 'id' ? '_id' : `keys.${keyName(field)}`);

const COMPARISONS = { is: '$eq', ge: '$gte', gt: '$gt', lt: '$lt' } as const;

function criterion(test: Test): Record<string, unknown> {
  if (test.op === 'null') return { $eq: null };
  return test.op === 'in' ? { $in: test.values } : { [COMPARISONS[test.op]]: test.value };
}

class MongoReadModels implements ReadModels {
  readonly #client: MongoClient;
  readonly #database: Db;
  readonly #timeoutMs: number;
  readonly #primary: Primary;
  readonly #pointers = new Map<string, { readonly model: Model; readonly until: number }>();
  #closed = false;

  constructor(client: MongoClient, database: Db, timeoutMs: number, primary: Primary) {
    this.#client = client;
    this.#database = database;
    this.#timeoutMs = timeoutMs;
    this.#primary = primary;
  }

  async createBuild(build: BuildName, spec: ModelSpec): Promise<void> {
    checkModel(build, spec);
    await this.#patiently(async () => {
      const collection = `${build}.${new ObjectId().toHexString()}`;
      const isNew = await this.#builds
        .insertOne({ _id: build, spec: JSON.stringify(spec), checkpoint: BEGINNING, collection })
        .then(() => true, unlessDuplicate(false));
      if (isNew) return;
      const known = await this.#model(build);
      if (canonicalJson({ ...known.spec.fields }) !== canonicalJson({ ...spec.fields })) {
        throw new Error(`build ${build} exists with other fields: give read model ${spec.name} another version`);
      }
      // Another set of indexes is no other build.
      await this.#builds.updateOne({ _id: build }, { $set: { spec: JSON.stringify(spec) } });
    });
  }

  async indexBuild(build: BuildName): Promise<void> {
    // As long as it takes: the server is alive as long as its heartbeat is.
    await this.#unbounded(async () => {
      const { spec, documents } = await this.#model(build);
      const indexes = indexedFields(spec).map((fields) => ({
        name: fields.join(','),
        key: Object.fromEntries([...fields.map((field) => [pathOf(field), 1] as const), ['_id', 1] as const]),
      }));
      if (indexes.length > 0) await documents.createIndexes(indexes);
    });
  }

  async dropBuild(build: BuildName): Promise<void> {
    await this.#patiently(async () => {
      const registered = await this.#builds.findOne({ _id: build });
      if (!registered) return;
      // Readers and writers look here last, so this is what ends the build; its documents follow.
      await this.#active.deleteMany({ build });
      await this.#builds.deleteOne({ _id: build, collection: registered.collection });
      await this.#database.dropCollection(registered.collection).catch(unlessMissing);
    });
  }

  async builds() {
    return this.#bounded(async () => {
      const [builds, pointers] = await Promise.all([
        this.#builds.find({}, { sort: { _id: 1 } }).toArray(),
        this.#active.find().toArray(),
      ]);
      const active = new Set(pointers.map(({ build }) => build));
      return builds.map(({ _id, checkpoint }) => ({ build: _id, checkpoint, active: active.has(_id) }));
    });
  }

  async activate(name: string, build: BuildName): Promise<void> {
    await this.#patiently(async () => {
      const { spec } = await this.#model(build);
      if (spec.name !== name) throw new Error(`${build} is a build of ${spec.name}, not of ${name}`);
      await upserted(() => this.#active.replaceOne({ _id: name }, { build }, { upsert: true }));
      this.#pointers.delete(name);
    });
  }

  /** Never from memory: who asks for the pointer wants to know what readers see from now on, this client's too. */
  async active(name: string): Promise<BuildName | undefined> {
    return this.#bounded(async () => (await this.#readPointer(name))?.build);
  }

  async load(build: BuildName, ids: readonly string[]) {
    return this.#patiently(async () => {
      const { documents } = await this.#model(build);
      const found = await this.#byId(documents, ids);
      return new Map(
        found.map((stored) => [
          stored._id,
          { document: isLive(stored) ? documentOf(stored) : null, position: stored.position },
        ]),
      );
    });
  }

  async write(batches: readonly BuildBatch[]): Promise<void> {
    if (batches.length === 0) return;
    const prepared = batches.map((batch) => ({ ...batch, writes: newestWrites(batch.writes) }));
    await this.#patiently(async () => {
      const builds = [...new Set(batches.map(({ build }) => build))];
      const registered = await this.#builds.find({ _id: { $in: builds } }).toArray();
      const models = new Map(registered.map((each) => [each._id, this.#modelOf(each)]));
      // All of them to their end, so that nothing is under way when the caller sees an error and tries again.
      const outcomes = await Promise.allSettled(
        prepared.map(({ build, writes }) => this.#writeDocuments(models.get(build), build, writes)),
      );
      await this.#moveCheckpoints(
        outcomes.flatMap((outcome, index) =>
          outcome.status === 'fulfilled'
            ? [{ model: outcome.value, checkpoint: (prepared[index] as BuildBatch).checkpoint }]
            : [],
        ),
      );
      const failure = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failure) throw failure.reason;
    });
  }

  async checkpoint(build: BuildName): Promise<Position> {
    return this.#bounded(async () => {
      const registered = await this.#builds.findOne({ _id: build }, { projection: { checkpoint: 1 } });
      if (!registered) throw noBuild(`there is no build ${build}`);
      return registered.checkpoint;
    });
  }

  async get<D extends Identified = Document>(name: string, ids: readonly string[]): Promise<Map<string, D>> {
    return this.#answered(name, async ({ documents }) => {
      const found = (await this.#byId(documents, ids)).filter(isLive);
      return {
        answer: new Map(found.map((stored) => [stored._id, documentOf(stored) as unknown as D])),
        isFull: found.length === new Set(ids).size,
      };
    });
  }

  async query<D extends Identified = Document>(name: string, query: QuerySpec): Promise<Page<D>> {
    return this.#answered(name, async ({ spec, documents }) => {
      const plan = planQuery(spec, query);
      const found: Stored[] = [];
      for (const tests of plan.scans) {
        const limit = plan.limit + 1 - found.length;
        if (limit === 0) break;
        found.push(...(await this.#find(documents, filterOf(tests), { sort: sortOf(plan.order), limit })));
      }
      const page = pageOf(
        spec,
        plan,
        found.map((stored) => documentOf(stored) as unknown as D),
      );
      return { answer: page, isFull: page.hasMore };
    });
  }

  async count(name: string, where: readonly Condition[]): Promise<number> {
    return this.#answered(name, async ({ spec, documents }) => {
      const tests = planCount(spec, where);
      const answer = tests ? await documents.countDocuments(filterOf(tests), { maxTimeMS: this.#timeoutMs }) : 0;
      return { answer, isFull: answer > 0 };
    });
  }

  async *scan(build: BuildName): AsyncIterable<Document> {
    const { documents, mark } = await this.#bounded(() => this.#model(build));
    for (let behind: string | undefined; ; ) {
      const page = await this.#bounded(async () => {
        const filter = filterOf(behind === undefined ? [] : [{ field: 'id', op: 'gt', value: behind }]);
        const found = await this.#find(documents, filter, { sort: { _id: 1 }, limit: SCAN_PAGE });
        // What was dropped looks like what has ended.
        if (found.length < SCAN_PAGE && (await this.#model(build)).mark !== mark)
          throw noBuild(`build ${build} was dropped`);
        return found;
      });
      yield* page.map(documentOf);
      if (page.length < SCAN_PAGE) return;
      behind = page.at(-1)?._id;
    }
  }

  async getValue(key: string): Promise<Json | undefined> {
    return this.#bounded(async () => {
      const found = await this.#values.findOne({ _id: key });
      return found ? (JSON.parse(found.json) as Json) : undefined;
    });
  }

  async setValue(key: string, value: Json): Promise<void> {
    await this.#bounded(() =>
      upserted(() => this.#values.replaceOne({ _id: key }, { json: JSON.stringify(value) }, { upsert: true })),
    );
  }

  async values(prefix: string) {
    const { start, end } = prefixRange(prefix);
    return this.#bounded(async () => {
      const range = end === undefined ? { $gte: start } : { $gte: start, $lt: end };
      const found = await this.#values.find({ _id: range }, { sort: { _id: 1 } }).toArray();
      return found.map(({ _id, json }) => ({ key: _id, value: JSON.parse(json) as Json }));
    });
  }

  async advance(key: string, position: Position): Promise<void> {
    // As JSON text two positions compare as they do themselves.
    await this.#bounded(() =>
      upserted(() =>
        this.#values.updateOne({ _id: key }, { $max: { json: JSON.stringify(position) } }, { upsert: true }),
      ),
    );
  }

  async lease(name: string, owner: string, milliseconds: number): Promise<number | undefined> {
    return this.#bounded(async () => {
      const mine = { $eq: ['$owner', owner] };
      const free = { $or: [mine, { $lte: [{ $ifNull: ['$until', new Date(0)] }, '$$NOW'] }] };
      const whenFree = (taken: unknown, kept: string) => ({ $cond: [free, taken, kept] });
      const held = await upserted(() =>
        this.#leases.findOneAndUpdate(
          { _id: name },
          [
            {
              $set: {
                term: whenFree({ $add: [{ $ifNull: ['$term', 0] }, { $cond: [mine, 0, 1] }] }, '$term'),
                owner: whenFree({ $literal: owner }, '$owner'),
                until: whenFree({ $add: ['$$NOW', milliseconds] }, '$until'),
              },
            },
          ],
          { upsert: true, returnDocument: 'after' },
        ),
      );
      return held?.owner === owner ? held.term : undefined;
    });
  }

  async release(name: string, owner: string): Promise<void> {
    await this.#bounded(() => this.#leases.updateOne({ _id: name, owner }, { $set: { until: new Date(0) } }));
  }

  async close(): Promise<void> {
    // The driver would connect again at the next call.
    this.#closed = true;
    await this.#client.close();
  }

  get #builds(): Collection<RegisteredBuild> {
    return this.#database.collection('read_builds');
  }

  get #active(): Collection<ActivePointer> {
    return this.#database.collection('read_active');
  }

  get #leases(): Collection<StoredLease> {
    return this.#database.collection('read_leases');
  }

  get #values(): Collection<StoredValue> {
    return this.#database.collection('read_values');
  }

  async #model(build: BuildName): Promise<Model> {
    const registered = await this.#builds.findOne({ _id: build });
    if (!registered) throw noBuild(`there is no build ${build}`);
    return this.#modelOf(registered);
  }

  #modelOf({ _id, spec, collection }: RegisteredBuild): Model {
    const documents = this.#database.collection<Stored>(collection);
    return { build: _id, spec: JSON.parse(spec) as ModelSpec, documents, mark: `${collection} ${spec}` };
  }

  async #readPointer(name: string): Promise<Model | undefined> {
    this.#pointers.delete(name);
    // In one question: each costs a slow server's users 5 s.
    const [pointer] = await this.#active
      .aggregate<{ readonly registered: readonly RegisteredBuild[] }>([
        { $match: { _id: name } },
        { $lookup: { from: this.#builds.collectionName, localField: 'build', foreignField: '_id', as: 'registered' } },
      ])
      .toArray();
    const registered = pointer?.registered[0];
    if (!registered) return undefined;
    const model = this.#modelOf(registered);
    this.#pointers.set(name, { model, until: performance.now() + POINTER_MS });
    return model;
  }

  async #activeModel(name: string): Promise<Model> {
    const model = await this.#readPointer(name);
    if (!model) throw noBuild(`read model ${name} has not been built yet`);
    return model;
  }

  /**
   * Answers from the build readers see. A collection that was dropped reads as empty, without an error; so an answer that could be
   * that, and a failure, count only if the pointer still is where it was: a build is dropped after readers were led elsewhere.
   */
  #answered<T>(name: string, read: (model: Model) => Promise<{ answer: T; isFull: boolean }>): Promise<T> {
    return this.#bounded(async () => {
      const known = this.#pointers.get(name);
      for (let model = known && known.until > performance.now() ? known.model : await this.#activeModel(name); ; ) {
        const outcome = await read(model).catch((error: unknown) => ({ error: readModelError(error) }));
        if ('isFull' in outcome && outcome.isFull) return outcome.answer;
        if ('error' in outcome && outcome.error instanceof ReadModelError) throw outcome.error;
        const now = await this.#activeModel(name);
        if (now.mark === model.mark) {
          if ('error' in outcome) throw outcome.error;
          return outcome.answer;
        }
        model = now;
      }
    });
  }

  /** Removed ones too. */
  async #byId(documents: Collection<Stored>, ids: readonly string[]): Promise<Stored[]> {
    // Ids come from users; an object could be an operator.
    const texts = ids.filter((id) => typeof id === 'string');
    return texts.length === 0 ? [] : this.#find(documents, { _id: { $in: texts } }, {});
  }

  #find(
    documents: Collection<Stored>,
    filter: Filter<Stored>,
    options: { sort?: Sort; limit?: number },
  ): Promise<Stored[]> {
    return documents
      .find(filter, { ...options, projection: { keys: 0 }, maxTimeMS: this.#timeoutMs, batchSize: 1_001 })
      .toArray();
  }

  /** All in one write: each by itself would be synced by itself. */
  async #moveCheckpoints(moves: readonly { readonly model: Model; readonly checkpoint: Position }[]): Promise<void> {
    if (moves.length === 0) return;
    const { matchedCount } = await this.#builds.bulkWrite(
      moves.map(({ model: { build, documents }, checkpoint }) => ({
        updateOne: {
          filter: { _id: build, collection: documents.collectionName, checkpoint: { $lt: checkpoint } },
          update: { $set: { checkpoint } },
        },
      })),
      { ordered: false },
    );
    if (matchedCount === moves.length) return;
    const registered = await this.#builds.find({ _id: { $in: moves.map(({ model }) => model.build) } }).toArray();
    const collections = new Set(registered.map(({ collection }) => collection));
    const dropped = moves
      .map(({ model }) => model)
      .filter(({ documents }) => !collections.has(documents.collectionName));
    // An insert has made its collection again.
    for (const { documents } of dropped) await documents.drop().catch(unlessMissing);
    for (const { build } of dropped) throw noBuild(`build ${build} was dropped`);
  }

  /**
   * `existed` is a hint that may be out of date: an insert that meets a document becomes a guarded replace, and a replace that meets
   * none an insert. Upserts would be slower, and answer a missed guard with the same error as a lost race.
   */
  async #writeDocuments(model: Model | undefined, build: BuildName, writes: readonly DocumentWrite[]): Promise<Model> {
    if (!model) throw noBuild(`there is no build ${build}`);
    const { spec, documents } = model;
    let inserts = writes.filter(({ existed }) => !existed);
    let replaces = writes.filter(({ existed }) => existed);
    while (inserts.length + replaces.length > 0) {
      const operations: AnyBulkWriteOperation<Stored>[] = [
        ...inserts.map((write) => ({ insertOne: { document: storedOf(spec, write) } })),
        ...replaces.map((write) => ({
          replaceOne: {
            filter: { _id: write.id, position: { $lt: write.position } },
            replacement: storedOf(spec, write),
          },
        })),
      ];
      const { matched, duplicates } = await bulkWritten(documents, operations);
      const met = duplicates.map((index) => inserts[index] as DocumentWrite);
      const positions = matched < replaces.length ? await this.#positions(documents, replaces) : undefined;
      // Another client may have written since: what stands there now decides, not why the guard missed.
      const older = positions ? replaces.filter(({ id, position }) => (positions.get(id) ?? position) < position) : [];
      inserts = positions ? replaces.filter(({ id }) => !positions.has(id)) : [];
      replaces = [...met, ...older];
    }
    return model;
  }

  /** Of the documents that are there, removed ones too. */
  async #positions(documents: Collection<Stored>, writes: readonly DocumentWrite[]): Promise<Map<string, Position>> {
    const ids = writes.map(({ id }) => id);
    const found = await documents.find({ _id: { $in: ids } }, { projection: { position: 1 } }).toArray();
    return new Map(found.map(({ _id, position }) => [_id, position]));
  }

  /** For whoever folds or builds: a server that is slow is no reason to begin again. */
  #patiently<T>(work: () => Promise<T>): Promise<T> {
    return this.#bounded(work, 4 * this.#timeoutMs);
  }

  #bounded<T>(work: () => Promise<T>, within = this.#timeoutMs): Promise<T> {
    return this.#unbounded(async () => {
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(
        () => late.reject(new ReadModelError('unavailable', `MongoDB has not answered for ${within} ms`)),
        within,
      );
      try {
        return await Promise.race([work(), late.promise]);
      } finally {
        clearTimeout(timer);
      }
    });
  }

  async #unbounded<T>(work: () => Promise<T>): Promise<T> {
    try {
      if (!this.#closed) await this.#primary.known();
      if (this.#closed) throw new ReadModelError('unavailable', 'the read models are closed');
      return await onceMade(work);
    } catch (error) {
      throw readModelError(error);
    }
  }
}

/**
 * SnapshotUnavailable: a collection in question was made a moment ago, perhaps by another process. Nothing was done, and asked
 * again in a moment the server can answer.
 */
async function onceMade<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof MongoServerError && error.code === 246) || tries === 20) throw error;
      await wait(10);
    }
  }
}

/** Unordered: how many replaces matched, and the indexes of the inserts that met a document. */
async function bulkWritten(
  documents: Collection<Stored>,
  operations: AnyBulkWriteOperation<Stored>[],
): Promise<{ matched: number; duplicates: readonly number[] }> {
  try {
    const { matchedCount } = await documents.bulkWrite(operations, { ordered: false });
    return { matched: matchedCount, duplicates: [] };
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const failures = [error.writeErrors].flat();
    const isOnlyDuplicates = failures.length > 0 && failures.every(({ code }) => code === DUPLICATE_KEY);
    if (!isOnlyDuplicates || error.result.getWriteConcernError()) throw error;
    return { matched: error.matchedCount, duplicates: failures.map(({ index }) => index) };
  }
}

/** A written document as it is stored. */
export function storedOf(spec: ModelSpec, { id, position, document }: DocumentWrite): Stored {
  if (document === null) return { _id: id, position };
  const keys: Record<string, KeyValue> = {};
  for (const field of keyFields(spec)) {
    const value = keyOf(spec, document, field);
    if (value !== undefined) keys[keyName(field)] = value;
  }
  return { _id: id, position, keys, ...(fitsBson(document) ? { body: document } : { json: JSON.stringify(document) }) };
}

const isLive = ({ body, json }: Stored): boolean => body !== undefined || json !== undefined;

const documentOf = ({ body, json }: Stored): Document =>
  json === undefined ? (body as Document) : (JSON.parse(json) as Document);

/**
 * Whether a JSON value comes back from MongoDB as it was. Not so: more than 100 levels (the server refuses them), half surrogate
 * pairs, names with a zero character, and names that driver or server take for their own.
 */
function fitsBson(value: Json | undefined, depth = 0): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  if (depth > 80) return false;
  if (Array.isArray(value)) return value.every((item: Json) => fitsBson(item, depth + 1));
  return Object.entries(value).every(
    ([name, member]) =>
      !name.startsWith('$') &&
      name !== '_bsontype' &&
      !name.includes('\0') &&
      name.isWellFormed() &&
      fitsBson(member, depth + 1),
  );
}

/** Two upserts of a new key at once: one of them is told of a duplicate, and finds it there the second time. */
const upserted = <T>(work: () => Promise<T>): Promise<T> =>
  work().catch((error: unknown) => unlessDuplicate(work)(error)());

const unlessDuplicate =
  <T>(otherwise: T) =>
  (error: unknown): T => {
    if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return otherwise;
    throw error;
  };

/** NamespaceNotFound: a build without documents has no collection yet. */
const unlessMissing = (error: unknown): void => {
  if (!(error instanceof MongoServerError && error.code === 26)) throw error;
};

const noBuild = (message: string) => new ReadModelError('no-build', message);

/** What MongoDB can suffer, in the words of the port; anything else (QueryError, a bug) as it is. */
export function readModelError(error: unknown): unknown {
  const because = (fault: ReadModelError['fault'], message: string) =>
    new ReadModelError(fault, message, { cause: error });
  if (error instanceof SyntaxError)
    return because('damaged', `a document of the read models is damaged: ${error.message}`);
  // A socket that ends while it is written to breaks through the driver as it is.
  if (LINE_CODES.has(String((error as { code?: unknown }).code)))
    return because('unavailable', `MongoDB cannot be reached: ${(error as Error).message}`);
  if (!(error instanceof MongoError) || error instanceof MongoInvalidArgumentError) return error;
  switch (error.code) {
    case 13: // Unauthorized
    case 18: // AuthenticationFailed
    case 8000: // the same from Atlas
      return because('access-denied', `MongoDB refuses the user of the connection string: ${error.message}`);
    case 14031: // OutOfDiskSpace
      return because('full', 'no room left on the disk of MongoDB');
    default:
      return isPassing(error) ? because('unavailable', `MongoDB cannot be reached: ${error.message}`) : error;
  }
}

/** What Node itself says of a broken line. */
const LINE_CODES: ReadonlySet<string> = new Set([
  'EPIPE',
  'ECONNRESET',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
]);

/** Whatever did not come from the server, and what it says of a time or a role that will pass. */
const isPassing = (error: MongoError): boolean =>
  !(error instanceof MongoServerError) ||
  error.hasErrorLabel('RetryableWriteError') ||
  error.hasErrorLabel('RetryableError') ||
  PASSING_CODES.has(Number(error.code)) ||
  (error instanceof MongoBulkWriteError && error.result.getWriteConcernError() !== undefined);

/** MaxTimeMSExpired, WriteConcernFailed, shutdown in progress, SnapshotUnavailable, not primary, primary stepped down, interrupted, network timeout. */
const PASSING_CODES: ReadonlySet<number> = new Set([
  50, 64, 91, 189, 246, 10107, 11600, 11602, 13435, 13436, 262, 6, 7, 89, 9001,
]);
