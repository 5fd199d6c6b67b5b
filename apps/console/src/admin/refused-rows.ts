import { send } from '../api.ts';

/** A row of an import, and why it was refused. */
export interface RefusedRow {
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

const SHOWN = 5;
/** In which those that are shown stand, also where rows are long. */
const READ_CHARACTERS = 64 * 1024;

/** What begins a file of refused rows, of which the last may be cut off: a table whose first columns say why, or JSON by the line. */
export function refusedRows(text: string): readonly RefusedRow[] {
  const rows = text.startsWith('{') ? ofJson(text) : ofTable(text.replace(/^\ufeff/, ''));
  return rows.slice(0, SHOWN);
}

const ofJson = (text: string): readonly RefusedRow[] =>
  text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => {
      try {
        return [(JSON.parse(line) as { readonly refused: RefusedRow }).refused];
      } catch {
        return [];
      }
    });

/** Cells may have quotes, and in these the marks that otherwise end them. */
function ofTable(text: string): readonly RefusedRow[] {
  const delimiter = /[,;\t]/.exec(text)?.[0] ?? ',';
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${delimiter}\r\n]*))(${delimiter}|\r?\n)`, 'g');
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(cell)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end?.endsWith('\n')) rows.push([]);
  }
  return rows.slice(1, -1).map(([line, code = '', message = '']) => ({ line: Number(line), code, message }));
}

/** The first of them, without reading a file that may be large. */
export async function firstRefused(id: string): Promise<readonly RefusedRow[]> {
  const response = await send(`/imports/${id}/refused`);
  const reader = response.ok ? response.body?.pipeThrough(new TextDecoderStream()).getReader() : undefined;
  let text = '';
  while (reader && text.length < READ_CHARACTERS) {
    const { done, value } = await reader.read();
    if (done) break;
    text += value;
  }
  void reader?.cancel();
  return refusedRows(text);
}
