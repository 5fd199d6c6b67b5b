import { foldedName } from '#kernel';
import type { AudienceTable, Condition, Identified, ReadModel } from '#platform';
import type { Caller } from './caller.ts';

interface SearchFields {
  readonly [field: string]: 'string';
  readonly searchName: 'string';
}

/** The document with this id, else those whose name begins with the text. */
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
