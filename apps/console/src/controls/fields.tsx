import { useId } from 'react';
import { instantIn } from '../clock.ts';
import { CodeInput, type ListName, LISTS } from './code-input.tsx';
import { type FieldOption, type FieldProps, useWords } from './field-form.ts';
import { isWholeDay } from './day.tsx';
import { LineInput } from './line-input.tsx';
import { Lines } from './lines-field.tsx';
import { useTexts } from '../texts.tsx';

const INPUTS = { instant: 'datetime-local', day: 'date', number: 'number' } as const;

export function Field({ field, value, onChange }: FieldProps) {
  const { t, day, time, zone, zones } = useTexts();
  const id = useId();
  const { kind, options = [], isRequired = false } = field;
  const words = useWords();
  if (kind === 'lines') return <Lines field={field} value={value} onChange={onChange} />;
  if (kind === 'yearDay') return <YearDay field={field} value={value} onChange={onChange} />;
  if (kind === 'many' || kind === 'choice') {
    const isMany = kind === 'many';
    const chosen = value.split('\n').filter(Boolean);
    const choose = (one: string, isChosen: boolean) =>
      onChange([...(isMany ? chosen.filter((other) => other !== one) : []), ...(isChosen ? [one] : [])].join('\n'));
    return (
      <fieldset className={isRequired ? 'radios required' : 'radios'}>
        <legend>{t(field.label)}</legend>
        {options.map((option) => (
          <label key={option.value}>
            <input
              type={isMany ? 'checkbox' : 'radio'}
              name={field.name}
              // One of them is enough.
              required={isRequired && (!isMany || chosen.length === 0)}
              // Of one alone, nothing may be a choice too.
              checked={isMany ? chosen.includes(option.value) : value === option.value}
              onChange={({ target: { checked } }) => choose(option.value, checked)}
            />
            <span>{words(option)}</span>
          </label>
        ))}
      </fieldset>
    );
  }
  return (
    <div className="field">
      <label htmlFor={id}>{t(field.label)}</label>
      {kind === 'long' && (
        <textarea
          id={id}
          rows={4}
          required={isRequired}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      {kind === 'list' && (
        <select id={id} value={value} required={isRequired} onChange={(event) => onChange(event.target.value)}>
          <option value="">–</option>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {words(option)}
            </option>
          ))}
          {field.from && <AskedOptions from={field.from} besides={options} />}
        </select>
      )}
      {(kind === 'instant' || kind === 'day' || kind === 'number') && (
        <input
          id={id}
          type={INPUTS[kind]}
          required={isRequired}
          value={value}
          aria-describedby={kind === 'number' ? undefined : `${id}-said`}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      {kind === 'text' && <LineInput id={id} isRequired={isRequired} value={value} onChange={onChange} />}
      {kind === 'code' && field.from && (
        <CodeInput id={id} from={field.from} value={value} isRequired={isRequired} onChange={onChange} />
      )}
      {/* The controls speak the language of the browser. */}
      {kind === 'day' && isWholeDay(value) && (
        <p id={`${id}-said`} className="soft small">
          {day(value)}
        </p>
      )}
      {kind === 'instant' && (
        <p id={`${id}-said`} className="soft small">
          {[isWholeDay(value.slice(0, 10)) && time(instantIn(zones[zone], value), 'full'), zones[zone]]
            .filter(Boolean)
            .join('\u00a0· ')}
        </p>
      )}
      {field.hint && <p className="soft small">{t(field.hint)}</p>}
    </div>
  );
}

interface AskedProps {
  readonly from: ListName;
  /** Those that are listed already. */
  readonly besides: readonly FieldOption[];
}

function AskedOptions({ from, besides }: AskedProps) {
  const useNames = LISTS[from];
  const { data = [] } = useNames();
  const others = data.filter(({ id }) => besides.every(({ value }) => value !== id));
  return others.map(({ id, name }) => (
    <option key={id} value={id}>
      {name}
    </option>
  ));
}

const upTo = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => String(at + 1).padStart(2, '0'));
/** The 29th of February is not in every year. */
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** In words: a native control has a year. */
function YearDay({ field, value, onChange }: FieldProps) {
  const { t, yearDay } = useTexts();
  const [month = '', day = ''] = value.split('-');
  const days = upTo(DAYS[Number(month) - 1] ?? 0);
  const choose = (nextMonth: string) => {
    const last = upTo(DAYS[Number(nextMonth) - 1] ?? 0).at(-1);
    onChange(last === undefined ? '' : `${nextMonth}-${day === '' ? '01' : day < last ? day : last}`);
  };
  return (
    <fieldset className="pairs">
      <legend>{t(field.label)}</legend>
      <div className="pair">
        <select
          aria-label={t('credits.month')}
          required={field.isRequired}
          value={month}
          onChange={({ target }) => choose(target.value)}
        >
          <option value="">–</option>
          {upTo(DAYS.length).map((one) => (
            <option key={one} value={one}>
              {yearDay(`${one}-01`, 'month')}
            </option>
          ))}
        </select>
        <select
          aria-label={t('calendar.day')}
          disabled={days.length === 0}
          value={day}
          onChange={({ target }) => onChange(`${month}-${target.value}`)}
        >
          {days.length === 0 && <option value="">–</option>}
          {days.map((one) => (
            <option key={one} value={one}>
              {yearDay(`01-${one}`, 'day')}
            </option>
          ))}
        </select>
      </div>
      {field.hint && <p className="soft small">{t(field.hint)}</p>}
    </fieldset>
  );
}
