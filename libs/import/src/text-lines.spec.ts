import { encodingNamed } from './encodings.ts';
import { ImportFileError } from './import-file-error.ts';
import { type TextLine, textLines } from './text-lines.ts';

/** In chunks of every size, since a character may be cut anywhere. */
async function linesOf(bytes: Uint8Array, encoding?: string): Promise<readonly TextLine[]> {
  const read = async (size: number) => {
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    }
    const lines: TextLine[] = [];
    for await (const line of textLines(chunks(), encoding === undefined ? undefined : encodingNamed(encoding)))
      lines.push(line);
    return lines;
  };
  const whole = await read(bytes.length);
  for (const size of [1, 2, 3, 5]) expect(await read(size)).toEqual(whole);
  return whole;
}

const texts = async (bytes: Uint8Array, encoding?: string) => (await linesOf(bytes, encoding)).map(({ text }) => text);

const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, littleEndian: boolean) => {
  const units = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at++) units.setUint16(at * 2, text.charCodeAt(at), littleEndian);
  return new Uint8Array(units.buffer);
};
/** 한빛뷰티 */
const CP949 = [0xc7, 0xd1, 0xba, 0xfb, 0xba, 0xe4, 0xc6, 0xbc];

describe('Lines of a text', () => {
  it.each([
    ['UTF-8', utf8('a한\r\nb\n')],
    ['UTF-8 by its mark', utf8('\ufeffa한\nb')],
    ['UTF-16 by its mark, little end first', utf16('\ufeffa한\r\nb\r\n', true)],
    ['UTF-16 by its mark, big end first', utf16('\ufeffa한\nb', false)],
  ])('R11 %s is read without being named', async (_, bytes) => {
    expect(await texts(bytes)).toEqual(['a한', 'b']);
  });

  it('R11 a mark beats the encoding that is named, as in a file of refused rows', async () => {
    expect(await texts(utf8('\ufeff한\n'), 'cp949')).toEqual(['한']);
  });

  it.each([
    ['cp949', CP949, '한빛뷰티'],
    ['CP949', [0x8c, 0x63, 0x98, 0x64], '똠쁡'],
    ['gb18030', [0xba, 0xab, 0x81, 0x30, 0x84, 0x36], '韩¥'],
    ['shift_jis', [0x87, 0x40, 0xfb, 0xfc, 0x83, 0x5c], '①髙ソ'],
    ['windows-1252', [0x80, 0x92, 0xfc], '€’ü'],
    ['cp1251', [0xd0, 0xf3], 'Ру'],
    ['big5', [0xa4, 0xa4], '中'],
    ['utf-16le', [0x61, 0x00, 0x0a, 0x00], 'a'],
  ])('R11 %s is read when it is named', async (encoding, bytes, text) => {
    expect(await texts(Uint8Array.from(bytes), encoding)).toEqual([text]);
  });

  it('R11 an encoding that is not known is refused by its name', () => {
    expect(() => encodingNamed('cp9490')).toThrow('the encoding "cp9490" is not known');
  });

  it('R11 bytes that are not UTF-8 end the reading while no encoding is named, with their place and what fits', async () => {
    const bytes = Buffer.concat([utf8('id,name\nP-1,'), Buffer.from(CP949), utf8(',KRW\n')]);
    const reading = linesOf(bytes);
    await expect(reading).rejects.toThrow(ImportFileError);
    await expect(reading).rejects.toThrow(
      'line 2, column 5 (byte 5 of the line: C7 D1) is not UTF-8, and no encoding was named. It may be cp949 ("한빛뷰티"), gb18030 ("茄蝴轰萍")',
    );
  });

  it('R11 bytes that do not fit the encoding that is named are a fault of their line, and the others are read', async () => {
    const bytes = Buffer.concat([utf8('a\nxy'), Buffer.from([0xc7, 0x20]), utf8('z\nb\n')]);
    expect(await linesOf(bytes, 'cp949')).toEqual([
      { number: 1, text: 'a' },
      { number: 2, text: 'xy\ufffd z', fault: 'column 3 (byte 3 of the line: C7 20) is not cp949' },
      { number: 3, text: 'b' },
    ]);
  });

  it('R11 in a text that has shown itself to be UTF-8, damage is a fault of its line', async () => {
    const bytes = Buffer.concat([utf8('한\nx'), Buffer.from([0xff]), utf8('\nb\n')]);
    expect((await linesOf(bytes)).map(({ number, fault }) => [number, fault])).toEqual([
      [1, undefined],
      [2, 'column 2 (byte 2 of the line: FF) is not UTF-8'],
      [3, undefined],
    ]);
  });

  it('R11 UTF-16 without a mark is not taken for something else', async () => {
    await expect(linesOf(utf16('serial\n', true))).rejects.toThrow('UTF-16 without its mark');
  });

  it('lines that end as on an old Macintosh are lines', async () => {
    expect(await texts(utf8('a\rb\r'))).toEqual(['a', 'b']);
  });

  it('an empty text has no line', async () => {
    expect(await texts(utf8(''))).toEqual([]);
    expect(await texts(utf8('\ufeff'))).toEqual([]);
  });
});

it('a line without end is held to 4 MiB, and not longer', async () => {
  let asked = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield utf8('serial,soldOn\n');
    for (; asked < 9; asked++) yield new Uint8Array(1024 * 1024).fill(120);
  }
  const lines = textLines(chunks());
  expect((await lines.next()).value).toMatchObject({ number: 1 });
  await expect(lines.next()).rejects.toThrow('line 2 is longer than 4 MiB');
  expect(asked).toBe(4);
});
