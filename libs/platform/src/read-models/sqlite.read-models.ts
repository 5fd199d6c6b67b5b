import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { canonicalJson, type Json } from '#kernel';
import { BEGINNING, type Position } from '../event-store/event-store.port.ts';
import { isDeadHere } from '../support/lease-owner.ts';
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
  type Identified,
  type LoadedDocument,
  type ModelSpec,
  type Page,
  type QuerySpec,
  ReadModelError,
  type ReadModels,
} from './read-model.port.ts';
import { openSqliteFile, retryWhileBusy, sqliteFault } from '../support/sqlite-file.ts';

/**
 * The registry of builds and the one pointer per model live beside the documents, so that every reader, in whatever process, sees
 * pointer and documents in one snapshot: a build that was just switched away from and dropped is never met half-way.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS read_builds (build TEXT PRIMARY KEY, spec TEXT NOT NULL, checkpoint TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS read_active (name TEXT PRIMARY KEY, build TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS read_values (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS read_leases (name TEXT PRIMARY KEY, owner TEXT NOT NULL, until INTEGER NOT NULL, term INTEGER NOT NULL) STRICT;
`;

const COLUMN_TYPES = { string: 'TEXT', number: 'REAL', boolean: 'INTEGER' } as const;
const COMPARISONS = { is: '=', ge: '>=', gt: '>', lt: '<' } as const;
const SCAN_PAGE = 500;
/** Documents fetched by one statement: half the time of one by one. */
const ID_LIST = 512;
/** Statements are kept by their text: as many as there are shapes of queries, unless somebody plays with them. */
const MAX_STATEMENTS = 500;

export interface SqliteReadModelsOptions {
  /** How long a write waits for another process that is writing, milliseconds. */
  readonly patienceMs?: number;
}

/**
 * Read models in `<folder>/makegood.db`, beside the events. All batches of one `write` and their checkpoints are one transaction.
 * @throws DataFolderError
 */
export async function openSqliteReadModels(folder: string, options: SqliteReadModelsOptions = {}): Promise<ReadModels> {
  return new SqliteReadModels(openSqliteFile(folder, { durability: 'normal', schema: SCHEMA }), options);
}

/** One build with the names its table goes by. Key columns hold what can be asked for, extracted when the document is written. */
export interface Table {
  readonly build: BuildName;
  readonly spec: ModelSpec;
  readonly name: string;
  readonly keys: readonly string[];
  readonly column: (field: string) => string;
}

export function tableOf(build: BuildName, spec: ModelSpec): Table {
  const keys = keyFields(spec);
  // Numbered, because SQLite takes names (of columns and of indexes) that differ in case only for one.
  const columns = new Map(keys.map((field, at) => [field, `"k${at}.${field}"`]));
  const column = (field: string) => (field === 'id' ? 'id' : (columns.get(field) as string));
  return { build, spec, name: `"read:${build}"`, keys, column };
}

/** One scan of a query plan as SQL. `live` hides the removed and is what lets SQLite use the partial indexes. */
export function selectSql(table: Table, order: Order, tests: readonly Test[]): string {
  const direction = order.direction.toUpperCase();
  const sorts = (order.field === 'id' ? ['id'] : [table.column(order.field), 'id']).map(
    (sort) => `${sort} ${direction}`,
  );
  return `SELECT body FROM ${table.name} WHERE ${whereSql(table, tests)} ORDER BY ${sorts.join(', ')} LIMIT ?`;
}

export const countSql = (table: Table, tests: readonly Test[]): string =>
  `SELECT count(*) AS count FROM ${table.name} WHERE ${whereSql(table, tests)}`;

const whereSql = (table: Table, tests: readonly Test[]): string =>
  [
    'live',
    ...tests.map((test) => {
      const column = table.column(test.field);
      if (test.op === 'null') return `${column} IS NULL`;
      if (test.op !== 'in') return `${column} ${COMPARISONS[test.op]} ?`;
      return `${column} IN (${placeholders(padded(test.values))})`;
    }),
  ].join(' AND ');

const parametersOf = (tests: readonly Test[]): SQLInputValue[] =>
  tests.flatMap((test) => {
    if (test.op === 'null') return [];
    return test.op === 'in' ? padded(test.values).map(bound) : [bound(test.value)];
  });

/** Lists are filled up to a power of two with their last value, so that few statements serve lists of every length. */
function padded(values: readonly KeyValue[]): readonly KeyValue[] {
  const length = 2 ** Math.ceil(Math.log2(values.length));
  return [...values, ...Array<KeyValue>(length - values.length).fill(values.at(-1) as KeyValue)];
}

const placeholders = (list: readonly unknown[]): string => list.map(() => '?').join(', ');

const bound = (value: KeyValue | undefined): SQLInputValue =>
  typeof value === 'boolean' ? Number(value) : (value ?? null);

class SqliteReadModels implements ReadModels {
  readonly #database: DatabaseSync;
  readonly #patienceMs: number | undefined;
  /** Those of this turn. */
  #advancing: { readonly checkpoints: [key: string, position: Position][]; readonly saved: Promise<void> } | undefined;
  readonly #statements = new Map<string, StatementSync>();
  /** By the text of the registry row: a build that was dropped and made again with other fields is another table. */
  readonly #tables = new Map<string, Table>();

  constructor(database: DatabaseSync, { patienceMs }: SqliteReadModelsOptions) {
    this.#database = database;
    this.#patienceMs = patienceMs;
  }

  async createBuild(build: BuildName, spec: ModelSpec): Promise<void> {
    checkModel(build, spec);
    await this.#writing(() => {
      const known = this.#find(build);
      if (known && canonicalJson({ ...known.spec.fields }) !== canonicalJson({ ...spec.fields })) {
        throw new Error(`build ${build} exists with other fields: give read model ${spec.name} another version`);
      }
      // Another set of indexes is no other build. The order of the fields names the columns, so the stored one stays.
      const stored = JSON.stringify(known ? { ...spec, fields: known.spec.fields } : spec);
      this.#run(
        'INSERT INTO read_builds VALUES (?, ?, ?) ON CONFLICT (build) DO UPDATE SET spec = excluded.spec',
        build,
        stored,
        BEGINNING,
      );
      if (known) return;
      const table = tableOf(build, spec);
      const columns = table.keys.map((field) => {
        const type = spec.fields[field] as keyof typeof COLUMN_TYPES;
        return `, ${table.column(field)} ${COLUMN_TYPES[type]}`;
      });
      // A removed document stays as a row that is not live, so that an older write does not bring it back. A column of its own says
      // so: were the indexes partial by `body IS NOT NULL`, every new body would rewrite all of them.
      this.#database.exec(
        `CREATE TABLE ${table.name} (id TEXT PRIMARY KEY, position TEXT NOT NULL, live INTEGER NOT NULL, body TEXT${columns.join('')}) STRICT`,
      );
    });
  }

  async indexBuild(build: BuildName): Promise<void> {
    await this.#writing(() => {
      const table = this.#table(build);
      for (const fields of indexedFields(table.spec)) {
        const columns = fields.map(table.column);
        const name = `"read:${build}:${columns.join(',').replaceAll('"', '')}"`;
        this.#database.exec(
          `CREATE INDEX IF NOT EXISTS ${name} ON ${table.name} (${columns.join(', ')}, id) WHERE live`,
        );
      }
    });
  }

  async dropBuild(build: BuildName): Promise<void> {
    await this.#writing(() => {
      if (!this.#find(build)) return;
      this.#database.exec(`DROP TABLE "read:${build}"`);
      this.#run('DELETE FROM read_active WHERE build = ?', build);
      this.#run('DELETE FROM read_builds WHERE build = ?', build);
    });
  }

  async builds() {
    return this.#patiently(() =>
      this.#all<{ build: BuildName; checkpoint: Position; active: number }>(
        'SELECT build, checkpoint, build IN (SELECT build FROM read_active) AS active FROM read_builds ORDER BY build',
      ).map(({ build, checkpoint, active }) => ({ build, checkpoint, active: active === 1 })),
    );
  }

  async activate(name: string, build: BuildName): Promise<void> {
    await this.#writing(() => {
      const { spec } = this.#table(build);
      if (spec.name !== name) throw new Error(`${build} is a build of ${spec.name}, not of ${name}`);
      this.#run(
        'INSERT INTO read_active VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET build = excluded.build',
        name,
        build,
      );
    });
  }

  async active(name: string): Promise<BuildName | undefined> {
    return this.#patiently(
      () => this.#get<{ build: BuildName }>('SELECT build FROM read_active WHERE name = ?', name)?.build,
    );
  }

  async load(build: BuildName, ids: readonly string[]) {
    return this.#reading(() => {
      const found = new Map<string, LoadedDocument>();
      for (const { id, body, position } of this.#byId(this.#table(build), ids))
        found.set(id, { document: body === null ? null : (JSON.parse(body) as Document), position });
      return found;
    });
  }

  async write(batches: readonly BuildBatch[]): Promise<void> {
    if (batches.length === 0) return;
    const prepared = batches.map((batch) => ({ ...batch, writes: newestWrites(batch.writes) }));
    await this.#writing(() => {
      for (const { build, writes, checkpoint } of prepared) {
        const table = this.#table(build);
        const replace = this.#statement(replaceSql(table));
        const upsert = this.#statement(upsertSql(table));
        for (const { id, position, document, existed } of writes) {
          const body = document && JSON.stringify(document);
          const keys = table.keys.map((field) => (document ? bound(keyOf(table.spec, document, field)) : null));
          if (existed && body !== null) {
            if (replace.run(position, body, id, ...keys).changes === 1) continue;
            if (this.#rekeyed(table, id, position, body, keys)) continue;
          }
          upsert.run(id, position, Number(body !== null), body, ...keys);
        }
        this.#run('UPDATE read_builds SET checkpoint = ?1 WHERE build = ?2 AND checkpoint < ?1', checkpoint, build);
      }
    });
  }

  /** Replaces a document some of whose keys have changed; false when there is none older. */
  #rekeyed(table: Table, id: string, position: Position, body: string, keys: readonly SQLInputValue[]): boolean {
    const stored = this.#statement(keysSql(table)).get(id, position);
    if (!stored) return false;
    const changed = table.keys.flatMap((_, at) => (stored[`key${at}`] === keys[at] ? [] : [at]));
    const values = changed.map((at) => keys[at] as SQLInputValue);
    return this.#statement(rekeySql(table, changed)).run(position, body, id, ...values).changes === 1;
  }

  async checkpoint(build: BuildName): Promise<Position> {
    return this.#patiently(() => {
      const row = this.#get<{ checkpoint: Position }>('SELECT checkpoint FROM read_builds WHERE build = ?', build);
      if (!row) throw noBuild(`there is no build ${build}`);
      return row.checkpoint;
    });
  }

  async get<D extends Identified = Document>(name: string, ids: readonly string[]): Promise<Map<string, D>> {
    return this.#reading(() => {
      const found = new Map<string, D>();
      for (const { id, body } of this.#byId(this.#activeTable(name), ids))
        if (body !== null) found.set(id, JSON.parse(body) as D);
      return found;
    });
  }

  async query<D extends Identified = Document>(name: string, query: QuerySpec): Promise<Page<D>> {
    return this.#reading(() => {
      const table = this.#activeTable(name);
      const plan = planQuery(table.spec, query);
      const found: { body: string }[] = [];
      for (const tests of plan.scans) {
        const missing = plan.limit + 1 - found.length;
        if (missing === 0) break;
        found.push(
          ...this.#all<{ body: string }>(selectSql(table, plan.order, tests), ...parametersOf(tests), missing),
        );
      }
      return pageOf(
        table.spec,
        plan,
        found.map(({ body }) => JSON.parse(body) as D),
      );
    });
  }

  async count(name: string, where: readonly Condition[]): Promise<number> {
    return this.#reading(() => {
      const table = this.#activeTable(name);
      const tests = planCount(table.spec, where);
      if (!tests) return 0;
      return this.#get<{ count: number }>(countSql(table, tests), ...parametersOf(tests))?.count ?? 0;
    });
  }

  /** In pages, so that no long read keeps the write-ahead log from being copied back. */
  async *scan(build: BuildName): AsyncIterable<Document> {
    for (let behind: string | undefined; ; ) {
      const page = await this.#reading(() => {
        const { name } = this.#table(build);
        return behind === undefined
          ? this.#all<{ body: string }>(`SELECT body FROM ${name} WHERE live ORDER BY id LIMIT ?`, SCAN_PAGE)
          : this.#all<{ body: string }>(
              `SELECT body FROM ${name} WHERE live AND id > ? ORDER BY id LIMIT ?`,
              behind,
              SCAN_PAGE,
            );
      });
      for (const { body } of page) {
        const document = JSON.parse(body) as Document;
        behind = document.id;
        yield document;
      }
      if (page.length < SCAN_PAGE) return;
    }
  }

  async getValue(key: string): Promise<Json | undefined> {
    return this.#patiently(() => {
      const row = this.#get<{ value: string }>('SELECT value FROM read_values WHERE key = ?', key);
      return row && (JSON.parse(row.value) as Json);
    });
  }

  async setValue(key: string, value: Json): Promise<void> {
    await this.#writing(() =>
      this.#run(
        'INSERT INTO read_values VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
        key,
        JSON.stringify(value),
      ),
    );
  }

  async values(prefix: string) {
    const { start, end } = prefixRange(prefix);
    return this.#patiently(() =>
      this.#all<{ key: string; value: string }>(
        `SELECT key, value FROM read_values WHERE key >= ? ${end === undefined ? '' : 'AND key < ?'} ORDER BY key`,
        ...(end === undefined ? [start] : [start, end]),
      ).map(({ key, value }) => ({ key, value: JSON.parse(value) as Json })),
    );
  }

  advance(key: string, position: Position): Promise<void> {
    this.#advancing ??= this.#advancedTogether();
    this.#advancing.checkpoints.push([key, position]);
    return this.#advancing.saved;
  }

  /** All processes save their checkpoints behind the same batch at the same time: one transaction for all of them. */
  #advancedTogether() {
    const checkpoints: [key: string, position: Position][] = [];
    const save = () => {
      this.#advancing = undefined;
      return this.#writing(() => {
        // As JSON text two positions compare as they do themselves.
        for (const [key, position] of checkpoints)
          this.#run(
            'INSERT INTO read_values VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = max(value, excluded.value)',
            key,
            JSON.stringify(position),
          );
      });
    };
    return { checkpoints, saved: Promise.resolve().then(save) };
  }

  async lease(name: string, owner: string, milliseconds: number): Promise<number | undefined> {
    return this.#writing(() => {
      const held = this.#get<{ owner: string; until: number; term: number }>(
        'SELECT owner, until, term FROM read_leases WHERE name = ?',
        name,
      );
      const now = Date.now();
      if (held && held.owner !== owner && held.until > now && !isDeadHere(held.owner)) return undefined;
      const term = held ? held.term + (held.owner === owner ? 0 : 1) : 1;
      this.#run(
        `INSERT INTO read_leases VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (name) DO UPDATE SET owner = ?2, until = ?3, term = ?4`,
        name,
        owner,
        now + milliseconds,
        term,
      );
      return term;
    });
  }

  async release(name: string, owner: string): Promise<void> {
    await this.#writing(() => this.#run('UPDATE read_leases SET until = 0 WHERE name = ? AND owner = ?', name, owner));
  }

  async close(): Promise<void> {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  /** Removed ones too, without a body. */
  *#byId({ name }: Table, ids: readonly string[]): Iterable<{ id: string; body: string | null; position: Position }> {
    // Ids come from users; SQLite would take an object for named parameters.
    const texts = ids.filter((id) => typeof id === 'string');
    for (let from = 0; from < texts.length; from += ID_LIST) {
      const list = padded(texts.slice(from, from + ID_LIST)) as readonly string[];
      const sql = `SELECT id, body, position FROM ${name} WHERE id IN (${placeholders(list)})`;
      yield* this.#all<{ id: string; body: string | null; position: Position }>(sql, ...list);
    }
  }

  #activeTable(name: string): Table {
    const row = this.#get<{ build: BuildName; spec: string }>(
      'SELECT build, spec FROM read_builds WHERE build = (SELECT build FROM read_active WHERE name = ?)',
      name,
    );
    if (!row) throw noBuild(`read model ${name} has not been built yet`);
    return this.#tableOfRow(row);
  }

  #table(build: BuildName): Table {
    const table = this.#find(build);
    if (!table) throw noBuild(`there is no build ${build}`);
    return table;
  }

  #find(build: BuildName): Table | undefined {
    const row = this.#get<{ build: BuildName; spec: string }>(
      'SELECT build, spec FROM read_builds WHERE build = ?',
      build,
    );
    return row && this.#tableOfRow(row);
  }

  #tableOfRow({ build, spec }: { build: BuildName; spec: string }): Table {
    const key = `${build} ${spec}`;
    let table = this.#tables.get(key);
    if (!table) this.#tables.set(key, (table = tableOf(build, JSON.parse(spec) as ModelSpec)));
    return table;
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear();
      this.#statements.set(sql, (statement = this.#database.prepare(sql)));
    }
    return statement;
  }

  #get<Row>(sql: string, ...parameters: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...parameters) as Row | undefined;
  }

  #all<Row>(sql: string, ...parameters: SQLInputValue[]): Row[] {
    return this.#statement(sql).all(...parameters) as Row[];
  }

  #run(sql: string, ...parameters: SQLInputValue[]): void {
    this.#statement(sql).run(...parameters);
  }

  /** One snapshot for everything `work` reads. */
  #reading<T>(work: () => T): Promise<T> {
    return this.#patiently(() => this.#transaction('BEGIN', work));
  }

  /** IMMEDIATE, because a transaction that turns from reading to writing can fail in the middle. */
  #writing<T>(work: () => T): Promise<T> {
    return this.#patiently(() => this.#transaction('BEGIN IMMEDIATE', work));
  }

  #transaction<T>(begin: string, work: () => T): T {
    this.#database.exec(begin);
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      // Some faults (disk full) have rolled back already.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  async #patiently<T>(work: () => T): Promise<T> {
    try {
      return await retryWhileBusy(work, this.#patienceMs);
    } catch (error) {
      throw readModelError(error);
    }
  }
}

/** Most changes leave the keys as they are: then the indexes, which an upsert writes anew each time, are not touched. */
const replaceSql = ({ name, keys, column }: Table): string =>
  [
    `UPDATE ${name} SET position = ?1, body = ?2 WHERE id = ?3 AND position < ?1 AND live`,
    ...keys.map((field, at) => `${column(field)} IS ?${at + 4}`),
  ].join(' AND ');

const keysSql = ({ name, keys, column }: Table): string => {
  const columns = keys.map((field, at) => `${column(field)} AS key${at}`);
  return `SELECT ${['id', ...columns].join(', ')} FROM ${name} WHERE id = ?1 AND position < ?2 AND live`;
};

/** Names only the keys that change: every index of a column that is named is written anew, whether its value changes or not. */
const rekeySql = ({ name, keys, column }: Table, changed: readonly number[]): string => {
  const changes = changed.map((at, n) => `${column(keys[at] as string)} = ?${n + 4}`);
  return `UPDATE ${name} SET ${['position = ?1', 'body = ?2', ...changes].join(', ')} WHERE id = ?3 AND position < ?1 AND live`;
};

const upsertSql = ({ name, keys, column }: Table): string => {
  const columns = ['position', 'live', 'body', ...keys.map(column)];
  const changes = columns.map((each) => `${each} = excluded.${each}`);
  return `INSERT INTO ${name} (id, ${columns.join(', ')}) VALUES (?, ${placeholders(columns)})
    ON CONFLICT (id) DO UPDATE SET ${changes.join(', ')} WHERE excluded.position > ${name}.position`;
};

const noBuild = (message: string) => new ReadModelError('no-build', message);

/** What the data file can suffer, in the words of the port; anything else (QueryError, a bug) as it is. */
function readModelError(error: unknown): unknown {
  const because = (fault: ReadModelError['fault'], message: string) =>
    new ReadModelError(fault, message, { cause: error });
  switch (sqliteFault(error)) {
    case 'busy':
      return because('unavailable', 'another process has been writing to the read models for too long');
    case 'closed':
      return because('unavailable', 'the read models are closed');
    case 'io':
      return because('unavailable', `the read models cannot be read or written: ${(error as Error).message}`);
    case 'full':
      return because('full', 'no room left on the disk of the read models');
    case 'damaged':
      return because('damaged', `the file of the read models is damaged: ${(error as Error).message}`);
    case 'read-only':
      return because('access-denied', 'the file of the read models cannot be written');
    case undefined:
      return error instanceof SyntaxError
        ? because('damaged', `a document of the read models is damaged: ${error.message}`)
        : error;
  }
}
