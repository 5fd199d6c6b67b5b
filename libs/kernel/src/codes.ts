import { z } from 'zod';
import type { Serial } from './ids.ts';
import { characters, tooLong, truncate, zText } from './text.ts';
import { type Refusal, refusedAs } from './verdict.ts';

/** White space, zero-width and direction marks, soft hyphens, variation selectors. */
const IGNORED = /[\p{White_Space}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** Every dash of Unicode, letters that look like one, and ー, which the hyphen key of a Japanese keyboard types. */
const DASHES = /[\p{Dash}\u02d7\u2043ー]/gu;

/** R10: NFKC, no white space or format characters, upper case, every dash a hyphen-minus. Idempotent. */
export const normalizeCode = (text: string): string =>
  text.normalize('NFKC').replace(IGNORED, '').toUpperCase().normalize('NFKC').replace(DASHES, '-');

/** C3: in place of a defect code that nobody has named. Coverage fails by it, and a reviewer sets the code. */
export const UNSPECIFIED_DEFECT = 'UNSPECIFIED';

export const sameCode = (a: string, b: string): boolean => normalizeCode(a) === normalizeCode(b);

export function among(codes: readonly string[]): (code: string) => boolean {
  const known = new Set(codes.map(normalizeCode));
  return (code) => known.has(normalizeCode(code));
}

/** GS1 General Specifications, application identifier 21, character set 82, in upper case. */
const SERIAL = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_]{1,64}$/;
const MAX_CHARACTERS = 64;

/** A number in scientific notation, as spreadsheets show it: `1.23E+12`, `1,23E12`. */
const SCIENTIFIC = /^\d(?:[.,]\d+E[+-]?\d{1,3}|E\+\d{1,3})$/;
/** Spreadsheets keep 15 digits of a number and pad with zeros; a leading zero shows that it was text. */
const CUT_AT_15_DIGITS = /^[1-9]\d{14}0+$/;

/** R10: whether a spreadsheet has read the code as a number and lost digits. */
export function isDamagedBySpreadsheet(text: string): boolean {
  const code = normalizeCode(text);
  return SCIENTIFIC.test(code) || CUT_AT_15_DIGITS.test(code);
}

/** R10. GS1 allows 20 characters, this product 64. Undefined when it is not a serial: `serialRefusal` says why. */
export function parseSerial(text: string): Serial | undefined {
  const serial = normalizeCode(text);
  return SERIAL.test(serial) && !isDamagedBySpreadsheet(serial) ? (serial as Serial) : undefined;
}

export function serialRefusal(text: string): Refusal {
  const shown = `"${truncate(text, 80)}"`;
  if (isDamagedBySpreadsheet(text))
    return {
      code: 'DAMAGED_BY_SPREADSHEET',
      message: `Serial ${shown} was damaged by a spreadsheet, which read it as a number and lost digits. Format the column as text and export it again.`,
      rule: 'R10',
    };
  const long = tooLong(characters(normalizeCode(text)), MAX_CHARACTERS, 'characters');
  return {
    code: 'INVALID_SERIAL',
    message: long
      ? `${shown} ${long}.`
      : `${shown} is not a serial. Use 1 to 64 letters A to Z, digits and the characters ! " % & ' ( ) * + , - . / : ; < = > ? and _.`,
    rule: 'R10',
  };
}

export const zSerial = z.custom<Serial>((value) => typeof value === 'string' && parseSerial(value) === value, {
  error: 'must be a serial of 1 to 64 letters, digits and GS1 characters, in upper case without spaces',
});

export const zDefectCode = zText(64).refine(
  (code) => !isDamagedBySpreadsheet(code),
  refusedAs(
    'DAMAGED_BY_SPREADSHEET',
    'was damaged by a spreadsheet; format the column as text and export it again',
    'R10',
  ),
);
