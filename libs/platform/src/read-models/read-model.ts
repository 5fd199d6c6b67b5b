import type { Json } from '#kernel';

/** Plain JSON: no dates, no bigint; absent and undefined are the same. */
export interface Document {
  readonly id: string;
  readonly [field: string]: Json | undefined;
}

export interface Identified {
  readonly id: string;
}

export type FieldType = 'string' | 'number' | 'boolean';
export type Fields = Readonly<Record<string, FieldType>>;

export interface ModelSpec {
  readonly name: string;
  /** A higher version is built beside the old one, then replaces it. */
  readonly version: number;
  /** By dotted path. Values of another type, and anything inside an array, count as missing. Other fields need another version. */
  readonly fields: Fields;
  /** A query needs one that begins with a field of a condition, or is the sorted field alone. `id` is added as the tie-breaker. */
  readonly indexes: readonly (readonly string[])[];
}

/** Who sees a member: the partner of the document, staff only, or the partner named by another member of the same object. */
export type Audience<T> = 'partner' | 'staff' | `partner in ${keyof T & string}`;

/** Every member needs an audience. Objects may be declared by their members, lists not. */
export type Audiences<T> = {
  readonly [K in keyof T & string]-?: Audience<T> | Opened<NonNullable<T[K]>>;
};
type Opened<V> = V extends string | number | boolean | readonly unknown[]
  ? never
  : V extends object
    ? Audiences<V>
    : never;

export interface AudienceTable {
  readonly [member: string]: string | AudienceTable;
}

export interface ReadModel<
  D extends Identified = Document,
  F extends Fields = Fields,
  A extends AudienceTable | 'staff' = AudienceTable | 'staff',
> extends ModelSpec {
  readonly fields: F;
  /** The declared field that holds the partner's id, `staff`, or `everyone`. */
  readonly owner: string;
  readonly seenBy: A;
  /** Never set: carries the type. */
  readonly document?: D;
}

/** `never` for a path that does not lead to a string, number or boolean. */
type FieldTypeAt<D, P> = P extends `${infer Head}.${infer Rest}`
  ? Head extends keyof D
    ? FieldTypeAt<NonNullable<D[Head]>, Rest>
    : never
  : P extends keyof D
    ? TypeName<NonNullable<D[P]>>
    : never;
type TypeName<V> = [V] extends [string]
  ? 'string'
  : [V] extends [number]
    ? 'number'
    : [V] extends [boolean]
      ? 'boolean'
      : never;

export type FieldOf<F extends Fields> = (keyof F & string) | 'id';

/**
 * In two calls, since TypeScript infers all type arguments or none. The declaration is in parts so that it infers `F` also where one
 * is forgotten, and names that one.
 */
export const defineReadModel =
  <D extends Identified>() =>
  <const F extends Fields, const A extends AudienceTable | 'staff'>(
    declared: ModelSpec & { readonly fields: F & { readonly [P in keyof F]: FieldTypeAt<D, P> } } & {
      readonly indexes: readonly (readonly FieldOf<NoInfer<F>>[])[];
    } & { readonly owner: (FieldOf<NoInfer<F>> & keyof D) | 'staff' | 'everyone' } & {
      readonly seenBy: A & (Audiences<D> | 'staff');
    },
  ): ReadModel<D, F, A> =>
    declared;

/** Missing fields match only `eq null` and `exists false`. Text compares by code point. An empty `in` matches nothing. */
export type Condition<F extends Fields = Fields> = {
  [K in FieldOf<F>]: FieldCondition<K, K extends keyof F ? Values[F[K]] : string>;
}[FieldOf<F>];

interface Values {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
}

type FieldCondition<K, V> =
  | { readonly field: K; readonly eq: V | null }
  | { readonly field: K; readonly in: readonly V[] }
  | { readonly field: K; readonly gte: Exclude<V, boolean> }
  | { readonly field: K; readonly lt: Exclude<V, boolean> }
  | { readonly field: K; readonly prefix: Extract<V, string> }
  | { readonly field: K; readonly exists: boolean };

export interface OrderBy<F extends Fields = Fields> {
  readonly field: FieldOf<F>;
  readonly direction: 'asc' | 'desc';
}

export interface QuerySpec<F extends Fields = Fields> {
  readonly where?: readonly Condition<F>[];
  /** Ties are sorted by `id` in the same direction. Missing values sort first ascending, last descending. */
  readonly orderBy?: OrderBy<F>;
  readonly after?: string;
  /** 1–1000. */
  readonly limit: number;
}

export interface Page<D> {
  readonly items: readonly { readonly document: D; readonly cursor: string }[];
  readonly hasMore: boolean;
}

/** A query that breaks the contract of the port, explained to its author. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  constructor(
    message: string,
    readonly rule?: string,
  ) {
    super(message);
  }
}
