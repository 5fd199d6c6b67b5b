import { createElement } from 'react';
import { type CurveDrawing, type CurvePoint, curveDrawing, type DrawingTexts } from '#batches/curve-drawing';
import { type Column, Table } from '../controls/table.tsx';
import { useTexts } from '../texts.tsx';

/** As React names the attributes of SVG. */
const inReact = (attributes: Readonly<Record<string, string>>): object =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );

interface CurveProps {
  readonly method: DrawingTexts['method'];
  readonly points: readonly CurvePoint[];
}

/** The same drawing as GET /batches/<id>/curve.svg and the command line have, in the colours of the page. */
export function Curve({ method, points }: CurveProps) {
  const { t, curve: words, language, day, capital } = useTexts();
  if (!words) return null;
  const { summary, wide, narrow } = curveDrawing(points, { method, words, language, day });
  return (
    <figure className="plot">
      <figcaption>
        <strong>{capital(words[method])}</strong>
        {t('colon')}
        {summary}
      </figcaption>
      {/* Which of them is shown, the style sheet says by the room there is. */}
      <div className="drawings">
        <Drawing drawing={wide} label={summary} className="wide" />
        <Drawing drawing={narrow} label={summary} className="narrow" />
      </div>
      <details>
        <summary>{t('batch.table')}</summary>
        <Points words={words} points={points} isShare={method === 'CONTRACT_TRIGGER'} />
      </details>
    </figure>
  );
}

interface DrawingProps {
  readonly drawing: CurveDrawing;
  readonly label: string;
  readonly className: string;
}

const Drawing = ({ drawing: { viewBox, elements }, label, className }: DrawingProps) => (
  <svg viewBox={viewBox} className={className} role="img" aria-label={label} fill="currentColor" fontSize="13">
    {elements.map(({ name, attributes, content }, at) =>
      createElement(name, { key: at, ...inReact(attributes) }, content),
    )}
  </svg>
);

interface PointsProps {
  readonly words: DrawingTexts['words'];
  readonly points: readonly CurvePoint[];
  readonly isShare: boolean;
}

function Points({ words, points, isShare }: PointsProps) {
  const { day } = useTexts();
  const compared = (heading: string, read: (point: CurvePoint) => number): Column<CurvePoint> =>
    isShare ? { heading, kind: 'share', read } : { heading, kind: 'measured', read };
  return (
    <Table
      rows={points}
      keyOf={({ through, alarm }) => `${through} ${alarm}`}
      columns={[
        {
          heading: words.through,
          kind: 'text',
          read: ({ through, alarm }) => (
            <>
              {day(through)} {alarm && <strong>◆ {words.alarm}</strong>}
            </>
          ),
        },
        { heading: words.claims, kind: 'number', read: ({ claims }) => claims },
        { heading: words.expected, kind: 'measured', read: ({ expected }) => expected },
        compared(words.statistic, ({ statistic }) => statistic),
        compared(words.threshold, ({ threshold }) => threshold),
      ]}
    />
  );
}
