import { Recent } from '../support/recent.ts';
import { type Run, runsOf, type Weight } from './fonts.ts';

export interface Line {
  readonly text: string;
  /** In points. */
  readonly width: number;
}

const OPENING = /^[\p{Ps}\p{Pi}]+$/u;
const BREAKS_AFTER = /[\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Po}]$/u;
/** Where a code that is wider than a line is broken. */
const WITHIN_CODES = /(?<=[-‐/_.:,;+])(?=.)/u;
const graphemes = new Intl.Segmenter();
const MAX_KEPT = 5_000;

/** Breaks texts of one language into lines. Remembers what it has measured: labels are on every page, and a text is tried in several sizes. */
export class Typesetter {
  private readonly words: Intl.Segmenter;
  /** At a size of 1 point. */
  private readonly widths = new Recent<number>(MAX_KEPT);
  private readonly pieces = new Recent<readonly string[]>(MAX_KEPT);

  private constructor(private readonly language: string) {
    this.words = new Intl.Segmenter(language, { granularity: 'word' });
  }

  private static readonly made = new Map<string, Typesetter>();

  /** `language`: BCP 47. */
  static for(language: string): Typesetter {
    const made = Typesetter.made.get(language) ?? new Typesetter(language);
    Typesetter.made.set(language, made);
    return made;
  }

  runsOf(text: string, weight: Weight): readonly Run[] {
    return runsOf(text, this.language, weight);
  }

  /** Lines no wider than `width`: broken between words, in Chinese, Japanese and Thai too; a word that is wider than a line behind its hyphens and the like, or anywhere. */
  wrap(text: string, width: number, size: number, weight: Weight): readonly Line[] {
    const widthOf = (part: string) => this.widthOf(part, weight) * size;
    return text.split('\n').flatMap((paragraph) => {
      const lines: Line[] = [];
      let line = { text: '', width: 0 };
      const end = () => {
        const last = line.text.trimEnd();
        lines.push({ text: last, width: line.width - widthOf(line.text.slice(last.length)) });
        line = { text: '', width: 0 };
      };
      for (const piece of this.piecesOf(paragraph)) {
        const fits = (part: string) => line.width + widthOf(part.trimEnd()) <= width;
        if (!fits(piece) && line.text !== '') end();
        for (const part of fits(piece) ? [piece] : piece.split(WITHIN_CODES)) {
          if (!fits(part) && line.text !== '') end();
          for (const some of fits(part) ? [part] : charactersOf(part)) {
            if (!fits(some) && line.text !== '') end();
            line = { text: line.text + some, width: line.width + widthOf(some) };
          }
        }
      }
      end();
      return lines;
    });
  }

  /** Of its longest word. */
  widestOf(text: string, size: number, weight: Weight): number {
    const pieces = text.split('\n').flatMap((paragraph) => this.piecesOf(paragraph));
    return Math.max(0, ...pieces.map((piece) => this.widthOf(piece.trimEnd(), weight) * size));
  }

  private widthOf(text: string, weight: Weight): number {
    const key = `${weight} ${text}`;
    const known = this.widths.get(key);
    if (known !== undefined) return known;
    const width = runsOf(text, this.language, weight).reduce((sum, run) => sum + run.font.widthOf(run.text), 0);
    this.widths.set(key, width);
    return width;
  }

  /** Words with the punctuation and blanks that stay with them. A code such as LL1-2509-00042 is one. */
  private piecesOf(text: string): readonly string[] {
    const known = this.pieces.get(text);
    if (known) return known;
    const pieces: string[] = [];
    let opening = '';
    let breaks = true;
    for (const { segment, isWordLike } of this.words.segment(text)) {
      if (OPENING.test(segment)) {
        opening += segment;
        continue;
      }
      if (pieces.length === 0 || opening !== '' || (isWordLike === true && breaks)) pieces.push(opening + segment);
      else pieces[pieces.length - 1] += segment;
      opening = '';
      breaks = BREAKS_AFTER.test(segment);
    }
    if (opening !== '') pieces.push(opening);
    this.pieces.set(text, pieces);
    return pieces;
  }
}

const charactersOf = (text: string): readonly string[] => [...graphemes.segment(text)].map(({ segment }) => segment);
