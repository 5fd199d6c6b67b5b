import { hash } from 'node:crypto';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * Canonical JSON by RFC 8785 (JCS): members sorted by UTF-16 code units, ECMAScript number and string forms, no white
 * space. Members whose value is `undefined` are left out, as JSON.stringify does.
 * @throws TypeError for what JSON cannot carry exactly: NaN, infinities, lone surrogates.
 */
export function canonicalJson(value: Json | undefined): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
    return JSON.stringify(value);
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new TypeError('a string with a lone surrogate has no canonical JSON form');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      // RFC 8785 §3.2.3 sorts by UTF-16 code units, which is what `<` compares.
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${members.map(([key, member]) => `${canonicalJson(key)}:${canonicalJson(member)}`).join(',')}}`;
  }
  throw new TypeError(`${typeof value} has no JSON form`);
}

/** Whether two values are the same JSON, whatever the order of their members: how a decider knows the same request (C12). */
export const sameJson = (a: Json | undefined, b: Json | undefined): boolean =>
  canonicalJson({ a }) === canonicalJson({ a: b });

/** Lower-case hexadecimal SHA-256. */
export const sha256 = (content: string | Uint8Array): string => hash('sha256', content, 'hex');
