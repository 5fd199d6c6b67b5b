// For web pages too, so it imports nothing.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** RFC 8785 (JCS); undefined members are left out. @throws TypeError for NaN, infinities, lone surrogates */
export function canonicalJson(value: Json | undefined): string {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'boolean':
      return String(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
      return JSON.stringify(value);
    case 'object': {
      if (value === null) return 'null';
      let text = '';
      if (Array.isArray(value)) {
        for (const item of value as readonly Json[]) text += `${text && ','}${canonicalJson(item ?? null)}`;
        return `[${text}]`;
      }
      const members = value as { readonly [key: string]: Json | undefined };
      for (const key of sortedKeys(members)) {
        const member = members[key];
        if (member !== undefined) text += `${text && ','}${quoted(key)}:${canonicalJson(member)}`;
      }
      return `{${text}}`;
    }
    default:
      throw new TypeError(`${typeof value} has no JSON form`);
  }
}

/** Few keys take a third of the time of `sort`. */
function sortedKeys(members: object): readonly string[] {
  const keys = Object.keys(members);
  if (keys.length > 24) return keys.sort();
  for (let at = 1; at < keys.length; at++) {
    const key = keys[at] as string;
    let to = at;
    for (; to > 0 && (keys[to - 1] as string) > key; to--) keys[to] = keys[to - 1] as string;
    keys[to] = key;
  }
  return keys;
}

const PLAIN = /^[ !#-[\]-~]*$/;

function quoted(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new TypeError('a string with a lone surrogate has no canonical JSON form');
  return JSON.stringify(text);
}

/** Whatever the order of members (C12). */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (!isComposite(a) || !isComposite(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a)) {
    const other = b as readonly Json[];
    return a.length === other.length && a.every((item, at) => sameJson(item ?? null, other[at] ?? null));
  }
  const [one, other] = [a as JsonObject, b as JsonObject];
  let more = 0;
  for (const key of Object.keys(other)) if (other[key] !== undefined) more++;
  for (const key of Object.keys(one)) {
    if (one[key] === undefined) continue;
    if (!Object.hasOwn(other, key) || !sameJson(one[key], other[key])) return false;
    more--;
  }
  return more === 0;
}

type JsonObject = { readonly [key: string]: Json | undefined };

const isComposite = (value: Json | undefined): value is readonly Json[] | JsonObject =>
  typeof value === 'object' && value !== null;
