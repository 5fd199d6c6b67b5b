import { foldedName } from '#kernel';
import type { AudienceTable, Condition, Identified, ReadModel } from '#platform';
import type { Caller } from './caller.ts';

interface SearchFields {
  readonly [field: string]: 'string';
  readonly searchName: 'string';
}

/** Finds documents by a text that a person types: the one whose id it is, else those whose name begins with it. */
export async function namedBy<D extends Identified, F extends SearchFields, A extends AudienceTable | 'staff'>(
  caller: Caller,
  model: ReadModel<D, F, A>,
  text: string | null | undefined,
): Promise<readonly Condition<F>[]> {
  const typed = text?.trim();
  if (!typed) return [];
  for (const id of new Set([typed, typed.toUpperCase()]))
    if (await caller.find(model, id)) return [{ field: 'id', eq: id } as Condition<F>];
  return [{ field: 'searchName', prefix: foldedName(typed) } as Condition<F>];
}
