import { useTexts } from '../texts.tsx';

export interface Period {
  readonly from: string;
  readonly to: string;
}

const MONTH_LENGTHS = 11;

/** The days of the last twelve months, this one included, as the device has them. */
export function lastYear(now = new Date()): Period {
  const day = (date: Date): string =>
    [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
  return { from: day(new Date(now.getFullYear(), now.getMonth() - MONTH_LENGTHS, 1)), to: day(now) };
}

interface MonthChoiceProps {
  readonly month: string;
  readonly onChange: (month: string) => void;
}

/** Such as 2026-03; typed where the browser has no picker of months. */
export function MonthChoice({ month, onChange }: MonthChoiceProps) {
  const { t } = useTexts();
  return (
    <label className="choice">
      <span>{t('credits.month')}</span>
      <input
        key={month}
        type="month"
        required
        pattern="\d{4}-\d{2}"
        defaultValue={month}
        onChange={({ target }) => target.value && target.checkValidity() && onChange(target.value)}
      />
    </label>
  );
}

interface PeriodChoiceProps {
  readonly period: Period;
  /** An end that is empty is no end. */
  readonly isOptional?: boolean;
  readonly onChange: (period: Period) => void;
}

export function PeriodChoice({ period, isOptional = false, onChange }: PeriodChoiceProps) {
  const { t } = useTexts();
  return (
    <>
      {(['from', 'to'] as const).map((end) => (
        <label key={end} className="choice">
          <span>{t(`period.${end}`)}</span>
          <input
            type="date"
            value={period[end]}
            required={!isOptional}
            onChange={({ target: { value } }) => (value || isOptional) && onChange({ ...period, [end]: value })}
          />
        </label>
      ))}
    </>
  );
}
