import { whatDiffers } from '../controls/forms.ts';
import type { CalendarInput, CalendarQuery, Weekday } from './admin.graphql.ts';

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

/** The next version, as it begins: like this one. */
export const inputOf = ({ id, timeZone, mode, publishedUntil, weekly, exceptions }: Drafted): CalendarInput => ({
  id,
  timeZone,
  mode,
  publishedUntil,
  weekly: weekly.map(({ days, open, close }) => ({ days, open, close })),
  exceptions: exceptions.map(({ date, kind, name, source, windows }) => ({
    date,
    kind,
    name,
    source,
    windows: windows.map(({ open, close }) => ({ open, close })),
  })),
});

/** What was drafted, over what is published meanwhile: a day that the draft has left alone is as it is by now. */
export function draftedOver(now: Drafted, draft: CalendarInput, begun: Drafted): CalendarInput {
  const [before, current] = [inputOf(begun), inputOf(now)];
  const isChanged = daysChanged(before, draft);
  const exceptions = [
    ...(current.exceptions ?? []).filter(({ date }) => !isChanged(date)),
    ...(draft.exceptions ?? []).filter(({ date }) => isChanged(date)),
  ].toSorted((one, other) => one.date.localeCompare(other.date));
  return { ...current, ...whatDiffers(draft, before), exceptions };
}

/** Whether a day has another exception in the one than in the other. */
export function daysChanged(before: CalendarInput, after: CalendarInput): (date: string) => boolean {
  const daysIn = ({ exceptions }: CalendarInput) =>
    new Map((exceptions ?? []).map((one) => [one.date, JSON.stringify(one)]));
  const [old, now] = [daysIn(before), daysIn(after)];
  return (date) => old.get(date) !== now.get(date);
}
