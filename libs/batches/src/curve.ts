import type { Words } from '#words';

// For terminal, HTTP and web page alike, so it imports nothing that runs.

/** What a detector read on a day, as a rule the end of a week. `alarm`: then it was raised. */
export interface CurvePoint {
  readonly through: string;
  readonly claims: number;
  readonly expected: number;
  readonly statistic: number;
  readonly threshold: number;
  readonly alarm: boolean;
}

export interface DrawingTexts {
  readonly method: 'POISSON_MAXSPRT' | 'CONTRACT_TRIGGER' | 'POISSON_CUSUM';
  readonly words: Omit<Words['curve'], 'legend'>;
  /** BCP 47, of the words. */
  readonly language: string;
}

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

const WIDTH = 800;
const HEIGHT = 470;
const [LEFT, RIGHT] = [64, 616];
const UPPER: Panel = { top: 84, bottom: 244 };
const LOWER: Panel = { top: 286, bottom: 426 };
/** With more points only the last and the alarm have a mark. */
const MOST_MARKS = 30;
const MOST_TITLE = 70;
const LABEL_HEIGHT = 16;
const MS_PER_DAY = 86_400_000;

/** A program that knows no styles shows it on white. */
const PAPER = { ink: '#1b1b1b', sheet: '#ffffff' } as const;
/** On paper: all that its style element has. A server that forbids styles must allow this one. */
export const DARK_PAPER = '@media (prefers-color-scheme: dark) { svg { color: #e8e8e8 } rect[fill] { fill: #161616 } }';

interface Panel {
  readonly top: number;
  readonly bottom: number;
}
type At = readonly [x: number, y: number];

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
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-desc" lang="${language}" font-family="system-ui, sans-serif" font-size="13" fill="currentColor"${paper ? ` color="${PAPER.ink}"` : ''}>`,
    `<title id="${id}-title">${escaped(heading)}</title>`,
    `<desc id="${id}-desc">${escaped(`${summary}${legend}`)}</desc>`,
    ...(paper
      ? [`<style>${DARK_PAPER}</style>`, `<rect width="${WIDTH}" height="${HEIGHT}" fill="${PAPER.sheet}"/>`]
      : []),
    ...[
      text([16, 28], shortened(heading), { 'font-size': '16', 'font-weight': 'bold' }),
      text([16, 50], summary),
      ...drawn(points, texts),
    ].map(written),
    '</svg>',
    '',
  ].join('\n');
}

/** One element of the drawing; none is in another. */
export interface CurveElement {
  readonly name: 'text' | 'polyline' | 'circle' | 'rect' | 'path';
  /** Presentation attributes, as SVG has them. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly content?: string;
}

/** The same drawing without its heading, in the colour of the text around it, for a page that makes its elements itself. */
export function curveDrawing(
  points: readonly CurvePoint[],
  texts: DrawingTexts,
): { readonly viewBox: string; readonly summary: string; readonly elements: readonly CurveElement[] } {
  const top = UPPER.top - LABEL_HEIGHT * 2;
  return {
    viewBox: `0 ${top} ${WIDTH} ${HEIGHT - top}`,
    summary: summaryOf(points, texts),
    elements: drawn(points, texts),
  };
}

const written = ({ name, attributes, content }: CurveElement): string => {
  const start = `<${name}${Object.entries(attributes)
    .map(([attribute, value]) => ` ${attribute}="${value}"`)
    .join('')}`;
  return content === undefined ? `${start}/>` : `${start}>${escaped(content)}</${name}>`;
};

/** The points as lines for a terminal: what is drawn as SVG, as a table with bars. */
export function curveLines(points: readonly CurvePoint[], texts: CurveTexts): readonly string[] {
  const { words, title, method } = texts;
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
  const rows = [
    [words.through, `${words.claims} (${words.seen})`, words.expected, words.statistic, words.threshold, '', ''],
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

/** Kept, for they are slow to make and hold memory. */
const numberFormats = new Map<string, Intl.NumberFormat>();

function numbers(language: string, more: Intl.NumberFormatOptions): (value: number) => string {
  const key = `${language} ${JSON.stringify(more)}`;
  const format = numberFormats.get(key) ?? new Intl.NumberFormat(language, more);
  numberFormats.set(key, format);
  return (value) => format.format(value);
}

function formats({ language, method }: DrawingTexts) {
  // The statistic of a contract trigger is a share of the units.
  const style = method === 'CONTRACT_TRIGGER' ? 'percent' : 'decimal';
  const two = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return {
    whole: numbers(language, { maximumFractionDigits: 0 }),
    exact: numbers(language, two),
    measured: numbers(language, { ...two, style }),
    tick: numbers(language, { maximumFractionDigits: 6, style }),
  };
}

function summaryOf(points: readonly CurvePoint[], texts: DrawingTexts): string {
  const { words } = texts;
  const told = points.find(({ alarm }) => alarm) ?? points.at(-1);
  if (!told) return words.nothing;
  const { whole, exact, measured } = formats(texts);
  return filled(told.alarm ? words.raised : words.quiet, {
    day: told.through,
    claims: whole(told.claims),
    expected: exact(told.expected),
    statistic: measured(told.statistic),
    threshold: measured(told.threshold),
  });
}

function drawn(points: readonly CurvePoint[], texts: DrawingTexts): readonly CurveElement[] {
  const { words } = texts;
  const last = points.at(-1);
  if (!last) return [];
  const { whole, exact, measured, tick } = formats(texts);
  const days = points.map(({ through }) => dayNumber(through));
  const x = scale(...spanOf(days), LEFT, RIGHT);
  const upper = axis(
    points.flatMap(({ claims, expected }) => [claims, expected]),
    UPPER,
    1,
  );
  const lower = axis(
    points.flatMap(({ statistic, threshold }) => [statistic, threshold]),
    LOWER,
  );
  const series = (y: (value: number) => number, value: (point: CurvePoint) => number): At[] =>
    points.map((point, at) => [x(days[at] as number), y(value(point))]);
  const [seen, expected] = [series(upper.y, ({ claims }) => claims), series(upper.y, (point) => point.expected)];
  const [statistic, threshold] = [
    series(lower.y, (point) => point.statistic),
    series(lower.y, (point) => point.threshold),
  ];
  const alarm = points.findIndex((point) => point.alarm);
  const marked = (places: readonly At[], mark: (at: At) => CurveElement): readonly CurveElement[] =>
    places.filter((_, at) => points.length <= MOST_MARKS || at === places.length - 1).map(mark);
  return [
    ...frame(UPPER, words.claims, upper, whole),
    ...frame(LOWER, words.statistic, lower, tick),
    ...dayTicks(points, days, x),
    line(expected, { 'stroke-dasharray': '8 5', 'stroke-width': '2' }),
    ...marked(expected, square),
    line(seen, { 'stroke-width': '2.5' }),
    ...marked(seen, dot),
    line(threshold, { 'stroke-dasharray': '2 4', 'stroke-width': '2.5' }),
    line(statistic, { 'stroke-width': '2.5' }),
    ...marked(statistic, triangle),
    ...labels([
      [seen.at(-1), `${words.seen} ${whole(last.claims)}`],
      [expected.at(-1), `${words.expected} ${exact(last.expected)}`],
    ]),
    ...labels([
      [statistic.at(-1), `${words.statistic} ${measured(last.statistic)}`],
      [threshold.at(-1), `${words.threshold} ${measured(last.threshold)}`],
    ]),
    ...(alarm < 0 ? [] : alarmMark(statistic[alarm] as At, `${words.alarm} ${points[alarm]?.through}`)),
  ];
}

function alarmMark([x, y]: At, told: string): readonly CurveElement[] {
  const isLeft = x < (LEFT + RIGHT) / 2;
  return [
    // Not through the heading between the two.
    ...[UPPER, LOWER].map(({ top, bottom }) =>
      line(
        [
          [x, top],
          [x, bottom],
        ],
        { 'stroke-width': '1' },
      ),
    ),
    path(`M${round(x)} ${round(y - 8)}l8 8l-8 8l-8 -8z`),
    text([x + (isLeft ? 6 : -6), UPPER.top + 16], told, {
      'font-weight': 'bold',
      'text-anchor': isLeft ? 'start' : 'end',
    }),
  ];
}

function frame(
  { top, bottom }: Panel,
  name: string,
  { ticks, y }: Axis,
  told: (value: number) => string,
): readonly CurveElement[] {
  return [
    text([LEFT, top - 12], name, { 'font-weight': 'bold' }),
    line(
      [
        [LEFT, top],
        [LEFT, bottom],
        [RIGHT, bottom],
      ],
      { 'stroke-width': '1' },
    ),
    ...ticks.flatMap((tick) => [
      line(
        [
          [LEFT, y(tick)],
          [RIGHT, y(tick)],
        ],
        { 'stroke-width': '1', 'stroke-opacity': '0.2' },
      ),
      text([LEFT - 8, y(tick) + 4], told(tick), { 'text-anchor': 'end' }),
    ]),
  ];
}

/** As many days as fit beside each other. */
function dayTicks(
  points: readonly CurvePoint[],
  days: readonly number[],
  x: (day: number) => number,
): readonly CurveElement[] {
  const apart = 110;
  const told: number[] = [];
  for (const at of days.keys()) {
    const before = told.at(-1);
    if (before === undefined || x(days[at] as number) - x(days[before] as number) >= apart) told.push(at);
  }
  return told.flatMap((at) => {
    const [here, { bottom }] = [x(days[at] as number), LOWER];
    const anchor = at === 0 && points.length > 1 ? 'start' : 'middle';
    return [
      line(
        [
          [here, bottom],
          [here, bottom + 5],
        ],
        { 'stroke-width': '1' },
      ),
      text([anchor === 'start' ? here - 8 : here, bottom + 20], points[at]?.through ?? '', { 'text-anchor': anchor }),
    ];
  });
}

/** At the end of their lines, and not over each other. */
function labels(of: readonly (readonly [at: At | undefined, told: string])[]): readonly CurveElement[] {
  const placed = of
    .flatMap(([at, told]) => (at ? [{ x: at[0], y: at[1], told }] : []))
    .sort((one, other) => one.y - other.y);
  const [above, below] = placed;
  if (above && below && below.y - above.y < LABEL_HEIGHT) {
    const missing = LABEL_HEIGHT - (below.y - above.y);
    above.y -= missing / 2;
    below.y += missing / 2;
  }
  return placed.map(({ x, y, told }) => text([x + 12, y + 4], told));
}

interface Axis {
  readonly y: (value: number) => number;
  readonly ticks: readonly number[];
}

/** From 0, in steps of 1, 2 or 5 times a power of ten, `least` at least. */
function axis(values: readonly number[], { top, bottom }: Panel, least = 0): Axis {
  const most = Math.max(...values) || 1;
  const unit = 10 ** Math.floor(Math.log10(most / 4));
  const step = Math.max(least, [1, 2, 5, 10].map((times) => times * unit).find((each) => most / each <= 4) ?? most);
  const steps = Math.max(1, Math.ceil(most / step - 1e-9));
  const ticks = Array.from({ length: steps + 1 }, (_, at) => Number((at * step).toPrecision(6)));
  return { ticks, y: scale(0, steps * step, bottom, top) };
}

const spanOf = (days: readonly number[]): readonly [number, number] => [days[0] as number, days.at(-1) as number];

/** A single day stands in the middle. */
const scale =
  (from: number, to: number, start: number, end: number) =>
  (value: number): number =>
    from === to ? (start + end) / 2 : start + ((value - from) / (to - from)) * (end - start);

const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY;

const round = (value: number): string => String(Math.round(value * 10) / 10);

const text = ([x, y]: At, told: string, more: Readonly<Record<string, string>> = {}): CurveElement => ({
  name: 'text',
  attributes: { x: round(x), y: round(y), ...more },
  content: told,
});

const line = (through: readonly At[], more: Readonly<Record<string, string>>): CurveElement => ({
  name: 'polyline',
  attributes: {
    points: through.map(([x, y]) => `${round(x)},${round(y)}`).join(' '),
    fill: 'none',
    stroke: 'currentColor',
    ...more,
  },
});

const path = (d: string): CurveElement => ({ name: 'path', attributes: { d } });
const dot = ([x, y]: At): CurveElement => ({
  name: 'circle',
  attributes: { cx: round(x), cy: round(y), r: '3.5' },
});
const square = ([x, y]: At): CurveElement => ({
  name: 'rect',
  attributes: { x: round(x - 3), y: round(y - 3), width: '6', height: '6' },
});
const triangle = ([x, y]: At): CurveElement => path(`M${round(x)} ${round(y - 4.5)}l4.5 8h-9z`);

const shortened = (heading: string): string => {
  const letters = [...heading];
  return letters.length <= MOST_TITLE ? heading : `${letters.slice(0, MOST_TITLE - 1).join('')}…`;
};

const filled = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML has no controls but tab and line ends, and no half characters; marks that turn the direction of text are left out too. */
const escaped = (told: string): string =>
  told
    .toWellFormed()
    .replace(/[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, '')
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
