import { capital } from '#kernel/capital';
import type { Words } from '#words';
import {
  type CurveElement,
  type CurvePoint,
  type DrawingTexts,
  drawn,
  filled,
  formats,
  summaryOf,
  text,
  WIDE,
} from './curve-drawing.ts';

export interface CurveTexts extends DrawingTexts {
  /** Such as batch and defect group. */
  readonly title: string;
  readonly words: Words['curve'];
}

export interface CurvePaper {
  /** Begins the ids in the drawing: two in one page need different ones. */
  readonly id?: string;
  /** For a file of its own: dark on white, or light on dark where its reader prefers that; else in the colour of the text around it. */
  readonly paper?: boolean;
}

const MOST_TITLE = 70;

/** A program that knows no styles shows it on white. */
const PAPER = { ink: '#1b1b1b', sheet: '#ffffff' } as const;

/** On paper: all that its style element has. A server that forbids styles must allow this one. */
export const DARK_PAPER = '@media (prefers-color-scheme: dark) { svg { color: #e8e8e8 } rect[fill] { fill: #161616 } }';

/** The points as SVG 1.1 with presentation attributes; the same bytes for the same points. Oldest first. */
export function curve(
  points: readonly CurvePoint[],
  texts: CurveTexts,
  { id = 'curve', paper }: CurvePaper = {},
): string {
  const { title, method, words, language } = texts;
  const summary = summaryOf(points, texts);
  const [first, last] = [points[0], points.at(-1)];
  const legend = first && last ? ` ${filled(words.legend, { from: first.through, to: last.through })}` : '';
  const heading = `${title}: ${words[method]}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDE.width}" height="${WIDE.height}" viewBox="0 0 ${WIDE.width} ${WIDE.height}" role="img" aria-labelledby="${id}-title ${id}-desc" lang="${language}" font-family="system-ui, sans-serif" font-size="13" fill="currentColor"${paper ? ` color="${PAPER.ink}"` : ''}>`,
    `<title id="${id}-title">${escaped(heading)}</title>`,
    `<desc id="${id}-desc">${escaped(`${summary}${legend}`)}</desc>`,
    ...(paper
      ? [`<style>${DARK_PAPER}</style>`, `<rect width="${WIDE.width}" height="${WIDE.height}" fill="${PAPER.sheet}"/>`]
      : []),
    ...[
      text([16, 28], shortened(heading), { 'font-size': '16', 'font-weight': 'bold' }),
      text([16, 50], summary),
      ...drawn(points, texts, WIDE),
    ].map(written),
    '</svg>',
    '',
  ].join('\n');
}

const written = ({ name, attributes, content }: CurveElement): string => {
  const start = `<${name}${Object.entries(attributes)
    .map(([attribute, value]) => ` ${attribute}="${value}"`)
    .join('')}`;
  return content === undefined ? `${start}/>` : `${start}>${escaped(content)}</${name}>`;
};

/** The points as lines for a terminal: what is drawn as SVG, as a table with bars. */
export function curveLines(points: readonly CurvePoint[], texts: CurveTexts): readonly string[] {
  const { words, language, title, method } = texts;
  const { whole, exact, measured } = formats(texts);
  const heading = [`${title}: ${words[method]}`, summaryOf(points, texts)];
  if (points.length === 0) return heading;
  const most = Math.max(...points.flatMap(({ statistic, threshold }) => [statistic, threshold])) || 1;
  const places = (value: number): number => Math.round((BAR * Math.max(0, value)) / most);
  const bar = ({ statistic, threshold }: CurvePoint): string => {
    const at = Math.min(places(threshold), BAR - 1);
    // However near it is: what is below the threshold does not pass its mark, and what reaches it does.
    const end = statistic < threshold ? Math.min(places(statistic), at) : Math.max(places(statistic), at + 2);
    return Array.from({ length: BAR + 1 }, (_, place) => (place === at ? '|' : place < end ? '#' : ' ')).join('');
  };
  const { through, claims, seen, expected, statistic, threshold } = words;
  const headings = [through, `${claims} (${seen})`, expected, statistic, threshold];
  const rows = [
    [...headings.map((one) => capital(one, language)), '', ''],
    ...points.map((point) => [
      point.through,
      whole(point.claims),
      exact(point.expected),
      measured(point.statistic),
      measured(point.threshold),
      bar(point),
      point.alarm ? words.alarm : '',
    ]),
  ];
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, at) => Math.max(widest[at] ?? 0, columnsOf(cell))),
    [],
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => {
        const blank = ' '.repeat((widths[at] ?? 0) - columnsOf(cell));
        return at > 0 && at < 5 ? blank + cell : cell + blank;
      })
      .join('  ')
      .trimEnd();
  return [...heading, '', ...rows.map(line)];
}

const BAR = 32;

/** In a terminal: characters of East Asia are two columns wide. */
const columnsOf = (text: string): number =>
  [...text].reduce(
    (sum, each) =>
      sum +
      (/[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
        each,
      )
        ? 2
        : 1),
    0,
  );

const shortened = (heading: string): string => {
  const letters = [...heading];
  return letters.length <= MOST_TITLE ? heading : `${letters.slice(0, MOST_TITLE - 1).join('')}…`;
};

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML has no controls but tab and line ends, and no half characters; marks that turn the direction of text are left out too. */
const escaped = (told: string): string =>
  told
    .toWellFormed()
    .replace(/[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, '')
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
