import type { Condition, Document, ModelSpec, QuerySpec } from './read-model.ts';

/** The contract of the port, implemented naively and independently of the adapters. No limit, no cursor. */
export function expectedDocuments(spec: ModelSpec, documents: readonly Document[], query: Omit<QuerySpec, 'limit'>) {
  const { field, direction } = query.orderBy ?? { field: 'id', direction: 'asc' };
  const sign = direction === 'asc' ? 1 : -1;
  return documents
    .filter((document) => (query.where ?? []).every((condition) => holds(spec, document, condition)))
    .sort((a, b) => sign * (order(valueAt(spec, a, field), valueAt(spec, b, field)) || order(a.id, b.id)));
}

type Value = string | number | boolean | undefined;

function valueAt(spec: ModelSpec, document: Document, path: string): Value {
  const type = path === 'id' ? 'string' : spec.fields[path];
  const value = path
    .split('.')
    .reduce<unknown>((at, name) => (isRecord(at) && Object.keys(at).includes(name) ? at[name] : undefined), document);
  return typeof value === type ? (value as Value) : undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function holds(spec: ModelSpec, document: Document, condition: Condition): boolean {
  const value = valueAt(spec, document, condition.field);
  if ('exists' in condition) return condition.exists === (value !== undefined);
  if ('eq' in condition) return condition.eq === null ? value === undefined : value === condition.eq;
  if (value === undefined) return false;
  if ('in' in condition) return condition.in.includes(value);
  if ('prefix' in condition) return String(value).startsWith(condition.prefix);
  return 'gte' in condition ? order(value, condition.gte) >= 0 : order(value, condition.lt) < 0;
}

/** Missing first, then numbers and booleans by value, text by code point. */
function order(a: Value, b: Value): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (typeof a !== 'string' || typeof b !== 'string') return Number(a) - Number(b);
  const [left, right] = [codePoints(a), codePoints(b)];
  const different = left.findIndex((point, at) => point !== right[at]);
  if (different < 0) return left.length - right.length;
  return (left[different] as number) - (right[different] ?? -1);
}

const codePoints = (text: string): number[] => Array.from(text, (character) => character.codePointAt(0) as number);
