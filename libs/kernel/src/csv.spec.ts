import fc from 'fast-check';
import { csvCell, csvLine } from './csv.ts';

describe('a line of CSV', () => {
  const only = (text: string, delimiter?: string) => csvLine([text], delimiter).slice(0, -2);

  it('ends with CR LF, and cells with delimiters, quotes, line ends or outer blanks are quoted (RFC 4180)', () => {
    expect(csvLine(['plain', 'a,b', 'say "no"', 'two\nlines', ' outer', ''])).toBe(
      'plain,"a,b","say ""no""","two\nlines"," outer",\r\n',
    );
    expect(csvLine(['a,b', 'c;d'], ';')).toBe('a,b;"c;d"\r\n');
  });

  it.each([
    '=1+1',
    '+1',
    '-x',
    '-1-1',
    '@SUM(A1)',
    '＝1+1',
    '＋1',
    '－1',
    '＠SUM(A1)',
    ' =1+1',
    '\u3000\u00a0＝1+1',
    "'=1+1",
  ])('text that a spreadsheet would run is inert: %j', (text) => expect(only(text)).toBe(`'${text}`));

  it.each(['\tx', '\rx'])('text behind a character that a spreadsheet passes over is inert: %j', (text) =>
    expect(only(text)).toContain(`'${text}`),
  );

  it('text is inert where a spreadsheet with another delimiter would begin a cell in it', () => {
    expect(only('lamp;=1+1;x\t@A1\n+2 = 3')).toBe(`"lamp;'=1+1;x\t'@A1\n'+2 = 3"`);
    expect(only('lamp,=1+1', ';')).toBe("lamp,'=1+1");
  });

  it.each(['한빛뷰티 = 1', '-12.50', '-1', '2026-03-09', "it's =", "'quoted'"])('%j stays as it is', (text) =>
    expect(only(text)).toBe(text),
  );

  it('what was made inert is read as it was, whatever it was', () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("'", '=', '-', '+', '@', ' ', '\t', '\r', '\n', ',', ';', '1', '.', 'a', '＝'), {
          maxLength: 12,
        }),
        fc.constantFrom(',', ';', '\t', '|'),
        (characters, delimiter) => {
          const text = characters.join('');
          const line = csvLine([text], delimiter).slice(0, -2);
          const cell = line.startsWith('"') ? line.slice(1, -1).replaceAll('""', '"') : line;
          expect(csvCell(cell, delimiter)).toBe(text);
        },
      ),
    ));
});
