import { createHmac, timingSafeEqual } from 'node:crypto';

const signatureOf = (text: string, key: Uint8Array): string =>
  createHmac('sha256', key).update(text).digest('base64url');

/** With its signature (HMAC-SHA256) behind the last dot. */
export const signedText = (text: string, key: Uint8Array): string => `${text}.${signatureOf(text, key)}`;

/** Undefined unless `key` signed it, character by character. */
export function textSignedBy(key: Uint8Array, signed: string): string | undefined {
  const end = signed.lastIndexOf('.');
  const text = signed.slice(0, Math.max(end, 0));
  // As text, since more than one text is read as the same bytes.
  const [given, made] = [Buffer.from(signed.slice(end + 1)), Buffer.from(signatureOf(text, key))];
  return given.length === made.length && timingSafeEqual(given, made) ? text : undefined;
}
