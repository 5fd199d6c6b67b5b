import { useTexts } from '../texts.tsx';
import { CodeInput } from './code-input.tsx';
import { type Cell, type FieldProps, useWords } from './field-form.ts';
import { LineInput } from './line-input.tsx';

/** In which no cell is typed yet; a line without any cell would be none. */
const BLANK = '\t';

/** Lines of a few cells each, which are added and taken away; or exactly one. */
export function Lines({ field, value, onChange }: FieldProps) {
  const { t } = useTexts();
  const { cells = [], isOne = false, isRequired = false } = field;
  const isNeeded = isOne || isRequired;
  const all = value === '' ? (isNeeded ? [BLANK] : []) : value.split('\n');
  const change = (at: number, cell: number, typed: string) => {
    const line = (all[at] ?? BLANK).split('\t');
    const next = cells.map((_, one) => (one === cell ? typed.replaceAll(/[\t\n]/g, ' ') : (line[one] ?? '')));
    // Also one of which everything was taken away again is still there to be typed in.
    onChange(all.with(at, `${next.join('\t')}${BLANK}`).join('\n'));
  };
  return (
    <fieldset className={cells.length > 2 ? 'pairs wide' : 'pairs'}>
      <legend>{t(field.label)}</legend>
      {all.map((line, at) => {
        const typed = line.split('\t');
        const name = isOne ? t(field.label) : `${t(field.label)} ${at + 1}`;
        const remove = t('files.remove', { name });
        return (
          <div key={at} className="cells" role="group" aria-label={name}>
            {cells.map((cell, one) => (
              <label key={cell.name} className="choice">
                <span>{t(cell.label)}</span>
                <CellInput
                  cell={cell}
                  value={typed[one] ?? ''}
                  // One that may stay away is whole once anything of it is typed.
                  isRequired={cell.isRequired === true && (!isOne || isRequired || line.trim() !== '')}
                  onChange={(text) => change(at, one, text)}
                />
              </label>
            ))}
            {!isOne && (all.length > 1 || !isRequired) && (
              <button
                type="button"
                className="quiet"
                aria-label={remove}
                title={remove}
                onClick={() => onChange(all.toSpliced(at, 1).join('\n'))}
              >
                ✕
              </button>
            )}
          </div>
        );
      })}
      {!isOne && (
        <button type="button" onClick={() => onChange([...all, BLANK].join('\n'))}>
          {t('lines.add')}
        </button>
      )}
      {field.hint && <p className="soft small">{t(field.hint)}</p>}
    </fieldset>
  );
}

interface CellProps {
  readonly cell: Cell;
  readonly value: string;
  readonly isRequired: boolean;
  readonly onChange: (value: string) => void;
}

function CellInput({ cell: { kind, from, options = [] }, value, isRequired, onChange }: CellProps) {
  const words = useWords();
  if (kind === 'code' && from)
    return <CodeInput from={from} value={value} isRequired={isRequired} onChange={onChange} />;
  if (kind === 'text') return <LineInput isRequired={isRequired} value={value} onChange={onChange} />;
  if (kind === 'list')
    return (
      <select value={value} required={isRequired} onChange={({ target }) => onChange(target.value)}>
        {options.every((option) => option.value !== '') && <option value="">–</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {words(option)}
          </option>
        ))}
      </select>
    );
  return (
    <input
      type={kind === 'day' ? 'date' : 'number'}
      step={kind === 'number' ? 'any' : undefined}
      required={isRequired}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}
