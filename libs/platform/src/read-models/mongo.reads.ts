import type { Collection, Filter, Sort } from 'mongodb';
import type { Position } from '../event-store/event-store.port.ts';
import { filterOf, pathOf, type Stored } from './mongo.documents.ts';
import type { Test } from './query-spec.ts';
import type { DocumentWrite } from './read-model.port.ts';

/** How long a read may take on the server, and what gives it up there. */
interface Reading {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

const optionsOf = ({ timeoutMs, signal }: Reading) => ({ maxTimeMS: timeoutMs, ...(signal && { signal }) });

export const found = (
  documents: Collection<Stored>,
  filter: Filter<Stored>,
  reading: Reading,
  { projection = { keys: 0 }, ...options }: { sort?: Sort; limit?: number; projection?: object } = {},
): Promise<Stored[]> =>
  documents.find(filter, { ...options, ...optionsOf(reading), projection, batchSize: 1_001 }).toArray();

export async function foundById(
  documents: Collection<Stored>,
  ids: readonly string[],
  reading: Reading,
): Promise<Stored[]> {
  // Ids come from users; an object could be an operator.
  const texts = ids.filter((id) => typeof id === 'string');
  return texts.length === 0 ? [] : found(documents, { _id: { $in: texts } }, reading);
}

export const counted = (documents: Collection<Stored>, tests: readonly Test[], reading: Reading): Promise<number> =>
  documents.countDocuments(filterOf(tests), optionsOf(reading));

/** Of each value of a text field. `tests`: undefined when nothing can match. */
export async function countedBy(
  documents: Collection<Stored>,
  field: string,
  tests: readonly Test[] | undefined,
  reading: Reading,
): Promise<Map<string, number>> {
  if (!tests) return new Map();
  const path = pathOf(field);
  const steps = [
    { $match: { $and: [filterOf(tests), { [path]: { $gte: '' } }] } },
    { $group: { _id: `$${path}`, count: { $sum: 1 } } },
  ];
  const rows = await documents.aggregate<{ _id: string; count: number }>(steps, optionsOf(reading)).toArray();
  return new Map(rows.map(({ _id, count }) => [_id, count]));
}

export async function positionsOf(
  documents: Collection<Stored>,
  writes: readonly DocumentWrite[],
): Promise<Map<string, Position>> {
  const ids = writes.map(({ id }) => id);
  const stored = await documents.find({ _id: { $in: ids } }, { projection: { position: 1 } }).toArray();
  return new Map(stored.map(({ _id, position }) => [_id, position]));
}
