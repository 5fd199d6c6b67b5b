import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { csvLine } from '#kernel';
import type { Column } from './columns.ts';
import { type ImportKind, TABLES } from './tables.ts';

export interface TemplateColumn {
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
  /** Empty where the example leaves it out. */
  readonly example: string;
}

/** The columns of a kind of table as a template shows them: those that are needed first. */
export function templateColumns(kind: ImportKind): readonly TemplateColumn[] {
  const { columns, example } = TABLES[kind];
  const rank = ({ name, required }: Column) => (required ? 0 : name === 'idempotencyKey' ? 2 : 1);
  return columns
    .toSorted((one, other) => rank(one) - rank(other))
    .map(({ name, required, description }) => ({ name, required, description, example: example[name] ?? '' }));
}

/** The header and an example row, as UTF-8 with the mark that spreadsheets know it by. */
export function templateCsv(kind: ImportKind): string {
  const columns = templateColumns(kind);
  return `\ufeff${csvLine(
    columns.map(({ name }) => name),
    ',',
  )}${csvLine(
    columns.map(({ example }) => example),
    ',',
  )}`;
}

const made = new Map<ImportKind, Promise<Buffer>>();

/** A workbook with the header and an example row, and a second sheet that says what each column means. Made once. */
export function templateXlsx(kind: ImportKind): Promise<Buffer> {
  const workbook = made.get(kind) ?? madeTemplate(kind);
  made.set(kind, workbook);
  return workbook;
}

async function madeTemplate(kind: ImportKind): Promise<Buffer> {
  const columns = templateColumns(kind);
  const meanings = columns.map(({ name, required, description }) => [
    name,
    required ? 'required' : 'optional',
    description,
  ]);
  return workbook([
    { name: kind, rows: [columns.map(({ name }) => name), columns.map(({ example }) => example)], width: 20 },
    { name: 'columns', rows: [['column', '', 'meaning'], ...meanings], width: 30 },
  ]);
}

interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
  /** Of its columns, in characters. */
  readonly width: number;
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** All cells are text, also those that are filled in later: a spreadsheet then leaves serials and days as they are typed (R10). */
const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><fonts count="2"><font/><font><b/></font></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>
<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`;

/** ECMA-376, part 1. The day of its parts is fixed, so that the same workbook has the same bytes. */
async function workbook(sheets: readonly Sheet[]): Promise<Buffer> {
  const zip = new ZipFile();
  const add = (name: string, text: string) => zip.addBuffer(Buffer.from(text), name, { mtime: new Date(2000, 0, 1) });
  const ids = sheets.map((sheet, index) => ({ ...sheet, id: index + 1 }));
  add(
    '[Content_Types].xml',
    `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${SHEET_TYPE}.styles+xml"/>${ids
      .map(({ id }) => `<Override PartName="/xl/worksheets/sheet${id}.xml" ContentType="${SHEET_TYPE}.worksheet+xml"/>`)
      .join('')}</Types>`,
  );
  add(
    '_rels/.rels',
    `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  );
  add(
    'xl/workbook.xml',
    `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${ids
      .map(({ id, name }) => `<sheet name="${name}" sheetId="${id}" r:id="rId${id}"/>`)
      .join('')}</sheets></workbook>`,
  );
  add(
    'xl/_rels/workbook.xml.rels',
    `${XML}<Relationships xmlns="${PACKAGE}/relationships">${ids
      .map(({ id }) => `<Relationship Id="rId${id}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${id}.xml"/>`)
      .join('')}<Relationship Id="rId0" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  );
  add('xl/styles.xml', STYLES);
  for (const sheet of ids) add(`xl/worksheets/sheet${sheet.id}.xml`, sheetXml(sheet));
  zip.end();
  return buffer(zip.outputStream);
}

function sheetXml({ rows, width }: Sheet): string {
  const cell = (text: string, style: number) =>
    text === ''
      ? '<c s="1"/>'
      : `<c s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
  const lines = rows.map(
    (cells, index) => `<row>${cells.map((text) => cell(text, index === 0 ? 2 : 1)).join('')}</row>`,
  );
  const columns = `<cols><col min="1" max="${rows[0]?.length ?? 1}" width="${width}" style="1" customWidth="1"/></cols>`;
  return `${XML}<worksheet xmlns="${MAIN}">${columns}<sheetData>${lines.join('')}</sheetData></worksheet>`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
