import fc from 'fast-check';
import { csvRows } from './csv-rows.ts';
import { csvCell } from '#kernel';
import { refusedText } from './refused-rows.ts';
import type { SheetRow } from './sheet-row.ts';
import type { TextLine } from './text-lines.ts';

fc.configureGlobal({ seed: 20_260_309 });

const OURS = ['serial', 'soldOn', 'soldTo', 'name'];

async function rowsOf(text: string, delimiter?: string): Promise<readonly SheetRow[]> {
  async function* lines(): AsyncGenerator<TextLine> {
    for (const [index, line] of text.split('\n').entries()) yield { number: index + 1, text: line };
  }
  const scoreOf = (header: readonly string[]) => header.filter((cell) => OURS.includes(cell)).length;
  return Array.fromAsync(csvRows(lines(), { delimiter, scoreOf, onDelimiter: () => undefined }));
}

const cellsOf = async (text: string, delimiter?: string) => (await rowsOf(text, delimiter)).map(({ cells }) => cells);

describe('Rows of a CSV file', () => {
  it.each([
    ['commas', 'serial,soldOn\nL-1,2026-01-01'],
    ['semicolons', 'serial;soldOn\nL-1;2026-01-01'],
    ['tabs', 'serial\tsoldOn\nL-1\t2026-01-01'],
    ['bars', 'serial|soldOn\nL-1|2026-01-01'],
    ["Excel's first line", 'sep=;\nserial;soldOn\nL-1;2026-01-01'],
    ["Excel's first line in quotes", '"sep=\t"\nserial\tsoldOn\nL-1\t2026-01-01'],
    ['blanks around', 'serial , soldOn \n  L-1,"2026-01-01" '],
  ])('R11 cells separated by %s', async (_, text) => {
    expect(await cellsOf(text)).toEqual([
      ['serial', 'soldOn'],
      ['L-1', '2026-01-01'],
    ]);
  });

  it('R11 the columns that are known show the delimiter, where a name has another', async () => {
    expect(await cellsOf('serial;"note, internal";soldOn\nL-1;a;b')).toEqual([
      ['serial', 'note, internal', 'soldOn'],
      ['L-1', 'a', 'b'],
    ]);
  });

  it('R11 a delimiter that is not clear is asked for', async () => {
    await expect(rowsOf('serial;soldOn,soldTo')).rejects.toThrow('name the delimiter (comma, semicolon, tab, pipe)');
    expect(await cellsOf('serial;soldOn,soldTo', ';')).toEqual([['serial', 'soldOn,soldTo']]);
  });

  it('quoted cells have delimiters, quotes and line ends', async () => {
    expect(await cellsOf('name,serial\n"a, ""b""\nc",L-1\n"",L-2')).toEqual([
      ['name', 'serial'],
      ['a, "b"\nc', 'L-1'],
      ['', 'L-2'],
    ]);
  });

  it('R11 a quote inside an unquoted cell is a character: 12" monitor', async () => {
    expect(await cellsOf('name,serial\n12" monitor,L-1\n12" x 9",L-2')).toEqual([
      ['name', 'serial'],
      ['12" monitor', 'L-1'],
      ['12" x 9"', 'L-2'],
    ]);
  });

  const QUOTES = 'inside quotes, a quote is written twice';
  it.each([
    [
      '"12" monitor",L-2',
      ['"12" monitor"', 'L-2'],
      `column 1: the quote that begins here ends before "monitor",L-2"; ${QUOTES}`,
    ],
    [
      '"12 monitor,L-2',
      ['"12 monitor', 'L-2'],
      `column 1: the quote that begins here ends before "nine",L-4"; ${QUOTES}`,
    ],
    ['x,"L-2', ['x', '"L-2'], `column 3: the quote that begins here ends before "nine",L-4"; ${QUOTES}`],
  ])(
    'R11 of a row that cannot be read, %j, the place is said and all others are read',
    async (broken, cells, fault) => {
      expect(await rowsOf(`name,serial\na,L-1\n${broken}\nb,L-3\n"nine",L-4\nc,L-5`)).toEqual([
        { number: 1, cells: ['name', 'serial'] },
        { number: 2, cells: ['a', 'L-1'] },
        { number: 3, cells, fault },
        { number: 4, cells: ['b', 'L-3'] },
        { number: 5, cells: ['nine', 'L-4'] },
        { number: 6, cells: ['c', 'L-5'] },
      ]);
    },
  );

  it('R11 a quote without an end costs its row only', async () => {
    const rows = await rowsOf(`name,serial\n"a,L-1\n${'b,L-2\n'.repeat(1000)}`);
    expect(rows[1]).toEqual({
      number: 2,
      cells: ['"a', 'L-1'],
      fault: 'column 1: the quote that begins here has no end',
    });
    expect(rows.slice(2)).toHaveLength(1000);
  });

  it('R11 a quote goes on over 1,000 lines at most, however many follow', async () => {
    let asked = 0;
    async function* lines(): AsyncGenerator<TextLine> {
      yield { number: 1, text: 'name,serial' };
      for (let number = 2; ; number++) {
        asked = number;
        yield { number, text: number === 2 ? '"a' : '""' };
      }
    }
    const rows = csvRows(lines(), { scoreOf: () => 1, onDelimiter: () => undefined });
    await rows.next();
    expect((await rows.next()).value).toMatchObject({ fault: 'column 1: the quote that begins here has no end' });
    expect(asked).toBe(1002);
  });

  it('R11 a quote goes on over a mebibyte of characters at most, however long its lines are', async () => {
    let asked = 0;
    async function* lines(): AsyncGenerator<TextLine> {
      yield { number: 1, text: 'name,serial' };
      for (let number = 2; number < 20; number++) {
        asked = number;
        yield { number, text: `${number === 2 ? '"' : ''}${'a'.repeat(256 * 1024)}` };
      }
    }
    const rows = csvRows(lines(), { scoreOf: () => 1, onDelimiter: () => undefined });
    await rows.next();
    expect((await rows.next()).value).toMatchObject({ fault: 'column 1: the quote that begins here has no end' });
    expect(asked).toBe(5);
  });

  it('R11 a quote that swallows rows does not fit the header, and costs its row only', async () => {
    expect(await rowsOf('name,serial\n"a,L-1\nb,L-2\nc",L-3,')).toMatchObject([
      {},
      {
        number: 2,
        fault: 'column 1: the quote that begins here ends in line 4 only, and the row does not fit the header',
      },
      { number: 3, cells: ['b', 'L-2'] },
      { number: 4, cells: ['c"', 'L-3', ''] },
    ]);
  });

  it('a line that could not be decoded is a fault, and no quoted cell goes on over it', async () => {
    async function* lines(): AsyncGenerator<TextLine> {
      yield { number: 1, text: 'name,serial' };
      yield { number: 2, text: '"a' };
      yield { number: 3, text: '\ufffd,L-2', fault: 'column 1 is not cp949' };
      yield { number: 4, text: 'b,L-3' };
    }
    const rows = await Array.fromAsync(csvRows(lines(), { scoreOf: () => 1, onDelimiter: () => undefined }));
    expect(rows.map(({ number, fault }) => [number, fault])).toEqual([
      [1, undefined],
      [2, 'column 1: the quote that begins here has no end'],
      [3, 'column 1 is not cp949'],
      [4, undefined],
    ]);
  });

  it('what is written as refused is read as it was', async () => {
    const cell = fc
      .string({ unit: fc.constantFrom('"', ',', ';', '\n', ' ', 'a', '한', '\t', "'", '=', '-') })
      .map((text) => text.trim());
    await fc.assert(
      fc.asyncProperty(
        fc.array(cell, { minLength: 1 }),
        fc.constantFrom(',', ';', '\t', '|'),
        async (cells, delimiter) => {
          const refused = { line: 2, refusal: { code: 'X', message: 'y' }, source: { rows: [{ number: 2, cells }] } };
          const text = refusedText(refused, { header: [], delimiter });
          const [read = []] = await cellsOf(text.replaceAll('\r\n', '\n'), delimiter);
          expect(read.map((cell) => csvCell(cell, delimiter).trim())).toEqual(['2', 'X', 'y', ...cells]);
        },
      ),
    );
  });
});
