import type { SQLInputValue } from 'node:sqlite';
import { type KeyValue, keyFields, type Order, type Test } from './query-spec.ts';
import type { ModelSpec } from './read-model.ts';
import type { BuildName } from './read-model.port.ts';

const COMPARISONS = { is: '=', ge: '>=', gt: '>', lt: '<' } as const;
const COLUMN_TYPES = { string: 'TEXT', number: 'REAL', boolean: 'INTEGER' } as const;

export interface Table {
  readonly build: BuildName;
  readonly spec: ModelSpec;
  readonly name: string;
  readonly keys: readonly string[];
  readonly column: (field: string) => string;
  /** A statement. */
  readonly upsert: string;
}

export function tableOf(build: BuildName, spec: ModelSpec): Table {
  const keys = keyFields(spec);
  // Numbered, because SQLite's column names ignore case.
  const columns = new Map(keys.map((field, at) => [field, `"k${at}.${field}"`]));
  const column = (field: string) => (field === 'id' ? 'id' : (columns.get(field) as string));
  const name = `"read:${build}"`;
  return { build, spec, name, keys, column, upsert: upsertSql(name, keys.map(column)) };
}

/** `live` is a column, because with indexes partial by `body IS NOT NULL` every new body would rewrite all of them. */
export function createTableSql({ name, spec, keys, column }: Table): string {
  const columns = keys.map(
    (field) => `, ${column(field)} ${COLUMN_TYPES[spec.fields[field] as keyof typeof COLUMN_TYPES]}`,
  );
  return `CREATE TABLE ${name} (id TEXT PRIMARY KEY, position TEXT NOT NULL, live INTEGER NOT NULL, body TEXT${columns.join('')}) STRICT`;
}

export function createIndexSql({ build, name, column }: Table, fields: readonly string[]): string {
  const columns = fields.map(column);
  const index = `"read:${build}:${columns.join(',').replaceAll('"', '')}"`;
  return `CREATE INDEX IF NOT EXISTS ${index} ON ${name} (${columns.join(', ')}, id) WHERE live`;
}

export function selectSql(table: Table, order: Order, tests: readonly Test[]): string {
  const direction = order.direction.toUpperCase();
  const sorts = (order.field === 'id' ? ['id'] : [table.column(order.field), 'id']).map(
    (sort) => `${sort} ${direction}`,
  );
  return `SELECT id, body FROM ${table.name} WHERE ${whereSql(table, tests)} ORDER BY ${sorts.join(', ')} LIMIT ?`;
}

export const countSql = (table: Table, tests: readonly Test[]): string =>
  `SELECT count(*) AS count FROM ${table.name} WHERE ${whereSql(table, tests)}`;

export const countBySql = (table: Table, field: string, tests: readonly Test[]): string => {
  const column = table.column(field);
  return `SELECT ${column} AS value, count(*) AS count FROM ${table.name} WHERE ${whereSql(table, tests)} AND ${column} IS NOT NULL GROUP BY ${column}`;
};

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

export const parametersOf = (tests: readonly Test[]): SQLInputValue[] =>
  tests.flatMap((test) => {
    if (test.op === 'null') return [];
    return test.op === 'in' ? padded(test.values).map(bound) : [bound(test.value)];
  });

/** Pads a list to a power of two, so that few statements serve lists of every length. */
export function padded(values: readonly KeyValue[]): readonly KeyValue[] {
  const length = 2 ** Math.ceil(Math.log2(values.length));
  return [...values, ...Array<KeyValue>(length - values.length).fill(values.at(-1) as KeyValue)];
}

export const placeholders = (list: readonly unknown[]): string => list.map(() => '?').join(', ');

export const bound = (value: KeyValue | undefined): SQLInputValue =>
  typeof value === 'boolean' ? Number(value) : (value ?? null);

/** Names only the changed keys: SQLite rewrites every index of a named column, and an upsert all of them. */
export const replaceSql = ({ name, keys, column }: Table, changed: readonly number[]): string => {
  const changes = changed.map((at, n) => `${column(keys[at] as string)} = ?${n + 5}`);
  return `UPDATE ${name} SET ${['position = ?1', 'body = ?2', ...changes].join(', ')} WHERE id = ?3 AND position = ?4 AND ?4 < ?1 AND live`;
};

/** With what it is found by. */
export const scanSql = ({ name, keys, column }: Table, after: boolean): string => {
  const columns = keys.map((field, at) => `${column(field)} AS key${at}`);
  return `SELECT ${['id', 'body', ...columns].join(', ')} FROM ${name} WHERE live${after ? ' AND id > ?' : ''} ORDER BY id LIMIT ?`;
};

const upsertSql = (name: string, keys: readonly string[]): string => {
  const columns = ['position', 'live', 'body', ...keys];
  const changes = columns.map((each) => `${each} = excluded.${each}`);
  return `INSERT INTO ${name} (id, ${columns.join(', ')}) VALUES (?, ${placeholders(columns)})
    ON CONFLICT (id) DO UPDATE SET ${changes.join(', ')} WHERE excluded.position > ${name}.position`;
};
