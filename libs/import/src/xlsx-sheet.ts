import { ImportFileError } from './import-file-error.ts';
import { dayOfSerial } from './mapping.ts';
import type { SheetRow } from './sheet-row.ts';
import type { Attributes, SheetReader, XmlReader } from './xml-reader.ts';

/** What the cells of a sheet refer to (ECMA-376, part 1, section 18). */
interface SheetContext {
  readonly sharedTexts: readonly string[];
  /** By the number of a cell's style: whether it shows a number as a date. */
  readonly dateStyles: readonly boolean[];
  readonly from1904: boolean;
}

export const SHARED_TEXTS = 'xl/sharedStrings.xml';

/** Reads what the first sheet of a workbook refers to. @throws ImportFileError when there is none */
export async function xlsxParts(
  read: (name: string, reader: XmlReader) => Promise<void>,
): Promise<{ sheet: SheetContext; path: string }> {
  const book = new Book();
  const targets = new Map<string, string>();
  const styles = new Styles();
  const shared = new SharedTexts();
  await read('xl/workbook.xml', book);
  await read('xl/_rels/workbook.xml.rels', {
    open(name, { Id, Target }) {
      if (name === 'Relationship' && Id !== undefined && Target !== undefined) targets.set(Id, Target);
    },
  });
  await read('xl/styles.xml', styles);
  await read(SHARED_TEXTS, shared);
  const target = targets.get(book.firstSheet ?? '');
  if (target === undefined) throw new ImportFileError('has no sheet');
  return {
    path: target.startsWith('/') ? target.slice(1) : `xl/${target}`,
    sheet: { sharedTexts: shared.texts, dateStyles: styles.dates, from1904: book.from1904 },
  };
}

class Book implements XmlReader {
  firstSheet: string | undefined;
  from1904 = false;

  open(name: string, { id, state, date1904 }: Attributes): void {
    if (name === 'workbookPr') this.from1904 = date1904 === '1' || date1904 === 'true';
    // Here `id` is the relation: that of the sheet itself is called sheetId.
    if (name === 'sheet' && (state ?? 'visible') === 'visible') this.firstSheet ??= id;
  }
}

/** Numbers of the formats that every program knows and that show a date, some of them in the languages of East Asia only. */
const KNOWN_DATE_FORMATS = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
] as const;

class Styles implements XmlReader {
  readonly dates: boolean[] = [];
  readonly #formats = new Map<number, boolean>();
  #inCellStyles = false;

  open(name: string, { numFmtId, formatCode = '' }: Attributes): void {
    const format = Number(numFmtId);
    if (name === 'numFmt') this.#formats.set(format, isDateFormat(formatCode));
    if (name === 'cellXfs') this.#inCellStyles = true;
    if (name === 'xf' && this.#inCellStyles)
      this.dates.push(
        this.#formats.get(format) ?? KNOWN_DATE_FORMATS.some(([first, last]) => format >= first && format <= last),
      );
  }

  close(name: string): void {
    if (name === 'cellXfs') this.#inCellStyles = false;
  }
}

/** Without what is quoted, escaped or in brackets, a format of dates has day or year: `dd.mm.yyyy;@`, `yyyy"년" m"월"`. */
const isDateFormat = (code: string): boolean =>
  /[dy]/i.test(code.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '').replace(/General|Standard/gi, ''));

/** They are held in memory. */
const MOST_TEXTS = 2_000_000;

class SharedTexts implements XmlReader {
  readonly texts: string[] = [];
  #text = '';
  #inText = false;
  #inReading = false;

  open(name: string): void {
    if (name === 'si') this.#text = '';
    if (name === 'rPh') this.#inReading = true;
    this.#inText = name === 't' && !this.#inReading;
  }

  text(text: string): void {
    if (this.#inText) this.#text += text;
  }

  close(name: string): void {
    if (name === 't') this.#inText = false;
    if (name === 'rPh') this.#inReading = false;
    if (name !== 'si') return;
    if (this.texts.length === MOST_TEXTS)
      throw new ImportFileError('has over 2 million different texts: save it as CSV, or in several files');
    this.texts.push(unescaped(this.#text));
  }
}

/** `_x000D_` stands for a character that XML cannot have. */
const unescaped = (text: string): string =>
  text.includes('_x')
    ? text
        .replace(/_x([0-9A-F]{4})_/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
        .replaceAll('\r\n', '\n')
    : text;

export class XlsxSheet implements SheetReader {
  isAtEnd = false;
  #ready: SheetRow[] = [];
  #number = 0;
  #cells: string[] = [];
  #typed = new Set<number>();
  #fault: string | undefined;
  #column = -1;
  #type = 'n';
  #style = 0;
  #value = '';
  #inValue = false;

  constructor(private readonly context: SheetContext) {}

  rows(): readonly SheetRow[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  open(name: string, { r, t, s }: Attributes): void {
    if (name === 'row') {
      this.#number = r === undefined ? this.#number + 1 : Number(r);
      this.#cells = [];
      this.#typed = new Set();
      this.#fault = undefined;
      this.#column = -1;
    } else if (name === 'c') {
      this.#column = r === undefined ? this.#column + 1 : columnOf(r);
      requireColumn(this.#column, this.#number);
      this.#type = t ?? 'n';
      this.#style = Number(s ?? 0);
      this.#value = '';
    } else this.#inValue = name === 'v' || name === 't';
  }

  text(text: string): void {
    if (this.#inValue) this.#value += text;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.#inValue = false;
    else if (name === 'c') this.#take();
    else if (name === 'sheetData') this.isAtEnd = true;
    else if (name === 'row') {
      const fault = this.#fault === undefined ? {} : { fault: this.#fault };
      this.#ready.push({ number: this.#number, cells: this.#cells, typed: this.#typed, ...fault });
    }
  }

  #take(): void {
    if (this.#value === '') return;
    const text = this.#textOf(this.#value).trim();
    while (this.#cells.length < this.#column) this.#cells.push('');
    this.#cells[this.#column] = text;
  }

  #textOf(value: string): string {
    switch (this.#type) {
      case 's':
        return this.context.sharedTexts[Number(value)] ?? '';
      case 'str':
      case 'inlineStr':
        return unescaped(value);
      case 'b':
        return value === '1' ? 'TRUE' : 'FALSE';
      case 'e':
        this.#fault ??= `cell ${cellName(this.#column, this.#number)} is the error ${value}`;
        return value;
      case 'd':
        this.#typed.add(this.#column);
        return value.replace(/T00:00:00(?:\.0+)?Z?$/, '');
      default:
        this.#typed.add(this.#column);
        return this.context.dateStyles[this.#style]
          ? dateText(Number(value), this.context.from1904)
          : numberText(value);
    }
  }
}

/** Spreadsheets count in 15 digits; what binary fractions add to them is not shown. More digits than that are gone (R10). */
export function numberText(value: string): string {
  const number = Number(value);
  return Number.isFinite(number) ? String(Number(number.toPrecision(15))) : value;
}

function dateText(serial: number, from1904: boolean): string {
  const day = dayOfSerial(serial, from1904);
  const seconds = Math.round((serial - Math.floor(serial)) * 86_400);
  if (seconds === 0) return day;
  return `${day}T${new Date(seconds * 1000).toISOString().slice(11, 19)}`;
}

/** That spreadsheets have. */
const MOST_COLUMNS = 16_384;

/** @throws ImportFileError */
export function requireColumn(column: number, row: number): void {
  if (!(column < MOST_COLUMNS))
    throw new ImportFileError(`row ${row} has over ${MOST_COLUMNS} columns: is this the right file?`);
}

/** `AB12` → 27 */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference.replace(/\d+$/, '')) column = column * 26 + (letter.charCodeAt(0) - 64);
  return column - 1;
}

export function cellName(column: number, row: number): string {
  let name = '';
  for (let left = column; left >= 0; left = Math.floor(left / 26) - 1)
    name = String.fromCharCode(65 + (left % 26)) + name;
  return `${name}${row}`;
}
