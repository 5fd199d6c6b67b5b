import { epochMilliseconds, type Instant, instantOf, MINUTE_MS } from '#kernel';
import {
  clockDecider,
  describeSla,
  type CompiledCalendar,
  type SlaClock,
  type SlaDescription,
  type SlaEvent,
  slaStreams,
} from '#sla';
import type { Makegood } from '#engine';
import { CliError, type CliCommand, columns, type ExitStatus, print, withMakegood } from './cli.ts';
import { beyondInWords, calendarInWords, causeInWords, owerInWords, Page, timetable } from './timetable.ts';

export const explainCommand: CliCommand = {
  summary: 'prints the clock of a claim: its targets, its pauses, and its due time line by line',
  usage: '<claim>',
  details: `
Read from the log, not from read models. Times are printed in the time zone of the claim's calendar and in UTC; the lines sum to the
target or, while the clock is paused, to the elapsed time.`,
  options: {},
  words: [1, 1],
  async run({ words: [claimId = ''] }, context) {
    return withMakegood<ExitStatus>(context, async (makegood) => {
      const clock = await clockOf(makegood, claimId);
      const { calendars } = makegood.aggregates;
      const calendar = await calendars.version(clock.calendarId, clock.calendarVersion);
      if (!calendar) throw new CliError(`calendar ${clock.calendarId} has no version ${clock.calendarVersion}`);
      const newest = (await calendars.newest(clock.calendarId)) ?? calendar;
      const now = thisMinute(makegood.clock.now(), clock);
      print(context.stdout, ...explanation(clock, calendar, now), ...behind(clock, newest));
      return 0;
    });
  },
};

/** Now, to the minute, but not before what the clock has recorded. */
function thisMinute(now: Instant, { receivedAt, pauses, targets }: SlaClock): Instant {
  const minute = instantOf(Math.floor(epochMilliseconds(now) / MINUTE_MS) * MINUTE_MS);
  const seen = [receivedAt, ...pauses.map(({ from, to = from }) => to), ...targets.map(({ metAt = minute }) => metAt)];
  return seen.some((moment) => moment > minute) ? now : minute;
}

async function clockOf({ aggregates }: Makegood, claimId: string): Promise<SlaClock> {
  let clock = clockDecider.initial;
  for await (const event of aggregates.events<SlaEvent>(slaStreams.of(claimId)))
    clock = clockDecider.evolve(clock, event, event.metadata.occurredAt);
  if (clock) return clock;
  const { submission } = await aggregates.claim(claimId);
  throw new CliError(
    submission
      ? `the clock of claim "${claimId}" has not started yet: start the server, or try again when the worker has caught up`
      : `there is no claim "${claimId}"`,
  );
}

function explanation(clock: SlaClock, calendar: CompiledCalendar, now: Instant): readonly string[] {
  const described = describeSla(clock, calendar, now);
  const end = described.explanation.at(-1)?.to ?? clock.receivedAt;
  const page = new Page(calendar.published.timeZone, [
    clock.receivedAt,
    now,
    end,
    ...described.pauses.flatMap(({ from, until = from, to = from }) => [from, until, to]),
    ...described.targets.flatMap(({ dueAt, metAt, breachedAt, noticedAt }) =>
      [dueAt, metAt, breachedAt, noticedAt].flatMap((moment) => moment ?? []),
    ),
  ]);
  const due = resolutionOf(described).dueAt === end;
  return [
    `claim ${clock.claimId}: ${stateInWords(described, now, page)}`,
    `calendar ${calendarInWords(calendar)}`,
    ...section('the promise', promiseOf(clock, described, now, page)),
    ...section('pauses', pausesOf(described, page)),
    '',
    due ? 'how the due time of the resolution is calculated' : 'how much of the resolution target has elapsed',
    '',
    ...timetable(page, described.explanation, {
      at: end,
      what: due ? 'due' : clock.cancelledAt ? 'withdrawn' : 'now',
      total: due
        ? targetInWords(clock, described, page)
        : clock.cancelledAt
          ? 'elapsed'
          : `elapsed, ${leftInWords(described, page)}`,
    }),
    ...(described.beyondPublished ? ['', beyondInWords(calendar)] : []),
  ];
}

const resolutionOf = ({ targets }: SlaDescription) =>
  targets.find(({ name }) => name === 'RESOLUTION') as SlaDescription['targets'][number];

const leftInWords = ({ remainingBusinessMs }: SlaDescription, page: Page): string =>
  `${page.lasting(remainingBusinessMs)} left`;

function stateInWords(described: SlaDescription, now: Instant, page: Page): string {
  const { dueAt, metAt } = resolutionOf(described);
  switch (described.state) {
    case 'RUNNING':
      if (dueAt && dueAt < now) return 'overdue, the breach is not recorded yet';
      return `running, ${leftInWords(described, page)}`;
    case 'PAUSED':
      // S6: the clock is made to run on by the next sweep.
      if (described.pauses.some(({ until, to }) => to === undefined && until && until <= now))
        return 'paused, and the time for it is over, which is not recorded yet';
      return `paused, ${leftInWords(described, page)}`;
    case 'BREACHED':
      return `breached, ${metAt ? 'resolved late' : 'not resolved yet'}`;
    case 'MET':
      return `kept, resolved after ${page.lasting(described.elapsedBusinessMs)} of business time`;
    case 'CANCELLED':
      return 'withdrawn, nothing is due';
  }
}

function targetInWords({ grantedMs }: SlaClock, described: SlaDescription, page: Page): string {
  const { target } = resolutionOf(described);
  return grantedMs > 0 ? `= ${target} and ${page.lasting(grantedMs)} granted on reopening (S11)` : `= ${target}`;
}

type Fact = readonly [name: string, ...words: string[]];

const of = (subject: readonly string[], facts: readonly Fact[]): readonly (readonly string[])[] =>
  facts.map((fact, row) => [subject[row] ?? '', ...fact]);

function section(heading: string, rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0 ? [] : ['', heading, '', ...columns(rows).map((line) => `  ${line}`)];
}

function promiseOf(clock: SlaClock, { state, targets }: SlaDescription, now: Instant, page: Page) {
  const when = (name: string, at: Instant | undefined): Fact[] => (at ? [[name, ...page.both(at)]] : []);
  const claim = [
    ...when('received', clock.receivedAt),
    // S5: outside business time the clock starts when business time does.
    ...when('starts', clock.startsAt === clock.receivedAt ? undefined : clock.startsAt),
    ...when('now', now),
    ...when('withdrawn', clock.cancelledAt),
  ];
  return [
    ...of(['claim'], claim),
    ...targets.flatMap(({ name, target, dueAt, metAt, breachedAt, noticedAt, voided }, index) => {
      const warned = clock.targets[index]?.warned.map((share) => `${share} %`) ?? [];
      const facts: Fact[] = [
        ...when(metAt ? 'was due' : 'due', dueAt),
        ...(dueAt || state === 'CANCELLED' ? [] : [absent(metAt)]),
        ...(warned.length > 0 ? [['warned', `at ${warned.join(', ')}`] as const] : []),
        ...when('breached', breachedAt),
        ...when('noticed', noticedAt),
        ...(voided ? [['voided', 'a breach that a later calendar version undid (S12)'] as const] : []),
        ...when('met', metAt),
      ];
      return of([`${name === 'RESOLUTION' ? 'resolution' : 'first review'} in ${target}`], facts);
    }),
  ];
}

const absent = (metAt: Instant | undefined): Fact =>
  metAt ? ['was due', 'none, met during a pause'] : ['due', 'none during this pause'];

const pausesOf = ({ pauses }: SlaDescription, page: Page) =>
  pauses.flatMap(({ cause, owedBy, from, until, to, businessMs }) =>
    of(
      [causeInWords(cause), owedBy === 'NOBODY' ? '' : `owed by ${owerInWords(owedBy)}`],
      [
        ['from', ...page.both(from)],
        ['to', ...(to ? page.both(to) : ['now'])],
        ...(until && !to ? [['at latest', ...page.both(until)] as const] : []),
        ...(until && to && to >= until ? [['ended', 'when the time was up (S6)'] as const] : []),
        ['lasted', `${page.lasting(businessMs)} of business time`],
      ],
    ),
  );

/** S7: until the deadline is recalculated, the older version applies. */
function behind({ calendarVersion, zoneRules }: SlaClock, newest: CompiledCalendar): readonly string[] {
  if (newest.version > calendarVersion)
    return [
      '',
      `Version ${newest.version} of the calendar is published; this clock was calculated by version ${calendarVersion}.`,
    ];
  return newest.zoneRules === zoneRules
    ? []
    : ['', `The lines are by the time-zone rules ${newest.zoneRules}; this clock was calculated by ${zoneRules}.`];
}
