import { foldedName } from '#kernel';
import type { AudienceTable, Condition, Fields, Identified, ReadModel } from '#platform';
import { batchesModel, type Seen } from '#views';
import type { Caller } from './caller.ts';
import type { ConnectionOf } from './common.types.ts';
import { pageOf, type Window } from './paging.ts';

interface SearchFields {
  readonly [field: string]: 'string';
  readonly searchName: 'string';
}

/** A page by name: of the document whose id is the text, else of those whose name begins with it. */
export async function pageByName<D extends Identified, F extends SearchFields, A extends AudienceTable | 'staff', N>(
  caller: Caller,
  model: ReadModel<D, F, A>,
  text: string | null | undefined,
  window: Window,
  view: (document: Seen<D, A>) => N,
): Promise<ConnectionOf<N>> {
  const orderBy = { field: 'searchName', direction: 'asc' } as const;
  return pageOf(caller, model, { where: await namedBy(caller, model, text), orderBy }, window, view);
}

/** The document whose id is the text, else those whose name begins with it. */
export async function namedBy<D extends Identified, F extends SearchFields, A extends AudienceTable | 'staff'>(
  caller: Caller,
  model: ReadModel<D, F, A>,
  text: string | null | undefined,
): Promise<readonly Condition<F>[]> {
  const typed = text?.trim();
  if (!typed) return [];
  const named = await withId(caller, model, typed);
  if (named) return [{ field: 'id', eq: named.id } as Condition<F>];
  return [{ field: 'searchName', prefix: foldedName(typed) } as Condition<F>];
}

/** As typed, else in capitals. */
export async function withId<D extends Identified, F extends Fields, A extends AudienceTable | 'staff'>(
  caller: Caller,
  model: ReadModel<D, F, A>,
  typed: string,
): Promise<Seen<D, A> | undefined> {
  for (const id of new Set([typed, typed.toUpperCase()])) {
    const found = await caller.find(model, id);
    if (found) return found;
  }
  return undefined;
}

/** Batches whose id begins with the text, as typed or else in capitals; none given, all. */
export async function batchesNamed(
  { models }: Caller,
  text: string | null | undefined,
): Promise<readonly Condition<typeof batchesModel.fields>[]> {
  const typed = text?.trim();
  if (!typed) return [];
  const capitals = typed.toUpperCase();
  const beginningWith = (prefix: string) => [{ field: 'id', prefix } as const];
  if (typed === capitals) return beginningWith(typed);
  const { items } = await models.query(batchesModel, { where: beginningWith(typed), limit: 1 });
  return beginningWith(items.length > 0 ? typed : capitals);
}
