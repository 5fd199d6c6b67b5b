import { DayChoice } from '../controls/day.tsx';
import { useTexts } from '../texts.tsx';
import type { CalendarExceptionInput, CalendarInput } from './admin.graphql.ts';
import { WEEKDAYS } from './calendar-draft.ts';

const KINDS = ['CLOSED', 'OPEN', 'CHANGED'] as const;

interface EditorProps {
  readonly draft: CalendarInput;
  readonly onChange: (draft: CalendarInput) => void;
}

const changedAt = <T,>(all: readonly T[], at: number, more: Partial<T>): T[] =>
  all.map((one, index) => (index === at ? { ...one, ...more } : one));

export function CalendarEditor({ draft, onChange }: EditorProps) {
  const { t, name } = useTexts();
  return (
    <div className="action">
      <div className="filters-row">
        <label className="choice">
          <span>{t('calendar.zone')}</span>
          <input value={draft.timeZone} onChange={({ target }) => onChange({ ...draft, timeZone: target.value })} />
        </label>
        <label className="choice">
          <span>{t('calendar.mode')}</span>
          <select
            value={draft.mode}
            onChange={({ target }) => onChange({ ...draft, mode: target.value as CalendarInput['mode'] })}
          >
            {(['BUSINESS_DAY_24H', 'OFFICE_HOURS'] as const).map((mode) => (
              <option key={mode} value={mode}>
                {name('CalendarMode', mode)}
              </option>
            ))}
          </select>
        </label>
        <DayChoice
          label={t('calendar.until')}
          value={draft.publishedUntil ?? ''}
          onChange={(day) => onChange({ ...draft, publishedUntil: day || null })}
        />
      </div>
      <Weekly draft={draft} onChange={onChange} />
      <Exceptions draft={draft} onChange={onChange} />
    </div>
  );
}

function Weekly({ draft, onChange }: EditorProps) {
  const { t, name } = useTexts();
  const change = (at: number, more: Partial<CalendarInput['weekly'][number]>) =>
    onChange({ ...draft, weekly: changedAt(draft.weekly, at, more) });
  return (
    <fieldset>
      <legend>{t('calendar.weekly')}</legend>
      {draft.weekly.map((window, at) => (
        <div key={at} className="filters-row" role="group" aria-label={`${t('calendar.weekly')} ${at + 1}`}>
          <div className="days">
            {WEEKDAYS.map((day) => (
              <label key={day} className="check">
                <input
                  type="checkbox"
                  checked={window.days.includes(day)}
                  onChange={({ target: { checked } }) =>
                    change(at, { days: WEEKDAYS.filter((one) => (one === day ? checked : window.days.includes(one))) })
                  }
                />
                {name('Weekday', day)}
              </label>
            ))}
          </div>
          <Hours open={window.open} close={window.close} onChange={(more) => change(at, more)} />
          <Remove
            what={`${t('calendar.weekly')} ${at + 1}`}
            onClick={() => onChange({ ...draft, weekly: draft.weekly.toSpliced(at, 1) })}
          />
        </div>
      ))}
      <button
        type="button"
        onClick={() => onChange({ ...draft, weekly: [...draft.weekly, { days: [], open: '09:00', close: '18:00' }] })}
      >
        {t('calendar.addHours')}
      </button>
    </fieldset>
  );
}

function Exceptions({ draft, onChange }: EditorProps) {
  const { t, name } = useTexts();
  const all = draft.exceptions ?? [];
  const change = (at: number, more: Partial<CalendarExceptionInput>) =>
    onChange({ ...draft, exceptions: changedAt(all, at, more) });
  return (
    <fieldset>
      <legend>{t('calendar.exceptions')}</legend>
      {all.map((one, at) => (
        <div key={at} className="filters-row" role="group" aria-label={one.date || t('calendar.exceptions')}>
          <DayChoice label={t('calendar.day')} value={one.date} onChange={(date) => change(at, { date })} />
          <label className="choice">
            <span>{t('calendar.kind')}</span>
            <select
              value={one.kind}
              onChange={({ target }) => {
                const kind = target.value as CalendarExceptionInput['kind'];
                change(at, { kind, windows: kind === 'CHANGED' ? [{ open: '09:00', close: '18:00' }] : [] });
              }}
            >
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {name('CalendarExceptionKind', kind)}
                </option>
              ))}
            </select>
          </label>
          <label className="choice wide">
            <span>{t('calendar.name')}</span>
            <input value={one.name ?? ''} onChange={({ target }) => change(at, { name: target.value || null })} />
          </label>
          {(one.windows ?? []).map((window, index) => (
            <Hours
              key={index}
              open={window.open}
              close={window.close}
              onChange={(more) => change(at, { windows: changedAt(one.windows ?? [], index, more) })}
            />
          ))}
          <Remove
            what={one.date || t('calendar.exceptions')}
            onClick={() => onChange({ ...draft, exceptions: all.toSpliced(at, 1) })}
          />
        </div>
      ))}
      <button
        type="button"
        onClick={() => onChange({ ...draft, exceptions: [...all, { date: '', kind: 'CLOSED', windows: [] }] })}
      >
        {t('calendar.addDay')}
      </button>
    </fieldset>
  );
}

interface HoursProps {
  readonly open: string;
  readonly close: string;
  readonly onChange: (more: { open?: string; close?: string }) => void;
}

/** Typed, since a day may end at 24:00. */
function Hours({ open, close, onChange }: HoursProps) {
  const { t } = useTexts();
  return (
    <>
      <label className="choice hours">
        <span>{t('calendar.opens')}</span>
        <input value={open} size={5} onChange={({ target }) => onChange({ open: target.value })} />
      </label>
      <label className="choice hours">
        <span>{t('calendar.closes')}</span>
        <input value={close} size={5} onChange={({ target }) => onChange({ close: target.value })} />
      </label>
    </>
  );
}

function Remove({ what, onClick }: { readonly what: string; readonly onClick: () => void }) {
  const { t } = useTexts();
  const label = t('files.remove', { name: what });
  return (
    <button type="button" className="quiet" aria-label={label} title={label} onClick={onClick}>
      ✕
    </button>
  );
}
