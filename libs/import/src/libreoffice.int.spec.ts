import { join } from 'node:path';
import { openImport, type ReadImportOptions } from './import-files.ts';
import { fileAt } from './import-source.ts';

/** Saved by LibreOffice 7.4 as its users save them: text exports, and workbooks with days and numbers. */
const FILES = join(import.meta.dirname, '../fixtures/libreoffice');

async function read(name: string, options: ReadImportOptions = {}): Promise<readonly unknown[]> {
  const { lines } = await openImport(await fileAt(join(FILES, name)), options);
  const inputs = [];
  for await (const { value, fault } of lines) inputs.push(fault ?? (value as { readonly input: unknown }).input);
  return inputs;
}

describe('Files saved by LibreOffice', () => {
  it.each<[string, ReadImportOptions, string]>([
    ['partners.utf-8.comma.csv', {}, '한빛뷰티'],
    ['partners.utf-16.tab.csv', {}, '한빛뷰티'],
    ['partners.cp949.semicolon.csv', { encoding: 'cp949' }, '한빛뷰티'],
    ['partners.gb18030.tab.csv', { encoding: 'gb18030' }, '汉美商贸'],
    ['partners.shift_jis.comma.csv', { encoding: 'shift_jis' }, '東京美容'],
    ['partners.windows-1252.semicolon.csv', { encoding: 'windows-1252' }, 'Müller GmbH & Co. €'],
  ])('R11 %s is read with %j', async (name, options, partner) => {
    const same = { locale: 'ko-KR', currency: 'KRW' };
    expect(await read(name, options)).toEqual([
      { id: 'P-1', name: `${partner}, 1`, ...same, accountManager: 'kim', emails: ['a@b.example'] },
      { id: 'P-2', name: `12" ${partner}`, ...same, accountManager: 'lee' },
    ]);
  });

  it.each([
    ['partners.cp949.semicolon.csv', 'line 2, column 8 (byte 8 of the line: C7 D1) is not UTF-8'],
    ['partners.gb18030.tab.csv', 'line 2, column 8 (byte 8 of the line: BA BA) is not UTF-8'],
    ['partners.shift_jis.comma.csv', 'line 2, column 8 (byte 8 of the line: 93 8C) is not UTF-8'],
    ['partners.windows-1252.semicolon.csv', 'line 2, column 9 (byte 9 of the line: FC 6C) is not UTF-8'],
  ])('R11 %s is refused when its encoding is not named', async (name, words) => {
    await expect(read(name)).rejects.toThrow(words);
  });

  it.each(['shipments.xlsx', 'shipments.ods'])('R10 R11 %s: days and numbers, and what was damaged', async (name) => {
    const shipment = { partnerId: 'P-1', invoiceDate: '2026-01-05', shippedOn: '2026-01-06' };
    expect(await read(name, { map: ['remark='] })).toEqual([
      {
        ...shipment,
        invoiceNumber: 'INV-1',
        lines: [
          {
            sku: 'LAMP',
            batchId: 'B1',
            netPrice: { amount: '129.9', currency: 'EUR' },
            taxCategory: 'S',
            taxRate: '19',
            serials: ['LM1-0001', '1234567890123'],
          },
        ],
      },
      expect.objectContaining({ code: 'DAMAGED_BY_SPREADSHEET' }),
    ]);
  });
});
