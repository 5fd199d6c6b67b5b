import type { SheetRow } from './sheet-row.ts';
import type { Attributes, SheetReader } from './xml-reader.ts';
import { cellName, numberText, requireColumn } from './xlsx-sheet.ts';

/** A sheet is filled to its last row and column with repeated empty cells; more of others than this are a mistake. */
const MOST_REPEATED = 1_000;

/** The first table of an OpenDocument spreadsheet (OASIS OpenDocument 1.3, part 3, section 9). */
export class OdsSheet implements SheetReader {
  #ready: SheetRow[] = [];
  #tables = 0;
  #number = 0;
  #rowRepeated = 1;
  #cells: string[] = [];
  #typed = new Set<number>();
  #fault: string | undefined;
  #cell: Attributes | undefined;
  #paragraphs: string[] = [];
  /** Depth of remarks, whose text is not that of the cell. */
  #remarks = 0;

  get isAtEnd(): boolean {
    return this.#tables > 1;
  }

  rows(): readonly SheetRow[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'table') this.#tables++;
    if (this.#tables !== 1) return;
    switch (name) {
      case 'table-row':
        this.#rowRepeated = timesOf(attributes['number-rows-repeated']);
        this.#cells = [];
        this.#typed = new Set();
        this.#fault = undefined;
        break;
      case 'table-cell':
      case 'covered-table-cell':
        this.#cell = attributes;
        this.#paragraphs = [];
        break;
      case 'annotation':
        this.#remarks++;
        break;
      case 'p':
        if (this.#remarks === 0) this.#paragraphs.push('');
        break;
      case 's':
        this.text(' '.repeat(Math.min(Number(attributes['c'] ?? 1), 1_000)));
        break;
      case 'tab':
        this.text('\t');
        break;
      case 'line-break':
        this.text('\n');
        break;
    }
  }

  text(text: string): void {
    if (this.#cell && this.#remarks === 0 && this.#paragraphs.length > 0)
      this.#paragraphs.push(`${this.#paragraphs.pop() ?? ''}${text}`);
  }

  close(name: string): void {
    if (this.#tables !== 1) return;
    if (name === 'annotation') this.#remarks--;
    if (name === 'table') this.#tables++;
    if ((name === 'table-cell' || name === 'covered-table-cell') && this.#cell) {
      this.#take(this.#cell);
      this.#cell = undefined;
    }
    if (name === 'table-row') this.#endOfRow();
  }

  #take(cell: Attributes): void {
    const repeated = Number(cell['number-columns-repeated'] ?? 1);
    const text = this.#textOf(cell).trim();
    // Empty cells are added only when another one follows.
    const times = text === '' ? repeated : Math.min(repeated, MOST_REPEATED);
    if (text === '') this.#gap += times;
    else {
      requireColumn(this.#cells.length + this.#gap + times - 1, this.#number + 1);
      for (; this.#gap > 0; this.#gap--) this.#cells.push('');
      for (let time = 0; time < times; time++) {
        if (cell['value-type'] !== 'string') this.#typed.add(this.#cells.length);
        this.#cells.push(text);
      }
    }
  }
  #gap = 0;

  #textOf(cell: Attributes): string {
    const shown = this.#paragraphs.join('\n');
    const { value, 'date-value': date, 'boolean-value': boolean, 'string-value': string } = cell;
    // `value-type` of two vocabularies: the later one wins, which alone knows of errors.
    if (/^(?:#[A-Z/0!?]+|Err:\d+)$/.test(shown) && cell['formula'] !== undefined)
      this.#fault ??= `cell ${cellName(this.#cells.length + this.#gap, this.#number + 1)} is the error ${shown}`;
    if (date !== undefined) return date.replace(/T00:00:00(?:\.0+)?$/, '');
    if (value !== undefined) return numberText(value);
    if (boolean !== undefined) return boolean.toUpperCase();
    return string ?? shown;
  }

  #endOfRow(): void {
    const empty = this.#cells.length === 0;
    const isTooOften = this.#rowRepeated > MOST_REPEATED;
    if (isTooOften) this.#fault ??= `the row is there ${this.#rowRepeated} times, more than ${MOST_REPEATED}`;
    const times = empty ? 0 : isTooOften ? 1 : this.#rowRepeated;
    for (let time = 0; time < times; time++)
      this.#ready.push({
        number: this.#number + 1 + time,
        cells: this.#cells,
        typed: this.#typed,
        ...(this.#fault !== undefined && { fault: this.#fault }),
      });
    this.#number += this.#rowRepeated;
    this.#gap = 0;
  }
}

/** What is no number that there can be counts as once. */
function timesOf(repeated: string | undefined): number {
  const times = Number(repeated ?? 1);
  return Number.isSafeInteger(times) && times > 0 ? times : 1;
}
