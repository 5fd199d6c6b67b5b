import type { Json } from '#kernel';

export type JsonObject = { readonly [name: string]: Json };

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of a record in the factory's own form, a member that has a meaning here. */
export const memberOf = (qc: Json | undefined, name: string): Json | undefined =>
  isObject(qc) && Object.hasOwn(qc, name) ? qc[name] : undefined;
