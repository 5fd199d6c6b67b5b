import { canonicalJson, sha256 } from '#kernel';
import { DocumentStoreError } from '../support/document-store-error.ts';
import { QueryError } from './read-model.ts';
import type { Condition, Identified, FieldType, ModelSpec, Page, QuerySpec } from './read-model.ts';
import type { BuildName, DocumentWrite } from './read-model.port.ts';

// The meaning of queries, shared by all adapters, which only translate `Test`s.

export type KeyValue = string | number | boolean;

export type Test =
  | { readonly field: string; readonly op: 'null' }
  | { readonly field: string; readonly op: 'is' | 'ge' | 'gt' | 'lt'; readonly value: KeyValue }
  | { readonly field: string; readonly op: 'in'; readonly values: readonly KeyValue[] };

export interface Order {
  readonly field: string;
  readonly direction: 'asc' | 'desc';
}

// A page behind a cursor needs up to three scans (ties, values behind it, missing values): each is one range of an index, their
// union is not.
export interface QueryPlan {
  readonly scans: readonly (readonly Test[])[];
  readonly order: Order;
  readonly limit: number;
  readonly digest: string;
}

const PATH = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;
const BUILD = /^[a-z][a-z0-9-]*\.\d+(-[a-z0-9]+)?$/;
const OPERATORS: ReadonlySet<string> = new Set(['eq', 'in', 'gte', 'lt', 'prefix', 'exists']);
/** The lowest value of each type: makes `exists` a range, which both stores read from an index. */
const LOWEST: Readonly<Record<FieldType, KeyValue>> = { string: '', number: Number.NEGATIVE_INFINITY, boolean: false };
const MAX_LIMIT = 1000;
const MAX_LIST = 1000;

export function checkModel(build: BuildName, spec: ModelSpec): void {
  if (!BUILD.test(build))
    throw new Error(`'${build}' is not a build name: write <model>.<version> or <model>.<version>-<tag>`);
  const wanted = `${spec.name}.${spec.version}`;
  if (build !== wanted && !build.startsWith(`${wanted}-`)) {
    throw new Error(`build ${build} is not of ${spec.name}, version ${spec.version}`);
  }
  for (const [path, type] of Object.entries(spec.fields)) {
    if (!PATH.test(path)) throw new Error(`read model ${spec.name}: '${path}' is not a dotted path`);
    if (!Object.hasOwn(LOWEST, type))
      throw new Error(`read model ${spec.name}: ${path} has the unknown type '${type}'`);
  }
  for (const field of spec.indexes.flat()) {
    if (typeOf(spec, field) === undefined)
      throw new Error(`read model ${spec.name}: index on undeclared field '${field}'`);
  }
}

export const keyFields = (spec: ModelSpec): readonly string[] =>
  Object.keys(spec.fields).filter((field) => field !== 'id');

/** Without `id`, which adapters add as the tie-breaker. */
export const indexedFields = (spec: ModelSpec): readonly (readonly string[])[] =>
  spec.indexes.map((index) => index.filter((field) => field !== 'id')).filter((index) => index.length > 0);

const typeOf = (spec: ModelSpec, field: string): FieldType | undefined =>
  field === 'id' ? 'string' : Object.hasOwn(spec.fields, field) ? spec.fields[field] : undefined;

/** What a document is stored under, where that is not what it says. `found`: the stored value of a field; `asStored`: how a store keeps one. */
export function* misfiledIn(
  spec: ModelSpec,
  document: Identified,
  storedId: string,
  found: (field: string, at: number) => unknown,
  asStored: (value: KeyValue | undefined) => unknown = (value) => value,
): Generator<string> {
  if (storedId !== document.id) yield `${document.id} is stored as ${storedId}`;
  for (const [at, field] of keyFields(spec).entries()) {
    const [is, due] = [found(field, at), asStored(keyOf(spec, document, field))];
    if (is !== due) yield `${document.id} is found by ${field} ${inWords(is)} instead of ${inWords(due)}`;
  }
}

const inWords = (value: unknown): string => (value === undefined || value === null ? 'absent' : JSON.stringify(value));

/** Of declared fields. */
const paths = new Map<string, readonly string[]>();

/** Null and values of another type count as missing, since stores sort mixed types differently. Arrays are not entered. */
export function keyOf(spec: ModelSpec, document: Identified, field: string): KeyValue | undefined {
  let path = paths.get(field);
  if (!path) paths.set(field, (path = field.split('.')));
  let value: unknown = document;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
      return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return isKey(value, typeOf(spec, field)) ? value : undefined;
}

const isKey = (value: unknown, type: FieldType | undefined): value is KeyValue =>
  typeof value === type && (typeof value !== 'number' || Number.isFinite(value));

/** The newest write of each document: stores that write unordered must not see two. */
export function newestWrites(writes: readonly DocumentWrite[]): readonly DocumentWrite[] {
  const newest = new Map<string, DocumentWrite>();
  for (const write of writes) {
    if (write.document !== null && write.document.id !== write.id) {
      throw new Error(`document '${write.document.id}' cannot be written under the id '${write.id}'`);
    }
    const other = newest.get(write.id);
    if (!other || other.position < write.position) newest.set(write.id, write);
  }
  return newest.size === writes.length ? writes : [...newest.values()];
}

export function planQuery(spec: ModelSpec, query: QuerySpec): QueryPlan {
  const { where = [], orderBy, after, limit } = query;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new QueryError(`a page has 1 to ${MAX_LIMIT} documents, not ${String(limit)}`);
  }
  const order: Order = orderBy ?? { field: 'id', direction: 'asc' };
  const type = typeOf(spec, order.field);
  if (type === undefined) throw new QueryError(undeclared(spec, order.field));
  if (order.direction !== 'asc' && order.direction !== 'desc') {
    throw new QueryError(`the direction is 'asc' or 'desc', not ${describe(order.direction)}`);
  }
  const tests = testsOf(spec, where);
  refuseUnindexed(spec, tests, order.field);
  const digest = digestOf(spec, where, order);
  const scans = after === undefined ? [tests] : scansAfter(tests, order, type, readCursor(after, digest, type));
  return { scans: scans.map(tightestBounds).filter(satisfiable), order, limit, digest };
}

/** Undefined when nothing can match. */
export function planCount(spec: ModelSpec, where: readonly Condition[]): readonly Test[] | undefined {
  const tests = tightestBounds(testsOf(spec, where));
  if (tests.length > 0) refuseUnindexed(spec, tests);
  return satisfiable(tests) ? tests : undefined;
}

/** The same, of a text field. */
export function planCountBy(spec: ModelSpec, field: string, where: readonly Condition[]): readonly Test[] | undefined {
  if (typeOf(spec, field) !== 'string')
    throw new QueryError(`${describe(field)} of ${spec.name} is no text to count by`);
  return planCount(spec, where);
}

/** One row more than the limit in `found` means that another page follows. */
export function pageOf<D extends Identified>(spec: ModelSpec, plan: QueryPlan, found: readonly D[]): Page<D> {
  return {
    items: found.slice(0, plan.limit).map((document) => ({ document, cursor: cursorOf(spec, plan, document) })),
    hasMore: found.length > plan.limit,
  };
}

/** Texts with the prefix are in [prefix, end), in code point order; `end` may be absent. */
export function prefixRange(prefix: string): { readonly start: string; readonly end: string | undefined } {
  const points = Array.from(prefix, (character) => character.codePointAt(0) as number);
  while (points.at(-1) === 0x10ffff) points.pop();
  const last = points.pop();
  if (last === undefined) return { start: prefix, end: undefined };
  // Surrogates are not characters: U+E000 follows U+D7FF.
  return { start: prefix, end: String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1) };
}

/** Text by code point, like SQLite's BINARY and MongoDB's simple comparison. */
export function compareKeys(a: KeyValue, b: KeyValue): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Number(a) - Number(b);
}

function testsOf(spec: ModelSpec, where: readonly Condition[]): readonly Test[] {
  return where.flatMap((condition): readonly Test[] => {
    const { field, ...operation } = condition;
    const type = typeOf(spec, field);
    if (type === undefined) throw new QueryError(undeclared(spec, field));
    const [[operator, operand] = ['', undefined], ...others] = Object.entries(operation) as [string, unknown][];
    if (others.length > 0 || !OPERATORS.has(operator)) {
      throw new QueryError(`a condition on ${field} takes exactly one of ${[...OPERATORS].join(', ')}`);
    }
    // Values come from users: an object could be an operator.
    const value = (candidate: unknown): KeyValue => {
      if (!isKey(candidate, type)) throw new QueryError(`${field} is a ${type}, not ${describe(candidate)}`);
      if (typeof candidate === 'string' && !candidate.isWellFormed()) {
        throw new QueryError(`the value for ${field} has a lone surrogate, which no stored text has`);
      }
      return candidate;
    };
    switch (operator as 'eq' | 'in' | 'gte' | 'lt' | 'prefix' | 'exists') {
      case 'eq':
        return operand === null ? [{ field, op: 'null' }] : [{ field, op: 'is', value: value(operand) }];
      case 'in':
        if (!Array.isArray(operand) || operand.length > MAX_LIST) {
          throw new QueryError(`'in' on ${field} takes a list of at most ${MAX_LIST} values`);
        }
        return [{ field, op: 'in', values: operand.map(value) }];
      case 'gte':
      case 'lt':
        if (type === 'boolean') throw new QueryError(`${field} is a boolean, which '${operator}' cannot compare`);
        return [{ field, op: operator === 'lt' ? 'lt' : 'ge', value: value(operand) }];
      case 'prefix': {
        if (type !== 'string') throw new QueryError(`${field} is a ${type}, which has no prefix`);
        const { start, end } = prefixRange(value(operand) as string);
        const from: Test = { field, op: 'ge', value: start };
        return end === undefined ? [from] : [from, { field, op: 'lt', value: end }];
      }
      case 'exists':
        if (typeof operand !== 'boolean') throw new QueryError(`'exists' on ${field} is true or false`);
        return [operand ? { field, op: 'ge', value: LOWEST[type] } : { field, op: 'null' }];
    }
  });
}

/** Requires an index that begins with a field of a condition, or is the sorted field alone, so that no query reads a whole model. */
function refuseUnindexed(spec: ModelSpec, tests: readonly Test[], sortedBy?: string): void {
  const bound = new Set(tests.map((test) => test.field));
  if (bound.has('id') || (sortedBy === 'id' && tests.length === 0)) return;
  if (indexedFields(spec).some((index) => bound.has(index[0] as string) || index.join() === sortedBy)) return;
  const begins = [...bound].join(', ');
  const order = sortedBy === undefined || sortedBy === 'id' ? '' : `${begins && ', nor '}is of ${sortedBy} alone`;
  throw new QueryError(
    `no index of read model ${spec.name} ${begins && `begins with one of: ${begins}`}${order}; declare one`,
  );
}

function scansAfter(
  tests: readonly Test[],
  { field, direction }: Order,
  type: FieldType,
  { value, id }: { value: KeyValue | null; id: string },
): readonly (readonly Test[])[] {
  const next = direction === 'asc' ? 'gt' : 'lt';
  const nextId: Test = { field: 'id', op: next, value: id };
  if (field === 'id') return [[...tests, nextId]];
  const missing: Test = { field, op: 'null' };
  if (value === null) {
    const ties = [...tests, missing, nextId];
    return direction === 'asc' ? [ties, [...tests, { field, op: 'ge', value: LOWEST[type] }]] : [ties];
  }
  const ties: readonly Test[] = [...tests, { field, op: 'is', value }, nextId];
  const rest: readonly Test[] = [...tests, { field, op: next, value }];
  return direction === 'asc' ? [ties, rest] : [ties, rest, [...tests, missing]];
}

/** Keeps the tightest bound on each side of a field: a store may start its index range at any of them. */
function tightestBounds(tests: readonly Test[]): readonly Test[] {
  const others: Test[] = [];
  const bounds = new Map<string, Bound>();
  for (const test of tests) {
    if (test.op !== 'ge' && test.op !== 'gt' && test.op !== 'lt') {
      others.push(test);
      continue;
    }
    const side = `${test.field} ${test.op === 'lt' ? 'above' : 'below'}`;
    const known = bounds.get(side);
    if (!known || isTighter(test, known)) bounds.set(side, test);
  }
  return [...others, ...bounds.values()];
}

type Bound = Extract<Test, { readonly value: KeyValue }>;

function isTighter(one: Bound, other: Bound): boolean {
  const order = compareKeys(one.value, other.value);
  return one.op === 'lt' ? order < 0 : order > 0 || (order === 0 && one.op === 'gt');
}

const satisfiable = (tests: readonly Test[]): boolean =>
  !tests.some((test) => test.op === 'in' && test.values.length === 0);

// Without the limit, and with conditions in any order.
const digestOf = (spec: ModelSpec, where: readonly Condition[], order: Order): string =>
  sha256(canonicalJson([spec.name, where.map((c) => canonicalJson(c)).sort(), order.field, order.direction])).slice(
    0,
    16,
  );

function cursorOf(spec: ModelSpec, plan: QueryPlan, document: Identified): string {
  const value = plan.order.field === 'id' ? null : (keyOf(spec, document, plan.order.field) ?? null);
  return Buffer.from(JSON.stringify([plan.digest, value, document.id])).toString('base64url');
}

function readCursor(cursor: string, digest: string, type: FieldType): { value: KeyValue | null; id: string } {
  const [query, value, id] = parts(cursor);
  if (query !== digest || typeof id !== 'string' || !(value === null || isKey(value, type))) {
    throw new QueryError('this cursor is not from a page of the same query; start again without it');
  }
  return { value, id };
}

function parts(cursor: unknown): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(String(cursor), 'base64url').toString());
    return Array.isArray(parsed) && parsed.length === 3 ? parsed : [];
  } catch {
    return [];
  }
}

const undeclared = (spec: ModelSpec, field: unknown): string =>
  `read model ${spec.name} has no queryable field ${describe(field)}; there are id, ${keyFields(spec).join(', ')}`;

function describe(value: unknown): string {
  if (value === null || typeof value === 'undefined') return String(value);
  if (typeof value === 'string') return value.length > 40 ? `'${value.slice(0, 40)}…'` : `'${value}'`;
  if (typeof value === 'object') return 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}

/** The build in use may be of an older version, which does not know what is asked for. @throws DocumentStoreError until the new one has taken over */
export function plannedOn<P>(built: ModelSpec, asked: ModelSpec, plan: (spec: ModelSpec) => P): P {
  try {
    return plan(built);
  } catch (error) {
    const { name, version } = asked;
    if (built.version === version) throw error;
    // Throws where the query itself is wrong.
    plan(asked);
    throw new DocumentStoreError('no-build', `read model ${name} is still being built in its version ${version}`);
  }
}
