import { epochMilliseconds, type Instant, instantOf } from '#kernel';
import {
  clockDecider,
  describeSla,
  type LaidOutCalendar,
  type SlaClock,
  type SlaDescription,
  type SlaEvent,
  slaStream,
} from '#sla';
import type { Makegood } from '#wiring';
import { CannotDo, type CliCommand, columns, type ExitStatus, print, withMakegood } from './cli.ts';
import { beyondInWords, calendarInWords, causeInWords, owerInWords, Page, timetable } from './timetable.ts';

export const explainCommand: CliCommand = {
  summary: 'prints the clock of a claim: its targets, its pauses, and the arithmetic of its due time',
  usage: '<claim>',
  details: `
Straight from the log, without read models. Every moment stands in the local time of the claim's calendar and in UTC; the lines of
the arithmetic sum to the target, or, while the clock is paused, to what has elapsed.`,
  options: {},
  words: [1, 1],
  async run({ words: [claimId = ''] }, surroundings) {
    return withMakegood<ExitStatus>(surroundings, async (makegood) => {
      const clock = await clockOf(makegood, claimId);
      const { calendars } = makegood.desk;
      const calendar = await calendars.version(clock.calendarId, clock.calendarVersion);
      if (!calendar) throw new CannotDo(`calendar ${clock.calendarId} has no version ${clock.calendarVersion}`);
      const newest = (await calendars.newest(clock.calendarId)) ?? calendar;
      const now = toTheSecond(surroundings.clock.now(), clock);
      print(surroundings.stdout, ...explanation(clock, calendar, now), ...behind(calendar, newest));
      return 0;
    });
  },
};

/** The present, no finer than people look at a clock; never before what the claim has seen already. */
function toTheSecond(now: Instant, { receivedAt, pauses, targets }: SlaClock): Instant {
  const whole = instantOf(Math.floor(epochMilliseconds(now) / 1000) * 1000);
  const seen = [
    receivedAt,
    ...pauses.flatMap(({ from, to = from }) => [from, to]),
    ...targets.flatMap((t) => t.metAt ?? []),
  ];
  return seen.some((moment) => moment > whole) ? now : whole;
}

async function clockOf({ desk }: Makegood, claimId: string): Promise<SlaClock> {
  let clock = clockDecider.initial;
  for await (const event of desk.events<SlaEvent>(slaStream(claimId))) clock = clockDecider.evolve(clock, event);
  if (clock) return clock;
  const { submission } = await desk.claim(claimId);
  throw new CannotDo(
    submission
      ? `the clock of claim "${claimId}" was not started yet: the worker has not come to it`
      : `there is no claim "${claimId}"`,
  );
}

function explanation(clock: SlaClock, calendar: LaidOutCalendar, now: Instant): readonly string[] {
  const described = describeSla(clock, calendar, now);
  const end = described.explanation.at(-1)?.to ?? clock.receivedAt;
  const page = new Page(calendar.published.timeZone, [
    clock.receivedAt,
    end,
    ...described.pauses.flatMap(({ from, to = from }) => [from, to]),
    ...described.targets.flatMap(({ name: _, target: __, voided: ___, ...moments }) => Object.values(moments)),
  ]);
  const due = resolutionOf(described).dueAt === end;
  return [
    `claim ${clock.claimId}: ${stateInWords(described, page)}`,
    `calendar ${calendarInWords(calendar)}`,
    ...section('the promise', promiseOf(clock, described, page)),
    ...section('pauses', pausesOf(described, page)),
    '',
    due ? 'how the due time of the resolution is reckoned' : 'how much of the resolution target has elapsed',
    '',
    ...timetable(page, described.explanation, {
      at: end,
      what: due ? 'due' : 'now',
      total: due ? targetInWords(clock, described, page) : `elapsed, ${leftInWords(described, page)}`,
    }),
    ...(described.beyondPublished ? ['', beyondInWords(calendar)] : []),
  ];
}

const resolutionOf = ({ targets }: SlaDescription) =>
  targets.find(({ name }) => name === 'RESOLUTION') as SlaDescription['targets'][number];

const leftInWords = ({ remainingBusinessMs }: SlaDescription, page: Page): string =>
  `${page.lasting(remainingBusinessMs)} left`;

function stateInWords(described: SlaDescription, page: Page): string {
  switch (described.state) {
    case 'RUNNING':
      return `running, ${leftInWords(described, page)}`;
    case 'PAUSED':
      return `paused, ${leftInWords(described, page)}`;
    case 'BREACHED':
      return `breached, ${resolutionOf(described).metAt ? 'resolved late' : 'not resolved yet'}`;
    case 'MET':
      return `kept, resolved after ${page.lasting(described.elapsedBusinessMs)} of business time`;
    case 'CANCELLED':
      return 'cancelled, the claim was withdrawn';
  }
}

/** What the lines sum to: the target, and what S11 has granted on top. */
function targetInWords({ grantedMs }: SlaClock, described: SlaDescription, page: Page): string {
  const { target } = resolutionOf(described);
  return grantedMs > 0 ? `= ${target} and ${page.lasting(grantedMs)} granted on reopening (S11)` : `= ${target}`;
}

/** One row a fact: what it is, and when it was or will be. */
type Row = readonly [subject: string, fact: string, local?: string, utc?: string, more?: string];

function section(heading: string, rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return [];
  const lines = columns(
    rows.map((row) => row.map((cell) => cell ?? '')),
    '   ',
  );
  return ['', heading, '', ...lines.map((line) => `  ${line}`)];
}

function promiseOf(clock: SlaClock, { targets }: SlaDescription, page: Page): readonly Row[] {
  const when = (fact: string, at: Instant | undefined): Row[] => (at ? [['', fact, ...page.both(at)]] : []);
  return [
    ['claim', 'received', ...page.both(clock.receivedAt)],
    // S5: outside business time the clock begins with the next opening.
    ...(clock.startsAt === clock.receivedAt ? [] : when('starts', clock.startsAt)),
    ...targets.flatMap(({ name, target, dueAt, metAt, breachedAt, noticedAt, voided }, index) => {
      const warned = clock.targets[index]?.warned ?? [];
      const facts: Row[] = [
        ...when(metAt ? 'was due' : 'due', dueAt),
        ...(dueAt ? [] : [['', 'no due time', metAt ? 'it was met during a pause' : 'the clock is paused'] as const]),
        ...(warned.length > 0 ? [['', 'warned', `at ${warned.map((share) => `${share} %`).join(', ')}`] as const] : []),
        ...when('breached', breachedAt),
        ...when('noticed', noticedAt),
        ...(voided ? [['', 'voided', 'a breach that a later fact has made untrue (S12)'] as const] : []),
        ...when('met', metAt),
      ];
      const subject = `${name === 'RESOLUTION' ? 'resolution' : 'first review'} in ${target}`;
      return facts.map(([, ...fact], line): Row => [line === 0 ? subject : '', ...fact]);
    }),
  ];
}

const pausesOf = ({ pauses }: SlaDescription, page: Page): readonly Row[] =>
  pauses.flatMap(({ cause, owedBy, from, to, businessMs }): Row[] => {
    const lasted = `${page.lasting(businessMs)} of business time`;
    return [
      [causeInWords(cause), 'from', ...page.both(from)],
      [
        owedBy === 'NOBODY' ? '' : `owed by ${owerInWords(owedBy)}`,
        'to',
        ...(to ? page.both(to) : (['now', ''] as const)),
        lasted,
      ],
    ];
  });

/** S7: the clock is reckoned anew soon; until then it shows what it was reckoned by. */
const behind = ({ version }: LaidOutCalendar, newest: LaidOutCalendar): readonly string[] =>
  newest.version > version
    ? [
        '',
        `Version ${newest.version} of the calendar is published; this clock is still reckoned by version ${version}.`,
      ]
    : [];
