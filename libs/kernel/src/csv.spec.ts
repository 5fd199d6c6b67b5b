import { csvLine, csvText } from './csv.ts';

describe('a line of CSV', () => {
  it('ends with CR LF, and cells with delimiters, quotes, line ends or outer blanks are quoted (RFC 4180)', () => {
    expect(csvLine(['plain', 'a,b', 'say "no"', 'two\nlines', ' outer', ''])).toBe(
      'plain,"a,b","say ""no""","two\nlines"," outer",\r\n',
    );
    expect(csvLine(['a,b', 'c;d'], ';')).toBe('a,b;"c;d"\r\n');
  });

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\tx',
    '\rx',
    '＝1+1',
    '＋1',
    '－1',
    '＠SUM(A1)',
    ' =1+1',
    '\u3000\u00a0＝1+1',
  ])('text that a spreadsheet would run is inert: %j', (text) => expect(csvText(text)).toBe(`'${text}`));

  it('text is inert where a spreadsheet with another delimiter would begin a cell in it', () =>
    expect(csvText('lamp;=1+1;x\t@A1\n+2 = 3')).toBe("lamp;'=1+1;x\t'@A1\n'+2 = 3"));

  it('other text stays as it is', () => expect(csvText('한빛뷰티 = 1')).toBe('한빛뷰티 = 1'));
});
