import type { Words } from '#words';
import { capital } from '#kernel/capital';
import { dayNumber } from '#kernel/time-units';

// For terminal, HTTP and web page alike, so it imports nothing that imports anything.

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
  /** How a day is named; default: as ISO 8601 has it. */
  readonly day?: (day: string) => string;
}

/** Where a drawing has what. `key`: the names of its lines are above them, not at their ends. */
interface Layout {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly upper: Panel;
  readonly lower: Panel;
  readonly key: boolean;
}

export const WIDE: Layout = {
  width: 800,
  height: 470,
  left: 64,
  right: 616,
  upper: { top: 84, bottom: 244 },
  lower: { top: 286, bottom: 426 },
  key: false,
};

/** On a phone its letters are as large as those around it. */
const NARROW: Layout = {
  width: 320,
  height: 446,
  left: 46,
  right: 306,
  upper: { top: 60, bottom: 200 },
  lower: { top: 276, bottom: 416 },
  key: true,
};

/** With more points only the last and the alarm have a mark. */
const MOST_MARKS = 30;
const LABEL_HEIGHT = 16;
const KEY_WIDTH = 30;

interface Panel {
  readonly top: number;
  readonly bottom: number;
}

type At = readonly [x: number, y: number];

/** One element of the drawing; none is in another. */
export interface CurveElement {
  readonly name: 'text' | 'polyline' | 'circle' | 'rect' | 'path';
  /** Presentation attributes, as SVG has them. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly content?: string;
}

export interface CurveDrawing {
  readonly viewBox: string;
  readonly elements: readonly CurveElement[];
}

/** The same drawing without its heading, in the colour of the text around it, for a page that makes its elements itself; `narrow`: for a phone. */
export function curveDrawing(
  points: readonly CurvePoint[],
  texts: DrawingTexts,
): { readonly summary: string; readonly wide: CurveDrawing; readonly narrow: CurveDrawing } {
  const drawing = (layout: Layout, top: number): CurveDrawing => ({
    viewBox: `0 ${top} ${layout.width} ${layout.height - top}`,
    elements: drawn(points, texts, layout),
  });
  return {
    summary: summaryOf(points, texts),
    wide: drawing(WIDE, WIDE.upper.top - LABEL_HEIGHT * 2),
    narrow: drawing(NARROW, 0),
  };
}

/** Kept, for they are slow to make and hold memory. */
const numberFormats = new Map<string, Intl.NumberFormat>();

function numbers(language: string, more: Intl.NumberFormatOptions): (value: number) => string {
  const key = `${language} ${JSON.stringify(more)}`;
  const format = numberFormats.get(key) ?? new Intl.NumberFormat(language, more);
  numberFormats.set(key, format);
  return (value) => format.format(value);
}

export function formats({ language, method }: DrawingTexts) {
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

export function summaryOf(points: readonly CurvePoint[], texts: DrawingTexts): string {
  const { words, day = String } = texts;
  const told = points.find(({ alarm }) => alarm) ?? points.at(-1);
  if (!told) return words.nothing;
  const { whole, exact, measured } = formats(texts);
  return filled(told.alarm ? words.raised : words.quiet, {
    day: day(told.through),
    claims: whole(told.claims),
    expected: exact(told.expected),
    statistic: measured(told.statistic),
    threshold: measured(told.threshold),
  });
}

interface Series {
  readonly value: (point: CurvePoint) => number;
  readonly stroke: Readonly<Record<string, string>>;
  readonly mark?: (at: At) => CurveElement;
  readonly told: string;
}

export function drawn(points: readonly CurvePoint[], texts: DrawingTexts, layout: Layout): readonly CurveElement[] {
  const { words, language, day = String } = texts;
  const last = points.at(-1);
  if (!last) return [];
  const { whole, exact, measured, tick } = formats(texts);
  const days = points.map(({ through }) => dayNumber(through));
  const x = scale(...spanOf(days), layout.left, layout.right);
  const above: readonly Series[] = [
    {
      value: ({ expected }) => expected,
      stroke: { 'stroke-dasharray': '8 5', 'stroke-width': '2' },
      mark: square,
      told: `${words.expected} ${exact(last.expected)}`,
    },
    {
      value: ({ claims }) => claims,
      stroke: { 'stroke-width': '2.5' },
      mark: dot,
      told: `${words.seen} ${whole(last.claims)}`,
    },
  ];
  const below: readonly Series[] = [
    {
      value: ({ threshold }) => threshold,
      stroke: { 'stroke-dasharray': '2 4', 'stroke-width': '2.5' },
      told: `${words.threshold} ${measured(last.threshold)}`,
    },
    {
      value: ({ statistic }) => statistic,
      stroke: { 'stroke-width': '2.5' },
      mark: triangle,
      told: `${words.statistic} ${measured(last.statistic)}`,
    },
  ];
  const axisOf = (series: readonly Series[], panel: Panel, least?: number) =>
    axis(
      points.flatMap((point) => series.map(({ value }) => value(point))),
      panel,
      least,
    );
  const [upper, lower] = [axisOf(above, layout.upper, 1), axisOf(below, layout.lower)];
  const placesOf = ({ value }: Series, { y }: Axis): At[] =>
    points.map((point, at) => [x(days[at] as number), y(value(point))]);
  const linesOf = (series: readonly Series[], its: Axis): readonly CurveElement[] =>
    series.flatMap((each) => {
      const places = placesOf(each, its);
      const marked = places.filter((_, at) => points.length <= MOST_MARKS || at === places.length - 1);
      return [line(places, each.stroke), ...(each.mark ? marked.map(each.mark) : [])];
    });
  // What is seen comes before what it is compared with.
  const namesOf = (series: readonly Series[], its: Axis, { top }: Panel): readonly CurveElement[] => {
    const named = series.toReversed();
    return layout.key
      ? named.flatMap((each, at) => keyOf(each, [layout.left, top - 10 - LABEL_HEIGHT * (named.length - 1 - at)]))
      : labels(named.map((each) => [placesOf(each, its).at(-1), each.told] as const));
  };
  const alarm = points.findIndex((point) => point.alarm);
  const rung = points[alarm];
  return [
    ...frame(layout, layout.upper, capital(words.claims, language), upper, whole),
    ...frame(layout, layout.lower, capital(words.statistic, language), lower, tick),
    ...dayTicks(points, days, x, layout, day),
    ...linesOf(above, upper),
    ...linesOf(below, lower),
    ...namesOf(above, upper, layout.upper),
    ...namesOf(below, lower, layout.lower),
    ...(rung
      ? alarmMark([x(days[alarm] as number), lower.y(rung.statistic)], `${words.alarm} ${rung.through}`, layout)
      : []),
  ];
}

/** A piece of the line, its mark and its name. */
const keyOf = ({ stroke, mark, told }: Series, [x, y]: At): readonly CurveElement[] => [
  line(
    [
      [x, y - 4],
      [x + KEY_WIDTH, y - 4],
    ],
    stroke,
  ),
  ...(mark ? [mark([x + KEY_WIDTH / 2, y - 4])] : []),
  text([x + KEY_WIDTH + 8, y], told),
];

function alarmMark([x, y]: At, told: string, { left, right, upper, lower }: Layout): readonly CurveElement[] {
  const isLeft = x < (left + right) / 2;
  return [
    // Not through the heading between the two.
    ...[upper, lower].map(({ top, bottom }) =>
      line(
        [
          [x, top],
          [x, bottom],
        ],
        { 'stroke-width': '1' },
      ),
    ),
    path(`M${round(x)} ${round(y - 8)}l8 8l-8 8l-8 -8z`),
    text([x + (isLeft ? 6 : -6), upper.top + 16], told, {
      'font-weight': 'bold',
      'text-anchor': isLeft ? 'start' : 'end',
    }),
  ];
}

function frame(
  { left, right, key }: Layout,
  { top, bottom }: Panel,
  name: string,
  { ticks, y }: Axis,
  told: (value: number) => string,
): readonly CurveElement[] {
  return [
    text([left, top - 12 - (key ? LABEL_HEIGHT * 2 : 0)], name, { 'font-weight': 'bold' }),
    line(
      [
        [left, top],
        [left, bottom],
        [right, bottom],
      ],
      { 'stroke-width': '1' },
    ),
    ...ticks.flatMap((tick) => [
      line(
        [
          [left, y(tick)],
          [right, y(tick)],
        ],
        { 'stroke-width': '1', 'stroke-opacity': '0.2' },
      ),
      text([left - 8, y(tick) + 4], told(tick), { 'text-anchor': 'end' }),
    ]),
  ];
}

/** As many days as fit beside each other. */
function dayTicks(
  points: readonly CurvePoint[],
  days: readonly number[],
  x: (day: number) => number,
  { width, lower: { bottom } }: Layout,
  name: (day: string) => string,
): readonly CurveElement[] {
  // The first begins at its line, the last ends with the drawing, the others have it in their middle.
  const placed = (at: number) => {
    const here = x(days[at] as number);
    const told = name(points[at]?.through ?? '');
    const anchor = at === 0 && points.length > 1 ? 'start' : here > width - 40 ? 'end' : 'middle';
    const edge = anchor === 'start' ? here - 8 : anchor === 'end' ? width - 2 : here;
    const begins = edge - lengthOf(told) * { start: 0, middle: 0.5, end: 1 }[anchor];
    return { here, told, anchor, edge, begins, ends: begins + lengthOf(told) };
  };
  const shown: ReturnType<typeof placed>[] = [];
  for (const at of days.keys()) {
    const before = shown.at(-1);
    // Those that are too near are not even named.
    if (before && x(days[at] as number) - before.here < 110) continue;
    const next = placed(at);
    if (!before || next.begins - before.ends >= 12) shown.push(next);
  }
  return shown.flatMap(({ here, told, anchor, edge }) => [
    line(
      [
        [here, bottom],
        [here, bottom + 5],
      ],
      { 'stroke-width': '1' },
    ),
    text([edge, bottom + 20], told, { 'text-anchor': anchor }),
  ]);
}

/** About, in units of the drawing: letters of East Asia are as wide as they are high. */
const lengthOf = (told: string): number => told.replaceAll(/[\u2e80-\uffef]/g, 'xx').length * 7;

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

const round = (value: number): string => String(Math.round(value * 10) / 10);

export const text = ([x, y]: At, told: string, more: Readonly<Record<string, string>> = {}): CurveElement => ({
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

export const filled = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
