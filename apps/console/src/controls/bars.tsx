import { useTexts } from '../texts.tsx';

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The value in words, beside the bar. */
  readonly told: string;
}

interface BarsProps {
  readonly title: string;
  readonly bars: readonly Bar[];
  /** The end of the scale; default: the largest value. */
  readonly most?: number;
}

/** Bars between their names and values, for a table with the same figures. A negative value has no bar. */
export function Bars({ title, bars, most }: BarsProps) {
  const { t } = useTexts();
  const end = most ?? Math.max(...bars.map(({ value }) => value), 0);
  const share = (value: number) => (end > 0 ? Math.max(0, Math.min(value, end)) / end : 0);
  if (bars.length === 0) return null;
  return (
    <figure className="plot">
      <figcaption>{title}</figcaption>
      <div className="bars" role="img" aria-label={t('plot', { title })}>
        {bars.map(({ label, value, told }) => (
          <div key={label} className="bar-row">
            <span>{label}</span>
            <span className="bar-values">
              {value > 0 && <span className="bar" style={{ inlineSize: `calc((100% - 9em) * ${share(value)})` }} />}
              <span className="bar-told">{told}</span>
            </span>
          </div>
        ))}
      </div>
    </figure>
  );
}

interface PartProps {
  readonly title: string;
  /** Whether there are more than those shown. */
  readonly isPart?: boolean;
}

/** Of a month, or of something else that has a name. */
type Amount = { readonly amount: string; readonly currency: string } & (
  | { readonly label: string }
  | { readonly month: string }
);

interface MoneyBarsProps extends PartProps {
  /** Those of one label, or of one month, are added up. */
  readonly values: readonly Amount[];
}

/** Time runs down each plot, whatever the order of the list beside it. */
const inTime = <T,>(values: readonly T[], monthOf: (value: T) => string): readonly T[] =>
  values.toSorted((one, other) => (monthOf(one) < monthOf(other) ? -1 : Number(monthOf(one) > monthOf(other))));

/** Amounts by label or month, for each currency. */
export function MoneyBars({ title, isPart = false, values }: MoneyBarsProps) {
  const { t, money, month } = useTexts();
  const ordered = inTime(values, (value) => ('month' in value ? value.month : ''));
  const labelOf = (value: Amount) => ('month' in value ? month(value.month) : value.label);
  return (
    <div className="plots">
      {[...Map.groupBy(ordered, ({ currency }) => currency)].map(([currency, its]) => (
        <Bars
          key={currency}
          title={[title, currency, ...(isPart ? [t('plot.part')] : [])].join(' · ')}
          bars={[...Map.groupBy(its, labelOf)].map(([label, same]) => {
            const value = same.reduce((sum, { amount }) => sum + Number(amount), 0);
            return { label, value, told: money({ amount: String(value), currency }) };
          })}
        />
      ))}
    </div>
  );
}

interface MonthCountsProps extends PartProps {
  readonly months: readonly string[];
}

/** How many there are of each month. */
export function MonthCounts({ title, isPart = false, months }: MonthCountsProps) {
  const { t, month, number } = useTexts();
  return (
    <Bars
      title={isPart ? `${title} · ${t('plot.part')}` : title}
      bars={[...Map.groupBy(inTime(months, String), String)].map(([one, same]) => ({
        label: month(one),
        value: same.length,
        told: number(same.length),
      }))}
    />
  );
}
