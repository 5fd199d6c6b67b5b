import type { Filter, Sort } from 'mongodb';
import type { Json } from '#kernel';
import type { Position } from '../event-store/event-store.port.ts';
import { type KeyValue, keyFields, keyOf, type Order, type Test } from './query-spec.ts';
import type { Document, ModelSpec } from './read-model.ts';
import type { DocumentWrite } from './read-model.port.ts';

/** A removed document keeps its position, so that an older write does not bring it back. */
const LIVE = { keys: { $exists: true } } as const;

export interface Stored {
  readonly _id: string;
  readonly position: Position;
  readonly keys?: Readonly<Record<string, KeyValue>>;
  readonly body?: Document;
  /** Instead of `body`, for documents that BSON cannot represent exactly. */
  readonly json?: string;
}

export const filterOf = (tests: readonly Test[]): Filter<Stored> => ({
  $and: [LIVE, ...tests.map((test) => ({ [pathOf(test.field)]: criterion(test) }))],
});

export function sortOf({ field, direction }: Order): Sort {
  const sign = direction === 'asc' ? 1 : -1;
  return field === 'id' ? { _id: sign } : { [pathOf(field)]: sign, _id: sign };
}

/** Flat keys: an index path must not contain an array. */
export const keyName = (field: string): string => field.replaceAll('.', '/');
export const pathOf = (field: string): string => (field === 'id' ? '_id' : `keys.${keyName(field)}`);

const COMPARISONS = { is: '$eq', ge: '$gte', gt: '$gt', lt: '$lt' } as const;

function criterion(test: Test): Record<string, unknown> {
  if (test.op === 'null') return { $eq: null };
  return test.op === 'in' ? { $in: test.values } : { [COMPARISONS[test.op]]: test.value };
}

export function storedOf(spec: ModelSpec, { id, position, document }: DocumentWrite): Stored {
  if (document === null) return { _id: id, position };
  const keys: Record<string, KeyValue> = {};
  for (const field of keyFields(spec)) {
    const value = keyOf(spec, document, field);
    if (value !== undefined) keys[keyName(field)] = value;
  }
  return {
    _id: id,
    position,
    keys,
    ...(fitsBson(document) ? { body: document } : { json: JSON.stringify(document) }),
  };
}

export const isLive = ({ body, json }: Stored): boolean => body !== undefined || json !== undefined;

export const documentOf = ({ body, json }: Stored): Document =>
  json === undefined ? (body as Document) : (JSON.parse(json) as Document);

/** Whether BSON returns a value unchanged: no more than 100 levels, no lone surrogates, no zero characters or reserved names. */
function fitsBson(value: Json | undefined, depth = 0): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  if (depth > 80) return false;
  if (Array.isArray(value)) return value.every((item: Json) => fitsBson(item, depth + 1));
  return Object.entries(value).every(
    ([name, member]) =>
      !name.startsWith('$') &&
      name !== '_bsontype' &&
      !name.includes('\0') &&
      name.isWellFormed() &&
      fitsBson(member, depth + 1),
  );
}
