import { Temporal } from 'temporal-polyfill';
import { epochMilliseconds, HOUR_MS, type Instant, instantOf, MINUTE_MS, parseInstant, SECOND_MS } from '#kernel';
import type { CalendarMode, ExplainedSegment, CompiledCalendar, Ower, PauseCause } from '#sla';
import { words } from '#words';
import { CliError, columns } from './cli.ts';

const { ClosedBecause, OwedBy, PauseReason } = words.en.values;

const MAX_COLUMNS = 100;

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The finest unit needed for the printed parts to add up to the printed sum. */
type Unit = 'minute' | 'second' | 'millisecond';

const FINE: Readonly<
  Record<Unit, { readonly digits: number; readonly temporal: 'minute' | 'second' | 'millisecond' }>
> = {
  minute: { digits: 16, temporal: 'minute' },
  second: { digits: 19, temporal: 'second' },
  millisecond: { digits: 23, temporal: 'millisecond' },
};

export class Page {
  readonly #unit: Unit;

  constructor(
    readonly zone: string,
    moments: readonly Instant[],
  ) {
    const parts = moments.map(epochMilliseconds);
    const whole = (unit: number) => parts.every((part) => part % unit === 0);
    this.#unit = whole(MINUTE_MS) ? 'minute' : whole(SECOND_MS) ? 'second' : 'millisecond';
  }

  local(at: Instant): string {
    const there = Temporal.Instant.from(at).toZonedDateTimeISO(this.zone);
    const text = there.toPlainDateTime().toString({ smallestUnit: FINE[this.#unit].temporal }).replace('T', ' ');
    return `${DAYS[there.dayOfWeek - 1]} ${text} ${there.offset}`;
  }

  utc(at: Instant): string {
    return at.slice(0, FINE[this.#unit].digits).replace('T', ' ');
  }

  both(at: Instant): readonly [local: string, utc: string] {
    return [this.local(at), `${this.utc(at)} UTC`];
  }

  /** `33 h 00 m`; never in days, which would need a calendar. */
  lasting(milliseconds: number): string {
    const two = (count: number) => String(count).padStart(2, '0');
    const [hours, minutes] = [Math.floor(milliseconds / HOUR_MS), Math.floor((milliseconds % HOUR_MS) / MINUTE_MS)];
    const seconds = Math.floor((milliseconds % MINUTE_MS) / SECOND_MS);
    const text = `${hours} h ${two(minutes)} m`;
    if (this.#unit === 'minute') return text;
    if (this.#unit === 'second') return `${text} ${two(seconds)} s`;
    return `${text} ${two(seconds)}.${String(milliseconds % SECOND_MS).padStart(3, '0')} s`;
  }
}

export function timetable(
  page: Page,
  segments: readonly ExplainedSegment[],
  end: { readonly at: Instant; readonly what: string; readonly total: string },
): readonly string[] {
  const rows = segments.map(({ from, kind, businessMs, closed, paused }) => ({
    at: from,
    counts: kind === 'OPEN' ? page.lasting(businessMs) : '–',
    what: closed ? closedInWords(closed) : paused ? pausedInWords(paused.cause, paused.owedBy) : 'open',
  }));
  const total = page.lasting(segments.reduce((sum, { businessMs }) => sum + businessMs, 0));
  const counted = Math.max('business time'.length, total.length, ...rows.map(({ counts }) => counts.length));
  const moment = (at: Instant): [string, string] => [page.local(at), page.utc(at)];
  const [local, utc] = moment(end.at);
  const room = MAX_COLUMNS - 2 - local.length - utc.length - counted - 3 * 2;
  const cells = (left: readonly [string, string], counts: string, what: string): string[][] =>
    wrapped(what, room).map((line, index) =>
      index === 0 ? [...left, counts.padStart(counted), line] : ['', '', '', line],
    );
  return columns([
    [page.zone, 'UTC', 'business time'.padStart(counted), ''],
    ...rows.flatMap(({ at, counts, what }) => cells(moment(at), counts, what)),
    ...cells([local, utc], '', end.what),
    ['', '', '─'.repeat(counted), ''],
    ...cells(['', 'total'], total, end.total),
  ]).map((line) => `  ${line}`);
}

function closedInWords({ kind, name }: NonNullable<ExplainedSegment['closed']>): string {
  if (kind === 'MANUAL') return `closed: ${name ?? 'no reason given'} (${ClosedBecause.MANUAL})`;
  return `closed: ${name ?? ClosedBecause[kind]}`;
}

export const causeInWords = (cause: PauseCause): string => PauseReason[cause];

export const owerInWords = (owedBy: Exclude<Ower, 'NOBODY'>): string => `the ${OwedBy[owedBy]}`;

const pausedInWords = (cause: PauseCause, owedBy: Ower): string =>
  `paused: ${PauseReason[cause]}${owedBy === 'NOBODY' ? '' : ` (${OwedBy[owedBy]})`}`;

const MODES: Readonly<Record<CalendarMode, string>> = {
  BUSINESS_DAY_24H: 'a business day counts 24 hours',
  OFFICE_HOURS: 'office hours count',
};

/** `SHENZHEN version 3, Asia/Shanghai, a business day counts 24 hours` */
export const calendarInWords = ({ published: { calendarId, version, timeZone, mode } }: CompiledCalendar): string =>
  `${calendarId} version ${version}, ${timeZone}, ${MODES[mode]}`;

export const beyondInWords = ({ published }: CompiledCalendar): string =>
  `Holidays are known only until ${published.publishedUntil}: this due time may still change.`;

/** S4: `2026-02-13T07:00:00Z`, or a local time that is moved forward when skipped, the first when ambiguous. @throws CliError */
export function momentIn(zone: string, text: string): Instant {
  const instant = parseInstant(text);
  if (instant) return instant;
  const local = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$/.test(text) && plainDateTime(text);
  if (!local)
    throw new CliError(
      `from: "${text}" is neither an instant such as 2026-03-09T02:00:00Z nor a local time such as "2026-03-09 10:00"`,
    );
  return instantOf(local.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds);
}

function plainDateTime(text: string): Temporal.PlainDateTime | undefined {
  try {
    return Temporal.PlainDateTime.from(text, { overflow: 'reject' });
  } catch {
    return undefined;
  }
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line];
}
