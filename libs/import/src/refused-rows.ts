import { csvLine, type Refusal } from '#kernel';
import type { Source } from './import-line.ts';
import { REASON_COLUMNS } from './table-lines.ts';

/** A request of a file that was refused, with what stands there. */
export interface RefusedLine {
  readonly line: number;
  readonly refusal: Refusal;
  readonly source: Source;
}

/** How a file of refused rows is written: in the shape of the file they are of, so that it can be mended and imported again as it is. */
export interface RefusedShape {
  /** Of a table, as it stands in the file; undefined for NDJSON. */
  readonly header: readonly string[] | undefined;
  readonly delimiter: string;
}

/** The beginning of a file of refused rows. Its text is UTF-8; spreadsheets know it by the mark. */
export const refusedBeginning = ({ header, delimiter }: RefusedShape): string =>
  header ? `\ufeff${csvLine([...REASON_COLUMNS, ...header], delimiter)}` : '';

/** The reason stands before the columns of a table, and beside a request of NDJSON. */
export function refusedText({ line, refusal, source }: RefusedLine, { delimiter }: RefusedShape): string {
  if ('text' in source) return `${withReason(source.text, line, refusal)}\n`;
  return source.rows
    .map(({ number, cells }) => csvLine([String(number), refusal.code, refusal.message, ...cells], delimiter))
    .join('');
}

/** A line that is not JSON stays as it is. */
function withReason(text: string, line: number, { code, message }: Refusal): string {
  try {
    const { refused: _, ...request } = JSON.parse(text) as Record<string, unknown>;
    return JSON.stringify({ refused: { line, code, message }, ...request });
  } catch {
    return text;
  }
}
