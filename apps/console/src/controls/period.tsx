import { useTexts } from '../texts.tsx';
import { DayChoice } from './day.tsx';

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

interface PeriodChoiceProps {
  readonly period: Period;
  /** An end that is empty is no end. */
  readonly isOptional?: boolean;
  readonly onChange: (period: Period) => void;
}

export function PeriodChoice({ period, isOptional = false, onChange }: PeriodChoiceProps) {
  const { t } = useTexts();
  return (['from', 'to'] as const).map((end) => (
    <DayChoice
      key={end}
      label={t(`period.${end}`)}
      value={period[end]}
      isRequired={!isOptional}
      onChange={(day) => onChange({ ...period, [end]: day })}
    />
  ));
}
