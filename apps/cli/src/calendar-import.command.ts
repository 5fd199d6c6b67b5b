import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Actor } from '#kernel';
import {
  CALENDAR_MODES,
  type CalendarDraft,
  type CalendarMode,
  DOUBTS,
  mergedDays,
  type PublishedCalendar,
  WEEKDAYS,
  type Weekday,
  withImported,
  zoneKnown,
} from '#sla';
import { type Makegood, settling } from '#engine';
import { requests } from '#requests';
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
  write,
} from './cli.ts';
import { answersOf, type Ask, HOW_TO_ANSWER, settleDoubts } from './calendar-import.doubts.ts';
import { type Sources, sourcesOf } from './calendar-import.sources.ts';

export const calendarCommand: CliCommand = {
  summary: 'imports the holidays of a calendar from iCalendar files or for countries, and shows what would change',
  usage:
    'import <calendar> [--ics <file>]… [--country <code>]… [--years 2025-2026] [--doubtful <day or kind>=<choice>]… [--yes]',
  details: `
--ics       an iCalendar file; all that it lists, or with --years those years alone
--country   ISO 3166-1, with a state where holidays differ there: KR, DE-BE. Public holidays by law with their substitute days, China
            with its make-up working days
--years     2026, or 2025-2026: the years for which the sources together list all holidays
--doubtful  resolves a doubtful day as closed, worked or ordinary; by day, or for all days of a kind:
            ${DOUBTS.join(', ')}
--yes       publishes without asking, unless a day is doubtful

For a new calendar, or to change these settings together with its holidays:
--zone     IANA name, such as Asia/Shanghai
--mode     ${CALENDAR_MODES.join(' or ')}; by default a business day counts 24 hours (S2)
--weekly   windows of the week: "MON-FRI 09:00-12:00 13:00-18:00; SAT 09:00-12:00"; all day Monday to Friday by default

Several sources are merged into one list; contradictions are doubtful. Days imported before for these years are replaced; without
--years the days are added, and nothing else changes. Days entered by hand stay, and override imported ones (S3). A new version is
published, and the due times of open claims are recalculated (S7). See docs/calendars.md.
Exit status 1: nothing was published, because a day is still doubtful or the import was not confirmed.`,
  options: {
    ics: { type: 'string', multiple: true },
    country: { type: 'string', multiple: true },
    years: { type: 'string' },
    doubtful: { type: 'string', multiple: true },
    zone: { type: 'string' },
    mode: { type: 'string' },
    weekly: { type: 'string' },
    yes: { type: 'boolean', default: false },
  },
  words: [2, 2],
  async run(given, context) {
    const [action, calendarId = ''] = given.words;
    if (action !== 'import') throw new CliError(`"calendar ${action}" does not exist: use makegood calendar import …`);
    const asked: Asked = { zone: textOf(given, 'zone'), mode: modeOf(given), weekly: weeklyOf(given) };
    const answers = answersOf(given);
    const sources = await sourcesOf(given);
    // Before a data folder is created: the import may be refused, or not confirmed.
    const create = asked.zone !== undefined;
    const wanted: Wanted = { calendarId, asked, answers, sources, unasked: given.options['yes'] === true };
    return withMakegood<ExitStatus>(
      context,
      async (makegood) => {
        const terminal = terminalOf(context);
        try {
          return await importHolidays(makegood, context, wanted, terminal?.ask);
        } finally {
          terminal?.close();
        }
      },
      { create },
    );
  },
};

interface Wanted {
  readonly calendarId: string;
  readonly asked: Asked;
  readonly answers: ReturnType<typeof answersOf>;
  readonly sources: Sources;
  readonly unasked: boolean;
}

async function importHolidays(
  makegood: Makegood,
  context: CliContext,
  { calendarId, asked, answers, sources, unasked }: Wanted,
  ask: Ask,
): Promise<ExitStatus> {
  const { stdout, stderr } = context;
  const newest = (await makegood.aggregates.calendars.newest(calendarId))?.published;
  const draft = drafted(calendarId, newest, asked);
  const unknown = zoneKnown(draft);
  if (unknown) throw cliErrorFor(unknown);
  if (!newest && !sources.years)
    throw new CliError(
      `--years is missing: calendar "${calendarId}" is new, so name the years for which the list is complete`,
    );
  print(stdout, ...sources.notes);
  const listed = mergedDays(await sources.holidays(draft.timeZone));
  const days = await settleDoubts(listed, answers, (...lines) => print(stdout, ...lines), ask);
  if (!days) {
    print(stderr, HOW_TO_ANSWER);
    return 1;
  }
  const merged = withImported(draft, days, sources.years);
  if (merged.kind === 'refused') throw cliErrorFor(merged.refusal);
  const version = (newest?.version ?? 0) + 1;
  const diff = calendarDiff(newest, merged.calendar);
  if (diff.length === 0) {
    print(stdout, `calendar ${calendarId} version ${version - 1} already says all of this`);
    return 0;
  }
  print(stdout, `calendar ${calendarId} version ${version}`, ...diff);
  const answer = unasked ? 'yes' : await ask?.(`Publish this as version ${version}? [y/N] `);
  if (!/^y(es)?$/i.test(answer?.trim() ?? '')) {
    print(stderr, ask ? 'not published' : 'not published: run it again with --yes to publish this');
    return 1;
  }
  return publish(makegood, context, merged.calendar, version, sources.actor);
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
    if (windows.length === 0) throw new CliError(`--weekly: "${group.trim()}" has no window such as 09:00-18:00`);
    return windows.map((window) => {
      const [, open, close] = /^(\d\d:\d\d)[-–](\d\d:\d\d)$/.exec(window) ?? [];
      if (!open || !close) throw new CliError(`--weekly: "${window}" is not a window such as 09:00-18:00`);
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

interface Asked {
  readonly zone: string | undefined;
  readonly mode: CalendarMode | undefined;
  readonly weekly: CalendarDraft['weekly'] | undefined;
}

function drafted(
  calendarId: string,
  newest: PublishedCalendar | undefined,
  { zone, mode, weekly }: Asked,
): CalendarDraft {
  if (!newest && zone === undefined)
    throw new CliError(`there is no calendar "${calendarId}": name the time zone of a new one with --zone`);
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

function terminalOf({ stdin, stdout }: CliContext) {
  if (stdin.isTTY !== true) return undefined;
  const terminal = createInterface({ input: stdin });
  const lines = terminal[Symbol.asyncIterator]();
  return {
    async ask(question: string): Promise<string> {
      write(stdout, question);
      const { value } = await lines.next();
      return String(value ?? '');
    },
    close: () => terminal.close(),
  };
}

async function publish(
  makegood: Makegood,
  { stdout }: CliContext,
  calendar: CalendarDraft,
  version: number,
  actor: Actor,
): Promise<ExitStatus> {
  const { calendarId } = calendar;
  // A version published meanwhile would be undone without having been shown.
  const newest = await makegood.aggregates.calendars.newest(calendarId);
  if ((newest?.version ?? 0) !== version - 1)
    throw new CliError(
      `version ${newest?.version} of calendar ${calendarId} was published meanwhile: run the import again`,
    );
  const id = randomUUID();
  const meta = { id, actor, at: makegood.clock.now(), correlationId: id };
  const outcome = await makegood.dispatcher.perform(requests.publishCalendar.of(calendar, meta));
  if (outcome.kind === 'refused') throw cliErrorFor(outcome.refusal);
  // S7: deadlines of open clocks are recalculated even if no server is running.
  const settle = await settling(makegood);
  await settle();
  print(stdout, `published: calendar ${calendarId} version ${version}`);
  return 0;
}
