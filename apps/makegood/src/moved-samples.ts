import { addDays, type Day, DAY_MS, dayOf, type Instant, parseDay, parseInstant } from '#kernel';
import type { ImportLine } from '#import';

/** The day before which the sample files take place. */
export const WRITTEN_ON = '2026-11-20' as Day;

/** By business days: otherwise answers given in time would fall on weekends and be late. Holidays and years in ids stay. */
export async function* movedTo(today: Day, lines: AsyncIterable<ImportLine>): AsyncGenerator<ImportLine> {
  const businessDays = businessDayNumber(nextBusinessDay(today)) - businessDayNumber(WRITTEN_ON);
  for await (const line of lines) {
    const { at, request, input, ...rest } = line.value as SampleRequest;
    const days = daysMoved(dayOf(at), businessDays);
    yield {
      ...line,
      value: {
        request,
        input: request === 'publishCalendar' ? input : moved(input, days),
        ...rest,
        at: moved(at, days),
      },
    };
  }
}

interface SampleRequest {
  readonly request: string;
  readonly input: unknown;
  readonly at: Instant;
}

const FIRST_MONDAY = Date.UTC(1970, 0, 5);

const dayNumber = (day: Day): number => (Date.parse(day) - FIRST_MONDAY) / DAY_MS;

/** Counts Mondays to Fridays; a weekend counts as its Friday. */
function businessDayNumber(day: Day): number {
  const number = dayNumber(day);
  return Math.floor(number / 7) * 5 + Math.min(weekday(number), 4);
}

const nextBusinessDay = (day: Day): Day => (weekday(dayNumber(day)) < 5 ? day : nextBusinessDay(addDays(day, 1)));

const weekday = (number: number): number => ((number % 7) + 7) % 7;

function daysMoved(from: Day, businessDays: number): number {
  const to = businessDayNumber(from) + businessDays;
  const friday = dayNumber(from) - Math.max(weekday(dayNumber(from)) - 4, 0);
  return Math.floor(to / 5) * 7 + (((to % 5) + 5) % 5) - friday;
}

function moved<T>(value: T, days: number): T {
  if (typeof value === 'string') return movedText(value, days) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => moved(item, days)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, moved(member, days)])) as T;
}

function movedText(text: string, days: number): string {
  const day = parseDay(text);
  if (day) return addDays(day, days);
  return parseInstant(text) ? addDays(text.slice(0, 10) as Day, days) + text.slice(10) : text;
}
