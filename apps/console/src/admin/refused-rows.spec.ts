import { refusedRows } from './refused-rows.ts';

describe('The first refused rows of an import', () => {
  const rows = [
    { line: 2, code: 'UNKNOWN_SERIAL', message: 'There is no unit "X;, Y": check\nthe serial.' },
    { line: 4, code: 'INVALID_INPUT', message: 'serial: is missing' },
  ];

  it.each([',', ';', '\t'])('are read of a table whose cells end with %j, also where one is cut off', (delimiter) => {
    const table = [
      ['refusedRow', 'refusedCode', 'refusedReason', 'serial', 'price'],
      ['2', 'UNKNOWN_SERIAL', '"There is no unit ""X;, Y"": check\nthe serial."', 'X', '"1,5"'],
      ['4', 'INVALID_INPUT', 'serial: is missing', '', '2'],
      ['7', 'CUT'],
    ];
    expect(refusedRows(`\ufeff${table.map((cells) => cells.join(delimiter)).join('\r\n')}`)).toEqual(rows);
  });

  it('of a table whose cells end with a semicolon, have commas as they are', () => {
    const text = 'refusedRow;refusedCode;refusedReason\r\n3;INVALID_INPUT;serial, sku: are missing\r\n';
    expect(refusedRows(text)).toEqual([{ line: 3, code: 'INVALID_INPUT', message: 'serial, sku: are missing' }]);
  });

  it('are read of JSON by the line', () => {
    const text = rows.map((refused) => `${JSON.stringify({ refused, serial: 'X' })}\n`).join('');
    expect(refusedRows(`${text}{"refused":`)).toEqual(rows);
  });

  it('are five at most', () => {
    const lines = Array.from({ length: 9 }, (_, at) => `${at},CODE,why\r\n`);
    expect(refusedRows(`refusedRow,refusedCode,refusedReason\r\n${lines.join('')}`)).toHaveLength(5);
  });
});
