import type { Actor } from '#kernel';
import {
  type AudienceTable,
  type Condition,
  type Fields,
  type Identified,
  type OrderBy,
  QueryError,
  type ReadModel,
} from '#platform';

/** Members that some must not see may be absent. */
export type Seen<T, A> = A extends 'staff'
  ? { readonly [K in keyof T]: T[K] | undefined }
  : { readonly [K in keyof T]: K extends keyof A ? SeenMember<T[K], A[K]> : undefined };
type SeenMember<V, A> = A extends 'partner' ? V : A extends string ? V | undefined : V extends object ? Seen<V, A> : V;

export type SeenOf<M> = M extends ReadModel<infer D, infer _, infer A> ? Seen<D, A> : never;

/** The partner to whose documents the caller is restricted; undefined: no restriction. A partner without id reads none. */
export const seesOnly = ({ role, onBehalfOf = '' }: Actor): string | undefined =>
  role === 'PARTNER' ? onBehalfOf : undefined;

export function mayRead(caller: Actor, { owner }: Pick<ReadModel, 'owner'>, document: Identified): boolean {
  const only = seesOnly(caller);
  if (only === undefined || owner === 'everyone') return true;
  return owner !== 'staff' && document[owner as keyof Identified] === only;
}

export function documentFor<D extends Identified, F extends Fields, A extends AudienceTable | 'staff'>(
  caller: Actor,
  { seenBy: audiences }: ReadModel<D, F, A>,
  document: D,
): Seen<D, A> {
  const only = seesOnly(caller);
  if (only === undefined) return document as Seen<D, A>;
  return (audiences === 'staff' ? {} : seenMembers(audiences, document as never, only)) as Seen<D, A>;
}

type Members = Readonly<Record<string, unknown>>;

function seenMembers(audiences: AudienceTable, object: Members, only: string): Members {
  const isSeen = (audience: string) =>
    audience === 'partner' || (audience.startsWith(PARTNER_IN) && object[audience.slice(PARTNER_IN.length)] === only);
  const members: Record<string, unknown> = {};
  for (const [name, audience] of Object.entries(audiences)) {
    const value = object[name];
    if (value === undefined) continue;
    if (typeof audience === 'string') {
      if (isSeen(audience)) members[name] = value;
    } else members[name] = value === null ? null : seenMembers(audience, value as Members, only);
  }
  return members;
}

const PARTNER_IN = 'partner in ';

/** Undefined: the caller may read nothing. @throws QueryError for a hidden field: the answer would reveal it */
export function narrowed<D extends Identified, F extends Fields>(
  caller: Actor,
  { owner, fields, seenBy: audiences }: ReadModel<D, F>,
  where: readonly Condition<F>[],
  orderBy?: OrderBy<F>,
): readonly Condition<F>[] | undefined {
  const only = seesOnly(caller);
  if (only === undefined) return where;
  const seenOnly = new Set<string>();
  for (const { field } of [...where, ...(orderBy ? [orderBy] : [])]) {
    const audience = field === owner ? 'partner' : audienceOf(audiences, field);
    const seer = audience?.startsWith(PARTNER_IN) ? besides(field, audience.slice(PARTNER_IN.length)) : undefined;
    // R4: of the documents in which the caller does not see the field, none is found by it.
    if (seer !== undefined && Object.hasOwn(fields, seer)) seenOnly.add(seer);
    else if (audience !== 'partner') throw new QueryError(`"${field}" is for the manufacturer's staff`);
  }
  const own = [...seenOnly].map((field) => ({ field, eq: only }) as Condition<F>);
  if (owner === 'everyone') return [...own, ...where];
  return owner === 'staff' ? undefined : [{ field: owner, eq: only } as Condition<F>, ...own, ...where];
}

function audienceOf(audiences: AudienceTable | 'staff', path: string): string | undefined {
  let audience: string | AudienceTable | undefined = audiences;
  for (const name of path.split('.')) {
    if (typeof audience !== 'object') break;
    audience = audience[name];
  }
  return typeof audience === 'string' ? audience : undefined;
}

const besides = (path: string, member: string): string => [...path.split('.').slice(0, -1), member].join('.');
