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

interface MoneyBarsProps extends PartProps {
  /** Those of one label are added up. */
  readonly values: readonly { readonly label: string; readonly amount: string; readonly currency: string }[];
}

/** Amounts by label, for each currency. */
export function MoneyBars({ title, isPart = false, values }: MoneyBarsProps) {
  const { t, money } = useTexts();
  return (
    <div className="plots">
      {[...Map.groupBy(values, ({ currency }) => currency)].map(([currency, its]) => (
        <Bars
          key={currency}
          title={[title, currency, ...(isPart ? [t('plot.part')] : [])].join(' · ')}
          bars={[...Map.groupBy(its, ({ label }) => label)].map(([label, same]) => {
            const value = same.reduce((sum, { amount }) => sum + Number(amount), 0);
            return { label, value, told: money({ amount: String(value), currency }) };
          })}
        />
      ))}
    </div>
  );
}

interface CountBarsProps extends PartProps {
  readonly labels: readonly string[];
}

/** How many there are of each label. */
export function CountBars({ title, isPart = false, labels }: CountBarsProps) {
  const { t, number } = useTexts();
  return (
    <Bars
      title={isPart ? `${title} · ${t('plot.part')}` : title}
      bars={[...Map.groupBy(labels, (label) => label)].map(([label, same]) => ({
        label,
        value: same.length,
        told: number(same.length),
      }))}
    />
  );
}
