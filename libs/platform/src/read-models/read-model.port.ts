import type { Position } from '../event-store/event-store.port.ts';
import type { Condition, Document, Fields, Identified, ModelSpec, Page, QuerySpec, ReadModel } from './read-model.ts';

/** One guarded write: takes effect only when the stored document is older than `position`. */
export interface DocumentWrite {
  readonly id: string;
  /** Position of the newest event folded into the document. */
  readonly position: Position;
  /** null removes; a removed document does not come back through an older write. */
  readonly document: Document | null;
  /** Whether the id was found when the batch was folded, so that an adapter can insert or replace without upsert. */
  readonly existed: boolean;
}

/** A document, or null for a removed one, with the position of the newest event it has seen. */
export interface LoadedDocument {
  readonly document: Document | null;
  readonly position: Position;
}

/** One instance of a read model: `claims.3`, or after a rebuild `claims.3-1`. */
export type BuildName = string;

export interface PoisonEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly reason: string;
}

export interface QuarantinedStream extends PoisonEvent {
  readonly build: BuildName;
}

/** The writes of one build for one micro-batch, and the checkpoint that follows them. */
export interface BuildBatch {
  readonly build: BuildName;
  readonly writes: readonly DocumentWrite[];
  /** Newly quarantined streams, recorded before the checkpoint passes them. */
  readonly quarantined?: readonly PoisonEvent[];
  /** The event that the build has halted at, behind the checkpoint. */
  readonly halted?: PoisonEvent;
  /** Events up to here are folded in. Never moves backwards. */
  readonly checkpoint: Position;
}

export interface BuildRecord {
  readonly build: BuildName;
  readonly checkpoint: Position;
  readonly active: boolean;
  /** The event it has halted at. Absent once the checkpoint has passed that event. */
  readonly halted?: PoisonEvent;
}

/**
 * Documents built from the log, and the events that could not be applied; all of it can be built again (A3). Every call can throw
 * DocumentStoreError.
 */
export interface ReadModels {
  /**
   * Creates the build's collection if absent. Indexes are created by `indexBuild`, possibly after a bulk load.
   * @throws Error when the build exists with other fields: a changed model needs another version
   */
  createBuild(build: BuildName, spec: ModelSpec): Promise<void>;
  indexBuild(build: BuildName): Promise<void>;
  /** With its quarantine. Also the active one: its readers then have none. Does nothing when the build does not exist. */
  dropBuild(build: BuildName): Promise<void>;
  builds(): Promise<readonly BuildRecord[]>;
  /** Of all builds, by build and stream. */
  quarantined(): Promise<readonly QuarantinedStream[]>;
  /** Makes `build` the active one of model `name`, atomically. */
  activate(name: string, build: BuildName): Promise<void>;
  active(name: string): Promise<BuildName | undefined>;

  /**
   * Documents with the position they have seen, for folding. A removed one is null, so that events it has seen are not applied again to
   * a new document. Unknown ids are absent.
   */
  load(build: BuildName, ids: readonly string[]): Promise<Map<string, LoadedDocument>>;
  /**
   * Writes documents first, then checkpoints; unordered, and atomic across documents only if the adapter can. After an error some of it
   * may be written: repeat the call, or fold again from the checkpoint.
   */
  write(batches: readonly BuildBatch[]): Promise<void>;
  checkpoint(build: BuildName): Promise<Position>;

  /** From the active build; unknown ids are absent. */
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
