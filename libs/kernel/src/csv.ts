/** RFC 4180, with the line end. */
export const csvLine = (cells: readonly string[], delimiter = ','): string =>
  `${cells.map((cell) => (needsQuotes(cell, delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(delimiter)}\r\n`;

const needsQuotes = (cell: string, delimiter: string): boolean =>
  cell.includes(delimiter) || /["\r\n]|^\s|\s$/.test(cell);

/**
 * Text that others have written, which a spreadsheet must not run as a formula: at its beginning, blanks or not, nor where one that takes another
 * character for the delimiter begins a cell. East Asian ones also take the wide signs.
 */
export const csvText = (text: string): string =>
  text.replace(/(?<=^|[;\t\r\n])(?=[^\S\t\r\n]*[=+\-@\t\r＝＋－＠])/g, "'");
