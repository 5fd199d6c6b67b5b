import type { Position } from '../event-store/event-store.port.ts';
import type { Condition, Document, Fields, Identified, ModelSpec, Page, QuerySpec, ReadModel } from './read-model.ts';

/** One guarded write: takes effect only when the stored document is older than `position`. */
export interface DocumentWrite {
  readonly id: string;
  /** Position of the newest event folded into the document. */
  readonly position: Position;
  /** null removes; a removed document does not come back through an older write. */
  readonly document: Document | null;
  /** Whether something was loaded under the id when the batch was folded; lets an adapter insert or replace without upsert. */
  readonly existed: boolean;
}

/** What stands under an id, and the newest event it has seen. */
export interface LoadedDocument {
  readonly document: Document | null;
  readonly position: Position;
}

/** One built instance of a read model: `claims.3` or, while it is rebuilt, `claims.3-b7c1`. */
export type BuildName = string;

/** An event that a build could not apply, and why. */
export interface PoisonEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly reason: string;
}

/** A stream that one build has quarantined from an event on that it could not apply. */
export interface QuarantinedStream extends PoisonEvent {
  readonly build: BuildName;
}

/** The writes of one projection for one micro-batch, and the checkpoint that follows them. */
export interface BuildBatch {
  readonly build: BuildName;
  readonly writes: readonly DocumentWrite[];
  /** Streams that are quarantined from now on: on record before the checkpoint passes them. */
  readonly quarantined?: readonly PoisonEvent[];
  /** What the build stands still at, behind the checkpoint. */
  readonly halted?: PoisonEvent;
  /** Everything up to here is folded in. Never moves backwards. */
  readonly checkpoint: Position;
}

/** One build as the store knows it. */
export interface BuildRecord {
  readonly build: BuildName;
  readonly checkpoint: Position;
  /** Whether readers see it. */
  readonly active: boolean;
  /** The event it stands still at. Absent once the checkpoint has passed that event. */
  readonly halted?: PoisonEvent;
}

/**
 * Documents built from the log, and what could not be built in. Disposable (A3): everything here goes with its build and can be
 * built again. Two adapters, one contract suite (`read-models.contract.ts`). Every call can throw DocumentStoreError.
 */
export interface ReadModels {
  /**
   * Creates the build's collection if absent. Indexes come with `indexBuild`, so that a bulk load can precede them.
   * @throws Error when the build exists with other fields: a changed model needs another version.
   */
  createBuild(build: BuildName, spec: ModelSpec): Promise<void>;
  /** Creates the declared indexes if absent. */
  indexBuild(build: BuildName): Promise<void>;
  /** With its quarantine. Also when it is the active one: its readers then have none. Nothing happens when there is no such build. */
  dropBuild(build: BuildName): Promise<void>;
  builds(): Promise<readonly BuildRecord[]>;
  /** Of all builds, by build and stream. */
  quarantined(): Promise<readonly QuarantinedStream[]>;
  /** Makes `build` the one that readers of model `name` see, in one step. */
  activate(name: string, build: BuildName): Promise<void>;
  /** The build readers of `name` see; undefined when there is none yet. */
  active(name: string): Promise<BuildName | undefined>;

  /**
   * Documents with the position they have seen, for folding. A removed one is null: who delivers again what it had seen must not
   * fold that onto nothing. Ids that never were are missing in the map.
   */
  load(build: BuildName, ids: readonly string[]): Promise<Map<string, LoadedDocument>>;
  /**
   * Writes first, then the checkpoint of each; unordered and not atomic across documents unless the adapter can. After an error
   * some of it may be written: the same call again is right, as is any other fold from the checkpoint.
   */
  write(batches: readonly BuildBatch[]): Promise<void>;
  checkpoint(build: BuildName): Promise<Position>;

  /** From the active build; absent ids are absent in the answer. */
  get<D extends Identified, F extends Fields>(model: ReadModel<D, F>, ids: readonly string[]): Promise<Map<string, D>>;
  /** @throws QueryError */
  query<D extends Identified, F extends Fields>(model: ReadModel<D, F>, query: QuerySpec<F>): Promise<Page<D>>;
  count<D extends Identified, F extends Fields>(
    model: ReadModel<D, F>,
    where: readonly Condition<F>[],
  ): Promise<number>;
  /** Every document of a build in id order, for verification. */
  scan(build: BuildName): AsyncIterable<Document>;
}
