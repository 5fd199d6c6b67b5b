import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Bidi } from 'bidi-js';
import * as fontkit from 'fontkit';

export type Weight = '400Regular' | '700Bold';

interface Family {
  readonly folder: string;
  readonly file: string;
}
const LATIN: Family = { folder: 'noto-sans', file: 'NotoSans' };
const KOREAN: Family = { folder: 'noto-sans-kr', file: 'NotoSansKR' };
const CHINESE: Family = { folder: 'noto-sans-sc', file: 'NotoSansSC' };
const JAPANESE: Family = { folder: 'noto-sans-jp', file: 'NotoSansJP' };
const EMOJI: Family = { folder: 'noto-emoji', file: 'NotoEmoji' };
const SMALL: readonly Family[] = [
  { folder: 'noto-sans-arabic', file: 'NotoSansArabic' },
  { folder: 'noto-sans-hebrew', file: 'NotoSansHebrew' },
  { folder: 'noto-sans-thai', file: 'NotoSansThai' },
];

/** Shown for what no font has: PDF/A allows no reference to a missing glyph. */
const NO_GLYPH = '□';
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
/** They choose between forms of the letters beside them, and make one emoji of several. */
const INVISIBLE_BUT_JOINERS = /(?![\u200c\u200d\ufe0f])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;

const require = createRequire(import.meta.url);
const graphemes = new Intl.Segmenter();
// Its types describe a default export that the module does not have.
const bidi = (require('bidi-js') as () => Bidi)();

export class Font {
  private constructor(
    readonly name: string,
    readonly glyphs: fontkit.Font,
  ) {}

  private static readonly opened = new Map<string, Font>();

  /** Each is read once for all documents: a Chinese one has 10 MB. */
  static of({ folder, file }: Family, weight: Weight): Font {
    const name = `${file}_${weight}`;
    const kept = Font.opened.get(name);
    if (kept) return kept;
    const path = require.resolve(`@expo-google-fonts/${folder}/${weight}/${name}.ttf`);
    const font = new Font(name, withCharacters(fontkit.create(readFileSync(path)) as fontkit.Font));
    Font.opened.set(name, font);
    return font;
  }

  has(text: string): boolean {
    return [...text].every((character) => this.glyphs.hasGlyphForCodePoint(character.codePointAt(0) as number));
  }

  /** That of the emoji is as wide as they are. */
  get hasBlank(): boolean {
    return !this.name.startsWith(EMOJI.file) && this.has(' ');
  }

  /** At a size of 1 point. */
  widthOf(text: string): number {
    return this.glyphs.layout(text).advanceWidth / this.glyphs.unitsPerEm;
  }
}

/** fontkit keeps each glyph as it first met it: one that it met as a part of another (z of ź) would stand for no character from then on, in any document. */
function withCharacters(font: fontkit.Font): fontkit.Font {
  const getGlyph = font.getGlyph.bind(font);
  font.getGlyph = (id, characters = []) => {
    const glyph = getGlyph(id, [...characters]);
    if (glyph?.codePoints.length === 0) glyph.codePoints = [...characters];
    return glyph;
  };
  return font;
}

export interface Run {
  readonly font: Font;
  readonly text: string;
}

/** Han characters look differently in Korea, China and Japan: the script of the text decides, else the language of the document. */
function familiesFor(text: string, language: string): readonly Family[] {
  const first = /\p{Script=Hangul}/u.test(text)
    ? KOREAN
    : /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)
      ? JAPANESE
      : { ko: KOREAN, ja: JAPANESE, zh: CHINESE }[language];
  const others = [...(first ? [] : [CHINESE]), KOREAN, CHINESE, JAPANESE, LATIN, EMOJI];
  return [...new Set([first ?? LATIN, ...SMALL, ...others])];
}

/** Its characters that no font has, and that a page could only show as squares; each once. */
export function unprintable(text: string): string {
  const families = familiesFor(text, 'en');
  const characters = new Set(text.normalize('NFC').replace(INVISIBLE, ''));
  return [...characters]
    .filter((character) => !families.some((family) => Font.of(family, '400Regular').has(character)))
    .join('');
}

/** A run, and its embedding level: odd ones are read from right to left. */
interface Piece {
  readonly font: Font;
  readonly level: number;
  text: string;
}

/** The text in pieces of one font each, from left to right as they are drawn. */
export function runsOf(text: string, language: string, weight: Weight): readonly Run[] {
  const families = familiesFor(text, language);
  const shown = text.normalize('NFC').replace(INVISIBLE_BUT_JOINERS, '');
  const levels = RIGHT_TO_LEFT.test(shown) ? bidi.getEmbeddingLevels(shown).levels : undefined;
  const pieces: Piece[] = [];
  for (const { segment, index } of graphemes.segment(shown)) {
    const visible = segment.replace(INVISIBLE, '');
    if (visible === '') continue;
    const family = families.find((one) => Font.of(one, weight).has(visible));
    const font = Font.of(family ?? KOREAN, weight);
    const drawn = family === undefined ? NO_GLYPH : font.has(segment) ? segment : visible;
    append(pieces, { font, level: levels?.[index] ?? 0, text: drawn });
  }
  return levels ? leftToRight(pieces) : pieces;
}

/** pdfkit sets a text word by word from the left, so from right to left each word and each blank is a piece. */
function append(pieces: Piece[], { font, level, text }: Piece): void {
  const last = pieces.at(-1);
  const goesOn =
    last?.level === level &&
    (last.font === font || (text === ' ' && last.font.hasBlank)) &&
    (level % 2 === 0 || (text !== ' ' && last.text !== ' '));
  if (goesOn) last.text += text;
  else pieces.push({ font, level, text });
}

/** Unicode Bidirectional Algorithm, L2 and L4. */
function leftToRight(pieces: readonly Piece[]): readonly Run[] {
  const runs = pieces.map(({ font, level, text }) => ({ font, level, text: directed(font, text, level % 2 === 1) }));
  for (let level = Math.max(...runs.map((run) => run.level)); level > 0; level--)
    for (let end = 0, start = 0; start < runs.length; start = end + 1) {
      for (end = start; end < runs.length && (runs[end] as Piece).level >= level; end++);
      runs.splice(start, end - start, ...runs.slice(start, end).reverse());
    }
  return runs;
}

/** fontkit lays a text out in the direction of its letters; digits and punctuation may have to go the other way. */
function directed(font: Font, text: string, fromRight: boolean): string {
  const characters = fromRight ? [...text].map((one) => bidi.getMirroredCharacter(one) ?? one) : [...text];
  const laidOutFromRight = font.glyphs.layout(text).direction === 'rtl';
  return (laidOutFromRight === fromRight ? characters : characters.reverse()).join('');
}
