import { type Day, dayInWords, type Refusal, sameJson, truncate } from '#kernel';
import { type CalendarException, type CalendarWindow, type PublishedCalendar, WEEKDAYS } from './calendar.events.ts';
import { byDay, EARLIEST } from './calendar.policies.ts';
import { type Doubt, DOUBTS, type ImportedDay, type KnownHolidays, type ListedDay } from './holiday-source.ts';

export type CalendarDraft = Omit<PublishedCalendar, 'version'>;

export interface Years {
  readonly first: number;
  readonly last: number;
}

/** Each date once. A source without doubt about a day wins; sources that contradict each other make it doubtful. */
export function mergedDays(sources: readonly KnownHolidays[]): readonly ListedDay[] {
  const byDate = new Map<Day, (ListedDay & { readonly source: string })[]>();
  for (const { source, days } of sources)
    for (const day of days) byDate.set(day.date, [...(byDate.get(day.date) ?? []), { ...day, source }]);
  return [...byDate]
    .map(([date, listed]): ListedDay => {
      const kind = listed.some((day) => day.kind === 'OPEN') ? 'OPEN' : 'CLOSED';
      const name = truncate([...new Set(listed.map((day) => day.name))].join(', '), 80);
      const doubt = listed.every((day) => day.kind === kind) ? leastDoubt(listed) : contradiction(listed);
      return { date, kind, name, ...(doubt && { doubt }) };
    })
    .sort((a, b) => (a.date < b.date ? -1 : 1));
}

const contradiction = (listed: readonly (ListedDay & { readonly source: string })[]): Doubt => {
  const says = (wanted: ImportedDay['kind']) => {
    const { name, source } = listed.find(({ kind }) => kind === wanted) as (typeof listed)[number];
    return `"${name}" of ${source}`;
  };
  return { kind: 'conflict', reason: `${says('CLOSED')} closes it, ${says('OPEN')} has it worked` };
};

function leastDoubt(listed: readonly ListedDay[]): Doubt | undefined {
  const doubts = listed.flatMap(({ doubt }) => doubt ?? []);
  const gravity = ({ kind }: Doubt) => DOUBTS.indexOf(kind);
  return doubts.length < listed.length ? undefined : doubts.sort((a, b) => gravity(b) - gravity(a))[0];
}

/** ORDINARY: the weekly rule applies. */
export type DoubtAnswer = ImportedDay['kind'] | 'ORDINARY';

export function settledDays(
  days: readonly ListedDay[],
  answers: ReadonlyMap<string, DoubtAnswer>,
): { readonly days: readonly ImportedDay[]; readonly doubtful: readonly ListedDay[] } {
  const settled: ImportedDay[] = [];
  const doubtful: ListedDay[] = [];
  for (const day of days) {
    const { date, kind, name, doubt } = day;
    const answer = doubt ? (answers.get(date) ?? answers.get(doubt.kind)) : kind;
    if (answer === undefined) doubtful.push(day);
    else if (answer !== 'ORDINARY') settled.push({ date, kind: answer, name });
  }
  return { days: settled, doubtful };
}

/** Manual exceptions override imported days (S3). Days in the years `complete` are replaced, all others only added. */
export function withImported(
  calendar: CalendarDraft,
  days: readonly ImportedDay[],
  complete?: Years,
):
  | { readonly kind: 'merged'; readonly calendar: CalendarDraft }
  | { readonly kind: 'refused'; readonly refusal: Refusal } {
  const early = days.find(({ date }) => date < EARLIEST);
  if (early)
    return refused(
      'EXCEPTION_BEFORE_ZONE_RULES',
      `"${early.name}": ${dayInWords(early.date)} is before ${dayInWords(EARLIEST)}, and time-zone rules are not known before that day. Remove it, or choose later years with --years.`,
    );
  const hours = ordinaryHours(calendar);
  const opened = days.find(({ kind }) => kind === 'OPEN');
  if (opened && hours.length === 0)
    return refused(
      'EXCEPTION_WITHOUT_WINDOWS',
      `"${opened.name}" opens ${dayInWords(opened.date)}, but weekly has no ordinary working day whose hours could apply. Give its windows.`,
    );
  const imported = new Map(
    days.map(({ date, kind, name }): [Day, CalendarException] => [
      date,
      { date, kind, windows: kind === 'OPEN' ? [...hours] : [], source: 'IMPORTED', name },
    ]),
  );
  const superseded = ({ source, date }: CalendarException): boolean =>
    source === 'IMPORTED' && ((complete && within(complete, date)) || imported.has(date));
  const exceptions = [...calendar.exceptions.filter((exception) => !superseded(exception)), ...imported.values()];
  const publishedUntil = complete ? knownUntil(calendar.publishedUntil, complete) : calendar.publishedUntil;
  return {
    kind: 'merged',
    calendar: { ...calendar, exceptions: exceptions.sort(byDay), ...(publishedUntil && { publishedUntil }) },
  };
}

/** The most common hours of the week; of equally common ones those of the earlier day. */
export function ordinaryHours({ weekly }: Pick<CalendarDraft, 'weekly'>): readonly CalendarWindow[] {
  const hours = WEEKDAYS.map((weekday) =>
    weekly
      .filter(({ days }) => days.includes(weekday))
      .map(({ open, close }) => ({ open, close }))
      .sort((a, b) => (a.open < b.open ? -1 : 1)),
  ).filter((windows) => windows.length > 0);
  const alike = hours.map((windows) => hours.filter((others) => sameJson(windows, others)).length);
  return hours[alike.indexOf(Math.max(...alike))] ?? [];
}

/** Years after a gap do not count: a holiday in the gap could move a deadline. */
function knownUntil(until: Day | undefined, { first, last }: Years): Day | undefined {
  if (until === undefined) return endOf(last);
  const known = until.endsWith('-12-31') ? yearOf(until) : yearOf(until) - 1;
  return first <= known + 1 && last > known ? endOf(last) : until;
}

const endOf = (year: number): Day => `${String(year).padStart(4, '0')}-12-31` as Day;

const yearOf = (day: Day): number => Number(day.slice(0, 4));

export const within = ({ first, last }: Years, day: Day): boolean => yearOf(day) >= first && yearOf(day) <= last;

const refused = (code: string, message: string) =>
  ({ kind: 'refused', refusal: { code, message, rule: 'S3' } }) as const;
