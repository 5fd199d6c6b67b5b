import { type Day, DAY_MS, dayNumber, MINUTE_MS } from '#kernel';
import type { CalendarException, PublishedCalendar } from './calendar.events.ts';
import { type DayPlan, plansOf, SEARCH_DAYS } from './calendar.policies.ts';
import type { BusinessTime, Cause, Segment, Window } from './sla.policies.ts';
import { runtimeZoneRules, type ZoneRules } from './zone.ts';

const SEARCH_MS = SEARCH_DAYS * DAY_MS;

const MAX_CACHED_YEARS = 64;

/** Business time of one UTC year: sorted windows `[opens[i], closes[i])`; `before[i]` is the business time up to `opens[i]`. */
interface CompiledYear {
  readonly from: number;
  readonly to: number;
  readonly opens: Float64Array;
  readonly closes: Float64Array;
  readonly before: Float64Array;
  readonly total: number;
}

/** The arithmetic of one calendar version (S2–S4), in epoch milliseconds. */
export class CompiledCalendar implements BusinessTime {
  readonly id: string;
  readonly version: number;
  readonly zoneRules: string;
  readonly #planOf: (day: number) => DayPlan;
  readonly #years = new Map<number, CompiledYear>();
  #recent: CompiledYear | undefined;

  constructor(
    readonly published: PublishedCalendar,
    private readonly rules: ZoneRules = runtimeZoneRules,
  ) {
    this.id = published.calendarId;
    this.version = published.version;
    this.zoneRules = rules.version;
    this.#planOf = plansOf(published);
  }

  /** Another version, with the same time-zone rules. */
  replacedBy(published: PublishedCalendar): CompiledCalendar {
    return new CompiledCalendar(published, this.rules);
  }

  addBusiness(from: number, duration: number): number | undefined {
    if (!(duration >= 0)) throw new RangeError(`cannot add a duration of ${duration} ms`);
    let year = this.#yearOf(from);
    // S5: adding 0 to a closed moment gives the next opening.
    const least = duration === 0 ? 1 : duration;
    let wanted = elapsed(year, from) + least;
    let idleSince = Math.max(from, lastClose(year));
    while (wanted > year.total) {
      wanted -= year.total;
      const next = this.#yearAfter(year);
      if (!next || (next.opens[0] ?? next.to) - idleSince > SEARCH_MS) return undefined;
      year = next;
      idleSince = Math.max(idleSince, lastClose(year));
    }
    const window = firstReaching(year, wanted);
    return (year.opens[window] as number) + wanted - (year.before[window] as number) - (least - duration);
  }

  closingAfter(moment: number): number | undefined {
    let year = this.#yearOf(moment);
    let closesAt = year.closes[firstClosingAfter(year, moment)];
    // Windows that touch are one, except where years meet.
    while (closesAt === year.to) {
      const next = this.#yearAfter(year);
      if (!next || closesAt - moment > SEARCH_MS) return undefined;
      if (next.opens[0] !== closesAt) break;
      year = next;
      closesAt = year.closes[0];
    }
    return closesAt;
  }

  businessBetween(from: number, to: number): number {
    if (from > to) return 0 - this.businessBetween(to, from);
    let year = this.#yearOf(from);
    let sum = -elapsed(year, from);
    while (to >= year.to) {
      sum += year.total;
      const next = this.#yearAfter(year);
      if (!next) return sum;
      year = next;
    }
    return sum + elapsed(year, to);
  }

  segments(from: number, to: number): readonly Segment[] {
    const segments: Segment[] = [];
    const local = this.#wallClock(from, to);
    let done = from;
    for (const [opensAt, closesAt] of this.#open(from, to)) {
      segments.push(...this.#closed(done, opensAt, local), { kind: 'OPEN', from: opensAt, to: closesAt });
      done = closesAt;
    }
    segments.push(...this.#closed(done, to, local));
    return segments;
  }

  windows(from: number, to: number): readonly Window[] {
    const days = this.#windowsOf(Math.floor(from / DAY_MS) - 2, Math.floor(to / DAY_MS) + 1);
    return days.filter(({ opensAt, closesAt }) => closesAt > from && opensAt < to);
  }

  windowsOn(first: Day, last: Day): readonly Window[] {
    return this.#windowsOf(dayNumber(first), dayNumber(last));
  }

  beyondPublished(moment: number): boolean {
    const { publishedUntil } = this.published;
    if (publishedUntil === undefined) return false;
    const end = (dayNumber(publishedUntil) + 1) * DAY_MS;
    return moment > this.#wallClock(end, end)(end);
  }

  #windowsOf(first: number, last: number): Window[] {
    const windows: Window[] = [];
    const local = this.#wallClock(first * DAY_MS, last * DAY_MS);
    for (let day = first; day <= last; day++) {
      const { spans, exception } = this.#planOf(day);
      for (const span of spans) {
        const opensAt = local(day * DAY_MS + span.open * MINUTE_MS);
        const closesAt = local(day * DAY_MS + span.close * MINUTE_MS);
        if (opensAt < closesAt)
          windows.push({ opensAt, closesAt, cause: exception ? causeOf(exception) : { kind: 'WEEKLY' } });
      }
    }
    return windows.sort((a, b) => a.opensAt - b.opensAt);
  }

  /** Three days more on either side: extreme zones, and windows over midnight. */
  #wallClock(from: number, to: number): (local: number) => number {
    return this.rules.wallClock(this.published.timeZone, from - 3 * DAY_MS, to + 3 * DAY_MS);
  }

  *#open(from: number, to: number): Generator<readonly [number, number]> {
    let pending: [number, number] | undefined;
    for (let year: CompiledYear | undefined = this.#yearOf(from); year && year.from < to; year = this.#yearAfter(year))
      for (let window = firstClosingAfter(year, from); window < year.opens.length; window++) {
        const opensAt = Math.max(from, year.opens[window] as number);
        const closesAt = Math.min(to, year.closes[window] as number);
        if (opensAt >= to) break;
        if (pending?.[1] === opensAt) pending[1] = closesAt;
        else {
          if (pending) yield pending;
          pending = [opensAt, closesAt];
        }
      }
    if (pending) yield pending;
  }

  #closed(from: number, to: number, local: (wall: number) => number): Segment[] {
    const pieces: Segment[] = [];
    if (from >= to) return pieces;
    for (let day = Math.floor(from / DAY_MS) - 1; day * DAY_MS <= to + DAY_MS; day++) {
      const begins = Math.max(from, local(day * DAY_MS));
      const ends = Math.min(to, local((day + 1) * DAY_MS));
      if (begins >= ends) continue;
      const cause = closingCause(this.#planOf(day));
      const last = pieces.at(-1);
      if (last?.kind === 'CLOSED' && last.cause.kind === cause.kind && last.cause.name === cause.name)
        pieces[pieces.length - 1] = { ...last, to: ends };
      else pieces.push({ kind: 'CLOSED', from: begins, to: ends, cause });
    }
    return pieces;
  }

  #yearOf(moment: number): CompiledYear {
    const recent = this.#recent;
    if (recent && moment >= recent.from && moment < recent.to) return recent;
    this.#recent = this.#compiled(new Date(moment).getUTCFullYear());
    return this.#recent;
  }

  #yearAfter({ to }: CompiledYear): CompiledYear | undefined {
    const number = new Date(to).getUTCFullYear();
    return number > 9999 ? undefined : this.#compiled(number);
  }

  #compiled(number: number): CompiledYear {
    const known = this.#years.get(number);
    if (known) return known;
    if (this.#years.size >= MAX_CACHED_YEARS) this.#years.clear();
    const year = compileYear(this.windows(yearStart(number), yearStart(number + 1)), number);
    this.#years.set(number, year);
    return year;
  }
}

const yearStart = (number: number): number => new Date(0).setUTCFullYear(number, 0, 1);

function compileYear(windows: readonly Window[], number: number): CompiledYear {
  const from = yearStart(number);
  const to = yearStart(number + 1);
  const opens: number[] = [];
  const closes: number[] = [];
  for (const window of windows) {
    const opensAt = Math.max(from, window.opensAt);
    const closesAt = Math.min(to, window.closesAt);
    const last = closes.length - 1;
    // Windows may touch at midnight, and overlap where the clocks skipped an hour between them.
    if (last >= 0 && opensAt <= (closes[last] as number)) closes[last] = Math.max(closes[last] as number, closesAt);
    else {
      opens.push(opensAt);
      closes.push(closesAt);
    }
  }
  const before = new Float64Array(opens.length);
  let total = 0;
  for (let window = 0; window < opens.length; window++) {
    before[window] = total;
    total += (closes[window] as number) - (opens[window] as number);
  }
  return { from, to, opens: Float64Array.from(opens), closes: Float64Array.from(closes), before, total };
}

/** Index of the first window that closes after the moment; the number of windows if none does. */
function firstClosingAfter({ closes }: CompiledYear, moment: number): number {
  let low = 0;
  let high = closes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((closes[middle] as number) > moment) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Index of the window in which the business time of the year reaches `wanted`; `0 < wanted ≤ total`. */
function firstReaching({ before }: CompiledYear, wanted: number): number {
  let low = 0;
  let high = before.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((before[middle] as number) < wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}

function elapsed(year: CompiledYear, moment: number): number {
  const window = firstClosingAfter(year, moment);
  if (window === year.opens.length) return year.total;
  return (year.before[window] as number) + Math.max(0, moment - (year.opens[window] as number));
}

const lastClose = ({ closes }: CompiledYear): number => closes.at(-1) ?? Number.NEGATIVE_INFINITY;

const causeOf = ({ source, name }: CalendarException): Cause => ({
  kind: source === 'IMPORTED' ? 'HOLIDAY' : 'MANUAL',
  ...(name !== undefined && { name }),
});

/** An exception of kind OPEN does not close the rest of its day. */
function closingCause({ spans, exception }: DayPlan): Cause {
  if (exception && exception.kind !== 'OPEN') return causeOf(exception);
  return { kind: spans.length > 0 ? 'OUTSIDE_HOURS' : 'WEEKEND' };
}
