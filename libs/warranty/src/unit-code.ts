import { parseSerial, type Serial, signedText, textSignedBy } from '#kernel';

/** What leads to the terms of a unit without an account: only who has the unit, or may see it, has the code. */
export const unitCode = (serial: Serial, key: Uint8Array): string =>
  signedText(Buffer.from(serial).toString('base64url'), key);

/** Undefined unless `key` signed it, whatever is wrong with it. */
export function serialInCode(code: string, key: Uint8Array): Serial | undefined {
  const text = textSignedBy(key, code);
  return text === undefined ? undefined : parseSerial(Buffer.from(text, 'base64url').toString());
}
