import { useTexts } from '../texts.tsx';

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The value in words, beside the bar. */
  readonly told: string;
  /** Where a goal is, on the same scale. */
  readonly goal?: number | undefined;
}

interface BarsProps {
  readonly title: string;
  readonly bars: readonly Bar[];
  /** The end of the scale; default: the largest value. */
  readonly most?: number;
}

const [WIDTH, LABEL, TOLD, ROW] = [640, 190, 150, 26];
/** What does not fit beside a bar is cut; the table has it in full. */
const MOST_LETTERS = 26;

const shortened = (label: string): string => {
  const letters = [...label];
  return letters.length <= MOST_LETTERS ? label : `${letters.slice(0, MOST_LETTERS - 1).join('')}…`;
};

/** Bars beside their names and values, for a table with the same figures. A negative value has no bar. */
export function Bars({ title, bars, most }: BarsProps) {
  const { t } = useTexts();
  const end = most ?? Math.max(...bars.flatMap(({ value, goal = 0 }) => [value, goal]), 0);
  const wide = (value: number) => (end > 0 ? ((WIDTH - LABEL - TOLD) * Math.max(0, Math.min(value, end))) / end : 0);
  const height = bars.length * ROW + 4;
  if (bars.length === 0) return null;
  return (
    <figure className="plot">
      <figcaption>{title}</figcaption>
      {/* Wider than a phone: it must be reached to be scrolled. */}
      <div className="table-wrap" tabIndex={0} role="group" aria-label={title}>
        <svg
          className="bars"
          viewBox={`0 0 ${WIDTH} ${height}`}
          role="img"
          aria-label={t('plot', { title })}
          fontSize="13"
        >
          {bars.map(({ label, value, told, goal }, at) => (
            <g key={label} transform={`translate(0 ${at * ROW})`}>
              <text x={LABEL - 8} y={18} textAnchor="end" className="plot-text">
                {shortened(label)}
              </text>
              <rect x={LABEL} y={5} width={wide(value)} height={ROW - 9} className="plot-bar" />
              {goal !== undefined && (
                <line x1={LABEL + wide(goal)} x2={LABEL + wide(goal)} y1={1} y2={ROW - 1} className="plot-goal" />
              )}
              <text
                x={LABEL + Math.max(wide(value), goal === undefined ? 0 : wide(goal)) + 8}
                y={18}
                className="plot-text"
              >
                {told}
              </text>
            </g>
          ))}
          <line x1={LABEL} x2={LABEL} y1={0} y2={height} className="plot-axis" />
        </svg>
      </div>
    </figure>
  );
}
