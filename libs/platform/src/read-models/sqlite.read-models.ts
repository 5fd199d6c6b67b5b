import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { canonicalJson } from '#kernel';
import { type Checkpoint, checkpointAt, type Position, START } from '../event-store/event-store.port.ts';
import { DocumentStoreError } from '../support/document-store-error.ts';
import type { SqliteConnection } from '../support/sqlite-connection.ts';
import {
  checkModel,
  indexedFields,
  keyOf,
  misfiledIn,
  newestWrites,
  pageOf,
  planCount,
  planCountBy,
  plannedOn,
  planQuery,
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
  LoadedDocument,
  PoisonEvent,
  QuarantinedStream,
  ReadModels,
} from './read-model.port.ts';
import {
  bound,
  countBySql,
  countSql,
  createIndexSql,
  createTableSql,
  padded,
  parametersOf,
  placeholders,
  scanSql,
  replaceSql,
  selectSql,
  type Table,
  tableOf,
} from './sqlite.tables.ts';

// In the same file as the documents: a reader sees pointer and documents in one snapshot, never a dropped build.
export const READ_MODELS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS read_builds (build TEXT PRIMARY KEY, spec TEXT NOT NULL, position TEXT NOT NULL, id TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS read_log (only INTEGER PRIMARY KEY, log TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS read_active (name TEXT PRIMARY KEY, build TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS read_quarantine (
    build TEXT, stream TEXT, revision INTEGER NOT NULL, position TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (build, stream)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS read_halts (
    build TEXT PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL, position TEXT NOT NULL, reason TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

const SCAN_PAGE = 500;
/** One statement for many documents takes half the time of one for each. */
const MAX_IDS = 512;

/** In the data file, beside the events. One `write` is one transaction. */
export class SqliteReadModels implements ReadModels {
  readonly #file: SqliteConnection;
  /** As of a version of the file's schema. */
  readonly #tables = new Map<BuildName, Table>();
  #schema: number | undefined;

  constructor(file: SqliteConnection) {
    this.#file = file;
  }

  async logId(): Promise<string | undefined> {
    return this.#file.reading(() => this.#file.get<{ log: string }>('SELECT log FROM read_log')?.log);
  }

  async keepLogId(log: string): Promise<void> {
    await this.#file.writing(() => this.#file.run('INSERT OR REPLACE INTO read_log VALUES (1, ?)', log));
  }

  async createBuild(build: BuildName, spec: ModelSpec): Promise<void> {
    checkModel(build, spec);
    await this.#file.writing(() => {
      const known = this.#find(build);
      if (known && canonicalJson({ ...known.spec.fields }) !== canonicalJson({ ...spec.fields })) {
        throw new Error(`build ${build} exists with other fields: give read model ${spec.name} another version`);
      }
      // Columns are named by the order of the fields, so the stored fields stay.
      const stored = JSON.stringify(known ? { ...spec, fields: known.spec.fields } : spec);
      this.#file.run(
        'INSERT INTO read_builds VALUES (?, ?, ?, ?) ON CONFLICT (build) DO UPDATE SET spec = excluded.spec WHERE spec <> excluded.spec',
        build,
        stored,
        START.position,
        START.id,
      );
      this.#tables.delete(build);
      if (known) return;
      const table = tableOf(build, spec);
      this.#file.execute(createTableSql(table));
    });
  }

  async indexBuild(build: BuildName): Promise<void> {
    await this.#file.writing(() => {
      const table = this.#table(build);
      for (const fields of indexedFields(table.spec)) this.#file.execute(createIndexSql(table, fields));
    });
  }

  async dropBuild(build: BuildName): Promise<void> {
    await this.#file.writing(() => {
      if (!this.#find(build)) return;
      this.#file.execute(`DROP TABLE "read:${build}"`);
      for (const table of ['read_active', 'read_quarantine', 'read_halts', 'read_builds'])
        this.#file.run(`DELETE FROM ${table} WHERE build = ?`, build);
    });
  }

  async builds(): Promise<readonly BuildRecord[]> {
    return this.#file.reading(() => {
      const halts = new Map(
        this.#file
          .all<QuarantinedStream>('SELECT build, stream, revision, position, reason FROM read_halts')
          .map(({ build, ...halted }) => [build, halted]),
      );
      return this.#file
        .all<{ build: BuildName; active: number } & Checkpoint>(
          'SELECT build, position, id, build IN (SELECT build FROM read_active) AS active FROM read_builds ORDER BY build',
        )
        .map(({ build, active, ...checkpoint }) => {
          const halted = halts.get(build);
          const stopped = halted && halted.position > checkpoint.position;
          return { build, checkpoint, active: active === 1, ...(stopped && { halted }) };
        });
    });
  }

  async quarantined(): Promise<readonly QuarantinedStream[]> {
    return this.#file.reading(() =>
      this.#file.all<QuarantinedStream>(
        'SELECT build, stream, revision, position, reason FROM read_quarantine ORDER BY build, stream',
      ),
    );
  }

  async activate(name: string, build: BuildName): Promise<void> {
    await this.#file.writing(() => {
      const { spec } = this.#table(build);
      if (spec.name !== name) throw new Error(`${build} is a build of ${spec.name}, not of ${name}`);
      this.#file.run(
        'INSERT INTO read_active VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET build = excluded.build',
        name,
        build,
      );
    });
  }

  async active(name: string): Promise<BuildName | undefined> {
    return this.#file.reading(
      () => this.#file.get<{ build: BuildName }>('SELECT build FROM read_active WHERE name = ?', name)?.build,
    );
  }

  async load(build: BuildName, ids: readonly string[]) {
    return this.#file.reading(() => {
      const found = new Map<string, LoadedDocument>();
      const table = this.#table(build);
      for (const { id, body, position } of this.#byId(table, ids))
        found.set(id, { document: body === null ? null : documentOf(table, id, body), position });
      return found;
    });
  }

  async write(batches: readonly BuildBatch[]): Promise<void> {
    if (batches.length === 0) return;
    const prepared = batches.map((batch) => ({ ...batch, writes: newestWrites(batch.writes) }));
    await this.#file.writing(() => {
      const tables = this.#current();
      for (const { build, writes, quarantined = [], halted, checkpoint } of prepared) {
        const table = this.#table(build, tables);
        const upsert = this.#file.statement(table.upsert);
        for (const write of writes) {
          const { id, position, document } = write;
          const body = document && JSON.stringify(document);
          if (body !== null && this.#replaced(table, write, body)) continue;
          const keys = table.keys.map((field) => (document ? bound(keyOf(table.spec, document, field)) : null));
          upsert.run(id, position, Number(body !== null), body, ...keys);
        }
        for (const poison of quarantined) this.#recordPoison('INSERT OR IGNORE INTO read_quarantine', build, poison);
        if (halted) this.#recordPoison('INSERT OR REPLACE INTO read_halts', build, halted);
        this.#file.run(
          'UPDATE read_builds SET position = ?1, id = ?2 WHERE build = ?3 AND position < ?1',
          checkpoint.position,
          checkpoint.id,
          build,
        );
      }
    });
  }

  #recordPoison(insert: string, build: BuildName, { stream, revision, position, reason }: PoisonEvent): void {
    const sql = `${insert} (build, stream, revision, position, reason) VALUES (?, ?, ?, ?, ?)`;
    this.#file.run(sql, build, stream, revision, position, reason);
  }

  /** False when what is stored is not what the document was made from. */
  #replaced(table: Table, { id, position, document, before }: DocumentWrite, body: string): boolean {
    if (!document || !before?.document) return false;
    const changed: number[] = [];
    const values: SQLInputValue[] = [];
    for (const [at, field] of table.keys.entries()) {
      const key = keyOf(table.spec, document, field);
      if (key === keyOf(table.spec, before.document, field)) continue;
      changed.push(at);
      values.push(bound(key));
    }
    const replace = this.#file.statement(replaceSql(table, changed));
    return replace.run(position, body, id, before.position, ...values).changes === 1;
  }

  async checkpoint(build: BuildName): Promise<Checkpoint> {
    return this.#file.reading(() => {
      const row = this.#file.get<Checkpoint>('SELECT position, id FROM read_builds WHERE build = ?', build);
      if (!row) throw noBuild(`there is no build ${build}`);
      return checkpointAt(row);
    });
  }

  async get<D extends Identified, F extends Fields>(
    { name }: ReadModel<D, F>,
    ids: readonly string[],
    signal?: AbortSignal,
  ): Promise<Map<string, D>> {
    return this.#file.reading(() => {
      const found = new Map<string, D>();
      const table = this.#activeTable(name);
      for (const { id, body } of this.#byId(table, ids)) if (body !== null) found.set(id, documentOf(table, id, body));
      return found;
    }, signal);
  }

  async query<D extends Identified, F extends Fields>(
    model: ReadModel<D, F>,
    query: QuerySpec<F>,
    signal?: AbortSignal,
  ): Promise<Page<D>> {
    return this.#file.reading(() => {
      const table = this.#activeTable(model.name);
      const plan = plannedOn(table.spec, model, (spec) => planQuery(spec, query as unknown as QuerySpec));
      const found: { id: string; body: string }[] = [];
      for (const tests of plan.scans) {
        const missing = plan.limit + 1 - found.length;
        if (missing === 0) break;
        found.push(
          ...this.#file.all<{ id: string; body: string }>(
            selectSql(table, plan.order, tests),
            ...parametersOf(tests),
            missing,
          ),
        );
      }
      return pageOf(
        table.spec,
        plan,
        found.map(({ id, body }) => documentOf<D>(table, id, body)),
      );
    }, signal);
  }

  async count<D extends Identified, F extends Fields>(
    model: ReadModel<D, F>,
    where: readonly Condition<F>[],
    signal?: AbortSignal,
  ): Promise<number> {
    return this.#file.reading(() => {
      const table = this.#activeTable(model.name);
      const tests = plannedOn(table.spec, model, (spec) => planCount(spec, where));
      if (!tests) return 0;
      return this.#file.get<{ count: number }>(countSql(table, tests), ...parametersOf(tests))?.count ?? 0;
    }, signal);
  }

  async countBy<D extends Identified, F extends Fields>(
    model: ReadModel<D, F>,
    field: FieldOf<F>,
    where: readonly Condition<F>[],
    signal?: AbortSignal,
  ): Promise<Map<string, number>> {
    return this.#file.reading(() => {
      const table = this.#activeTable(model.name);
      const tests = plannedOn(table.spec, model, (spec) => planCountBy(spec, field, where));
      const sql = tests && countBySql(table, field, tests);
      const rows = sql ? this.#file.all<{ value: string; count: number }>(sql, ...parametersOf(tests)) : [];
      return new Map(rows.map(({ value, count }) => [value, count]));
    }, signal);
  }

  async *scan(build: BuildName, misfiled?: (id: string, what: string) => void): AsyncIterable<Document> {
    for (let behind: string | undefined; ; ) {
      const { table, rows } = await this.#file.reading(() => {
        const table = this.#table(build);
        const after = behind === undefined ? [] : [behind];
        return { table, rows: this.#file.all<ScannedRow>(scanSql(table, after.length > 0), ...after, SCAN_PAGE) };
      });
      for (const row of rows) {
        const document = documentOf(table, row.id, row.body);
        if (misfiled)
          for (const what of misfiledIn(table.spec, document, row.id, (_, at) => row[`key${at}`], bound))
            misfiled(document.id, what);
        behind = row.id;
        yield document;
      }
      if (rows.length < SCAN_PAGE) return;
    }
  }

  *#byId({ name }: Table, ids: readonly string[]): Iterable<{ id: string; body: string | null; position: Position }> {
    // Ids come from users; SQLite would treat an object as named parameters.
    const texts = ids.filter((id) => typeof id === 'string');
    for (let from = 0; from < texts.length; from += MAX_IDS) {
      const list = padded(texts.slice(from, from + MAX_IDS)) as readonly string[];
      const sql = `SELECT id, body, position FROM ${name} WHERE id IN (${placeholders(list)})`;
      yield* this.#file.all<{ id: string; body: string | null; position: Position }>(sql, ...list);
    }
  }

  #activeTable(name: string): Table {
    const active = this.#file.get<{ build: BuildName }>('SELECT build FROM read_active WHERE name = ?', name);
    if (!active) throw noBuild(`read model ${name} has not been built yet`);
    return this.#table(active.build);
  }

  #table(build: BuildName, tables = this.#current()): Table {
    const table = this.#find(build, tables);
    if (!table) throw noBuild(`there is no build ${build}`);
    return table;
  }

  #find(build: BuildName, tables = this.#current()): Table | undefined {
    const known = tables.get(build);
    if (known) return known;
    const row = this.#file.get<{ spec: string }>('SELECT spec FROM read_builds WHERE build = ?', build);
    if (!row) return undefined;
    const table = tableOf(build, JSON.parse(row.spec) as ModelSpec);
    tables.set(build, table);
    return table;
  }

  /** Another process may have dropped a build, and made it anew with other fields. */
  #current(): Map<BuildName, Table> {
    const schema = this.#file.get<{ schema_version: number }>('PRAGMA schema_version')?.schema_version;
    if (schema !== this.#schema) this.#tables.clear();
    this.#schema = schema;
    return this.#tables;
  }
}

const noBuild = (message: string) => new DocumentStoreError('no-build', message);

interface ScannedRow extends Readonly<Record<string, SQLOutputValue>> {
  readonly id: string;
  readonly body: string;
}

/** @throws DocumentStoreError */
function documentOf<D extends Identified = Document>({ build, spec }: Table, id: string, body: string): D {
  try {
    return JSON.parse(body) as D;
  } catch (cause) {
    const message = `document ${id} of ${build} is damaged: run "makegood rebuild ${spec.name}"`;
    throw new DocumentStoreError('damaged', message, { cause });
  }
}
