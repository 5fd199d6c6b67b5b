import { type ArgsOptions, Int } from '@nestjs/graphql';
import type { AudienceTable, Fields, Identified, QuerySpec, ReadModel } from '#platform';
import type { Seen } from '#views';
import type { Caller } from './caller.ts';
import { type ConnectionOf, connectionOf } from './common.types.ts';
import { failure } from './errors.ts';

export interface Window {
  /** Null means the default. */
  readonly first: number | null;
  readonly after?: string | null | undefined;
}

const DEFAULT_PAGE = 20;

const MAX_PAGE = 100;

export const FIRST: ArgsOptions = {
  type: () => Int,
  nullable: true,
  defaultValue: DEFAULT_PAGE,
  description: `Maximum number of items on the page, 1 to ${MAX_PAGE}.`,
};
export const AFTER: ArgsOptions = {
  type: () => String,
  nullable: true,
  description: 'The page begins after this cursor of the same query; default: from the start.',
};

/** Whether a member of a filter restricts: an empty text does, and finds nothing. Clients may send null for one left out. */
export const isGiven = <T>(member: T | null | undefined): member is T => member !== undefined && member !== null;

/** @throws BAD_USER_INPUT */
export function pageSize(first: number | null): number {
  const size = first ?? DEFAULT_PAGE;
  if (size < 1 || size > MAX_PAGE) throw failure('BAD_USER_INPUT', `first must be from 1 to ${MAX_PAGE}`);
  return size;
}

export async function pageOf<D extends Identified, F extends Fields, A extends AudienceTable | 'staff', N>(
  { models }: Caller,
  model: ReadModel<D, F, A>,
  { where = [], orderBy }: Pick<QuerySpec<F>, 'where' | 'orderBy'>,
  window: Window,
  view: (document: Seen<D, A>) => N,
): Promise<ConnectionOf<N>> {
  const { first, after } = { first: pageSize(window.first), after: window.after ?? undefined };
  const page = await models.query(model, {
    where,
    ...(orderBy && { orderBy }),
    limit: first,
    ...(after !== undefined && { after }),
  });
  return connectionOf(page, view, after, () => models.count(model, where));
}
