import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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

/** Shown for what no font has, an emoji or Arabic: PDF/A allows no reference to a missing glyph. */
const NO_GLYPH = '□';
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

const { resolve } = createRequire(import.meta.url);
const graphemes = new Intl.Segmenter();

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
    const path = resolve(`@expo-google-fonts/${folder}/${weight}/${name}.ttf`);
    const font = new Font(name, fontkit.create(readFileSync(path)) as fontkit.Font);
    Font.opened.set(name, font);
    return font;
  }

  has(text: string): boolean {
    return [...text].every((character) => this.glyphs.hasGlyphForCodePoint(character.codePointAt(0) as number));
  }

  /** At a size of 1 point. */
  widthOf(text: string): number {
    return this.glyphs.layout(text).advanceWidth / this.glyphs.unitsPerEm;
  }
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
  return [...new Set([first ?? LATIN, ...(first ? [] : [CHINESE]), KOREAN, CHINESE, JAPANESE, LATIN])];
}

/** The text in pieces of one font each. */
export function runsOf(text: string, language: string, weight: Weight): readonly Run[] {
  const families = familiesFor(text, language);
  const runs: { font: Font; text: string }[] = [];
  for (const { segment } of graphemes.segment(text.normalize('NFC'))) {
    const visible = segment.replace(INVISIBLE, '');
    if (visible === '') continue;
    const last = runs.at(-1);
    const family = families.find((one) => Font.of(one, weight).has(visible));
    const [font, shown] = family ? [Font.of(family, weight), visible] : [Font.of(KOREAN, weight), NO_GLYPH];
    if (last && (last.font === font || (shown === ' ' && last.font.has(shown)))) last.text += shown;
    else runs.push({ font, text: shown });
  }
  return runs;
}
