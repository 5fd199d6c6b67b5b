import { candidatesFor, type Encoding, encodingByMark, UTF_8 } from './encodings.ts';
import { ImportFileError } from './import-file-error.ts';

/** One line of a text file. */
export interface TextLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** The bytes of the line do not fit the encoding (R11): where, and what is there. The text is then only good to be shown. */
  readonly fault?: string;
}

/** Far above any request: an event has at most 64 KiB, an invoice with thousands of serials less than 1 MiB. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;

/** So much is read before the kind of text is settled. */
const BEGINNING_BYTES = 64 * 1024;

/**
 * The lines of a text: in UTF-8 or UTF-16 by its mark, else in the encoding named, else in UTF-8. Bytes that do not fit are a fault of
 * their line; without a mark or a name they end the reading, for the encoding is unknown then (R11).
 * @throws ImportFileError
 */
export async function* textLines(content: AsyncIterable<Uint8Array>, named?: Encoding): AsyncGenerator<TextLine> {
  let reader: LineReader | undefined;
  let rest: Uint8Array = new Uint8Array();
  const begin = () => {
    const mark = encodingByMark(rest);
    reader = new LineReader(mark?.encoding ?? named, rest);
    rest = rest.subarray(mark?.bytes ?? 0);
    return reader;
  };
  for await (const chunk of content) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (!reader && rest.length < BEGINNING_BYTES) continue;
    reader ??= begin();
    const end = reader.endOfLastLine(rest);
    yield* reader.linesOf(rest.subarray(0, end));
    rest = rest.subarray(end);
    if (rest.length > MAX_LINE_BYTES)
      throw new ImportFileError(`line ${reader.number + 1} is longer than 4 MiB: is this the right file?`);
  }
  reader ??= begin();
  yield* reader.linesOf(rest);
}

/** Decodes whole lines: in the encodings that are read, no character has a line end as one of its units. */
class LineReader {
  number = 0;
  readonly #encoding: Encoding;
  /** Named, by its mark, or UTF-8 since other letters than ASCII were read as such: what does not fit is then damaged. */
  #sure: boolean;
  readonly #lineEnd: '\n' | '\r';

  constructor(known: Encoding | undefined, beginning: Uint8Array) {
    this.#encoding = known ?? UTF_8;
    this.#sure = known !== undefined;
    if (this.#encoding.unit === 1 && beginning.subarray(0, 1024).includes(0))
      throw new ImportFileError(
        'is not a text, or UTF-16 without its mark: name the encoding (utf-16le or utf-16be) if it is',
      );
    // Old Macintosh programs end lines with a carriage return alone.
    this.#lineEnd = this.#find(beginning, '\n', 0) === -1 && this.#find(beginning, '\r', 0) !== -1 ? '\r' : '\n';
  }

  /** Where the last whole line of the bytes ends. */
  endOfLastLine(bytes: Uint8Array): number {
    const { unit } = this.#encoding;
    for (let at = bytes.length - (bytes.length % unit) - unit; at >= 0; at -= unit)
      if (this.#unitAt(bytes, at) === this.#lineEnd.charCodeAt(0)) return at + unit;
    return 0;
  }

  *linesOf(bytes: Uint8Array): Generator<TextLine> {
    if (bytes.length === 0) return;
    const text = this.#encoding.decode(bytes);
    if (text === undefined) {
      yield* this.#oneByOne(bytes);
      return;
    }
    this.#sure ||= text.length !== bytes.length;
    const lines = text.split(this.#lineEnd);
    if (lines.at(-1) === '') lines.pop();
    for (const line of lines) yield this.#line(line);
  }

  #line(text: string): TextLine {
    return { number: ++this.number, text: text.endsWith('\r') ? text.slice(0, -1) : text };
  }

  *#oneByOne(bytes: Uint8Array): Generator<TextLine> {
    for (let at = 0; at < bytes.length; ) {
      const found = this.#find(bytes, this.#lineEnd, at);
      const line = bytes.subarray(at, found === -1 ? bytes.length : found);
      at += line.length + this.#encoding.unit;
      const text = this.#encoding.decode(line);
      if (text === undefined) {
        const shown = this.#line(this.#encoding.show(line));
        yield { ...shown, fault: this.#fault(line) };
      } else {
        this.#sure ||= text.length !== line.length;
        yield this.#line(text);
      }
    }
  }

  /** @throws ImportFileError when the encoding is not known */
  #fault(line: Uint8Array): string {
    const { name, show, bytesOf } = this.#encoding;
    // Up to the first character that does not fit.
    const [fitting = ''] = show(line).split('\ufffd');
    const byte = bytesOf(fitting);
    const found = [...line.subarray(byte, byte + 2)].map((one) => one.toString(16).toUpperCase().padStart(2, '0'));
    const where = `column ${[...fitting].length + 1} (byte ${byte + 1} of the line: ${found.join(' ')})`;
    if (this.#sure) return `${where} is not ${name}`;
    const candidates = candidatesFor(line);
    const hint =
      candidates.length > 0
        ? `It may be ${candidates.map((one) => `${one.name} ("${one.shown}")`).join(', ')}`
        : 'It fits none of the usual encodings, and may be damaged';
    throw new ImportFileError(
      `line ${this.number}, ${where} is not UTF-8, and no encoding was named. ${hint}. Name the right one as encoding, for example ${candidates[0]?.name ?? 'cp949'}`,
    );
  }

  #unitAt(bytes: Uint8Array, at: number): number {
    const [first = 0, second = 0] = [bytes[at], bytes[at + 1]];
    if (this.#encoding.unit === 1) return first;
    return this.#encoding.littleEndian ? first + second * 256 : first * 256 + second;
  }

  #find(bytes: Uint8Array, end: string, from: number): number {
    const { unit } = this.#encoding;
    const wanted = end.charCodeAt(0);
    if (unit === 1) return bytes.indexOf(wanted, from);
    for (let at = from; at + 1 < bytes.length; at += 2) if (this.#unitAt(bytes, at) === wanted) return at;
    return -1;
  }
}
