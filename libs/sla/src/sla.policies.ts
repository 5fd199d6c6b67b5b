import {
  claimNumber,
  epochMilliseconds,
  HOUR_MS,
  type Instant,
  instantOf,
  latest,
  type Refusal,
  refuse,
} from '#kernel';
import {
  type Deadline,
  OWERS,
  type Outcome,
  type Ower,
  PAUSE_CAUSES,
  type PauseCause,
  type SlaEvent,
  type SlaFact,
  type SlaTargetName,
  WARNINGS,
} from './sla.events.ts';
import { SEARCH_DAYS } from './calendar.policies.ts';
import {
  type Breach,
  closedAt,
  isRunning,
  openPauses,
  type Pause,
  type SlaClock,
  standingBreaches,
  type Target,
  targetOf,
  unmet,
} from './sla.state.ts';

export interface Cause {
  readonly kind: 'WEEKLY' | 'OUTSIDE_HOURS' | 'WEEKEND' | 'HOLIDAY' | 'MANUAL';
  readonly name?: string;
}

export type Segment =
  | { readonly kind: 'OPEN'; readonly from: number; readonly to: number }
  | { readonly kind: 'CLOSED'; readonly from: number; readonly to: number; readonly cause: Cause };

export interface Window {
  readonly opensAt: number;
  readonly closesAt: number;
  readonly cause: Cause;
}

/** One published version of a calendar. Moments are epoch milliseconds, durations integer milliseconds. */
export interface BusinessTime {
  readonly id: string;
  readonly version: number;
  readonly zoneRules: string;
  /** For 0: `from` or the next opening (S5). Undefined after 400 days without business time (S3). @throws RangeError for a negative duration */
  addBusiness(from: number, duration: number): number | undefined;
  /** The end of the business time at a moment in it. Undefined when it lasts more than 400 days. */
  closingAfter(moment: number): number | undefined;
  /** Negative when `to` is before `from`. */
  businessBetween(from: number, to: number): number;
  segments(from: number, to: number): readonly Segment[];
  windows(from: number, to: number): readonly Window[];
  beyondPublished(moment: number): boolean;
}

export const partnerAndProduct = ({ partnerId, sku }: SlaClock) => ({ partnerId, sku });

const FLOOR_MS = 4 * HOUR_MS;

export const OWED_BY: Readonly<Record<PauseCause, Ower>> = {
  EVIDENCE_REQUESTED: 'PARTNER',
  REMEDY_ASKED: 'PARTNER',
  SAMPLE_IN_TRANSIT: 'CARRIER',
  CLOSED: 'NOBODY',
};

export interface Stretch {
  readonly from: number;
  readonly to?: number;
}

export function* running(clock: SlaClock, until: Instant | undefined = closedAt(clock)): Generator<Stretch> {
  let from = epochMilliseconds(clock.receivedAt);
  for (const pause of clock.pauses) {
    const to = epochMilliseconds(pause.from);
    if (to > from) yield { from, to };
    if (pause.to === undefined) return;
    from = Math.max(from, epochMilliseconds(pause.to));
  }
  yield until === undefined ? { from } : { from, to: epochMilliseconds(until) };
}

/** Business time run by `at`, or by the end of the promise if that was earlier. */
export function elapsed(clock: SlaClock, calendar: BusinessTime, at: Instant): number {
  const closed = closedAt(clock);
  const end = epochMilliseconds(closed && closed < at ? closed : at);
  let sum = 0;
  for (const { from, to = end } of running(unended(clock)))
    if (from < end) sum += calendar.businessBetween(from, Math.min(to, end));
  return sum;
}

/** S7: when the clock has run for a business duration; undefined if it stops before, or never opens again. */
export function reached(clock: SlaClock, calendar: BusinessTime, duration: number): Instant | undefined {
  let left = duration;
  for (const { from, to } of running(clock)) {
    const moment = calendar.addBusiness(from, left);
    if (moment !== undefined && (to === undefined || moment < to)) return instantOf(moment);
    if (to !== undefined) left -= calendar.businessBetween(from, to);
  }
  return undefined;
}

/** As if the promise had not ended: the basis of its last deadline. */
export const unended = (clock: SlaClock): SlaClock => ({
  ...clock,
  cancelledAt: undefined,
  targets: clock.targets.map((target) => ({ ...target, metAt: undefined })),
});

/** As if the clock had kept running since `stoppedAt`, or since the open pause began. */
const runningOn = (clock: SlaClock, stoppedAt?: Instant): SlaClock => ({
  ...unended(clock),
  pauses: clock.pauses.filter(({ from, to }) => to !== undefined && !(stoppedAt && from >= stoppedAt)),
});

export const allowed = ({ grantedMs }: Pick<SlaClock, 'grantedMs'>, { name, promisedMs }: Target): number =>
  promisedMs + (name === 'RESOLUTION' ? grantedMs : 0);

export const remaining = (clock: SlaClock, calendar: BusinessTime, target: Target, at: Instant): number =>
  Math.max(0, allowed(clock, target) - elapsed(clock, calendar, at));

export function deadlines(clock: SlaClock, calendar: BusinessTime): Deadline[] {
  if (!isRunning(clock)) return [];
  return unmet(clock).flatMap((target) => {
    const dueAt = reached(clock, calendar, allowed(clock, target));
    return dueAt === undefined ? [] : [{ target: target.name, dueAt, warnings: warnings(clock, calendar, target) }];
  });
}

/** S8: of the resolution only; the milestone is too short for three warnings. */
function warnings(clock: SlaClock, calendar: BusinessTime, { name, promisedMs, warned }: Target) {
  if (name !== 'RESOLUTION') return [];
  return WARNINGS.filter((percent) => !warned.includes(percent)).flatMap((percent) => {
    // Targets are whole minutes, so percentages are whole milliseconds.
    const at = reached(clock, calendar, (promisedMs * percent) / 100);
    return at === undefined ? [] : [{ percent, at }];
  });
}

/** S11: what the remaining time lacks to the floor. */
export const grant = (clock: SlaClock, calendar: BusinessTime, target: Target, at: Instant): number =>
  Math.max(0, FLOOR_MS - (allowed(clock, target) - elapsed(clock, calendar, at)));

/** S13: overlapping pauses each count in full. */
export function outcome({ pauses, firstContactGoal }: SlaClock, calendar: BusinessTime, at: Instant): Outcome {
  const until = pauses.filter(({ cause, from }) => (cause === 'CLOSED' ? from < at : from <= at));
  const ofRound = until.slice(
    Math.max(
      0,
      until.findLastIndex(({ cause }) => cause === 'CLOSED'),
    ),
  );
  return {
    firstContact: until.every(({ cause }) => cause !== 'EVIDENCE_REQUESTED'),
    ...(firstContactGoal !== undefined && { firstContactGoal }),
    pauses: PAUSE_CAUSES.flatMap((cause) =>
      OWERS.flatMap((owedBy) => {
        const lengths = ofRound
          .filter((pause) => pause.cause === cause && pause.owedBy === owedBy)
          .map(({ from, to = at }) => calendar.businessBetween(epochMilliseconds(from), epochMilliseconds(to)));
        const ms = lengths.reduce((sum, length) => sum + length, 0);
        return lengths.length > 0 ? [{ cause, owedBy, count: lengths.length, ms }] : [];
      }),
    ),
  };
}

export const lateBy = (clock: SlaClock, calendar: BusinessTime, target: Target, { grantedMs }: Breach, at: Instant) =>
  Math.max(0, elapsed(clock, calendar, at) - allowed({ ...clock, grantedMs }, target));

/** Never before an earlier fact, even where the clocks of two machines disagree. */
export const factAt = ({ receivedAt, pauses, targets }: SlaClock, at: Instant): Instant =>
  latest(at, receivedAt, ...pauses.map(({ from, to = from }) => to), ...targets.map(({ metAt = at }) => metAt));

/** S8, S9: what has fallen due by a moment and is not recorded yet, in order. */
export function due(clock: SlaClock, noticedAt: Instant): readonly SlaEvent[] {
  const warned: (readonly [Instant, SlaEvent])[] = [];
  const breached: (readonly [Instant, SlaEvent])[] = [];
  for (const { name, deadline, breach } of unmet(clock)) {
    for (const { percent, at } of deadline?.warnings ?? [])
      if (at <= noticedAt)
        warned.push([at, { type: 'SlaWarned', data: { target: name, percent, reachedAt: at, noticedAt } }]);
    // S9: exactly at the due instant is not late.
    if (deadline && !breach && deadline.dueAt < noticedAt)
      breached.push([
        deadline.dueAt,
        { type: 'SlaBreached', data: { target: name, ...partnerAndProduct(clock), dueAt: deadline.dueAt, noticedAt } },
      ]);
  }
  // The sort is stable: a breach follows a warning at the same instant.
  return [...warned, ...breached].sort(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, event]) => event);
}

/** S6: the open pauses whose time is over at a moment, in the order in which it ended. */
export const pausesOver = (clock: SlaClock, at: Instant): readonly (Pause & { readonly until: Instant })[] =>
  openPauses(clock)
    .flatMap((pause) => (pause.until && pause.until <= at ? [{ ...pause, until: pause.until }] : []))
    .sort((a, b) => (a.until < b.until ? -1 : Number(a.until > b.until)));

/** The next moment at which something is due or a pause ends, for the due list; undefined: nothing by time alone. */
export function nextMoment(clock: SlaClock): Instant | undefined {
  const deadlines = unmet(clock).flatMap(({ deadline, breach }) => {
    if (!deadline) return [];
    const late = instantOf(epochMilliseconds(deadline.dueAt) + 1);
    return [...deadline.warnings.map(({ at }) => at), ...(breach ? [] : [late])];
  });
  return [...deadlines, ...openPauses(clock).flatMap(({ until }) => until ?? [])].sort()[0];
}

/** S12: breaches that are untrue by what is known now. */
export function untrueBreaches(clock: SlaClock, calendar: BusinessTime, at: Instant) {
  return standingBreaches(clock).flatMap(([target, breach]) => {
    const { met } = breach;
    const stoppedAt = met?.at ?? clock.cancelledAt;
    const allowedMs = allowed({ ...clock, grantedMs: breach.grantedMs }, targetOf(clock, target));
    const dueAt = reached(runningOn(clock, stoppedAt), calendar, allowedMs);
    // S6: a version without a due time voids nothing.
    if (dueAt === undefined) return [];
    const pausedAt = openPauses(clock)[0]?.from;
    const stoodStill = pausedAt !== undefined && pausedAt <= dueAt;
    // An unmet target is late as of the time noticed, even if an earlier fact is followed only now.
    if (!stoodStill && dueAt < (stoppedAt ?? latest(at, breach.noticedAt))) return [];
    return [
      {
        target,
        ...partnerAndProduct(clock),
        dueAt: breach.dueAt,
        ...(!stoodStill && { newDueAt: dueAt }),
        elapsedBusinessMs: elapsed(clock, calendar, stoppedAt ?? at),
        ...(met && { met: metByNewVersion(clock, calendar, target, met) }),
        withdrawn: !met && clock.cancelledAt !== undefined,
      },
    ];
  });
}

function metByNewVersion(
  clock: SlaClock,
  calendar: BusinessTime,
  target: SlaTargetName,
  { at, ...before }: NonNullable<Breach['met']>,
): NonNullable<SlaFact<'SlaBreachVoided'>['met']> {
  return { at, ...(target === 'RESOLUTION' && { outcome: outcome(clock, calendar, at) }), before };
}

export const notStarted = (claimId: string): Refusal =>
  refuse('SLA_NOT_STARTED', `The clock of claim ${claimNumber(claimId)} was never started.`, { rule: 'S5' }).refusal;

export const cancelled = (): Refusal =>
  refuse('SLA_CANCELLED', 'The claim was withdrawn and its clock cancelled.', { rule: 'S11' }).refusal;

export const noBusinessTime = ({ id, version }: BusinessTime, from: Instant): Refusal =>
  refuse(
    'NO_BUSINESS_TIME',
    `Calendar ${id} version ${version} has ${SEARCH_DAYS} days without business time after ${from}. Publish its windows for that time.`,
    { rule: 'S3' },
  ).refusal;

export const calculatedBy = ({ id, version, zoneRules }: BusinessTime) => ({
  calendarId: id,
  calendarVersion: version,
  zoneRules,
});

export function changeCause(
  { calendarVersion, zoneRules }: SlaClock,
  calendar: BusinessTime,
): 'CALENDAR_CHANGED' | 'ZONE_RULES_CHANGED' | undefined {
  if (calendar.version > calendarVersion) return 'CALENDAR_CHANGED';
  return calendar.zoneRules > zoneRules ? 'ZONE_RULES_CHANGED' : undefined;
}

export function calendarFits({ calendarId, calendarVersion }: SlaClock, { id, version }: BusinessTime) {
  if (id !== calendarId)
    return refuse('OTHER_CALENDAR', `This clock uses calendar ${calendarId}, not ${id}.`, { rule: 'S7' }).refusal;
  return version < calendarVersion
    ? refuse(
        'CALENDAR_SUPERSEDED',
        `This clock runs by version ${calendarVersion} of calendar ${id} already. Send that version or a newer one.`,
        { rule: 'S7' },
      ).refusal
    : undefined;
}

export const standingPause = (clock: SlaClock, cause: PauseCause) =>
  openPauses(clock).find((pause) => pause.cause === cause);
