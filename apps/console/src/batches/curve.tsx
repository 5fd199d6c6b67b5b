import { createElement } from 'react';
import { type CurvePoint, curveDrawing, type DrawingTexts } from '#batches/curve';
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
  const { t, curve: words, language } = useTexts();
  if (!words) return null;
  const { viewBox, summary, elements } = curveDrawing(points, { method, words, language });
  return (
    <figure className="plot">
      <figcaption>
        <strong>{words[method]}</strong> {summary}
      </figcaption>
      {/* Wider than a phone: it must be reached to be scrolled. */}
      <div className="table-wrap" tabIndex={0} role="group" aria-label={t('batch.curve')}>
        <svg viewBox={viewBox} role="img" aria-label={summary} fill="currentColor" fontSize="13">
          {elements.map(({ name, attributes, content }, at) =>
            createElement(name, { key: at, ...inReact(attributes) }, content),
          )}
        </svg>
      </div>
      <details>
        <summary>{t('batch.table')}</summary>
        <Points words={words} points={points} isShare={method === 'CONTRACT_TRIGGER'} />
      </details>
    </figure>
  );
}

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
