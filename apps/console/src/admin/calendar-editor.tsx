import type { ReactNode } from 'react';
import { CodeInput } from '../controls/code-input.tsx';
import { DayChoice } from '../controls/day.tsx';
import { LineInput } from '../controls/line-input.tsx';
import { useTexts } from '../texts.tsx';
import type { CalendarExceptionInput } from './admin.graphql.ts';
import { todayOf, useViewer } from '../viewer.ts';
import { addedDay, type CalendarDraft, daysInOrder, WEEKDAYS } from './calendar-draft.ts';

const KINDS = ['CLOSED', 'OPEN', 'CHANGED'] as const;

interface EditorProps {
  readonly draft: CalendarDraft;
  readonly onChange: (more: Partial<CalendarDraft>) => void;
}

const changedAt = <T,>(all: readonly T[], at: number, more: Partial<T>): T[] =>
  all.map((one, index) => (index === at ? { ...one, ...more } : one));

export function CalendarEditor({ draft, onChange }: EditorProps) {
  const { t, name } = useTexts();
  return (
    <div className="action">
      <div className="filters-row">
        <label className="choice wide">
          <span>{t('calendar.zone')}</span>
          <CodeInput
            from="timeZones"
            value={draft.timeZone}
            isRequired
            onChange={(timeZone) => onChange({ timeZone })}
          />
        </label>
        <label className="choice wide">
          <span>{t('calendar.mode')}</span>
          <select
            value={draft.mode}
            onChange={({ target }) => onChange({ mode: target.value as CalendarDraft['mode'] })}
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
          onChange={(day) => onChange({ publishedUntil: day || null })}
        />
      </div>
      <Weekly draft={draft} onChange={onChange} />
      <Exceptions draft={draft} onChange={onChange} />
    </div>
  );
}

function Weekly({ draft, onChange }: EditorProps) {
  const { t, name } = useTexts();
  const change = (at: number, more: Partial<CalendarDraft['weekly'][number]>) =>
    onChange({ weekly: changedAt(draft.weekly, at, more) });
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
            onClick={() => onChange({ weekly: draft.weekly.toSpliced(at, 1) })}
          />
        </div>
      ))}
      <button
        type="button"
        onClick={() => onChange({ weekly: [...draft.weekly, { days: [], open: '09:00', close: '18:00' }] })}
      >
        {t('calendar.addHours')}
      </button>
    </fieldset>
  );
}

function Exceptions({ draft, onChange }: EditorProps) {
  const { t } = useTexts();
  const { coming, over } = daysInOrder(draft, todayOf(useViewer()));
  const shown = ([id, one]: (typeof coming)[number]) => (
    <ExceptionRow key={id} of={one} onChange={(changed) => onChange({ [id]: changed })} />
  );
  return (
    <fieldset>
      <legend>{t('calendar.exceptions')}</legend>
      {/* The day that it adds is the first one below it. */}
      <div className="new">
        <button type="button" onClick={() => onChange(addedDay())}>
          {t('calendar.addDay')}
        </button>
      </div>
      {coming.map(shown)}
      <DaysOver count={over.length}>{over.map(shown)}</DaysOver>
    </fieldset>
  );
}

/** Folded away: what is over is seldom looked at. */
export function DaysOver({ count, children }: { readonly count: number; readonly children: ReactNode }) {
  const { t } = useTexts();
  return (
    count > 0 && (
      <details>
        <summary>{t('calendar.over', { count })}</summary>
        {children}
      </details>
    )
  );
}

interface ExceptionRowProps {
  readonly of: CalendarExceptionInput;
  /** Undefined: it is removed. */
  readonly onChange: (changed: CalendarExceptionInput | undefined) => void;
}

function ExceptionRow({ of: one, onChange }: ExceptionRowProps) {
  const { t, name } = useTexts();
  const called = one.date || t('calendar.exceptions');
  const windows = one.windows ?? [];
  return (
    <div className="filters-row" role="group" aria-label={called}>
      <DayChoice
        label={t('calendar.day')}
        value={one.date}
        isRequired
        onChange={(date) => onChange({ ...one, date })}
      />
      <label className="choice">
        <span>{t('calendar.kind')}</span>
        <select
          value={one.kind}
          onChange={({ target }) => {
            const kind = target.value as CalendarExceptionInput['kind'];
            onChange({ ...one, kind, windows: kind === 'CHANGED' ? [{ open: '09:00', close: '18:00' }] : [] });
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
        <LineInput value={one.name ?? ''} onChange={(typed) => onChange({ ...one, name: typed || null })} />
      </label>
      {windows.map((window, at) => (
        <Hours
          key={at}
          open={window.open}
          close={window.close}
          onChange={(more) => onChange({ ...one, windows: changedAt(windows, at, more) })}
        />
      ))}
      <Remove what={called} onClick={() => onChange(undefined)} />
    </div>
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
