import { mappingOf } from './mapping.ts';
import type { SheetRow } from './sheet-row.ts';
import { tableLines } from './table-lines.ts';
import { type ImportKind, TABLES } from './tables.ts';

type Given = readonly string[] | SheetRow;

async function linesOf(kind: ImportKind, header: string, given: readonly Given[], ...map: string[]) {
  async function* rows(): AsyncGenerator<SheetRow> {
    yield { number: 1, cells: header.split(',') };
    for (const [index, row] of given.entries()) yield 'cells' in row ? row : { number: index + 2, cells: row };
  }
  return Array.fromAsync(tableLines(rows(), TABLES[kind], map.map(mappingOf), () => undefined));
}

const inputs = async (...asked: Parameters<typeof linesOf>) =>
  (await linesOf(...asked)).map(({ value, fault }) => (fault ? fault.message : (value as { input: unknown }).input));

const typed = (cells: readonly string[]): SheetRow => ({ number: 2, cells, typed: new Set(cells.keys()) });

describe('Requests of a table', () => {
  it('R11 empty rows and columns of a spreadsheet are passed over', async () => {
    const rows = [
      ['L-1', '2026-01-01', '', ''],
      ['', '', '', ''],
      ['L-2', '2026-01-02', ''],
    ];
    expect(await inputs('sales', 'serial,soldOn,,', rows)).toEqual([
      { serial: 'L-1', soldOn: '2026-01-01' },
      { serial: 'L-2', soldOn: '2026-01-02' },
    ]);
  });

  it('R11 a cell in a column without a name, and a row that is too short or too long, are refused', async () => {
    const rows = [['L-1', '2026-01-01', '', 'x'], ['L-1'], ['L-1', '2026-01-01', '', '', 'y']];
    expect(await inputs('sales', 'serial,soldOn,soldTo,', rows)).toEqual([
      'has 4 cells where the header has 3',
      'has 1 cells where the header has 3',
      'has 5 cells where the header has 3',
    ]);
    expect(await inputs('sales', 'serial,,soldOn', [['L-1', 'x', '2026-01-01']])).toEqual([
      'the 2nd cell is "x", but the column has no name',
    ]);
  });

  it('columns are mapped, whatever their case, or left out', async () => {
    const rows = [['1', 'L-1', '2026-01-01']];
    expect(await inputs('sales', 'No.,S/N = 1,SOLDON', rows, 'no.=', 's/n = 1=serial')).toEqual([
      { serial: 'L-1', soldOn: '2026-01-01' },
    ]);
  });

  it.each([
    [
      'serial,sold_on',
      [],
      'unknown column "sold_on" (the 2nd one): the columns are idempotencyKey, serial, soldOn, soldTo',
    ],
    ['serial,soldOn,serial', [], 'column "serial" occurs twice'],
    ['serial', [], 'column "soldOn" is missing'],
    ['serial,soldOn', ['Day=soldOn'], 'the file has no column "Day"'],
    ['serial,soldOn', ['soldOn=sold'], 'there is no column sold;'],
    ['serial,soldOn', ['soldOn'], '"soldOn" is not a mapping'],
    ['serial,soldOn', ['soldOn=soldOn:dmy'], '"dmy" is not a format'],
  ])('a header %s with the mapping %j is refused', async (header, map, words) => {
    await expect(linesOf('sales', header, [], ...map)).rejects.toThrow(words);
  });

  it.each([
    ['dd.mm.yyyy', '05.01.2026'],
    ['d.m.yyyy', '5.1.2026'],
    ['mm/dd/yyyy', '01/05/2026'],
    ['yyyy/m/d', '2026/1/5'],
    ['yyyymmdd', '20260105'],
    ['dd-mm-yyyy', '05-01-2026'],
    ['dd.mm.yyyy', '2026-01-05'],
  ])('R11 a day written as %s: %s', async (format, cell) => {
    expect(await inputs('sales', 'serial,Day', [['L-1', cell]], `Day=soldOn:${format}`)).toEqual([
      { serial: 'L-1', soldOn: '2026-01-05' },
    ]);
  });

  it.each([
    ['05.01.2026', 'if it is day and month, read the column with map "Day=soldOn:dd.mm.yyyy"'],
    ['01/05/2026', 'whether day or month comes first only you know'],
    ['25/01/2026', 'it begins with the day'],
    ['05.01.26', 'write the year with four digits'],
    ['20260105', 'map "Day=soldOn:yyyymmdd"'],
    ['46027', 'the number by which a spreadsheet counts it (2026-01-05)'],
    ['2026-02-30', 'is not a day such as 2026-03-09'],
  ])('R11 a day %s is refused with the likely cause', async (cell, words) => {
    expect(await inputs('sales', 'serial,Day', [['L-1', cell]], 'Day=soldOn')).toEqual([
      expect.stringContaining(words),
    ]);
  });

  const SHIPMENT = 'partnerId,invoiceNumber,invoiceDate,shippedOn,sku,batchId,currency,netPrice,serial';
  const shipped = (invoice: string, serial: string, price = '10.00') => [
    'P-1',
    invoice,
    '2026-01-05',
    '2026-01-05',
    'LAMP',
    'B1',
    'EUR',
    price,
    serial,
  ];

  it.each([
    ['1.234,56', '1.234,56', '1234.56'],
    ['1.234,56', '12,5', '12.5'],
    ['1 234,56', '12 345,60', '12345.60'],
    ['1,234.56', '1,234,567', '1234567'],
    ["1'234.56", "1'234.50", '1234.50'],
    ['1234,56', '1234,56', '1234.56'],
  ])('R11 an amount written as %s: %s', async (format, cell, amount) => {
    expect(await inputs('shipments', SHIPMENT, [shipped('I-1', 'L-1', cell)], `netPrice=netPrice:${format}`)).toEqual([
      expect.objectContaining({ lines: [expect.objectContaining({ netPrice: { amount, currency: 'EUR' } })] }),
    ]);
  });

  it.each([
    ['1.5', '1.234,56', 'is not written as 1.234,56'],
    ['1,5', '', 'if the comma is a decimal one, read the column with map "netPrice=netPrice:1.234,56"'],
    ['1,234,567.00', '', 'read the column with map "netPrice=netPrice:1,234.56"'],
    ['1,23E+12', '', 'a spreadsheet has shortened it'],
    ['€ 12.50', '', 'leave out everything but the digits'],
  ])('R11 an amount %s, read as "%s", is refused with the likely cause', async (cell, format, words) => {
    const map = format === '' ? [] : [`netPrice=netPrice:${format}`];
    expect(await inputs('shipments', SHIPMENT, [shipped('I-1', 'L-1', cell)], ...map)).toEqual([
      expect.stringContaining(words),
    ]);
  });

  it('R11 what a spreadsheet keeps as a number or a date needs no format', async () => {
    const row = typed(shipped('I-1', 'L-1', '1234.5'));
    expect(await inputs('shipments', SHIPMENT, [row], 'netPrice=netPrice:1.234,56')).toEqual([
      expect.objectContaining({
        lines: [expect.objectContaining({ netPrice: { amount: '1234.5', currency: 'EUR' } })],
      }),
    ]);
  });

  it.each([
    ['L\ufffd1', 'stands for what an earlier conversion lost'],
    ['L\u00801', 'has the control character U+0080'],
    ['1.23E+12', 'was damaged by a spreadsheet'],
  ])('R10 R11 a damaged cell %j is refused, never stored', async (serial, words) => {
    expect(await inputs('shipments', SHIPMENT, [shipped('I-1', serial)])).toEqual([expect.stringContaining(words)]);
  });

  it('R2 rows of one invoice are one shipment, those of one product, batch and price one line', async () => {
    const rows = [shipped('I-1', 'L-1'), shipped('I-1', 'L-2', '9.00'), shipped('I-1', 'L-3'), shipped('I-2', 'L-4')];
    expect(await inputs('shipments', SHIPMENT, rows)).toMatchObject([
      { invoiceNumber: 'I-1', lines: [{ serials: ['L-1', 'L-3'] }, { serials: ['L-2'] }] },
      { invoiceNumber: 'I-2', lines: [{ serials: ['L-4'] }] },
    ]);
  });

  const incomplete = (row: number, invoice: string, rows: number) =>
    `Row ${row} of invoice ${invoice} is refused, and an invoice is shipped whole. Mend that row and send these ${rows} with it.`;

  it.each<[string, readonly (readonly string[])[], readonly unknown[]]>([
    [
      'first',
      [shipped('I-1', 'L-1'), shipped('I-2', 'L 2', 'x'), shipped('I-2', 'L-3')],
      [
        expect.objectContaining({ invoiceNumber: 'I-1' }),
        expect.stringContaining('not an amount'),
        incomplete(3, 'I-2', 1),
      ],
    ],
    [
      'in the middle',
      [shipped('I-1', 'L-1'), shipped('I-1', 'L-2', 'x'), shipped('I-1', 'L-3'), shipped('I-2', 'L-4')],
      [
        expect.stringContaining('not an amount'),
        incomplete(3, 'I-1', 2),
        expect.objectContaining({ invoiceNumber: 'I-2' }),
      ],
    ],
    [
      'last',
      [shipped('I-1', 'L-1'), shipped('I-1', 'L-2', 'x'), shipped('I-2', 'L-3')],
      [
        expect.stringContaining('not an amount'),
        incomplete(3, 'I-1', 1),
        expect.objectContaining({ invoiceNumber: 'I-2' }),
      ],
    ],
  ])('R2 an invoice whose %s row is refused waits for it, and other invoices do not', async (_, rows, expected) => {
    expect(await inputs('shipments', SHIPMENT, rows)).toEqual(expected);
  });

  it('R2 a row whose invoice date is wrong belongs to its invoice by the number', async () => {
    const wrong = shipped('I-1', 'L-2').with(2, '2026-02-30');
    expect(await inputs('shipments', SHIPMENT, [shipped('I-1', 'L-1'), wrong, shipped('I-2', 'L-3')])).toEqual([
      expect.stringContaining('invoiceDate: "2026-02-30" is not a day'),
      incomplete(3, 'I-1', 1),
      expect.objectContaining({ invoiceNumber: 'I-2' }),
    ]);
  });

  it('a cell that is needed and empty is named as the file names it', async () => {
    expect(await inputs('sales', 'S/N,soldOn', [['', '2026-01-01']], 'S/N=serial')).toEqual(['S/N: is empty']);
  });

  it('R2 a row that cannot be read at all belongs to the invoice around it', async () => {
    const unreadable: SheetRow = { number: 3, cells: ['?'], fault: 'column 1: cannot be read' };
    const rows = [shipped('I-1', 'L-1'), unreadable, shipped('I-1', 'L-3')];
    expect(await inputs('shipments', SHIPMENT, rows)).toEqual(['column 1: cannot be read', incomplete(3, 'I-1', 2)]);
    const between = [shipped('I-1', 'L-1'), unreadable, shipped('I-2', 'L-3')];
    expect(await inputs('shipments', SHIPMENT, between)).toMatchObject([
      { invoiceNumber: 'I-1' },
      'column 1: cannot be read',
      { invoiceNumber: 'I-2' },
    ]);
  });

  it('R8 two extensions that are alike are not taken for one: the second must say that it counts for itself', async () => {
    const header = 'serial,months,reason,idempotencyKey';
    const rows = [
      ['L-1', '12', 'Bought', ''],
      ['L-1', '12', 'Bought', ''],
      ['L-1', '12', 'Bought', 'receipt 7'],
    ];
    expect(await inputs('extensions', header, rows)).toEqual([
      { serial: 'L-1', months: 12, reason: 'Bought' },
      'The row is the same as row 2. If it counts for itself, give it an idempotencyKey of its own.',
      { serial: 'L-1', months: 12, reason: 'Bought', idempotencyKey: 'receipt 7' },
    ]);
  });

  it('several values, composed values and JSON are written in one cell', async () => {
    const policy = 'id,skus,effectiveFrom,kind,months,startAnchor,evidenceDemanded,goodwillLimit,currency';
    const row = ['T', 'LAMP|MASK', '2026-01-01', 'FULL', '24', 'SOLD', 'PHOTO 2; NO-LIGHT: VIDEO 1', '50.00', 'EUR'];
    expect(await inputs('policies', policy, [row])).toEqual([
      {
        id: 'T',
        skus: ['LAMP', 'MASK'],
        effectiveFrom: '2026-01-01',
        kind: 'FULL',
        months: 24,
        startAnchor: 'SOLD',
        evidenceDemanded: [
          { kind: 'PHOTO', atLeast: 2 },
          { defectCode: 'NO-LIGHT', kind: 'VIDEO', atLeast: 1 },
        ],
        goodwillLimit: { amount: '50.00', currency: 'EUR' },
      },
    ]);
    expect(await inputs('products', 'sku,name,defectGroups', [['L', 'Lamp', 'light: DIM|DARK; power: OFF']])).toEqual([
      {
        sku: 'L',
        name: 'Lamp',
        defectGroups: [
          { group: 'light', codes: ['DIM', 'DARK'] },
          { group: 'power', codes: ['OFF'] },
        ],
      },
    ]);
    expect(
      await inputs('partners', 'id,name,locale,currency,accountManager,shipToLines,shipToCity,shipToCountry', [
        ['P', 'Seoul', 'ko-KR', 'KRW', 'kim', '1 Gil|Floor 2', 'Seoul', 'KR'],
      ]),
    ).toMatchObject([
      { id: 'P', currency: 'KRW', shipTo: { lines: ['1 Gil', 'Floor 2'], city: 'Seoul', country: 'KR' } },
    ]);
  });
});
