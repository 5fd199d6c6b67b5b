import type { Json } from '#kernel';
import type { Position } from '../event-store/event-store.port.ts';

/** A whole read-model document. Plain JSON: no dates, no bigint; absent and undefined are the same. */
export interface Document {
  readonly id: string;
  readonly [field: string]: Json | undefined;
}

/** What a reader's own document type needs; interfaces without an index signature fit. */
export interface Identified {
  readonly id: string;
}

export type FieldType = 'string' | 'number' | 'boolean';

/** What can be asked of a read model, declared beside its projection. Only declared fields can be in a query. */
export interface ModelSpec {
  /** Kebab-case, e.g. `claims`. */
  readonly name: string;
  /** A higher version is built beside the old one and switched by one pointer. */
  readonly version: number;
  /**
   * Queryable fields by dotted path, e.g. `{ status: 'string', 'sla.dueAt': 'string' }`. `id` is always there. Null, a value of
   * another type and anything inside an array are missing. Other fields need another version: they are read when written.
   */
  readonly fields: Readonly<Record<string, FieldType>>;
  /**
   * Fields in order; `id` is added as the tie-breaker. Every query must be served by one of these: one that begins with a field
   * that a condition names, or is of just the field the page is sorted by. Others are refused, so that none reads a whole model
   * unnoticed. A page costs the same however many documents match when an index is the fields bound by `eq`, then the sorted one.
   */
  readonly indexes: readonly (readonly string[])[];
}

/**
 * Missing fields: `eq null` and `exists false` match them, every other condition does not. Text compares by code point.
 * The value has the declared type of the field, else QueryError; an empty `in` matches nothing.
 */
export type Condition =
  | { readonly field: string; readonly eq: string | number | boolean | null }
  | { readonly field: string; readonly in: readonly (string | number | boolean)[] }
  | { readonly field: string; readonly gte: string | number }
  | { readonly field: string; readonly lt: string | number }
  | { readonly field: string; readonly prefix: string }
  | { readonly field: string; readonly exists: boolean };

export interface QuerySpec {
  /** All must hold. */
  readonly where?: readonly Condition[];
  /** At most one declared field, then `id` in the same direction. Missing values sort first ascending, last descending. */
  readonly orderBy?: { readonly field: string; readonly direction: 'asc' | 'desc' };
  /** Keyset cursor of another page of the same query; rows strictly behind it. */
  readonly after?: string;
  /** 1–1000. */
  readonly limit: number;
}

export interface Page<D> {
  readonly items: readonly { readonly document: D; readonly cursor: string }[];
  readonly hasMore: boolean;
}

/** A cursor that this query did not give out, an undeclared field, a value of another type, no index, a limit out of range. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}

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

  /** From the active build of `name`; absent ids are absent in the answer. */
  get<D extends Identified = Document>(name: string, ids: readonly string[]): Promise<Map<string, D>>;
  /** @throws QueryError */
  query<D extends Identified = Document>(name: string, query: QuerySpec): Promise<Page<D>>;
  count(name: string, where: readonly Condition[]): Promise<number>;
  /** Every document of a build in id order, for verification. */
  scan(build: BuildName): AsyncIterable<Document>;
}
