import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { fileAt } from './import-source.ts';
import { WORKBOOK_LIMITS, workbookRows } from './workbook-rows.ts';

describe('Rows of a workbook', () => {
  const folder = mkdtempSync(join(tmpdir(), 'makegood-workbook-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function rowsOf(parts: Readonly<Record<string, string>>, limits = WORKBOOK_LIMITS) {
    const zip = new ZipFile();
    for (const [name, text] of Object.entries(parts)) zip.addBuffer(Buffer.from(text), name);
    zip.end();
    const path = join(folder, 'book');
    writeFileSync(path, await buffer(zip.outputStream));
    return rowsIn(path, limits);
  }

  async function rowsIn(path: string, limits = WORKBOOK_LIMITS) {
    return Array.fromAsync(workbookRows((await fileAt(path)).zip(), () => undefined, limits));
  }

  const book = (sheets: string, properties = '') => ({
    'xl/workbook.xml': `<workbook xmlns:r="x">${properties}<sheets>${sheets}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
  });
  const ONE = book('<sheet name="Units" sheetId="1" r:id="rId1"/>');
  const STYLES = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy;@"/><numFmt numFmtId="165" formatCode="#,##0.00\\ &quot;day&quot;"/></numFmts>
    <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
    <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="57"/></cellXfs></styleSheet>`;
  const sheet = (rows: string) => `<worksheet><sheetData>${rows}</sheetData></worksheet>`;

  it('R11 texts are shared or inline, with formatting and without readings', async () => {
    const rows = await rowsOf({
      ...ONE,
      'xl/sharedStrings.xml':
        '<sst><si><t>serial</t></si><si><r><t>한</t></r><r><t xml:space="preserve">빛 </t></r></si><si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si></sst>',
      'xl/worksheets/sheet1.xml': sheet(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>a &amp; b</t></is></c></row>' +
          '<row r="4"><c r="A4" t="s"><v>1</v></c><c r="B4" t="s"><v>2</v></c><c r="C4" t="str"><f>A1</f><v>c_x000D_\nd</v></c></row>',
      ),
    });
    expect(rows).toEqual([
      { number: 1, cells: ['serial', '', 'a & b'], typed: new Set() },
      { number: 4, cells: ['한빛', '東京', 'c\nd'], typed: new Set() },
    ]);
  });

  it('R11 a number is a date by its style alone, and is written without what a binary fraction adds', async () => {
    const cell = (column: string, style: number, value: string) => `<c r="${column}1" s="${style}"><v>${value}</v></c>`;
    const rows = await rowsOf({
      ...ONE,
      'xl/styles.xml': STYLES,
      'xl/worksheets/sheet1.xml': sheet(
        `<row r="1">${cell('A', 1, '46027')}${cell('B', 2, '46027.4375')}${cell('C', 3, '46027')}${cell('D', 4, '46027')}${cell('E', 0, '0.30000000000000004')}${cell('F', 0, '1.23456789012346E+18')}<c r="G1" t="b"><v>1</v></c></row>`,
      ),
    });
    expect(rows).toMatchObject([
      { cells: ['2026-01-05', '2026-01-05T10:30:00', '46027', '2026-01-05', '0.3', '1234567890123460000', 'TRUE'] },
    ]);
  });

  it('R11 days counted from 1904 are the same days', async () => {
    const rows = await rowsOf({
      ...book('<sheet name="Units" sheetId="1" r:id="rId1"/>', '<workbookPr date1904="1"/>'),
      'xl/styles.xml': STYLES,
      'xl/worksheets/sheet1.xml': sheet('<row r="1"><c r="A1" s="1"><v>44565</v></c></row>'),
    });
    expect(rows).toMatchObject([{ cells: ['2026-01-05'] }]);
  });

  it('R11 the cell with an error is named, and the rows around it are read', async () => {
    const rows = await rowsOf({
      ...ONE,
      'xl/worksheets/sheet1.xml': sheet(
        '<row><c t="inlineStr"><is><t>a</t></is></c></row><row><c><v>1</v></c><c t="e"><v>#N/A</v></c></row><row><c><v>2</v></c></row>',
      ),
    });
    expect(rows).toMatchObject([
      { number: 1, cells: ['a'] },
      { number: 2, cells: ['1', '#N/A'], fault: 'cell B2 is the error #N/A' },
      { number: 3, cells: ['2'] },
    ]);
  });

  it('the first sheet that is not hidden is read, whatever prefix its names have', async () => {
    const rows = await rowsOf({
      ...book(
        '<sheet name="Lists" sheetId="1" state="hidden" r:id="rId1"/><sheet name="Units" sheetId="2" r:id="rId2"/>',
      ),
      'xl/worksheets/sheet1.xml': sheet('<row><c><v>1</v></c></row>'),
      'xl/worksheets/sheet2.xml':
        '<x:worksheet><x:sheetData><x:row><x:c r="AB1"><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>',
    });
    expect(rows).toMatchObject([{ cells: [...Array<string>(27).fill(''), '2'] }]);
  });

  it('R11 OpenDocument: values as they are, not as they are shown; what is repeated, without the empty rest', async () => {
    const rows = await rowsOf({
      'content.xml': `<office:document-content><office:spreadsheet><table:table>
        <table:table-row><table:table-cell office:value-type="string"><text:p>a<text:s text:c="2"/>b</text:p><text:p>c</text:p><office:annotation><text:p>a remark</text:p></office:annotation></table:table-cell>
          <table:table-cell table:number-columns-repeated="2"/><table:table-cell office:value-type="date" office:date-value="2026-01-05"><text:p>05.01.26</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16380"/></table:table-row>
        <table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="1234.5" table:number-columns-repeated="2"><text:p>1.234,50</text:p></table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>
        <table:table-row><table:table-cell office:value-type="string" table:formula="of:=1/0"><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>
        </table:table><table:table><table:table-row><table:table-cell office:value-type="string"><text:p>other</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:document-content>`,
    });
    expect(rows).toEqual([
      { number: 1, cells: ['a  b\nc', '', '', '2026-01-05'], typed: new Set([3]) },
      { number: 2, cells: ['1234.5', '1234.5'], typed: new Set([0, 1]) },
      { number: 3, cells: ['1234.5', '1234.5'], typed: new Set([0, 1]) },
      { number: 1_048_004, cells: ['#DIV/0!'], typed: new Set(), fault: 'cell A1048004 is the error #DIV/0!' },
    ]);
  });

  it('R11 OpenDocument: a row that is repeated more often than any is, is one row that is refused, and not cut', async () => {
    const repeated = (times: string) =>
      `<table:table-row table:number-rows-repeated="${times}"><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row>`;
    const rows = await rowsOf({
      'content.xml': `<office:document-content><office:spreadsheet><table:table>${['1001', 'often', '-1'].map(repeated).join('')}</table:table></office:spreadsheet></office:document-content>`,
    });
    expect(rows).toMatchObject([
      { number: 1, fault: 'the row is there 1001 times, more than 1000' },
      { number: 1002, cells: ['a'] },
      { number: 1003, cells: ['a'] },
    ]);
    expect(rows).toHaveLength(3);
  });

  it.each<[string, Record<string, string>, string]>([
    ['another archive', { 'a.txt': 'a' }, 'is an archive, but not a workbook'],
    ['a workbook without its sheet', ONE, 'has no sheet'],
    [
      'one with a document type',
      { ...ONE, 'xl/worksheets/sheet1.xml': '<!DOCTYPE a [<!ENTITY b "c">]><a/>' },
      'has a document type',
    ],
    ['one that is cut off', { ...ONE, 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row>' }, 'is damaged'],
  ])('%s is refused in one line', async (_, parts, words) => {
    await expect(rowsOf(parts)).rejects.toThrow(words);
  });

  const FEW = { ...WORKBOOK_LIMITS, parts: 5, partBytes: 4096, rowBytes: 128 * 1024, textBytes: 64 * 1024, depth: 20 };
  const xlsx = (text: string) => ({ ...ONE, 'xl/worksheets/sheet1.xml': text });
  const ods = (cells: string) => ({
    'content.xml': `<a><table:table><table:table-row>${cells}</table:table-row></table:table></a>`,
  });
  it.each<[string, Record<string, string>, string]>([
    ['elements in each other', xlsx('<worksheet>'.repeat(30)), 'over 20 elements in each other'],
    ['a text', xlsx(`<worksheet><sheetData><row><c><v>${'1'.repeat(300_000)}`), 'has a text of over 64 KiB'],
    [
      'a row',
      xlsx(`<worksheet><sheetData><row>${'<c r="A1"><v>1</v></c>'.repeat(20_000)}`),
      'has a row of over 128 KiB',
    ],
    ['columns', xlsx(sheet('<row><c r="ZZZZZZ1"><v>1</v></c></row>')), 'row 1 has over 16384 columns'],
    [
      'empty cells before the last',
      ods(
        '<table:table-cell table:number-columns-repeated="1e15"/><table:table-cell><text:p>a</text:p></table:table-cell>',
      ),
      'row 1 has over 16384 columns',
    ],
    ['lists', { ...ONE, 'xl/styles.xml': ' '.repeat(5000) }, 'its xl/styles.xml has over 4 KiB'],
    ['parts', Object.fromEntries(Array.from({ length: 6 }, (_, n) => [`${n}`, ''])), 'has over 5 parts'],
  ])('R11 of %s without end is refused in one line, however little it has packed', async (_, parts, words) => {
    await expect(rowsOf(parts, FEW)).rejects.toThrow(words);
  });

  it('what follows the rows of the sheet is not read', async () => {
    const after = `<table:table>${'<a/>'.repeat(100_000)}</table:table>`;
    const row = '<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row>';
    const rows = await rowsOf({ 'content.xml': `<a><table:table>${row}</table:table>${after}</a>` }, FEW);
    expect(rows).toMatchObject([{ cells: ['a'] }]);
  });

  it('a file that only begins like an archive is refused in one line', async () => {
    const path = join(folder, 'cut.xlsx');
    writeFileSync(path, 'PK\u0003\u0004 and no more');
    await expect(rowsIn(path)).rejects.toThrow('is not a workbook, or is damaged');
  });
});
