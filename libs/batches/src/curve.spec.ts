import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { capital } from '#kernel/capital';
import { LANGUAGES, type Language, words } from '#words';
import { curve, curveLines, type CurvePaper, type CurveTexts, DARK_PAPER } from './curve.ts';
import { curveDrawing, type CurvePoint } from './curve-drawing.ts';

const texts = (language: Language = 'en', more: Partial<CurveTexts> = {}): CurveTexts => ({
  title: 'B-2601 · POWER',
  method: 'POISSON_MAXSPRT',
  words: words[language].curve,
  language,
  ...more,
});
const point = (through: string, more: Partial<CurvePoint> = {}): CurvePoint => ({
  through,
  claims: 0,
  expected: 0.25,
  statistic: 0,
  threshold: 6.7988,
  alarm: false,
  ...more,
});
const quiet = [point('2026-03-08'), point('2026-03-15', { claims: 2, expected: 0.5, statistic: 1.2726 })];
const rung = [
  ...quiet,
  point('2026-03-19', { claims: 7, expected: 0.65, statistic: 10.2878, alarm: true }),
  point('2026-03-22', { claims: 7, expected: 0.75, statistic: 9.3861 }),
];

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** @throws Error when it is not well-formed XML */
function elementsOf(svg: string): Element[] {
  const elements: Element[] = [];
  const open: Element[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, text: '' };
    elements.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element) element.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(svg).close();
  return elements;
}

const told = (svg: string): string[] => elementsOf(svg).flatMap(({ name, text }) => (name === 'text' ? [text] : []));
const drawn = (points: readonly CurvePoint[], given = texts(), paper: CurvePaper = {}) =>
  elementsOf(curve(points, given, paper));

describe('The curve of an alarm as a drawing', () => {
  it('has a title and a description with its numbers, for those who do not see it', () => {
    const [svg, title, description] = drawn(rung, texts(), { id: 'b2601' });
    expect(svg?.attributes).toMatchObject({ role: 'img', 'aria-labelledby': 'b2601-title b2601-desc', lang: 'en' });
    expect(title).toEqual({
      name: 'title',
      attributes: { id: 'b2601-title' },
      text: 'B-2601 · POWER: sequential test',
    });
    expect(description).toEqual({
      name: 'desc',
      attributes: { id: 'b2601-desc' },
      text:
        'Alarm on 2026-03-19: claims seen 7, expected at most 0.65; statistic 10.29, threshold 6.80. Week by week from 2026-03-08 to 2026-03-22. ' +
        'Above: claims seen (solid line, dots) and expected at most (dashed line, squares). Below: the statistic (solid line, triangles) and the threshold (dotted line). The alarm is a vertical line with a diamond.',
    });
  });

  it('says the alarm in words, and without one that there was none', () => {
    expect(told(curve(rung, texts()))).toEqual(
      expect.arrayContaining([
        'Alarm on 2026-03-19: claims seen 7, expected at most 0.65; statistic 10.29, threshold 6.80.',
        'alarm 2026-03-19',
        'seen 7',
        'expected at most 0.75',
        'Claims',
        'Statistic',
        'statistic 9.39',
        'threshold 6.80',
      ]),
    );
    expect(told(curve(quiet, texts()))).toContain(
      'No alarm until 2026-03-15: claims seen 2, expected at most 0.50; statistic 1.27, threshold 6.80.',
    );
    expect(told(curve(quiet, texts())).filter((text) => text.startsWith('alarm'))).toEqual([]);
    expect(told(curve(rung, texts('en', { day: (day) => `day ${day}` })))).toContain(
      'Alarm on day 2026-03-19: claims seen 7, expected at most 0.65; statistic 10.29, threshold 6.80.',
    );
  });

  it('is told apart by dashes and marks, in the one colour of the text around it', () => {
    const elements = drawn(rung);
    const lines = elements.filter(({ attributes }) => Number(attributes['stroke-width']) > 1);
    expect(lines.map(({ attributes }) => attributes['stroke-dasharray'])).toEqual(['8 5', undefined, '2 4', undefined]);
    const colours = elements.flatMap(({ attributes: { fill, stroke, color } }) => [fill, stroke, color]);
    expect(new Set(colours)).toEqual(new Set(['currentColor', 'none', undefined]));
    expect(elements.filter(({ name }) => name === 'circle')).toHaveLength(rung.length);
    // Its diamond, beside the triangles.
    expect(elements.filter(({ name }) => name === 'path')).toHaveLength(rung.length + 1);
  });

  it('brings its own paper as a file, dark on white, or light on dark where its reader prefers that', () => {
    const [svg, , , style, paper, ...rest] = drawn(rung, texts(), { paper: true });
    expect(svg?.attributes.color).toBe('#1b1b1b');
    expect(style).toEqual({ name: 'style', attributes: {}, text: DARK_PAPER });
    expect(DARK_PAPER).toMatch(/prefers-color-scheme: dark/);
    // Only the paper has a colour of its own.
    expect(rest.filter(({ name, attributes }) => name === 'rect' && attributes.fill !== undefined)).toEqual([]);
    expect(rest.filter(({ name }) => name === 'rect')).toHaveLength(rung.length);
    expect(paper).toMatchObject({ name: 'rect', attributes: { width: '800', height: '470', fill: '#ffffff' } });
  });

  it('needs neither styles nor scripts nor anything from elsewhere, so the strictest page may show it', () => {
    const elements = drawn(rung);
    expect([...new Set(elements.map(({ name }) => name))].sort()).toEqual(
      ['circle', 'desc', 'path', 'polyline', 'rect', 'svg', 'text', 'title'].sort(),
    );
    const names = elements.flatMap(({ attributes }) => Object.keys(attributes));
    expect(
      names.filter((name) => name === 'style' || name === 'class' || name.startsWith('on') || /href/.test(name)),
    ).toEqual([]);
  });

  it('shows what people have written as text', () => {
    const title = 'B<1> & "co"\u0007\u202e · \ud800';
    expect(drawn(rung, texts('en', { title }))[1]?.text).toBe('B<1> & "co" · \ufffd: sequential test');
  });

  it('cuts a title that is too long for the paper, but not for readers', () => {
    const [, title, , heading] = drawn(rung, texts('en', { title: '한'.repeat(100) }));
    expect(title?.text).toHaveLength(100 + ': sequential test'.length);
    expect(heading?.text).toBe(`${'한'.repeat(69)}…`);
  });

  it('says before the first shipment that there is nothing to show yet', () => {
    expect(told(curve([], texts()))).toEqual(['B-2601 · POWER: sequential test', 'Nothing was shipped yet.']);
  });

  it.each(LANGUAGES)('is in %s', (language) => {
    const { claims, alarm, threshold, seen } = words[language].curve;
    const all = told(curve(rung, texts(language))).join('\n');
    for (const text of [
      capital(claims, language),
      `${alarm} 2026-03-19`,
      `${threshold} ${language === 'de' ? '6,80' : '6.80'}`,
      `${seen} 7`,
    ])
      expect(all).toContain(text);
    expect(all).not.toMatch(/[{}]/);
  });

  it('of a contract trigger has shares in percent', () => {
    const share = { claims: 5, expected: 4, statistic: 0.0625, threshold: 0.05 };
    expect(told(curve([point('2026-03-08', share)], texts('en', { method: 'CONTRACT_TRIGGER' })))).toEqual(
      expect.arrayContaining(['statistic 6.25%', 'threshold 5.00%']),
    );
  });

  it('is well formed, on its paper, and the same bytes for the same points, whatever they are', () => {
    const amount = fc.double({ min: 0, max: 1e6, noNaN: true });
    const anyPoint = fc.record({
      claims: fc.nat(100_000),
      expected: amount,
      statistic: amount,
      threshold: amount,
      alarm: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyPoint, { maxLength: 70 }), fc.string({ unit: 'binary' }), (some, title) => {
        const points = some.map((each, at) => ({
          ...each,
          through: new Date(Date.UTC(2026, 0, 4 + 7 * at)).toISOString().slice(0, 10),
        }));
        const svg = curve(points, texts('en', { title }));
        expect(curve(points, texts('en', { title }))).toBe(svg);
        const places = elementsOf(svg).flatMap(
          ({ attributes: { points: line = '', x = '', cx = '', y = '', cy = '' } }) => [
            ...line.split(/[ ,]/),
            x,
            y,
            cx,
            cy,
          ],
        );
        expect(places.filter((place) => !(Number(place) >= 0 && Number(place) <= 800))).toEqual([]);
        expect(curveLines(points, texts('en', { title })).join('\n')).not.toMatch(/NaN|undefined|Infinity/);
      }),
      { numRuns: 50 },
    );
  });
});

describe('The curve of an alarm in a page', () => {
  it.each<[string, (day: string) => string, number]>([
    ['as ISO 8601 has them', String, 70],
    ['in English', (day) => `Sep ${day.slice(8)}, ${day.slice(0, 4)}`, 84],
    ['in Chinese', (day) => `${day.slice(0, 4)}年${day.slice(5, 7)}月${day.slice(8)}日`, 98],
  ])('names days that do not touch each other, %s', (_, day, width) => {
    const weeks = Array.from({ length: 60 }, (__, n) =>
      point(new Date(Date.UTC(2025, 9, 26 + 7 * n)).toISOString().slice(0, 10)),
    );
    const named = new Set(weeks.map(({ through }) => day(through)));
    for (const { elements } of [
      curveDrawing(weeks, { ...texts(), day }).wide,
      curveDrawing(weeks, { ...texts(), day }).narrow,
    ]) {
      const places = elements.flatMap(({ content: told, attributes }) => {
        if (told === undefined || !named.has(told)) return [];
        const x = Number(attributes.x);
        const left = { start: 0, middle: width / 2, end: width }[attributes['text-anchor'] as 'start'];
        return [[x - left, x - left + width] as const];
      });
      expect(places.length).toBeGreaterThan(1);
      for (const [n, [left]] of places.slice(1).entries()) expect(left).toBeGreaterThan(places[n]?.[1] as number);
    }
  });

  it('has the same drawing as the file, without its heading', () => {
    const inFile = drawn(rung).flatMap(({ name, text }) => (name === 'text' ? [text] : []));
    const { wide, summary } = curveDrawing(rung, texts());
    expect(inFile.slice(1)).toEqual([summary, ...wide.elements.flatMap(({ content }) => content ?? [])]);
  });

  it.each(LANGUAGES)('has the same lines and names for a phone in %s, no text of them beyond its edge', (language) => {
    const many = Array.from({ length: 40 }, (_, at) => ({
      ...point(new Date(Date.UTC(2026, 0, 4 + 7 * at)).toISOString().slice(0, 10)),
      claims: 12 * at,
      alarm: at === 20,
    }));
    const { wide, narrow } = curveDrawing(many, texts(language));
    const contents = (elements: typeof wide.elements) => elements.flatMap(({ content }) => content ?? []);
    expect(contents(wide.elements)).toEqual(
      expect.arrayContaining(contents(narrow.elements).filter((told) => !/^20/.test(told))),
    );
    const [, , width = 0] = narrow.viewBox.split(' ').map(Number);
    for (const { attributes, content } of narrow.elements) {
      // As wide as letters of this size are at most.
      const its = [...(content ?? '')].reduce((sum, letter) => sum + (letter > '\u2fff' ? 13 : 7.6), 0);
      const [x, anchor] = [Number(attributes.x ?? 0), attributes['text-anchor'] ?? 'start'];
      const start = x - (anchor === 'end' ? its : anchor === 'middle' ? its / 2 : 0);
      expect([content, start >= 0 && start + its <= width]).toEqual([content, true]);
    }
  });
});

describe('The curve of an alarm in a terminal', () => {
  it('has a line for each week and for the alarm, with a bar that passes the mark of the threshold when it rings', () => {
    expect(curveLines(rung, texts())).toEqual([
      'B-2601 · POWER: sequential test',
      'Alarm on 2026-03-19: claims seen 7, expected at most 0.65; statistic 10.29, threshold 6.80.',
      '',
      'Through     Claims (seen)  Expected at most  Statistic  Threshold',
      '2026-03-08              0              0.25       0.00       6.80                       |',
      '2026-03-15              2              0.50       1.27       6.80  ####                 |',
      '2026-03-19              7              0.65      10.29       6.80  #####################|##########   alarm',
      '2026-03-22              7              0.75       9.39       6.80  #####################|#######',
    ]);
  });

  it('is lined up where characters are two columns wide', () => {
    const [, , , heading, ...rows] = curveLines(quiet, texts('ko'));
    expect(heading).toBe('기준일      클레임 (접수)  예상 상한  통계량  임계값');
    expect(rows[1]).toBe('2026-03-15              2       0.50    1.27    6.80  ######                         |');
  });

  it('does not let a statistic just below the threshold look like an alarm', () => {
    const near = { statistic: 6.7987, threshold: 6.7988 };
    const [, , , , below, at] = curveLines(
      [point('2026-03-08', near), point('2026-03-15', { ...near, statistic: 6.7988 })],
      texts(),
    );
    expect(below).toMatch(/#\|$/);
    expect(at).toMatch(/#\|#$/);
  });

  it('says before the first shipment that there is nothing to show yet', () => {
    expect(curveLines([], texts('de'))).toEqual([
      'B-2601 · POWER: sequenzieller Test',
      'Es wurde noch nichts ausgeliefert.',
    ]);
  });
});
