import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { ask } from '../api.ts';
import { isWholeDay } from '../controls/day.tsx';
import { Discard, Form } from '../controls/dialog.tsx';
import { Fact } from '../controls/facts.tsx';
import { FaultNote, NotWritten, RefusalNote, seen } from '../controls/notes.tsx';
import { say } from '../controls/said.tsx';
import { useKeptChanges } from '../drafts.ts';
import { NoEntry } from '../shell/no-entry.tsx';
import { nameOfStaff, useStaffNames } from '../names.ts';
import { type TextId, type Texts, useTexts } from '../texts.tsx';
import { mayAsk, todayOf, useViewer } from '../viewer.ts';
import { useWriting } from '../write.ts';
import {
  Calendar,
  CalendarPreview,
  type CalendarPreviewQuery,
  type CalendarQuery,
  PublishCalendar,
} from './admin.graphql.ts';
import {
  type CalendarDraft,
  changedDays,
  type Drafted,
  draftOf,
  firstCalendar,
  inputOf,
  WEEKDAYS,
} from './calendar-draft.ts';
import { CalendarEditor, DaysOver } from './calendar-editor.tsx';
import { daysOf, Month } from './month.tsx';
import { RecordPage } from './record-page.tsx';

type Shown = NonNullable<CalendarQuery['calendar']>;
type Preview = CalendarPreviewQuery['calendarPreview'];

export function CalendarScreen() {
  return (
    <NoEntry entry="records">
      <Asked />
    </NoEntry>
  );
}

function Asked() {
  const { id } = useParams({ from: '/calendars/$id' });
  const viewer = useViewer();
  const mayPublish = mayAsk(viewer, 'publishCalendar');
  const calendar = useQuery({
    queryKey: ['calendar', id],
    queryFn: async ({ signal }) => (await ask(Calendar, { id }, signal)).calendar,
  });
  return (
    <RecordPage
      part="calendars"
      id={id}
      query={calendar}
      begin={mayPublish && <Draft calendar={firstCalendar(id, viewer.timeZone)} />}
    >
      {(data) => (
        <div className="batch-columns">
          {mayPublish ? <Draft key={id} calendar={data} /> : <Facts calendar={data} />}
          <Versions calendar={data} />
        </div>
      )}
    </RecordPage>
  );
}

function Facts({ calendar }: { readonly calendar: Shown }) {
  const { t, day, name } = useTexts();
  const hours = (windows: readonly { readonly open: string; readonly close: string }[]) =>
    windows.map(({ open, close }) => `${open}–${close}`).join(', ');
  const today = todayOf(useViewer());
  const over = calendar.exceptions.filter(({ date }) => date < today).toReversed();
  const shown = (one: Shown['exceptions'][number]) => (
    <Fact key={`${one.date} ${one.source}`} name={day(one.date)}>
      {name('CalendarExceptionKind', one.kind)} {one.name} {hours(one.windows)}
    </Fact>
  );
  return (
    <section className="facts">
      <dl>
        <Fact name={t('calendar.zone')}>{calendar.timeZone}</Fact>
        <Fact name={t('calendar.mode')}>{name('CalendarMode', calendar.mode)}</Fact>
        {calendar.publishedUntil && <Fact name={t('calendar.until')}>{day(calendar.publishedUntil)}</Fact>}
        {calendar.weekly.map((window) => (
          <Fact key={window.days.join()} name={window.days.map((one) => name('Weekday', one)).join(t('comma'))}>
            {hours([window])}
          </Fact>
        ))}
      </dl>
      <h3>{t('calendar.exceptions')}</h3>
      <dl>{calendar.exceptions.filter(({ date }) => date >= today).map(shown)}</dl>
      <DaysOver count={over.length}>
        <dl>{over.map(shown)}</dl>
      </DaysOver>
    </section>
  );
}

/** In which something is otherwise for the first time. */
const changedMonth = (now: CalendarDraft, draft: CalendarDraft): string | undefined =>
  changedDays(now, draft).find(isWholeDay)?.slice(0, 'yyyy-mm'.length);

interface DraftProps {
  readonly calendar: Drafted;
}

/** A next version: what it would move is shown before it is published, and changes what is shown until it is looked at again. */
function Draft({ calendar }: DraftProps) {
  const { t } = useTexts();
  const now = draftOf(calendar);
  const { changes, changed: draft, change, forget } = useKeptChanges(`calendar/${calendar.id}`, now);
  const [looked, setLooked] = useState<{ readonly version: number; readonly preview: CalendarPreviewQuery }>();
  const next = calendar.version + 1;
  // Of another version, it was of another calendar; why it was refused is still to be read.
  const isOfThis = looked?.version === next || looked?.preview.calendarPreview.refusal;
  const preview = isOfThis ? looked?.preview : undefined;
  const thisMonth = todayOf(useViewer()).slice(0, 7);
  const [month, setMonth] = useState(thisMonth);
  const [fault, setFault] = useState<unknown>();
  const [isAsking, setAsking] = useState(false);
  const writing = useWriting();
  const input = { ...inputOf(calendar.id, draft), version: next };
  const queries = useQueryClient();
  const look = async (at: string) => {
    setAsking(true);
    setFault(undefined);
    setMonth(at);
    await ask(CalendarPreview, { input, id: calendar.id, ...daysOf(at) }).then((shown) => {
      setLooked({ version: next, preview: shown });
      // Another version may be published by now.
      if (shown.calendarPreview.refusal) void queries.invalidateQueries({ queryKey: ['calendar'] });
    }, setFault);
    setAsking(false);
  };
  const publish = async () => {
    const done = await writing.write(PublishCalendar, input, ({ answer }) => answer);
    if (!done) return;
    const version = next;
    say({ ...done, what: t('calendar.publish', { version }), words: t('records.published', { version }) });
    forget();
  };
  return (
    <Form className="facts" onSubmit={() => void look(changedMonth(now, draft) ?? thisMonth)}>
      <CalendarEditor
        draft={draft}
        onChange={(more) => {
          change(more);
          setLooked(undefined);
        }}
      />
      {fault !== undefined && <FaultNote error={fault} />}
      <NotWritten of={writing} />
      {preview && <WouldMove preview={preview.calendarPreview} />}
      {preview?.calendar && preview.calendarPreview.calendar && (
        <Month
          month={month}
          onChange={(next) => void look(next)}
          now={preview.calendar}
          next={preview.calendarPreview.calendar}
        />
      )}
      <div className="buttons at-hand">
        <button type="submit" disabled={isAsking}>
          {t('calendar.preview')}
        </button>
        {preview && !preview.calendarPreview.refusal && (
          <button type="button" className="primary" disabled={writing.isBusy} onClick={() => void publish()}>
            {t('calendar.publish', { version: next })}
          </button>
        )}
        <Discard changes={changes} forget={forget} />
      </div>
    </Form>
  );
}

function WouldMove({ preview: { refusal, moved, voided } }: { readonly preview: Preview }) {
  const { t } = useTexts();
  if (refusal) return <RefusalNote refusal={refusal} />;
  return (
    <div role="status" ref={seen}>
      <p className="note">
        <strong>{t('calendar.moves', { count: moved.length, voided: voided.length })}</strong>
      </p>
      <Changes rows={moved} title="calendar.moved" />
      <Changes rows={voided} title="calendar.voided" />
    </div>
  );
}

function Changes({ rows, title }: { readonly rows: Preview['moved']; readonly title: TextId }) {
  const { t, name, deadline } = useTexts();
  if (rows.length === 0) return null;
  return (
    <>
      <h3>{t(title)}</h3>
      <table className="rows">
        <thead>
          <tr>
            <th>{t('claim')}</th>
            <th>{t('partner')}</th>
            <th>{t('promise.target')}</th>
            <th>{t('calendar.now')}</th>
            <th>{t('calendar.then')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ claim, target, dueAt, newDueAt }) => (
            <tr key={`${claim.id} ${target}`}>
              <td>
                <Link to="/claims/$id" params={{ id: claim.id }} className="mono">
                  {claim.number}
                </Link>
              </td>
              <td lang={claim.partner.locale}>{claim.partner.name}</td>
              <td>{name('SlaTargetName', target)}</td>
              <td data-name={t('calendar.now')}>{dueAt ? deadline(dueAt) : '–'}</td>
              <td data-name={t('calendar.then')}>{newDueAt ? deadline(newDueAt) : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const FIELDS = {
  timeZone: 'calendar.zone',
  mode: 'calendar.mode',
  weekly: 'calendar.weekly',
  publishedUntil: 'calendar.until',
} as const satisfies Readonly<Record<string, TextId>>;
type Field = keyof typeof FIELDS;

/** What the engine says of a field, with the codes in it as words: a mode, a day, or the days of a week such as MON–FRI. */
function fieldInWords(said: string | null, { day, name, value }: Texts): string {
  if (said === null) return '–';
  if (/^\d{4}-\d{2}-\d{2}$/.test(said)) return day(said);
  const weekdays = said.replace(/\b[A-Z]{3}\b/g, (short) => {
    const weekday = WEEKDAYS.find((one) => one.startsWith(short));
    return weekday ? value('Weekday', weekday) : short;
  });
  return name('CalendarMode', weekdays);
}

function Versions({ calendar: { version, versions, changes } }: { readonly calendar: Shown }) {
  const texts = useTexts();
  const { t, day, name, time } = texts;
  const { data: staff } = useStaffNames();
  const lines = [
    ...changes.fields.map(
      ({ field, before, after }) =>
        `${t(FIELDS[field as Field])}${t('colon')}${fieldInWords(before, texts)} → ${fieldInWords(after, texts)}`,
    ),
    ...changes.added.map((one) => `+ ${day(one.date)} ${name('CalendarExceptionKind', one.kind)} ${one.name ?? ''}`),
    ...changes.removed.map((one) => `− ${day(one.date)} ${name('CalendarExceptionKind', one.kind)} ${one.name ?? ''}`),
    ...changes.changed.map(
      ({ after }) => `± ${day(after.date)} ${name('CalendarExceptionKind', after.kind)} ${after.name ?? ''}`,
    ),
  ];
  return (
    <section className="facts">
      <h2>{t('records.versions')}</h2>
      <ul>
        {versions.toReversed().map((one) => (
          <li key={one.version}>
            {t('records.version', { version: one.version })}{' '}
            <span className="soft">
              {time(one.publishedAt)} · {nameOfStaff(staff, one.publishedBy)}
            </span>
          </li>
        ))}
      </ul>
      {version > 1 && lines.length > 0 && (
        <>
          <h3>{t('records.changedLast')}</h3>
          <ul>
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
