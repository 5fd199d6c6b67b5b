import type { Catalogue } from '../event-store/catalogue.ts';
import {
  BEGINNING,
  type Checkpoint,
  type EventStore,
  type Position,
  type RecordedEvent,
  START,
} from '../event-store/event-store.port.ts';
import { followFeed, inOrder, StreamOrder } from './feed.ts';
import type { Logger } from '../support/logger.ts';
import type { DocumentStoreError } from '../support/document-store-error.ts';
import { logFailure } from '../support/outage.ts';
import { type Backoff, neverStopped, waitFor, retryUntilStopped } from '../support/backoff.ts';
import { Recent } from '../support/recent.ts';
import { oldestOf, type ReaderState, readerState } from './reader-state.ts';
import { foldedBatch } from './folded-batch.ts';
import { DecodedEvent, type Projection } from './projection.ts';
import type { ModelSpec } from '../read-models/read-model.ts';
import type {
  BuildName,
  BuildRecord,
  LoadedDocument,
  QuarantinedStream,
  ReadModels,
} from '../read-models/read-model.port.ts';

export interface ProjectorOptions {
  readonly store: EventStore;
  readonly models: ReadModels;
  readonly catalogue: Catalogue;
  readonly logger: Logger;
  readonly batch?: number;
  readonly backoff?: Backoff;
}

interface CreatedBuild {
  readonly name: BuildName;
  readonly projection: Projection;
  successor: boolean;
}

interface Build extends CreatedBuild {
  checkpoint: Checkpoint;
  halted?: string;
  /** By stream, the revision of the event that could not be applied. */
  readonly quarantined: Map<string, number>;
  /** Documents that were read or written last. */
  readonly recent: Recent<LoadedDocument>;
}

export interface BuildStatus {
  readonly name: string;
  readonly version: number;
  readonly build: BuildName;
  readonly position: Position;
  readonly state: ReaderState;
}

export interface RebuildProgress {
  readonly events: number;
  readonly position: Position;
  readonly until: Position;
}

/** What became of a read model: the build now in use, or the event at which it halted. */
export type Rebuilt = { readonly name: string } & ({ readonly build: BuildName } | { readonly halted: string });

const SWITCH_POLL_MS = 500;
/** Twice as many would be written a seventh faster, but other work of the process would wait twice as long. */
const BATCH_EVENTS = 1_000;
/** What was written during a rebuild is read again and again, as long as that is more than a batch. */
const MOST_ROUNDS = 10;
/** Of each read model: an event is often followed by others of the same document. */
const RECENT_DOCUMENTS = 500;

/** Folds the log into read models. The position in each document makes repeated delivery harmless. */
export class Projector {
  #builds: Build[] = [];
  readonly #listeners = new Set<() => void>();
  /** Every build that has not halted has read up to here. */
  #position: Position = BEGINNING;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly projections: readonly Projection[],
    private readonly options: ProjectorOptions,
  ) {}

  async prepare(): Promise<void> {
    const { models } = this.options;
    const created: CreatedBuild[] = [];
    for (const projection of this.projections) {
      const { name: model, version } = projection.model;
      const active = await models.active(model);
      const name = active && isBuildOf(active, projection.model) ? active : `${model}.${version}`;
      await models.createBuild(name, projection.model);
      if (!active) {
        await models.indexBuild(name);
        await models.activate(model, name);
      }
      created.push({ name, projection, successor: active !== undefined && active !== name });
    }
    this.#builds = await this.#opened(created);
    this.#position = oldestOf(this.#builds);
  }

  get status(): readonly BuildStatus[] {
    return this.#builds.map(({ name, projection, checkpoint, halted, quarantined }) => ({
      name: projection.model.name,
      version: projection.model.version,
      build: name,
      position: checkpoint.position,
      state: readerState({ halted, quarantined: quarantined.size }),
    }));
  }

  onBatch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Follows the log until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { store, logger, batch = BATCH_EVENTS, backoff } = this.options;
    let checking = false;
    const switches = setInterval(() => {
      // While the read models cannot be reached, turns queue up: one check is enough.
      if (checking) return;
      checking = true;
      this.#inTurn(() => this.#followSwitches())
        .catch((error) => logFailure(logger, error, {}, 'cannot read which builds are active: trying again'))
        .finally(() => {
          checking = false;
        });
    }, SWITCH_POLL_MS);
    try {
      await this.#take([], signal);
      const after = oldestOf(this.#builds);
      for await (const events of followFeed(store, {
        name: 'projections',
        after,
        signal,
        logger,
        batch,
        rests: true,
        ...(backoff && { backoff }),
      }))
        await this.#take(events, signal);
    } finally {
      clearInterval(switches);
      await this.#turn.catch(() => undefined);
    }
  }

  async catchUp(signal: AbortSignal = neverStopped): Promise<void> {
    const { batch = BATCH_EVENTS } = this.options;
    await this.#retried(() => this.#followSwitches(), signal);
    await this.#readAll(oldestOf(this.#builds), batch, (events) => this.#take(events, signal));
    await this.#take([], signal);
  }

  /**
   * Builds read models beside the active builds, in one pass over the log, then switches to them.
   * A model that halts keeps its old documents. @throws BrokenOrder, and what `progress` throws, to give it up
   */
  async rebuild(
    names: readonly string[],
    progress: (read: RebuildProgress) => void = () => undefined,
  ): Promise<readonly Rebuilt[]> {
    const projections = [...new Set(names)].map((name) => {
      const projection = this.projections.find(({ model }) => model.name === name);
      if (!projection) throw new Error(`there is no read model "${name}"`);
      return projection;
    });
    const known = await this.options.models.builds();
    for (const { model } of projections) await this.#dropInterrupted(model, known);
    const builds = await Promise.all(projections.map((projection) => this.#newBuild(projection, known)));
    try {
      await this.#readAlmostAll(builds, progress);
      await allOf(builds.map(async ({ name, halted }) => halted || this.options.models.indexBuild(name)));
      await this.#readAlmostAll(builds);
    } catch (error) {
      for (const { name } of builds) await this.options.models.dropBuild(name).catch(() => undefined);
      throw error;
    }
    const rebuilt: Rebuilt[] = [];
    for (const build of builds) rebuilt.push(await this.#switchTo(build));
    return rebuilt;
  }

  /** What rebuilds have left that were interrupted. What another version uses, or is to take over, stays. */
  async #dropInterrupted(model: ModelSpec, known: readonly BuildRecord[]): Promise<void> {
    const builds = known.filter(({ build }) => isBuildOf(build, model));
    if (!builds.some(({ active }) => active)) return;
    for (const { build, active } of builds)
      if (!active && build !== `${model.name}.${model.version}`) await this.options.models.dropBuild(build);
  }

  /** `known`: those before it. */
  async #newBuild(projection: Projection, known: readonly BuildRecord[]): Promise<Build> {
    const { name, version } = projection.model;
    const taken = new Set(known.map(({ build }) => build));
    let serial = 1;
    while (taken.has(`${name}.${version}-${serial}`)) serial++;
    const build = `${name}.${version}-${serial}`;
    await this.options.models.createBuild(build, projection.model);
    return opened({ name: build, projection, successor: false }, START, []);
  }

  /** The rest is read while all read models of this process wait for it, or of one that notices the switch. */
  async #readAlmostAll(
    builds: readonly Build[],
    progress: (read: RebuildProgress) => void = () => undefined,
  ): Promise<void> {
    let events = 0;
    for (let round = 0, read = Infinity; read > BATCH_EVENTS && round < MOST_ROUNDS; round++) {
      const before = events;
      await this.#readUpTo(builds, await this.options.store.head(), (at) => {
        events = before + at.events;
        progress({ ...at, events });
      });
      read = events - before;
    }
  }

  async #switchTo(build: Build): Promise<Rebuilt> {
    const { models } = this.options;
    const { name: rebuilt, projection } = build;
    const { name } = projection.model;
    const old = await this.#inTurn(async () => {
      await this.#readUpTo([build], this.#position);
      if (build.halted) return undefined;
      const before = await models.active(name);
      await models.activate(name, rebuilt);
      const index = this.#builds.findIndex((present) => present.projection === projection);
      if (index >= 0) this.#builds[index] = build;
      return before;
    });
    if (build.halted) {
      await models.dropBuild(rebuilt);
      return { name, halted: build.halted };
    }
    // A build of another version may still serve a process of that version.
    if (old && old !== rebuilt && isBuildOf(old, projection.model)) await models.dropBuild(old);
    return { name, build: rebuilt };
  }

  /** Drops builds that are not read. Must not run beside a rebuild or a program of another version. */
  async prune(): Promise<readonly BuildName[]> {
    const { models } = this.options;
    const idle = (await models.builds()).filter(({ active }) => !active).map(({ build }) => build);
    const inUse = new Set(this.#builds.map(({ name }) => name));
    const pruned = idle.filter((build) => !inUse.has(build));
    for (const build of pruned) await models.dropBuild(build);
    return pruned;
  }

  /** Where they were left. */
  async #opened(created: readonly CreatedBuild[]): Promise<Build[]> {
    const { models } = this.options;
    const records = await models.builds();
    const quarantined = await models.quarantined();
    return Promise.all(
      created.map(async (build) => {
        const known = records.find((record) => record.build === build.name);
        // Of one that was dropped meanwhile it is said that there is none.
        const checkpoint = known?.checkpoint ?? (await models.checkpoint(build.name));
        const streams = quarantined.filter((stream) => stream.build === build.name);
        return opened(build, checkpoint, streams);
      }),
    );
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn;
    return turn;
  }

  async #take(events: readonly RecordedEvent[], signal: AbortSignal): Promise<void> {
    const decoded = this.#decoded(events);
    const work = async () => {
      await this.#foldInto(this.#builds, decoded).catch(async (error: unknown) => {
        if ((error as Partial<DocumentStoreError>).fault !== 'no-build') throw error;
        // Another process has switched to another build, and dropped this one.
        await this.#followSwitches();
        await this.#foldInto(this.#builds, decoded);
      });
      const newest = events.at(-1)?.position;
      if (newest) this.#position = newest;
      await this.#switchOver();
    };
    const done = await this.#retried(work, signal);
    if (done && events.length > 0) for (const listener of this.#listeners) listener();
  }

  #retried(work: () => Promise<void>, signal: AbortSignal): Promise<boolean> {
    const { logger, backoff = waitFor } = this.options;
    const failed = (error: unknown) => logFailure(logger, error, {}, 'the read models cannot be written: trying again');
    return this.#inTurn(() => retryUntilStopped(work, signal, failed, backoff));
  }

  #decoded(events: readonly RecordedEvent[]): readonly DecodedEvent[] {
    return events.map((raw) => new DecodedEvent(raw, this.options.catalogue.decode));
  }

  async #followSwitches(): Promise<void> {
    const active = (await this.options.models.builds()).filter((build) => build.active).map(({ build }) => build);
    const switched = new Map<number, CreatedBuild>();
    for (const [index, { name, projection }] of this.#builds.entries()) {
      if (active.includes(name)) continue;
      // The active build may be of another version, for another program.
      const other = active.find((build) => isBuildOf(build, projection.model));
      if (other) switched.set(index, { name: other, projection, successor: false });
    }
    if (switched.size === 0) return;
    const builds = await this.#opened([...switched.values()]);
    await this.#readUpTo(builds, this.#position);
    for (const [n, index] of [...switched.keys()].entries()) this.#builds[index] = builds[n] as Build;
  }

  /** Switches once, when the new build has caught up: two versions side by side must not alternate. */
  async #switchOver(): Promise<void> {
    const { models, logger } = this.options;
    for (const build of this.#builds) {
      if (!build.successor || build.halted) continue;
      const { name } = build.projection.model;
      const active = await models.active(name);
      if (active && active !== build.name && (await models.checkpoint(active)).position > build.checkpoint.position)
        continue;
      await models.indexBuild(build.name);
      await models.activate(name, build.name);
      build.successor = false;
      logger.info({ model: build.name, before: active }, 'a new version of a read model is in use');
    }
  }

  async #readUpTo(
    builds: readonly Build[],
    until: Position,
    progress: (read: RebuildProgress) => void = () => undefined,
  ): Promise<void> {
    const after = oldestOf(builds);
    if (after >= until || builds.every(({ halted }) => halted !== undefined)) return;
    let events = 0;
    await this.#readAll(after, BATCH_EVENTS, async (read) => {
      const due = read.filter(({ position }) => position <= until);
      await this.#foldInto(builds, this.#decoded(due));
      events += due.length;
      const last = due.at(-1);
      if (last) progress({ events, position: last.position, until });
      return due.length < read.length || builds.every(({ halted }) => halted !== undefined) ? 'enough' : undefined;
    });
  }

  /** Reads the next batch while one is being taken. */
  async #readAll(
    after: Position,
    batch: number,
    take: (events: readonly RecordedEvent[]) => Promise<'enough' | undefined | void>,
  ): Promise<void> {
    const order = new StreamOrder(after);
    let pending: RecordedEvent[] = [];
    let taken: ReturnType<typeof take> = Promise.resolve();
    try {
      for await (const event of this.options.store.readAll({ after })) {
        const { valid, broken } = await inOrder(this.options.store, order, [event]);
        if (broken) throw broken;
        pending.push(...valid);
        if (pending.length < batch) continue;
        if ((await taken) === 'enough') return;
        taken = take(pending);
        taken.catch(() => undefined);
        pending = [];
      }
      if ((await taken) !== 'enough' && pending.length > 0) await take(pending);
    } finally {
      await taken;
    }
  }

  async #foldInto(builds: readonly Build[], events: readonly DecodedEvent[]): Promise<void> {
    const live = builds.filter(({ halted }) => !halted);
    const { models, logger, catalogue } = this.options;
    const folds = await Promise.all(
      live.map(async (build) => {
        const batch = await foldedBatch(build, events, catalogue, (ids) => this.#stored(build, ids));
        return { build, batch };
      }),
    );
    await models.write(folds.flatMap(({ batch }) => batch ?? []));
    for (const { build, batch } of folds) {
      if (!batch) continue;
      build.checkpoint = batch.checkpoint;
      for (const { id, document, position } of batch.writes) build.recent.set(id, { document, position });
      for (const { stream, revision, reason } of batch.quarantined) {
        build.quarantined.set(stream, revision);
        logger.error({ model: build.name }, `quarantined a stream with an event that cannot be applied: ${reason}`);
      }
      if (!batch.halted) continue;
      build.halted = batch.halted.reason;
      logger.error({ model: build.name }, `halted at an event that cannot be applied: ${build.halted}`);
    }
  }

  async #stored({ name, recent }: Build, ids: readonly string[]): Promise<ReadonlyMap<string, LoadedDocument>> {
    const missing = ids.filter((id) => !recent.has(id));
    const stored =
      missing.length > 0 ? await this.options.models.load(name, missing) : new Map<string, LoadedDocument>();
    for (const id of ids) {
      const known = recent.get(id);
      if (known) stored.set(id, known);
    }
    return stored;
  }
}

const opened = (build: CreatedBuild, checkpoint: Checkpoint, quarantined: readonly QuarantinedStream[]): Build => ({
  ...build,
  checkpoint,
  quarantined: new Map(quarantined.map(({ stream, revision }) => [stream, revision])),
  recent: new Recent(RECENT_DOCUMENTS),
});

/** Waits for all, so that nothing is under way when the caller sees that one has failed. */
async function allOf(work: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work)) if (outcome.status === 'rejected') throw outcome.reason;
}

const isBuildOf = (build: BuildName, { name, version }: ModelSpec): boolean =>
  build === `${name}.${version}` || build.startsWith(`${name}.${version}-`);
