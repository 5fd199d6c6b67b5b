import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Actor, CommandMetadata } from '#kernel';
import {
  CALENDAR_MODES,
  type CalendarDraft,
  type CalendarMode,
  countryHolidays,
  icsDays,
  type ImportedDay,
  PublishCalendar,
  type PublishedCalendar,
  WEEKDAYS,
  type Weekday,
  within,
  withImported,
  type Years,
} from '#sla';
import { type Makegood, settling } from '#engine';
import { calendarDiff } from './calendar-import.diff.ts';
import {
  CliError,
  cliErrorFor,
  type CliCommand,
  type ExitStatus,
  type Given,
  print,
  type CliContext,
  textOf,
  withMakegood,
} from './cli.ts';
import { dispatcherFor } from './import.command.ts';

export const calendarCommand: CliCommand = {
  summary: 'imports the holidays of a calendar from an iCalendar file or for a country, and shows what would change',
  usage: 'import <calendar> (--ics <file> | --country <code> --years 2025-2026) [--yes]',
  details: `
--ics      all-day entries of an iCalendar file; --years takes those years alone
--country  ISO 3166-1, with a state where holidays differ there: KR, DE-BE. Public holidays by law with their substitute days, China
           with its make-up working days
--years    2026, or 2025-2026
--yes      publishes without asking

For a calendar that is new, or to change it along with its holidays:
--zone     IANA name, such as Asia/Shanghai
--mode     ${CALENDAR_MODES.join(' or ')}; a business day counts 24 hours unless said otherwise (S2)
--weekly   windows of the week: "MON-FRI 09:00-12:00 13:00-18:00; SAT 09:00-12:00"; all of Monday to Friday unless said otherwise

What was imported of these years before is replaced; what was entered by hand stays, and beats what is imported (S3). A new version
is published, and the due times of open claims move with it (S7). docs/calendars.md has more.
Status 1: nothing was published, since nobody said yes.`,
  options: {
    ics: { type: 'string' },
    country: { type: 'string' },
    years: { type: 'string' },
    zone: { type: 'string' },
    mode: { type: 'string' },
    weekly: { type: 'string' },
    yes: { type: 'boolean', default: false },
  },
  words: [2, 2],
  async run(given, surroundings) {
    const [action, calendarId = ''] = given.words;
    if (action !== 'import') throw new CliError(`"calendar ${action}" is nothing it does: makegood calendar import …`);
    const asked: Asked = { zone: textOf(given, 'zone'), mode: modeOf(given), weekly: weeklyOf(given) };
    const found = await holidaysOf(given);
    // No folder is made for what then turns out to be refused, or is answered with no.
    const create = asked.zone !== undefined;
    return withMakegood<ExitStatus>(
      surroundings,
      async (makegood) => {
        const newest = (await makegood.aggregates.calendars.newest(calendarId))?.published;
        const merged = withImported(drafted(calendarId, newest, asked), found.days, found.years);
        if (merged.kind === 'refused') throw cliErrorFor(merged.refusal);
        const version = (newest?.version ?? 0) + 1;
        const diff = calendarDiff(newest, merged.calendar);
        print(surroundings.stdout, ...found.notes);
        if (diff.length === 0) {
          print(surroundings.stdout, `calendar ${calendarId} version ${version - 1} says all of this already`);
          return 0;
        }
        print(surroundings.stdout, `calendar ${calendarId} version ${version}`, ...diff);
        if (given.options.yes !== true && !(await agreed(surroundings, version))) return 1;
        return publish(makegood, surroundings, merged.calendar, version, found.actor);
      },
      { create },
    );
  },
};

/** What a source says, and what to tell of it. */
interface Found {
  readonly days: readonly ImportedDay[];
  readonly years: Years;
  readonly notes: readonly string[];
  /** Stands on the event: where its days are from. */
  readonly actor: Actor;
}

const importer = (source: string): Actor => ({ id: `calendar-import (${source})`, role: 'ADMIN' });

/** @throws CannotDo */
async function holidaysOf(given: Given): Promise<Found> {
  const [file, country, years] = [textOf(given, 'ics'), textOf(given, 'country'), yearsOf(given)];
  if ((file === undefined) === (country === undefined)) throw new CliError('name one source: --ics or --country');
  if (file !== undefined) return daysOfFile(file, years);
  if (!years) throw new CliError('--years must say which years, such as 2026 or 2025-2026');
  const { days, source, leftOut } = await countryHolidays(country as string, years);
  return {
    days,
    years,
    notes: [
      `public holidays of ${country}, ${inWords(years)}, by ${source}; compare them with the official list`,
      ...leftOut.map((holiday) => `left out, since it closes a part of the day only: ${holiday}`),
    ],
    actor: importer(`${country}, ${source}`),
  };
}

async function daysOfFile(path: string, years: Years | undefined): Promise<Found> {
  const content = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`${path}: ${error.code === 'ENOENT' ? 'there is no such file' : 'cannot be read'}`);
  });
  const inFile = await icsDays(content);
  const days = years ? inFile.filter(({ date }) => within(years, date)) : inFile;
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) throw new CliError(`${path} has no entry in ${inWords(years as Years)} (S3)`);
  return {
    days,
    years: years ?? { first: yearOf(first), last: yearOf(last) },
    notes: [`holidays of ${basename(path)}`],
    actor: importer(basename(path).slice(0, 100)),
  };
}

const yearOf = ({ date }: ImportedDay): number => Number(date.slice(0, 4));

const inWords = ({ first, last }: Years): string => (first === last ? `${first}` : `${first} to ${last}`);

function yearsOf(given: Given): Years | undefined {
  const text = textOf(given, 'years');
  if (text === undefined) return undefined;
  const [, first = '', last = first] = /^(\d{4})(?:-(\d{4}))?$/.exec(text) ?? [];
  if (first === '' || last < first)
    throw new CliError(`--years must be a year or a stretch of them, such as 2025-2026`);
  return { first: Number(first), last: Number(last) };
}

function modeOf(given: Given): CalendarMode | undefined {
  const text = textOf(given, 'mode');
  const mode = CALENDAR_MODES.find((one) => one === text?.toUpperCase().replaceAll('-', '_'));
  if (text !== undefined && !mode) throw new CliError(`--mode must be one of ${CALENDAR_MODES.join(', ')}`);
  return mode;
}

const SHORT = WEEKDAYS.map((weekday) => weekday.slice(0, 3));

/** `MON-FRI 09:00-12:00 13:00-18:00; SAT 09:00-12:00` */
function weeklyOf(given: Given): CalendarDraft['weekly'] | undefined {
  const text = textOf(given, 'weekly');
  return text?.split(';').flatMap((group) => {
    const [first = '', ...windows] = group.trim().toUpperCase().split(/\s+/);
    const days = first.split(',').flatMap((stretch) => weekdaysIn(stretch, group));
    if (windows.length === 0) throw new CliError(`--weekly: "${group.trim()}" names no window, such as 09:00-18:00`);
    return windows.map((window) => {
      const [, open, close] = /^(\d\d:\d\d)[-–](\d\d:\d\d)$/.exec(window) ?? [];
      if (!open || !close) throw new CliError(`--weekly: "${window}" is no window such as 09:00-18:00`);
      return { days: [...days], open, close };
    });
  });
}

function weekdaysIn(stretch: string, group: string): readonly Weekday[] {
  const [first = '', last = first, ...more] = stretch.split('-');
  const [from, to] = [SHORT.indexOf(first), SHORT.indexOf(last)];
  if (from < 0 || to < from || more.length > 0)
    throw new CliError(`--weekly: "${group.trim()}" must begin with days such as MON-FRI or TUE,SAT`);
  return WEEKDAYS.slice(from, to + 1);
}

const MONDAY_TO_FRIDAY: CalendarDraft['weekly'] = [{ days: WEEKDAYS.slice(0, 5), open: '00:00', close: '24:00' }];

/** What the command line says of the calendar itself. */
interface Asked {
  readonly zone: string | undefined;
  readonly mode: CalendarMode | undefined;
  readonly weekly: CalendarDraft['weekly'] | undefined;
}

/** The newest version with what is asked to be other; a new calendar where there is none. */
function drafted(
  calendarId: string,
  newest: PublishedCalendar | undefined,
  { zone, mode, weekly }: Asked,
): CalendarDraft {
  if (!newest && zone === undefined)
    throw new CliError(`there is no calendar "${calendarId}": say by --zone in which time zone a new one lies`);
  const { version: _, ...draft } = newest ?? {
    version: 0,
    calendarId,
    timeZone: '',
    mode: 'BUSINESS_DAY_24H' as const,
    weekly: MONDAY_TO_FRIDAY,
    exceptions: [],
  };
  return {
    ...draft,
    ...(zone !== undefined && { timeZone: zone }),
    ...(mode && { mode }),
    ...(weekly && { weekly }),
  };
}

/** Asks on a terminal; elsewhere nobody is there to say yes. */
async function agreed({ stdin, stdout, stderr }: CliContext, version: number): Promise<boolean> {
  if (stdin.isTTY !== true) {
    print(stderr, 'not published: run it again with --yes to publish this');
    return false;
  }
  const terminal = createInterface({ input: stdin, output: stdout });
  try {
    const answer = await terminal.question(`Publish this as version ${version}? [y/N] `);
    if (/^y(es)?$/i.test(answer.trim())) return true;
  } finally {
    terminal.close();
  }
  print(stderr, 'not published');
  return false;
}

async function publish(
  makegood: Makegood,
  { clock, stdout }: CliContext,
  calendar: CalendarDraft,
  version: number,
  actor: Actor,
): Promise<ExitStatus> {
  const { calendarId } = calendar;
  // Somebody may have published while this one was being read: what he changed would be undone without having been shown.
  const newest = await makegood.aggregates.calendars.newest(calendarId);
  if ((newest?.version ?? 0) !== version - 1)
    throw new CliError(`calendar ${calendarId} has got version ${newest?.version} meanwhile: run it again`);
  const id = randomUUID();
  const by: CommandMetadata = { id, actor, at: clock.now(), correlationId: id };
  const dispatcher = dispatcherFor(makegood);
  const outcome = await dispatcher.dispatch(new PublishCalendar(calendar, by));
  if (outcome.kind === 'refused') throw cliErrorFor(outcome.refusal);
  // S7: no server need be running to recalculate the deadlines of open clocks.
  const settle = await settling(makegood, dispatcher.dispatch);
  await settle();
  print(stdout, `published: calendar ${calendarId} version ${version}`);
  return 0;
}
