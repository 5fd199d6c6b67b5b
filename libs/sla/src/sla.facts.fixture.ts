import { type Actor, type CommandMetadata, HOUR_MS, type Instant } from '#kernel';
import type { PublishCalendarData } from './calendar.commands.ts';
import { day, laidOut, office, rulesThatKeep } from './calendars.fixture.ts';
import type { ClaimFact, Deadline, Outcome, PauseCause, SlaEvent, SlaFact, SlaTargetName } from './sla.events.ts';

// Facts for specs: one claim of Monday morning, under a calendar whose weekdays count whole.

export type Started = SlaFact<'SlaStarted'>;

export const claimId = 'C-2026-0001';

const process: Actor = { id: 'when-claim-changes-then-update-its-clock', role: 'SYSTEM' };

/** `03-09 10:00` → an instant of 2026. */
export const on = (text: string): Instant => `2026-${text.replace(' ', 'T')}:00.000Z` as Instant;

export const by = (at: Instant = on('03-09 10:00')): CommandMetadata => ({
  id: '6f1c1f0e-5d0a-5c55-9f5c-3a8f4f1f7a10',
  actor: process,
  at,
  correlationId: '0d7f6f3e-9a59-5b0f-8a3b-0a4a0f1d2c3b',
});

const weekdays: PublishCalendarData = {
  calendarId: 'WEEKDAYS',
  timeZone: 'UTC',
  mode: 'BUSINESS_DAY_24H',
  weekly: office(),
};
const withHoliday = (...dates: string[]): PublishCalendarData => ({
  ...weekdays,
  exceptions: dates.map((date) => ({ date: day(`2026-${date}`), kind: 'CLOSED', name: 'Holiday' })),
});

export const calendar = laidOut(weekdays);
export const calendarByNewRules = laidOut(weekdays, 1, rulesThatKeep('UTC', 1, Date.parse('2026-03-14')));
export const otherCalendar = laidOut({ ...weekdays, calendarId: 'OTHER' });
/** The next version, in which a weekday is off. */
export const calendarWith = (...holidays: string[]) => laidOut(withHoliday(...holidays), 2);
export const thirdCalendarWith = (...holidays: string[]) => laidOut(withHoliday(...holidays), 3);
/** The next version, whose business time ends on a day. */
export const calendarThatEnds = (...openDays: string[]) =>
  laidOut(
    { ...weekdays, weekly: [], exceptions: openDays.map((date) => ({ date: day(`2026-${date}`), kind: 'OPEN' })) },
    2,
  );

const whose = { partnerId: 'P-SEOUL', sku: 'LB-200' };

export const review = (dueAt: string): Deadline => ({ target: 'FIRST_REVIEW', dueAt: on(dueAt), warnings: [] });
/** With its warnings in order; fewer when some were given. */
export const resolution = (dueAt: string, ...warnings: [percent: number, at: string][]): Deadline => ({
  target: 'RESOLUTION',
  dueAt: on(dueAt),
  warnings: warnings.map(([percent, at]) => ({ percent, at: on(at) })),
});

export const started: SlaEvent = {
  type: 'SlaStarted',
  data: {
    claimId,
    partnerId: 'P-SEOUL',
    sku: 'LB-200',
    receivedAt: on('03-09 10:00'),
    startsAt: on('03-09 10:00'),
    calendarId: 'WEEKDAYS',
    calendarVersion: 1,
    zoneRules: calendar.zoneRules,
    promised: [
      { target: 'FIRST_REVIEW', duration: 'PT24H' },
      { target: 'RESOLUTION', duration: 'PT48H' },
    ],
    pauseForSamples: true,
    deadlines: [
      review('03-10 10:00'),
      resolution('03-11 10:00', [50, '03-10 10:00'], [75, '03-10 22:00'], [90, '03-11 05:12']),
    ],
  },
};

const OWED_BY = {
  EVIDENCE_REQUESTED: 'PARTNER',
  REMEDY_ASKED: 'PARTNER',
  SAMPLE_IN_TRANSIT: 'CARRIER',
  CLOSED: 'NOBODY',
} as const;

/** The clock has followed the next event of its claim, or another one. */
export const followed = (at: string, fact: ClaimFact | readonly ClaimFact[], revision = 1): SlaEvent => ({
  type: 'SlaClaimFollowed',
  data: { revision, facts: [fact].flat(), at: on(at) },
});

export const paused = (
  cause: PauseCause,
  at: string,
  left: { FIRST_REVIEW?: number; RESOLUTION: number },
  more: Partial<SlaFact<'SlaPaused'>> = {},
): SlaEvent => ({
  type: 'SlaPaused',
  data: {
    cause,
    owedBy: OWED_BY[cause],
    at: on(at),
    calendarId: 'WEEKDAYS',
    calendarVersion: 1,
    zoneRules: calendar.zoneRules,
    remaining: (['FIRST_REVIEW', 'RESOLUTION'] as const).flatMap((target) => {
      const hours = left[target];
      return hours === undefined ? [] : [{ target, ms: hours * HOUR_MS }];
    }),
    ...more,
  },
});

export const resumed = (
  cause: PauseCause,
  pausedAt: string,
  at: string,
  pausedHours: number,
  deadlines: Deadline[],
  more: Partial<SlaFact<'SlaResumed'>> = {},
): SlaEvent => ({
  type: 'SlaResumed',
  data: {
    cause,
    owedBy: OWED_BY[cause],
    pausedAt: on(pausedAt),
    at: on(at),
    pausedMs: pausedHours * HOUR_MS,
    grantedMs: 0,
    calendarId: 'WEEKDAYS',
    calendarVersion: 1,
    zoneRules: calendar.zoneRules,
    deadlines,
    ...more,
  },
});

export const warned = (percent: number, reachedAt: string, noticedAt: string): SlaEvent => ({
  type: 'SlaWarned',
  data: { target: 'RESOLUTION', percent, reachedAt: on(reachedAt), noticedAt: on(noticedAt) },
});

export const breached = (target: 'FIRST_REVIEW' | 'RESOLUTION', dueAt: string, noticedAt: string): SlaEvent => ({
  type: 'SlaBreached',
  data: { target, ...whose, dueAt: on(dueAt), noticedAt: on(noticedAt) },
});

export const pausedOnce = (cause: PauseCause, hours: number): Outcome['pauses'][number] => ({
  cause,
  owedBy: OWED_BY[cause],
  count: 1,
  ms: hours * HOUR_MS,
});

/** Of a resolution without pauses. */
export const outcome: Outcome = { firstContact: true, pauses: [] };

/** `late`: the missed due time, and by how many business hours. */
export const met = (
  target: SlaTargetName,
  at: string,
  dueAt: string | undefined,
  hours: { business: number; wall: number; late?: readonly [dueAt: string, hours: number] },
  { calendarVersion = 1, ...more }: Partial<Outcome> & { calendarVersion?: number } = {},
): SlaEvent => ({
  type: 'SlaMet',
  data: {
    target,
    ...whose,
    at: on(at),
    ...(dueAt && { dueAt: on(dueAt) }),
    elapsedBusinessMs: hours.business * HOUR_MS,
    elapsedWallMs: hours.wall * HOUR_MS,
    ...(hours.late && { late: { dueAt: on(hours.late[0]), byMs: hours.late[1] * HOUR_MS } }),
    ...(target === 'RESOLUTION' && { outcome: { ...outcome, ...more } }),
    calendarId: 'WEEKDAYS',
    calendarVersion,
    zoneRules: calendar.zoneRules,
  },
});

/** N4. */
export const metVoided = (
  at: string,
  metAt: string,
  counted: { readonly dueAt: string; readonly hours: number; readonly lateBy?: number },
  deadlines: Deadline[],
): SlaEvent => ({
  type: 'SlaMetVoided',
  data: {
    target: 'RESOLUTION',
    ...whose,
    at: on(at),
    metAt: on(metAt),
    counted: {
      dueAt: on(counted.dueAt),
      elapsedBusinessMs: counted.hours * HOUR_MS,
      byMs: counted.lateBy === undefined ? undefined : counted.lateBy * HOUR_MS,
      outcome,
    },
    calendarId: 'WEEKDAYS',
    calendarVersion: 1,
    zoneRules: calendar.zoneRules,
    deadlines,
  },
});

/** `late`: due times missed before. */
export const cancelled = (at: string, ...late: readonly [target: SlaTargetName, dueAt: string][]): SlaEvent => ({
  type: 'SlaCancelled',
  data: { ...whose, at: on(at), breached: late.map(([target, dueAt]) => ({ target, dueAt: on(dueAt) })) },
});

export const moved = (
  at: string,
  changes: SlaFact<'SlaDeadlineMoved'>['moved'],
  deadlines: Deadline[],
  more: Partial<SlaFact<'SlaDeadlineMoved'>> = {},
): SlaEvent => ({
  type: 'SlaDeadlineMoved',
  data: {
    cause: 'CALENDAR_CHANGED',
    at: on(at),
    calendarId: 'WEEKDAYS',
    calendarVersion: 2,
    zoneRules: calendar.zoneRules,
    moved: changes,
    grantedMs: 0,
    deadlines,
    ...more,
  },
});

export const voided = (
  { hours, ...data }: Omit<SlaFact<'SlaBreachVoided'>, Told> & { readonly hours: number; readonly withdrawn?: boolean },
  calendarVersion = 1,
): SlaEvent => ({
  type: 'SlaBreachVoided',
  data: {
    withdrawn: false,
    ...data,
    ...whose,
    elapsedBusinessMs: hours * HOUR_MS,
    calendarId: 'WEEKDAYS',
    calendarVersion,
    zoneRules: calendar.zoneRules,
  },
});
type Told = 'zoneRules' | 'partnerId' | 'sku' | 'calendarId' | 'calendarVersion' | 'elapsedBusinessMs' | 'withdrawn';
