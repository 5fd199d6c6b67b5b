import { type AnyBulkWriteOperation, type Collection, ObjectId } from 'mongodb';
import { canonicalJson } from '#kernel';
import { type Checkpoint, checkpointAt, START } from '../event-store/event-store.port.ts';
import { DocumentStoreError } from '../support/document-store-error.ts';
import {
  documentStoreError,
  type MongoConnection,
  unlessDuplicate,
  unlessMissing,
  upserted,
} from '../support/mongo-connection.ts';
import { bulkWritten } from './mongo.bulk-write.ts';
import { counted, countedBy, found, foundById, positionsOf } from './mongo.reads.ts';
import { documentOf, filterOf, isLive, pathOf, sortOf, type Stored, storedOf, keyName } from './mongo.documents.ts';
import {
  checkModel,
  indexedFields,
  newestWrites,
  pageOf,
  planCount,
  planCountBy,
  plannedOn,
  planQuery,
  misfiledIn,
} from './query-spec.ts';
import type {
  Condition,
  Document,
  FieldOf,
  Fields,
  Identified,
  ModelSpec,
  Page,
  QuerySpec,
  ReadModel,
} from './read-model.ts';
import type {
  BuildBatch,
  BuildName,
  BuildRecord,
  DocumentWrite,
  PoisonEvent,
  QuarantinedStream,
  ReadModels,
} from './read-model.port.ts';

const POINTER_MS = 1_000;
const SCAN_PAGE = 500;

interface RegisteredBuild {
  readonly _id: BuildName;
  readonly spec: string;
  readonly checkpoint: Checkpoint;
  /** Never used again, so that a late write to a dropped build cannot reach a later one of the same name. */
  readonly collection: string;
  readonly halted?: PoisonEvent;
}

interface StoredQuarantine extends PoisonEvent {
  readonly _id: string;
  readonly collection: string;
}

interface ActivePointer {
  readonly _id: string;
  readonly build: BuildName;
}

interface Model {
  readonly build: BuildName;
  readonly spec: ModelSpec;
  readonly documents: Collection<Stored>;
  /** Changes when the build is registered again. */
  readonly mark: string;
}

export class MongoReadModels implements ReadModels {
  readonly #mongo: MongoConnection;
  readonly #pointers = new Map<string, { readonly model: Model; readonly until: number }>();

  constructor(mongo: MongoConnection) {
    this.#mongo = mongo;
  }

  async logId(): Promise<string | undefined> {
    return this.#mongo.bounded(async () => (await this.#log.findOne({ _id: 'log' }))?.log);
  }

  async keepLogId(log: string): Promise<void> {
    await this.#mongo.bounded(() => upserted(() => this.#log.replaceOne({ _id: 'log' }, { log }, { upsert: true })));
  }

  async createBuild(build: BuildName, spec: ModelSpec): Promise<void> {
    checkModel(build, spec);
    const text = JSON.stringify(spec);
    await this.#mongo.boundedLong(async () => {
      if (await this.#builds.findOne({ _id: build, spec: text })) return;
      const isNew = await this.#builds
        .insertOne({ _id: build, spec: text, checkpoint: START, collection: `${build}.${String(new ObjectId())}` })
        .then(() => true, unlessDuplicate(false));
      if (isNew) return;
      const known = await this.#model(build);
      if (canonicalJson({ ...known.spec.fields }) !== canonicalJson({ ...spec.fields }))
        throw new Error(`build ${build} exists with other fields: give read model ${spec.name} another version`);
      await this.#builds.updateOne({ _id: build }, { $set: { spec: text } });
    });
  }

  async indexBuild(build: BuildName): Promise<void> {
    // Without a time limit: heartbeats show whether the server is alive.
    await this.#mongo.unbounded(async () => {
      const { spec, documents } = await this.#model(build);
      const indexes = indexedFields(spec).map((fields) => ({
        name: fields.join(','),
        key: Object.fromEntries([...fields.map((field) => [pathOf(field), 1] as const), ['_id', 1] as const]),
      }));
      if (indexes.length > 0) await documents.createIndexes(indexes);
    });
  }

  async dropBuild(build: BuildName): Promise<void> {
    await this.#mongo.boundedLong(async () => {
      const registered = await this.#builds.findOne({ _id: build });
      if (!registered) return;
      // Readers and writers check the registration last, so the documents can be dropped afterwards.
      await this.#active.deleteMany({ build });
      await this.#builds.deleteOne({ _id: build, collection: registered.collection });
      await this.#quarantine.deleteMany({ collection: registered.collection });
      await this.#mongo.database.dropCollection(registered.collection).catch(unlessMissing);
    });
  }

  async builds(): Promise<readonly BuildRecord[]> {
    return this.#mongo.bounded(async () => {
      const [builds, pointers] = await Promise.all([
        this.#builds.find({}, { sort: { _id: 1 } }).toArray(),
        this.#active.find().toArray(),
      ]);
      const active = new Set(pointers.map(({ build }) => build));
      return builds.map(({ _id, checkpoint, halted }) => ({
        build: _id,
        checkpoint,
        active: active.has(_id),
        ...(halted && halted.position > checkpoint.position && { halted }),
      }));
    });
  }

  async quarantined(): Promise<readonly QuarantinedStream[]> {
    return this.#mongo.bounded(async () => {
      const [builds, streams] = await Promise.all([
        this.#builds.find({}, { projection: { collection: 1 } }).toArray(),
        this.#quarantine.find({}, { sort: { _id: 1 } }).toArray(),
      ]);
      const names = new Map(builds.map(({ _id, collection }) => [collection, _id]));
      return streams.flatMap(({ _id, collection, ...poison }) => {
        const build = names.get(collection);
        return build === undefined ? [] : [{ build, ...poison }];
      });
    });
  }

  async activate(name: string, build: BuildName): Promise<void> {
    await this.#mongo.boundedLong(async () => {
      const { spec } = await this.#model(build);
      if (spec.name !== name) throw new Error(`${build} is a build of ${spec.name}, not of ${name}`);
      await upserted(() => this.#active.replaceOne({ _id: name }, { build }, { upsert: true }));
      this.#pointers.delete(name);
    });
  }

  /** Not from the cache: later reads of this client must see at least this build. */
  async active(name: string): Promise<BuildName | undefined> {
    return this.#mongo.bounded(async () => (await this.#readPointer(name))?.build);
  }

  async load(build: BuildName, ids: readonly string[]) {
    return this.#mongo.boundedLong(async () => {
      const { documents } = await this.#model(build);
      const found = await foundById(documents, ids, this.#reading());
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
    await this.#mongo.boundedLong(async () => {
      const builds = [...new Set(batches.map(({ build }) => build))];
      const registered = await this.#builds.find({ _id: { $in: builds } }).toArray();
      const models = new Map(registered.map((each) => [each._id, this.#modelOf(each)]));
      // All settled: nothing may be under way when the caller sees an error and tries again.
      const outcomes = await Promise.allSettled(
        prepared.map(async (batch) => {
          const model = models.get(batch.build);
          if (!model) throw noBuild(`there is no build ${batch.build}`);
          await Promise.all([
            this.#writeDocuments(model, batch.writes),
            this.#recordQuarantined(model, batch.quarantined),
          ]);
          return { model, batch };
        }),
      );
      await this.#moveCheckpoints(
        outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])),
      );
      const failure = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failure) throw failure.reason;
    });
  }

  async checkpoint(build: BuildName): Promise<Checkpoint> {
    return this.#mongo.bounded(async () => {
      const registered = await this.#builds.findOne({ _id: build }, { projection: { checkpoint: 1 } });
      if (!registered) throw noBuild(`there is no build ${build}`);
      return registered.checkpoint;
    });
  }

  async get<D extends Identified, F extends Fields>(
    { name }: ReadModel<D, F>,
    ids: readonly string[],
    signal?: AbortSignal,
  ): Promise<Map<string, D>> {
    return this.#readActive(name, signal, async ({ documents }) => {
      const found = (await foundById(documents, ids, this.#reading(signal))).filter(isLive);
      return {
        answer: new Map(found.map((stored) => [stored._id, documentOf(stored) as unknown as D])),
        isFull: found.length === new Set(ids).size,
      };
    });
  }

  async query<D extends Identified, F extends Fields>(
    model: ReadModel<D, F>,
    query: QuerySpec<F>,
    signal?: AbortSignal,
  ): Promise<Page<D>> {
    return this.#readActive(model.name, signal, async ({ spec, documents }) => {
      const plan = plannedOn(spec, model, (known) => planQuery(known, query as unknown as QuerySpec));
      const stored: Stored[] = [];
      for (const tests of plan.scans) {
        const limit = plan.limit + 1 - stored.length;
        if (limit === 0) break;
        stored.push(
          ...(await found(documents, filterOf(tests), this.#reading(signal), { sort: sortOf(plan.order), limit })),
        );
      }
      const items = stored.map((one) => documentOf(one) as unknown as D);
      const page = pageOf(spec, plan, items);
      return { answer: page, isFull: page.hasMore };
    });
  }

  async count<D extends Identified, F extends Fields>(
    model: ReadModel<D, F>,
    where: readonly Condition<F>[],
    signal?: AbortSignal,
  ): Promise<number> {
    return this.#readActive(model.name, signal, async ({ spec, documents }) => {
      const tests = plannedOn(spec, model, (known) => planCount(known, where));
      const answer = tests ? await counted(documents, tests, this.#reading(signal)) : 0;
      return { answer, isFull: answer > 0 };
    });
  }

  async countBy<D extends Identified, F extends Fields>(
    model: ReadModel<D, F>,
    field: FieldOf<F>,
    where: readonly Condition<F>[],
    signal?: AbortSignal,
  ): Promise<Map<string, number>> {
    return this.#readActive(model.name, signal, async ({ spec, documents }) => {
      const tests = plannedOn(spec, model, (known) => planCountBy(known, field, where));
      const answer = await countedBy(documents, field, tests, this.#reading(signal));
      return { answer, isFull: answer.size > 0 };
    });
  }

  async *scan(build: BuildName, misfiled?: (id: string, what: string) => void): AsyncIterable<Document> {
    const { documents, mark, spec } = await this.#mongo.bounded(() => this.#model(build));
    for (let behind: string | undefined; ; ) {
      const page = await this.#mongo.bounded(async () => {
        const filter = filterOf(behind === undefined ? [] : [{ field: 'id', op: 'gt', value: behind }]);
        const projection = misfiled ? {} : { keys: 0 };
        const stored = await found(documents, filter, this.#reading(), {
          sort: { _id: 1 },
          limit: SCAN_PAGE,
          projection,
        });
        // A dropped collection looks like one that has ended.
        if (stored.length < SCAN_PAGE && (await this.#model(build)).mark !== mark)
          throw noBuild(`build ${build} was dropped`);
        return stored;
      });
      for (const stored of page) {
        const document = documentOf(stored);
        if (misfiled)
          for (const what of misfiledIn(spec, document, stored._id, (field) => stored.keys?.[keyName(field)]))
            misfiled(document.id, what);
        yield document;
      }
      if (page.length < SCAN_PAGE) return;
      behind = page.at(-1)?._id;
    }
  }

  #reading(signal?: AbortSignal) {
    return { timeoutMs: this.#mongo.timeoutMs, signal };
  }

  get #log(): Collection<{ _id: string; log: string }> {
    return this.#mongo.database.collection('read_log');
  }

  get #builds(): Collection<RegisteredBuild> {
    return this.#mongo.database.collection('read_builds');
  }

  get #active(): Collection<ActivePointer> {
    return this.#mongo.database.collection('read_active');
  }

  get #quarantine(): Collection<StoredQuarantine> {
    return this.#mongo.database.collection('read_quarantine');
  }

  async #model(build: BuildName): Promise<Model> {
    const registered = await this.#builds.findOne({ _id: build });
    if (!registered) throw noBuild(`there is no build ${build}`);
    return this.#modelOf(registered);
  }

  #modelOf({ _id, spec, collection }: RegisteredBuild): Model {
    const documents = this.#mongo.database.collection<Stored>(collection);
    return { build: _id, spec: JSON.parse(spec) as ModelSpec, documents, mark: `${collection} ${spec}` };
  }

  async #readPointer(name: string): Promise<Model | undefined> {
    this.#pointers.delete(name);
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

  /** A dropped collection reads as empty: an empty answer, or a failure, counts only if the pointer has not moved since. */
  #readActive<T>(
    name: string,
    signal: AbortSignal | undefined,
    read: (model: Model) => Promise<{ answer: T; isFull: boolean }>,
  ): Promise<T> {
    return this.#mongo.bounded(async () => {
      const known = this.#pointers.get(name);
      for (let model = known && known.until > performance.now() ? known.model : await this.#activeModel(name); ; ) {
        signal?.throwIfAborted();
        const outcome = await read(model).catch((error: unknown) => ({ error: documentStoreError(error) }));
        signal?.throwIfAborted();
        if ('isFull' in outcome && outcome.isFull) return outcome.answer;
        if ('error' in outcome && outcome.error instanceof DocumentStoreError) throw outcome.error;
        const now = await this.#activeModel(name);
        if (now.mark === model.mark) {
          if ('error' in outcome) throw outcome.error;
          return outcome.answer;
        }
        model = now;
      }
    });
  }

  async #moveCheckpoints(moves: readonly { readonly model: Model; readonly batch: BuildBatch }[]): Promise<void> {
    const updates = moves.flatMap(({ model: { build, documents }, batch: { checkpoint, halted } }) => {
      const filter = { _id: build, collection: documents.collectionName };
      const forward = {
        filter: { ...filter, 'checkpoint.position': { $lt: checkpoint.position } },
        update: { $set: { checkpoint: checkpointAt(checkpoint) } },
      };
      return halted ? [forward, { filter, update: { $set: { halted } } }] : [forward];
    });
    if (updates.length === 0) return;
    const { matchedCount } = await this.#builds.bulkWrite(
      updates.map((updateOne) => ({ updateOne })),
      { ordered: false },
    );
    if (matchedCount === updates.length) return;
    const registered = await this.#builds.find({ _id: { $in: moves.map(({ model }) => model.build) } }).toArray();
    const collections = new Set(registered.map(({ collection }) => collection));
    const dropped = moves
      .map(({ model }) => model)
      .filter(({ documents }) => !collections.has(documents.collectionName));
    // An insert may have created the collection again.
    for (const { documents } of dropped) await documents.drop().catch(unlessMissing);
    for (const { build } of dropped) throw noBuild(`build ${build} was dropped`);
  }

  /** `before` may be out of date: then an insert becomes a guarded replace, or a replace an insert. Upserts are slower. */
  async #writeDocuments({ spec, documents }: Model, writes: readonly DocumentWrite[]): Promise<void> {
    let inserts = writes.filter(({ before }) => !before);
    let replaces = writes.filter(({ before }) => before);
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
      const existing = duplicates.map((index) => inserts[index] as DocumentWrite);
      const positions = matched < replaces.length ? await positionsOf(documents, replaces) : undefined;
      // Another client may have written meanwhile: the position decides, not why the guard missed.
      const older = positions ? replaces.filter(({ id, position }) => (positions.get(id) ?? position) < position) : [];
      inserts = positions ? replaces.filter(({ id }) => !positions.has(id)) : [];
      replaces = [...existing, ...older];
    }
  }

  async #recordQuarantined(
    { documents: { collectionName } }: Model,
    streams: readonly PoisonEvent[] = [],
  ): Promise<void> {
    if (streams.length === 0) return;
    const inserts = streams.map((poison) => ({
      insertOne: { document: { _id: `${collectionName} ${poison.stream}`, collection: collectionName, ...poison } },
    }));
    await bulkWritten(this.#quarantine, inserts);
  }
}

const noBuild = (message: string) => new DocumentStoreError('no-build', message);
