import type { Checkpoint, Position } from '../event-store/event-store.port.ts';
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

/** Takes effect only when the stored document is older than `position`. */
export interface DocumentWrite {
  readonly id: string;
  readonly position: Position;
  /** null removes; an older write does not bring the document back. */
  readonly document: Document | null;
  /** What was stored when the document was loaded or last written, if anything: a hint for the adapter. */
  readonly before?: LoadedDocument | undefined;
}

export interface LoadedDocument {
  readonly document: Document | null;
  readonly position: Position;
}

/** `claims.3`, or after a rebuild `claims.3-1`. */
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

export interface BuildBatch {
  readonly build: BuildName;
  readonly writes: readonly DocumentWrite[];
  readonly quarantined?: readonly PoisonEvent[];
  readonly halted?: PoisonEvent;
  readonly checkpoint: Checkpoint;
}

export interface BuildRecord {
  readonly build: BuildName;
  readonly checkpoint: Checkpoint;
  readonly active: boolean;
  /** Absent once the checkpoint has passed that event. */
  readonly halted?: PoisonEvent;
}

/** Documents built from the log, and the events that could not be applied (A3). Every call can throw DocumentStoreError. */
export interface ReadModels {
  /** Id of the log that the builds were read from. */
  logId(): Promise<string | undefined>;
  keepLogId(log: string): Promise<void>;

  /**
   * Without its indexes. Of a build that exists, as when a program starts again, nothing is written.
   * @throws Error when it exists with other fields: a changed model needs another version
   */
  createBuild(build: BuildName, spec: ModelSpec): Promise<void>;
  indexBuild(build: BuildName): Promise<void>;
  /** With its quarantine; does nothing when the build does not exist. */
  dropBuild(build: BuildName): Promise<void>;
  builds(): Promise<readonly BuildRecord[]>;
  quarantined(): Promise<readonly QuarantinedStream[]>;
  activate(name: string, build: BuildName): Promise<void>;
  active(name: string): Promise<BuildName | undefined>;

  /** For folding: with positions, removed documents as null; unknown ids are absent. */
  load(build: BuildName, ids: readonly string[]): Promise<Map<string, LoadedDocument>>;
  /** Writes documents, then checkpoints; not necessarily in one transaction. After an error, repeat the call. */
  write(batches: readonly BuildBatch[]): Promise<void>;
  checkpoint(build: BuildName): Promise<Checkpoint>;

  /** From the active build; unknown ids are absent. When the signal aborts, a server stops working on it; throws its reason. */
  get<D extends Identified, F extends Fields>(
    model: ReadModel<D, F>,
    ids: readonly string[],
    signal?: AbortSignal,
  ): Promise<Map<string, D>>;
  query<D extends Identified, F extends Fields>(
    model: ReadModel<D, F>,
    query: QuerySpec<F>,
    signal?: AbortSignal,
  ): Promise<Page<D>>;
  count<D extends Identified, F extends Fields>(
    model: ReadModel<D, F>,
    where: readonly Condition<F>[],
    signal?: AbortSignal,
  ): Promise<number>;
  /** The same, of each value of a text field that one of them has. */
  countBy<D extends Identified, F extends Fields>(
    model: ReadModel<D, F>,
    field: FieldOf<F>,
    where: readonly Condition<F>[],
    signal?: AbortSignal,
  ): Promise<Map<string, number>>;
  /** `misfiled` is told of each document (by its id) that is not stored under its own id or its own values of queryable fields. */
  scan(build: BuildName, misfiled?: (id: string, what: string) => void): AsyncIterable<Document>;
}
