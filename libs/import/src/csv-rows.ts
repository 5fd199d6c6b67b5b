import { ImportFileError } from './import-file-error.ts';
import type { SheetRow } from './sheet-row.ts';
import type { TextLine } from './text-lines.ts';

const DELIMITERS: Readonly<Record<string, string>> = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' };
const CHARACTERS = Object.values(DELIMITERS);
const NAMES = Object.keys(DELIMITERS).join(', ');

/** By name or as the character itself. @throws ImportFileError */
export function delimiterNamed(name: string): string {
  const found = DELIMITERS[name.toLowerCase()] ?? CHARACTERS.find((character) => character === name);
  if (found !== undefined) return found;
  throw new ImportFileError(`the delimiter "${name}" is not known: use ${NAMES}`);
}

/** A quoted cell may go on over lines, up to this: after a forgotten quote, all that follows would be one cell. Spreadsheets keep 253. */
const MAX_QUOTED_LINES = 1_000;
const MAX_QUOTED_CHARACTERS = 1024 * 1024;

export interface CsvOptions {
  /** The character between cells; left out, it is found by the header. */
  readonly delimiter?: string | undefined;
  /** How well a header fits what is expected. */
  readonly scoreOf: (header: readonly string[]) => number;
  readonly onDelimiter: (delimiter: string) => void;
}

/**
 * The rows of a CSV file, the header first. A row that cannot be read is one fault, and reading goes on with the line after its
 * first (R11): csv-parse gives up there, or takes the rest of the file for one cell.
 *
 * A quote inside an unquoted cell is a character like others, as spreadsheets read it: `12" monitor`.
 * @throws ImportFileError when the delimiter is not named and not sure
 */
export async function* csvRows(
  lines: AsyncIterable<TextLine>,
  { delimiter: named, scoreOf, onDelimiter }: CsvOptions,
): AsyncGenerator<SheetRow> {
  const ahead = new LinesAhead(lines[Symbol.asyncIterator]());
  let delimiter = named;
  let width: number | undefined;
  try {
    for (;;) {
      const line = await ahead.peek(0);
      if (!line) return;
      ahead.drop(1);
      if (line.fault === undefined && line.text.trim() === '') continue;
      if (width === undefined) {
        // Excel's own first line, for programs that would guess.
        const sep = /^"?sep=(.)"?$/i.exec(line.text)?.[1];
        if (sep !== undefined) {
          delimiter ??= delimiterNamed(sep);
          continue;
        }
        delimiter ??= delimiterOf(line.text, scoreOf);
        onDelimiter(delimiter);
      }
      const row = await new RowReader(line, delimiter as string, ahead).row(width);
      width ??= row.cells.length;
      yield row;
    }
  } finally {
    await ahead.end();
  }
}

/** @throws ImportFileError when two delimiters fit equally well */
function delimiterOf(header: string, scoreOf: CsvOptions['scoreOf']): string {
  const found = CHARACTERS.filter((character) => header.includes(character)).map((character) => {
    const cells = header.split(character).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    return { character, score: scoreOf(cells), cells: cells.length };
  });
  const [best, second] = found.sort((a, b) => b.score - a.score || b.cells - a.cells);
  if (!best) return ',';
  if (second && second.score === best.score && second.cells === best.cells)
    throw new ImportFileError(
      `what stands between the cells of the first line is not clear: name the delimiter (${NAMES})`,
    );
  return best.character;
}

class LinesAhead {
  readonly #lines: TextLine[] = [];

  constructor(private readonly source: AsyncIterator<TextLine>) {}

  async peek(index: number): Promise<TextLine | undefined> {
    while (this.#lines.length <= index) {
      const next = await this.source.next();
      if (next.done === true) return undefined;
      this.#lines.push(next.value);
    }
    return this.#lines[index];
  }

  drop(lines: number): void {
    this.#lines.splice(0, lines);
  }

  async end(): Promise<void> {
    await this.source.return?.();
  }
}

class RowReader {
  #text: string;
  /** Lines after the first that belong to the row. */
  #more = 0;

  constructor(
    private readonly first: TextLine,
    private readonly delimiter: string,
    private readonly ahead: LinesAhead,
  ) {
    this.#text = first.text;
  }

  /** @param width number of columns, as soon as the header is read */
  async row(width: number | undefined): Promise<SheetRow> {
    const { number, text, fault } = this.first;
    if (fault !== undefined) return this.#broken(fault);
    if (!text.includes('"')) return { number, cells: text.split(this.delimiter).map((cell) => cell.trim()) };
    const cells: string[] = [];
    let quoted = 0;
    for (let at = 0; at <= this.#text.length; ) {
      const begin = this.#afterBlanks(at);
      if (this.#text[begin] !== '"') {
        const found = this.#text.indexOf(this.delimiter, at);
        const end = found === -1 ? this.#text.length : found;
        cells.push(this.#text.slice(at, end).trim());
        at = end + 1;
        continue;
      }
      quoted = begin;
      const close = await this.#closing(begin);
      if (close === undefined) return this.#broken(`${this.#place(begin)}: the quote that begins here has no end`);
      const end = this.#afterBlanks(close + 1);
      if (end < this.#text.length && this.#text[end] !== this.delimiter)
        return this.#broken(
          `${this.#place(begin)}: the quote that begins here ends before "${this.#text.slice(end, end + 12)}"; inside quotes, a quote is written twice`,
        );
      cells.push(
        this.#text
          .slice(begin + 1, close)
          .replaceAll('""', '"')
          .trim(),
      );
      at = end + 1;
    }
    if (this.#more > 0 && width !== undefined && cells.length !== width)
      return this.#broken(
        `${this.#place(quoted)}: the quote that begins here ends in line ${number + this.#more} only, and the row does not fit the header`,
      );
    this.ahead.drop(this.#more);
    return { number, cells };
  }

  /** Where the quote ends that begins there; lines that it goes on to become part of the row. Each is looked at once. */
  async #closing(begin: number): Promise<number | undefined> {
    const joined = [this.#text];
    // Of the line that is looked at: where it begins in the row.
    let start = 0;
    let line = this.#text;
    for (let from = begin + 1; ; ) {
      const close = line.indexOf('"', from);
      if (close !== -1 && line[close + 1] === '"') from = close + 2;
      else if (close !== -1) {
        this.#text = joined.join('\n');
        return start + close;
      } else {
        start += line.length + 1;
        const mayGoOn = joined.length <= MAX_QUOTED_LINES && start <= MAX_QUOTED_CHARACTERS;
        const next = mayGoOn ? await this.ahead.peek(this.#more) : undefined;
        if (!next || next.fault !== undefined) return undefined;
        this.#more++;
        line = next.text;
        joined.push(line);
        from = 0;
      }
    }
  }

  #afterBlanks(at: number): number {
    let after = at;
    while (this.#text[after] === ' ') after++;
    return after;
  }

  #place(at: number): string {
    const before = this.#text.slice(0, at).split('\n');
    const column = [...(before.at(-1) ?? '')].length + 1;
    return before.length === 1 ? `column ${column}` : `line ${this.first.number + before.length - 1}, column ${column}`;
  }

  #broken(fault: string): SheetRow {
    return {
      number: this.first.number,
      cells: this.first.text.split(this.delimiter).map((cell) => cell.trim()),
      fault,
    };
  }
}
