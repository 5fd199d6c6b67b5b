import type { Catalogue } from './catalogue.ts';
import { BEGINNING, type EventStore, type Position, type RecordedEvent } from './event-store.port.ts';
import { followFeed } from './feed.ts';
import type { Log } from './log.ts';
import { persistently } from './persistently.ts';
import { categoryOf, DecodedEvent, type Fold, ignored, type Projection, type Recorded } from './projection.ts';
import type { BuildBatch, BuildName, Document, DocumentWrite, ReadModels } from './read-model.port.ts';

/** A stream that one read model has set aside, because an event of it could not be applied. */
export interface SetAside {
  readonly build: BuildName;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly reason: string;
}

export interface ProjectorOptions {
  readonly store: EventStore;
  readonly models: ReadModels;
  readonly catalogue: Catalogue;
  readonly log: Log;
  readonly batch?: number;
}

interface Build {
  readonly name: BuildName;
  readonly projection: Projection;
  checkpoint: Position;
  state: 'live' | 'halted';
  reason?: string;
  readonly aside: Set<string>;
}

export interface BuildStatus {
  readonly name: string;
  readonly version: number;
  readonly build: BuildName;
  readonly position: Position;
  readonly state: string;
}

/** How soon a switch made by another process is noticed when nothing is written, milliseconds. */
const SWITCHES_EVERY = 500;

const asideKey = (build: BuildName, stream: string) => `aside/${build}/${stream}`;

/**
 * Folds the log into read models: one subscription for all of them, a micro-batch at a time in memory, one write per
 * document, the checkpoint behind it. Each document is guarded by the position it has seen, so delivering everything
 * twice, or from zero, gives the same documents.
 */
export class Projector {
  readonly #builds: Build[] = [];
  readonly #listeners = new Set<() => void>();
  /** Up to here every live build has been shown the log. */
  #position: Position = BEGINNING;
  #turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly projections: readonly Projection[],
    private readonly options: ProjectorOptions,
  ) {}

  /** Finds or creates the build of each read model. A new version is built beside the old one, which serves until then. */
  async prepare(): Promise<void> {
    const { models } = this.options;
    const existing = new Map((await models.builds()).map((build) => [build.build, build]));
    for (const projection of this.projections) {
      const { name, version } = projection.model;
      const active = await models.active(name);
      const isCurrent = active && buildVersion(active) === version;
      const build = isCurrent ? active : `${name}.${version}`;
      await models.createBuild(build, projection.model);
      if (!active) {
        await models.indexBuild(build);
        await models.activate(name, build);
      }
      this.#builds.push(await this.#adopted(projection, build, existing.get(build)?.checkpoint ?? BEGINNING));
    }
    this.#position = this.#oldest();
  }

  /** The present builds. */
  get status(): readonly BuildStatus[] {
    return this.#builds.map(({ name, projection, checkpoint, state, reason, aside }) => ({
      name: projection.model.name,
      version: projection.model.version,
      build: name,
      position: checkpoint,
      state:
        state === 'halted' ? `halted: ${reason}` : aside.size > 0 ? `live, ${aside.size} streams set aside` : 'live',
    }));
  }

  /** Resolves after the next batch was written. */
  onBatch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Follows the log until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    const { store, log, catalogue, batch = 1_000 } = this.options;
    const switches = setInterval(() => {
      this.#inTurn(() => this.#followSwitches()).catch((error) =>
        log.warn({ error: String(error) }, 'cannot see which read models are in use: trying again'),
      );
    }, SWITCHES_EVERY);
    try {
      for await (const events of followFeed(store, {
        name: 'projections',
        after: this.#oldest(),
        signal,
        log,
        batch,
      })) {
        const decoded = events.map((raw) => new DecodedEvent(raw, catalogue.decode));
        await this.#inTurn(() => this.#persistently(() => this.#apply(decoded), signal));
        if (signal.aborted) return;
        await this.#switchCaughtUp(signal);
        for (const listener of this.#listeners) listener();
      }
    } finally {
      clearInterval(switches);
      await this.#turn.catch(() => undefined);
    }
  }

  /** Reads the log once from the builds' checkpoints to its present end, without following it. */
  async catchUp(signal: AbortSignal = new AbortController().signal): Promise<void> {
    const { store, catalogue, batch = 1_000 } = this.options;
    let pending: RecordedEvent[] = [];
    const flush = async () => {
      const events = pending;
      pending = [];
      await this.#persistently(() => this.#apply(events.map((raw) => new DecodedEvent(raw, catalogue.decode))), signal);
      for (const listener of this.#listeners) listener();
    };
    for await (const event of store.readAll({ after: this.#oldest() })) {
      pending.push(event);
      if (pending.length >= batch) await flush();
    }
    if (pending.length > 0) await flush();
    await this.#switchCaughtUp(signal);
  }

  /**
   * Builds a read model anew from the beginning of the log beside the one in use, then switches to it.
   * `progress` hears how many events were read.
   */
  async rebuild(name: string, progress: (events: number) => void = () => undefined): Promise<BuildName> {
    const { models, store } = this.options;
    const projection = this.projections.find(({ model }) => model.name === name);
    if (!projection) throw new Error(`there is no read model "${name}"`);
    const names = new Set((await models.builds()).map(({ build }) => build));
    let serial = 1;
    while (names.has(`${name}.${projection.model.version}-${serial}`)) serial++;
    const fresh = `${name}.${projection.model.version}-${serial}`;
    await models.createBuild(fresh, projection.model);
    const build: Build = { name: fresh, projection, checkpoint: BEGINNING, state: 'live', aside: new Set() };
    await this.#readUpTo(build, await store.head(), progress);
    await models.indexBuild(fresh);
    const old = await models.active(name);
    await models.activate(name, fresh);
    const index = this.#builds.findIndex((present) => present.projection === projection);
    if (index >= 0) this.#builds[index] = build;
    if (old && old !== fresh) await models.dropBuild(old);
    return fresh;
  }

  /** Streams set aside, with the event that was the reason. */
  async setAside(): Promise<readonly SetAside[]> {
    return (await this.options.models.values('aside/')).map(({ value }) => value as unknown as SetAside);
  }

  async #adopted(projection: Projection, name: BuildName, checkpoint: Position): Promise<Build> {
    const aside = await this.options.models.values(`aside/${name}/`);
    return {
      name,
      projection,
      checkpoint,
      state: 'live',
      aside: new Set(aside.map(({ value }) => (value as unknown as SetAside).stream)),
    };
  }

  #oldest(): Position {
    return (
      this.#builds.reduce<Position | undefined>(
        (oldest, { checkpoint }) => (!oldest || checkpoint < oldest ? checkpoint : oldest),
        undefined,
      ) ?? BEGINNING
    );
  }

  /** Batches and switches between builds take turns. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work, work);
    return this.#turn;
  }

  async #apply(events: readonly DecodedEvent[]): Promise<void> {
    await this.#followSwitches();
    const before = this.#position;
    await this.#foldInto(
      this.#builds.filter(({ state }) => state === 'live'),
      events,
    );
    this.#position = events.at(-1)?.raw.position ?? before;
  }

  /** Another process may have rebuilt a model and switched to it: carry on with that one, from where it ends. */
  async #followSwitches(): Promise<void> {
    const { models } = this.options;
    for (const [index, { name, projection }] of this.#builds.entries()) {
      const active = await models.active(projection.model.name);
      if (!active || active === name) continue;
      if (buildVersion(active) !== projection.model.version) continue;
      const build = await this.#adopted(projection, active, await models.checkpoint(active));
      await this.#readUpTo(build, this.#position);
      this.#builds[index] = build;
    }
  }

  /** Folds what one build has missed, up to and with `position`. */
  async #readUpTo(
    build: Build,
    position: Position,
    progress: (events: number) => void = () => undefined,
  ): Promise<void> {
    const { store, catalogue } = this.options;
    let read = 0;
    let pending: DecodedEvent[] = [];
    const flush = async () => {
      await this.#foldInto([build], pending);
      read += pending.length;
      pending = [];
      progress(read);
    };
    for await (const raw of store.readAll({ after: build.checkpoint })) {
      if (raw.position > position) break;
      pending.push(new DecodedEvent(raw, catalogue.decode));
      if (pending.length >= 2_000) await flush();
    }
    if (pending.length > 0) await flush();
  }

  async #foldInto(builds: readonly Build[], events: readonly DecodedEvent[]): Promise<void> {
    const newest = events.at(-1)?.raw.position;
    if (!newest) return;
    const batches = await Promise.all(builds.map((build) => this.#fold(build, events)));
    await this.options.models.write(batches.filter((batch) => batch !== undefined));
    for (const [index, batch] of batches.entries()) if (batch) (builds[index] as Build).checkpoint = batch.checkpoint;
  }

  /** One build's share of a batch. */
  async #fold(build: Build, events: readonly DecodedEvent[]): Promise<BuildBatch | undefined> {
    const { projection } = build;
    const wanted: { raw: RecordedEvent; event: Recorded<never>; keys: readonly string[] }[] = [];
    let checkpoint = build.checkpoint;
    for (const decoded of events) {
      const { raw } = decoded;
      if (raw.position <= build.checkpoint) continue;
      if (this.#concerns(projection, raw) && !build.aside.has(raw.stream)) {
        try {
          const event = decoded.event as Recorded<never>;
          wanted.push({ raw, event, keys: projection.keysOf(event) });
        } catch (error) {
          if (await this.#poisoned(build, raw, error)) break;
        }
      }
      checkpoint = raw.position;
    }
    if (checkpoint === build.checkpoint) return undefined;

    const ids = [...new Set(wanted.flatMap(({ keys }) => keys))];
    const stored = ids.length > 0 ? await this.options.models.load(build.name, ids) : new Map<string, never>();
    const folded = new Map<
      string,
      { document: Document | undefined; position: Position; existed: boolean; changed: boolean }
    >();
    for (const id of ids) {
      const found = stored.get(id);
      folded.set(id, {
        document: found?.document,
        position: found?.position ?? BEGINNING,
        existed: found !== undefined,
        changed: false,
      });
    }
    let before = build.checkpoint;
    for (const { raw, event, keys } of wanted) {
      if (build.aside.has(raw.stream)) continue;
      const apply = projection.when[raw.type as never] as Fold<Document, never>;
      try {
        // All documents of an event or none: only when every fold went well is any of them taken.
        const results = keys.map((id) => {
          const entry = folded.get(id) as { document: Document | undefined; position: Position };
          return raw.position > entry.position ? apply(entry.document, event, id) : entry.document;
        });
        for (const [index, id] of keys.entries()) {
          const entry = folded.get(id) as { document: Document | undefined; position: Position; changed: boolean };
          if (results[index] === entry.document) continue;
          Object.assign(entry, { document: results[index], position: raw.position, changed: true });
        }
      } catch (error) {
        if (await this.#poisoned(build, raw, error)) {
          checkpoint = before;
          break;
        }
      }
      before = raw.position;
    }
    const writes: DocumentWrite[] = [];
    for (const [id, { document, position, existed, changed }] of folded)
      if (changed && (document || existed)) writes.push({ id, position, document: document ?? null, existed });
    return { build: build.name, writes, checkpoint };
  }

  /** An event in its streams that nobody can decode may be the very one it must not miss. */
  #concerns(projection: Projection, raw: RecordedEvent): boolean {
    const handler = projection.when[raw.type as never] as unknown;
    if (handler !== undefined && handler !== ignored) return true;
    return (
      !Object.hasOwn(this.options.catalogue.contracts, raw.type) &&
      projection.categories.includes(categoryOf(raw.stream))
    );
  }

  /** True when the build halts here. */
  async #poisoned(build: Build, raw: RecordedEvent, error: unknown): Promise<boolean> {
    const reason = `${raw.type} at ${raw.stream}@${raw.revision}: ${(error as Error).message}`;
    if (build.projection.poison === 'halt') {
      build.state = 'halted';
      build.reason = reason;
      this.options.log.error({ model: build.name }, `halted at an event that cannot be applied: ${reason}`);
      return true;
    }
    const aside: SetAside = {
      build: build.name,
      stream: raw.stream,
      revision: raw.revision,
      position: raw.position,
      reason,
    };
    await this.options.models.setValue(asideKey(build.name, raw.stream), { ...aside });
    build.aside.add(raw.stream);
    this.options.log.error({ model: build.name }, `set aside a stream with an event that cannot be applied: ${reason}`);
    return false;
  }

  /** A build that was made beside an older one takes over when it has reached the end of the log. */
  async #switchCaughtUp(signal: AbortSignal): Promise<void> {
    const { models, store } = this.options;
    for (const build of this.#builds) {
      const { name } = build.projection.model;
      const active = await models.active(name);
      if (active === build.name || build.state === 'halted') continue;
      if (build.checkpoint < (await store.head())) continue;
      await this.#persistently(async () => {
        await models.indexBuild(build.name);
        await models.activate(name, build.name);
      }, signal);
    }
  }

  #persistently(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    return persistently(work, signal, (error) =>
      this.options.log.warn({ error: String(error) }, 'the read models cannot be written: trying again'),
    );
  }
}

const buildVersion = (build: BuildName): number => Number(/\.(\d+)(-|$)/.exec(build)?.[1]);
