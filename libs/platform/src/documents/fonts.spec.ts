import { type Run, runsOf, unprintable } from './fonts.ts';
import { Typesetter } from './typesetter.ts';

/** In the order of drawing, from the left. */
const drawn = (text: string) => runsOf(text, 'en', '400Regular').map((run) => run.text);

describe('The runs of a text', () => {
  it('F5 go from right to left where the script does; numbers, Latin words and the insides of words stay as they are', () => {
    expect(drawn('شركة النور')).toEqual(['النور', ' ', 'شركة']);
    expect(drawn('شركة ABC 123').join('')).toBe('ABC 123 شركة');
    expect(drawn('Acme אור בע').join('')).toBe('Acme בע אור');
    expect(drawn('10119 الرياض, SA').join('')).toBe('SA ,الرياض 10119');
    expect(drawn('Unit 12-34 (A)')).toEqual(['Unit 12-34 (A)']);
  });

  it('F5 have brackets that open to the right of what they enclose', () =>
    expect(drawn('(تل) A').join('')).toBe('A (تل)'));

  it('F5 have Arabic digits in the order in which they are read, which the layout of the font turns round', () =>
    expect(drawn('رقم ٣٤٥').join('')).toBe('٥٤٣ رقم'));

  it('F5 keep what joins an emoji or parts two letters, and drop marks that would turn a text round', () => {
    expect(drawn('👩‍🔧')).toEqual(['👩‍🔧']);
    expect(drawn('می\u200cخواهم')).toEqual(['می\u200cخواهم']);
    expect(drawn('INV-\u202e123\u202c')).toEqual(['INV-123']);
    expect(drawn('نور \u202eABC').join('')).toBe('ABC نور');
  });

  it('F5 can be copied as they were written, also a letter that the font has met before as a part of another', () => {
    const letters = ['ɐ', 'ʒ', 'ŋ', 'þ', 'ə'];
    const [{ font }] = runsOf('a', 'en', '400Regular') as [Run];
    // As a subset reads the parts of a glyph: z of ź.
    for (let id = 0; id < font.glyphs.numGlyphs; id++) font.glyphs.getGlyph(id);
    const charactersOf = (text: string) => font.glyphs.layout(text).glyphs.map(({ codePoints }) => codePoints);
    expect(letters.map(charactersOf)).toEqual(letters.map((letter) => [[letter.codePointAt(0)]]));
  });

  it('F5 of an emoji do not take the blank after it, which would be as wide', () =>
    expect(drawn('💡 A')).toEqual(['💡', ' A']));
});

it.each([
  ['Łódź Ωmega Светлина 한빛 光明 あかり प्रकाश แสงทอง نور אור 💡\u200d', ''],
  ['Lamp ლამპა Ա', 'ლამპԱ'],
])('F5 characters that no font has are found out: %s', (text, missing) => expect(unprintable(text)).toBe(missing));

it('F5 Thai is broken between words', () => {
  const lines = Typesetter.for('en').wrap('บริษัทแสงทองการค้าระหว่างประเทศ', 80, 10, '400Regular');
  const words = [...new Intl.Segmenter('th', { granularity: 'word' }).segment('บริษัทแสงทองการค้าระหว่างประเทศ')];
  const ends = words.map(({ segment, index }) => index + segment.length);
  expect(lines.length).toBeGreaterThan(1);
  let at = 0;
  for (const { text } of lines) expect(ends).toContain((at += text.length));
});
