import { type Day, sameJson } from '#kernel';
import type { CalendarException, CalendarWindow, PublishedCalendar } from './calendar.events.ts';
import type { CalendarDraft } from './calendar-import.ts';
import { byDay } from './calendar.policies.ts';

export type ExceptionChange =
  | { readonly kind: 'ADDED'; readonly after: CalendarException }
  | { readonly kind: 'REMOVED'; readonly before: CalendarException }
  | { readonly kind: 'CHANGED'; readonly before: CalendarException; readonly after: CalendarException };

/** Changes by date. An exception is identified by date and source. */
export function exceptionChanges(
  before: readonly CalendarException[],
  after: readonly CalendarException[],
): readonly ExceptionChange[] {
  const known = new Map(before.map((exception) => [keyOf(exception), exception]));
  const left = new Map(known);
  const changes: ExceptionChange[] = [];
  for (const exception of after) {
    const earlier = known.get(keyOf(exception));
    left.delete(keyOf(exception));
    if (!earlier) changes.push({ kind: 'ADDED', after: exception });
    else if (!sameJson(earlier, exception)) changes.push({ kind: 'CHANGED', before: earlier, after: exception });
  }
  for (const exception of left.values()) changes.push({ kind: 'REMOVED', before: exception });
  return changes.sort((a, b) => byDay(exceptionOf(a), exceptionOf(b)));
}

export const exceptionOf = (change: ExceptionChange): CalendarException =>
  change.kind === 'REMOVED' ? change.before : change.after;

const keyOf = ({ date, source }: CalendarException): string => date + source;

export interface FieldChange {
  readonly field: 'timeZone' | 'mode' | 'weekly' | 'publishedUntil';
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

const FIELDS: Readonly<Record<FieldChange['field'], (calendar: CalendarDraft) => string | undefined>> = {
  timeZone: ({ timeZone }) => timeZone,
  mode: ({ mode }) => mode,
  weekly: ({ weekly }) => weekly.map((window) => `${weekdays(window.days)} ${windowInWords(window)}`).join(', '),
  publishedUntil: ({ publishedUntil }) => publishedUntil,
};

export const fieldChanges = (before: CalendarDraft | undefined, after: CalendarDraft): readonly FieldChange[] =>
  Object.entries(FIELDS).flatMap(([field, textOf]) => {
    const change = { field: field as FieldChange['field'], before: before && textOf(before), after: textOf(after) };
    return change.before === change.after ? [] : [change];
  });

export const windowInWords = ({ open, close }: CalendarWindow): string => `${open}–${close}`;

function weekdays(days: PublishedCalendar['weekly'][number]['days']): string {
  const short = days.map((day) => day.slice(0, 3));
  const week = 'MON TUE WED THU FRI SAT SUN';
  return short.length > 2 && week.includes(short.join(' ')) ? `${short[0]}–${short.at(-1)}` : short.join(' ');
}

/** Days on which a manual exception overrides an imported one (S3), with the manual one. */
export function overriddenDays({ exceptions }: Pick<CalendarDraft, 'exceptions'>): ReadonlyMap<Day, CalendarException> {
  const imported = new Set(exceptions.filter(({ source }) => source === 'IMPORTED').map(({ date }) => date));
  return new Map(
    exceptions
      .filter(({ source, date }) => source === 'MANUAL' && imported.has(date))
      .map((exception) => [exception.date, exception]),
  );
}
