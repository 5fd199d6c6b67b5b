import { TextDecoder } from 'node:util';
import iconv from 'iconv-lite';
import { ImportFileError } from './import-file-error.ts';

/** How the bytes of a text are read. */
export interface Encoding {
  /** As people say it. */
  readonly name: string;
  /** Bytes of a unit; line ends are units. */
  readonly unit: 1 | 2;
  /** Of a pair, the lower byte comes first. */
  readonly littleEndian?: boolean;
  /** Undefined: the bytes do not fit. */
  decode(bytes: Uint8Array): string | undefined;
  /** To be shown: what does not fit becomes a replacement character. */
  show(bytes: Uint8Array): string;
  bytesOf(text: string): number;
}

function unicode(name: string, more: Pick<Encoding, 'unit' | 'littleEndian'>): Encoding {
  const fatal = new TextDecoder(name, { fatal: true, ignoreBOM: true });
  const lenient = new TextDecoder(name, { ignoreBOM: true });
  return {
    ...more,
    name,
    decode(bytes) {
      try {
        return fatal.decode(bytes);
      } catch {
        return undefined;
      }
    },
    show: (bytes) => lenient.decode(bytes),
    bytesOf: (text) => (more.unit === 1 ? Buffer.byteLength(text) : text.length * 2),
  };
}

export const UTF_8 = unicode('UTF-8', { unit: 1 });
const UTF_16LE = unicode('UTF-16LE', { unit: 2, littleEndian: true });
const UTF_16BE = unicode('UTF-16BE', { unit: 2 });

/** Not by the run time's decoder: its "euc-kr" lacks the 8,822 syllables that CP949 adds, and takes their bytes for controls. */
function legacy(name: string, label: string): Encoding {
  const show = (bytes: Uint8Array) => iconv.decode(bytes, label);
  return {
    name,
    unit: 1,
    show,
    decode(bytes) {
      const text = show(bytes);
      // No text in these encodings has the replacement character itself.
      return text.includes('\ufffd') ? undefined : text;
    },
    bytesOf: (text) => iconv.encode(text, label).length,
  };
}

const NAMED: Readonly<Record<string, Encoding>> = {
  utf8: UTF_8,
  'utf-8': UTF_8,
  'utf-16': UTF_16LE,
  'utf-16le': UTF_16LE,
  'utf-16be': UTF_16BE,
};

/** Names in use for what the library knows by another, or in a larger form. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  uhc: 'cp949',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  cp936: 'gb18030',
  latin1: 'windows-1252',
  ansi: 'windows-1252',
};

/** By name, whatever its case: cp949, gb18030, shift_jis, windows-1252, … @throws ImportFileError */
export function encodingNamed(name: string): Encoding {
  const asked = name.trim().toLowerCase();
  const known = NAMED[asked];
  if (known) return known;
  const label = OTHER_NAMES[asked] ?? asked;
  // The library also has codes of bytes, such as base64, and UTF-7.
  if (!/^(?:utf|ucs|base|hex|binary|unicode)/.test(label) && iconv.encodingExists(label))
    return legacy(name.trim(), label);
  throw new ImportFileError(
    `the encoding "${name}" is not known: use utf-8, utf-16le, utf-16be, cp949, gb18030, shift_jis, euc-jp, big5, windows-1252 or another name in use`,
  );
}

/** UTF-8 or UTF-16 by the mark at the beginning of a file (R11). */
export function encodingByMark(bytes: Uint8Array): { encoding: Encoding; bytes: number } | undefined {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return { encoding: UTF_8, bytes: 3 };
  if (first === 0xff && second === 0xfe) return { encoding: UTF_16LE, bytes: 2 };
  if (first === 0xfe && second === 0xff) return { encoding: UTF_16BE, bytes: 2 };
  return undefined;
}

const USUAL = ['cp949', 'gb18030', 'shift_jis', 'big5', 'windows-1252', 'windows-1251'];

/** Usual encodings in which the bytes are text, with the part of it that tells them apart. */
export function candidatesFor(line: Uint8Array): readonly { readonly name: string; readonly shown: string }[] {
  return USUAL.flatMap((name) => {
    const text = encodingNamed(name).decode(line) ?? '';
    const [shown = ''] = /[^\p{ASCII}][^,;\t|"]*/u.exec(text) ?? [];
    return shown === '' || CONTROLS.test(text) ? [] : [{ name, shown: [...shown].slice(0, 20).join('') }];
  });
}

/** Never part of a text that people wrote; single-byte encodings decode to them what they have no letter for. */
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/u;

/** What of a text shows that it was damaged before: a replacement character, or a control character (R11). */
export function damageIn(text: string): string | undefined {
  if (text.includes('\ufffd'))
    return 'has the character � which stands for what an earlier conversion lost: export the file again from where it came';
  const [control] = CONTROLS.exec(text) ?? [];
  return control === undefined
    ? undefined
    : `has the control character U+${control.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}: is the encoding right?`;
}
