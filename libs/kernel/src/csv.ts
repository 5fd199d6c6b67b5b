/**
 * RFC 4180, with the line end. No cell is one that a spreadsheet would run as a formula: at its beginning, blanks or not, nor where one that takes
 * another character for the delimiter begins a cell in it. East Asian ones also take the wide signs. A number stays as it is.
 */
export const csvLine = (cells: readonly string[], delimiter = ','): string =>
  `${cells.map((cell) => quoted(inert(cell, delimiter), delimiter)).join(delimiter)}\r\n`;

/** The text of a cell as it was given to `csvLine`. */
export const csvCell = (cell: string, delimiter = ','): string =>
  cell.includes("'") ? cell.replace(inFileOf(delimiter).marks, '') : cell;

/** An apostrophe before one is marked as well, so that it is read back. */
const FORMULA = "(?:[^\\S\\t\\r\\n]|')*[=+\\-@\\t\\r＝＋－＠]";
const NUMBER = /^-?\d+(?:\.\d+)?$/;

const begunAfter = (others: string) => ({
  formulas: new RegExp(`(?<=^|[${others}\\t\\r\\n])(?=${FORMULA})`, 'g'),
  marks: new RegExp(`(?<=^|[${others}\\t\\r\\n])'(?=${FORMULA})`, 'g'),
});
const [OF_COMMAS, OF_OTHERS] = [begunAfter(';'), begunAfter(',;')];
const inFileOf = (delimiter: string) => (delimiter === ',' ? OF_COMMAS : OF_OTHERS);

const inert = (cell: string, delimiter: string): string =>
  NUMBER.test(cell) ? cell : cell.replace(inFileOf(delimiter).formulas, "'");

const quoted = (cell: string, delimiter: string): string =>
  cell.includes(delimiter) || /["\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
