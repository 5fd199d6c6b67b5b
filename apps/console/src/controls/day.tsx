import { type ReactNode, useId } from 'react';
import { useTexts } from '../texts.tsx';

/** As the control has one that is complete; the year may still be typed. */
export const isWholeDay = (value: string): boolean => /^\d{4}-\d\d-\d\d$/.test(value);
const isWholeMonth = (value: string): boolean => /^\d{4}-\d\d$/.test(value);

interface DayChoiceProps {
  readonly label: string;
  readonly value: string;
  /** Of one that is required, never empty. */
  readonly onChange: (day: string) => void;
  readonly isRequired?: boolean;
  readonly className?: 'choice' | 'field';
  /** What is wrong with it, where something is. */
  readonly fault?: string | false;
}

export function DayChoice({
  label,
  value,
  onChange,
  isRequired = false,
  className = 'choice',
  fault = false,
}: DayChoiceProps) {
  const { day } = useTexts();
  return (
    <Said label={label} said={isWholeDay(value) && day(value)} fault={fault} className={className}>
      {(names) => (
        <input
          {...names}
          type="date"
          required={isRequired}
          aria-invalid={fault !== false}
          value={value}
          onChange={({ target }) => (target.value || !isRequired) && onChange(target.value)}
        />
      )}
    </Said>
  );
}

/** Such as 2026-03; typed where the browser has no picker of months. */
export function MonthChoice({
  month,
  onChange,
}: {
  readonly month: string;
  readonly onChange: (month: string) => void;
}) {
  const texts = useTexts();
  return (
    <Said label={texts.t('credits.month')} said={isWholeMonth(month) && texts.month(month)} className="choice">
      {(names) => (
        <input
          {...names}
          key={month}
          type="month"
          required
          pattern="\d{4}-\d{2}"
          defaultValue={month}
          onChange={({ target }) => target.value && target.checkValidity() && onChange(target.value)}
        />
      )}
    </Said>
  );
}

interface SaidProps {
  readonly label: string;
  readonly said: string | false;
  readonly fault?: string | false;
  readonly className: string;
  readonly children: (names: { readonly id: string; readonly 'aria-describedby': string | undefined }) => ReactNode;
}

/** A native control speaks the language of the browser: what it has stands beside its label, in that of the page. */
function Said({ label, said, fault = false, className, children }: SaidProps) {
  const id = useId();
  return (
    <div className={className}>
      <span>
        <label htmlFor={id}>{label}</label>{' '}
        {(fault || said) && (
          <span id={`${id}-said`} role={fault ? 'alert' : undefined} className={fault ? 'warm small' : 'soft small'}>
            {fault || said}
          </span>
        )}
      </span>
      {children({ id, 'aria-describedby': fault || said ? `${id}-said` : undefined })}
    </div>
  );
}
