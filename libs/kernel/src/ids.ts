import { hash } from 'node:crypto';
import { z } from 'zod';

declare const brand: unique symbol;

export type Serial = string & { readonly [brand]: 'serial' };

/** UUIDv5 of the DNS name `makegood.dev`. */
const NAMESPACE = Buffer.from('541027ab800c592dbdcfbc48c7f3c41b', 'hex');

/** RFC 9562 §5.5. */
export function uuidv5(name: string): string {
  // In one call: a hash object costs as much as the hash.
  const bytes = Buffer.allocUnsafe(NAMESPACE.length + Buffer.byteLength(name));
  NAMESPACE.copy(bytes);
  bytes.write(name, NAMESPACE.length);
  const digest = hash('sha1', bytes, 'buffer');
  digest[6] = ((digest[6] as number) & 0x0f) | 0x50;
  digest[8] = ((digest[8] as number) & 0x3f) | 0x80;
  const hex = digest.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Ids that people choose; they name streams and appear in URLs. */
export const zId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
  error: 'must have 1 to 64 letters, digits and -._ and begin with a letter or digit',
});
