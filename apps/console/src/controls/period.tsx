import { useState } from 'react';
import { useTexts } from '../texts.tsx';
import { DayChoice } from './day.tsx';

export interface Period {
  readonly from: string;
  readonly to: string;
}

const MONTH_LENGTHS = 11;

/** The days of the last twelve months, this one included. */
export function lastYear(today: string): Period {
  const from = new Date(`${today.slice(0, 7)}-01T00:00:00Z`);
  from.setUTCMonth(from.getUTCMonth() - MONTH_LENGTHS);
  return { from: from.toISOString().slice(0, 10), to: today };
}

interface PeriodChoiceProps {
  readonly period: Period;
  /** An end that is empty is no end. */
  readonly isOptional?: boolean;
  readonly onChange: (period: Period) => void;
}

const isReversed = ({ from, to }: Period): boolean => from !== '' && to !== '' && to < from;

/** Nothing is asked for while it ends before it begins: both may be about to change. */
export function PeriodChoice({ period, isOptional = false, onChange }: PeriodChoiceProps) {
  const { t } = useTexts();
  const [reversed, setReversed] = useState<Period>();
  const shown = reversed ?? period;
  const change = (next: Period) => {
    setReversed(isReversed(next) ? next : undefined);
    if (!isReversed(next)) onChange(next);
  };
  return (['from', 'to'] as const).map((end) => (
    <DayChoice
      key={end}
      label={t(`period.${end}`)}
      value={shown[end]}
      isRequired={!isOptional}
      fault={end === 'to' && isReversed(shown) && t('period.reversed')}
      onChange={(day) => change({ ...shown, [end]: day })}
    />
  ));
}
