import type { CalendarExceptionInput, CalendarInput, CalendarQuery, Weekday } from './admin.graphql.ts';

type Calendar = NonNullable<CalendarQuery['calendar']>;

export const WEEKDAYS = [
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
  'SUNDAY',
] as const satisfies readonly Weekday[];

/** What a next version begins with. */
export type Drafted = Pick<
  Calendar,
  'id' | 'version' | 'timeZone' | 'mode' | 'publishedUntil' | 'weekly' | 'exceptions'
>;

const WORKDAYS = 5;

/** What the first version of a calendar begins with. */
export const firstCalendar = (id: string, timeZone: string): Drafted => ({
  id,
  version: 0,
  timeZone,
  mode: 'BUSINESS_DAY_24H',
  publishedUntil: null,
  weekly: [{ days: WEEKDAYS.slice(0, WORKDAYS), open: '00:00', close: '24:00' }],
  exceptions: [],
});

type DayName = `day ${string}`;

/** A next version. Each exception has a name that stays while it is edited: one is changed, added or removed (undefined) without the others. */
export type CalendarDraft = Omit<CalendarInput, 'id' | 'version' | 'exceptions'> & {
  readonly [name: DayName]: CalendarExceptionInput | undefined;
};

/** The next version, as it begins: like this one. */
export const draftOf = ({ timeZone, mode, publishedUntil, weekly, exceptions }: Drafted): CalendarDraft => ({
  timeZone,
  mode,
  publishedUntil,
  weekly: weekly.map(({ days, open, close }) => ({ days, open, close })),
  ...Object.fromEntries(
    exceptions.map(({ date, kind, name, source, windows }) => [
      `day ${date} ${source}` satisfies DayName,
      { date, kind, name, source, windows: windows.map(({ open, close }) => ({ open, close })) },
    ]),
  ),
});

export function addedDay(): Partial<CalendarDraft> {
  const name: DayName = `day ${crypto.randomUUID()}`;
  return { [name]: { date: '', kind: 'CLOSED', windows: [] } };
}

const isDay = (name: string): name is DayName => name.startsWith('day ');

/** Those that are there. */
const daysIn = (draft: CalendarDraft): readonly (readonly [name: DayName, day: CalendarExceptionInput])[] =>
  Object.keys(draft).flatMap((name) => {
    const day = isDay(name) ? draft[name] : undefined;
    return day ? [[name as DayName, day] as const] : [];
  });

/** The day that it had when the draft was begun; undefined: it was added here. */
const dayAtFirst = (name: DayName): string | undefined => /^day (\d{4}-\d\d-\d\d) /.exec(name)?.[1];

/**
 * As they are edited: those that were added here and those that are still to come, then those that are over, the newest first. By the days
 * that they had at first: none moves while its day is typed.
 */
export function daysInOrder(draft: CalendarDraft, today: string) {
  const ordered = daysIn(draft).toSorted(([one], [other]) =>
    (dayAtFirst(one) ?? '').localeCompare(dayAtFirst(other) ?? ''),
  );
  const isOver = ([name]: (typeof ordered)[number]) => (dayAtFirst(name) ?? today) < today;
  return { coming: ordered.filter((day) => !isOver(day)), over: ordered.filter(isOver).toReversed() };
}

export const inputOf = (id: string, draft: CalendarDraft): CalendarInput => ({
  id,
  timeZone: draft.timeZone,
  mode: draft.mode,
  publishedUntil: draft.publishedUntil,
  weekly: draft.weekly,
  exceptions: daysIn(draft).map(([, day]) => day),
});

/** The days that are otherwise in the draft, in their order. */
export function changedDays(before: CalendarDraft, after: CalendarDraft): readonly string[] {
  const names = [...new Set([...daysIn(before), ...daysIn(after)].map(([name]) => name))];
  return names
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .flatMap((name) => [before[name], after[name]].flatMap((day) => day?.date ?? []))
    .toSorted();
}
