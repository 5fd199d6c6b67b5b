import { epochMilliseconds, type Instant, instantOf, type Refusal } from '#kernel';
import type { Ower, PauseCause, SlaTargetName } from './sla.events.ts';
import {
  allowed,
  type BusinessTime,
  type Cause,
  elapsed,
  lateBy,
  noBusinessTime,
  reached,
  remaining,
  running,
  type Stretch,
  unended,
} from './sla.policies.ts';
import {
  closedAt,
  openPauses,
  type SlaClock,
  slaStatus,
  standingBreaches,
  type Target,
  targetOf,
} from './sla.state.ts';
import { targetMs, targetNotInHours } from './target.policies.ts';

export interface ExplainedSegment {
  readonly from: Instant;
  readonly to: Instant;
  readonly kind: 'OPEN' | 'CLOSED' | 'PAUSED';
  readonly businessMs: number;
  readonly closed?: Cause;
  readonly paused?: { readonly cause: PauseCause; readonly owedBy: Ower };
}

const lines = (calendar: BusinessTime, from: number, to: number): readonly ExplainedSegment[] =>
  calendar.segments(from, to).map((segment) => ({
    from: instantOf(segment.from),
    to: instantOf(segment.to),
    kind: segment.kind,
    businessMs: segment.kind === 'OPEN' ? segment.to - segment.from : 0,
    ...(segment.kind === 'CLOSED' && { closed: segment.cause }),
  }));

/** S7: up to the due time, or to `at` while paused; the lines sum to the target and the time granted by S11. */
export function explain(clock: SlaClock, calendar: BusinessTime, at: Instant): readonly ExplainedSegment[] {
  const open = unended(clock);
  const dueAt = reached(open, calendar, allowed(open, targetOf(open, 'RESOLUTION')));
  const until = epochMilliseconds(clock.cancelledAt ?? dueAt ?? at);
  const explained: ExplainedSegment[] = [];
  let done = epochMilliseconds(clock.receivedAt);
  const paused = (to: number) => {
    const moment = instantOf(done);
    const pause = clock.pauses.findLast((candidate) => candidate.from <= moment);
    if (!pause || to <= done) return;
    const { cause, owedBy } = pause;
    explained.push({ from: moment, to: instantOf(to), kind: 'PAUSED', businessMs: 0, paused: { cause, owedBy } });
    done = to;
  };
  const stretches: Iterable<Stretch> = running(open);
  for (const { from, to = until } of stretches) {
    if (from >= until) break;
    paused(from);
    explained.push(...lines(calendar, from, Math.min(to, until)));
    done = Math.min(to, until);
  }
  paused(until);
  return explained;
}

export interface SlaDescription {
  readonly state: ReturnType<typeof slaStatus>;
  readonly calendarId: string;
  readonly calendarVersion: number;
  readonly zoneRules: string;
  /** S10: a withdrawn claim has no due time. */
  readonly withdrawnAt?: Instant;
  readonly targets: readonly {
    readonly name: SlaTargetName;
    readonly target: string;
    readonly dueAt?: Instant;
    readonly metAt?: Instant;
    readonly breachedAt?: Instant;
    readonly noticedAt?: Instant;
    readonly voided: boolean;
    /** Until it is met, missed or withdrawn; also while paused. */
    readonly remainingBusinessMs?: number;
    /** S13: by how much it is or was late; 0 outside business hours after the due time. */
    readonly overdueBusinessMs?: number;
  }[];
  /** S6: the clock runs, and it is business time. */
  readonly countsNow: boolean;
  /** When `countsNow` changes by itself; absent: not within 400 days, or only by a fact. */
  readonly changesAt?: Instant;
  /** The first target that is neither met nor missed; also while paused. */
  readonly next?: SlaTargetName;
  readonly elapsedBusinessMs: number;
  readonly elapsedWallMs: number;
  readonly remainingBusinessMs: number;
  readonly pauses: readonly {
    readonly cause: PauseCause;
    readonly owedBy: Ower;
    readonly from: Instant;
    /** The end of the time for the move; a pause that lasted until then ended by itself (S6). */
    readonly until?: Instant | undefined;
    readonly to?: Instant;
    readonly businessMs: number;
  }[];
  readonly beyondPublished: boolean;
  readonly explanation: readonly ExplainedSegment[];
}

/** S13: what is left of a target, or by how much it is late. */
function measured(clock: SlaClock, calendar: BusinessTime, target: Target, at: Instant) {
  const { deadline, breach, metAt } = target;
  const end = metAt ?? clock.cancelledAt ?? at;
  if (breach) return { overdueBusinessMs: lateBy(clock, calendar, target, breach, end) };
  if (metAt || clock.cancelledAt) return {};
  // S9: the sweep has not recorded the breach yet.
  if (deadline && deadline.dueAt < at)
    return { overdueBusinessMs: Math.max(0, elapsed(clock, calendar, at) - allowed(clock, target)) };
  return { remainingBusinessMs: remaining(clock, calendar, target, at) };
}

function counting(clock: SlaClock, calendar: BusinessTime, at: Instant) {
  const now = epochMilliseconds(at);
  const shown = (countsNow: boolean, changesAt: number | undefined) => ({
    countsNow,
    ...(changesAt !== undefined && changesAt <= LATEST && { changesAt: instantOf(changesAt) }),
  });
  if (closedAt(clock)) return shown(false, undefined);
  const pauses = openPauses(clock);
  if (pauses.length > 0) {
    // S6: it resumes when the last pause ends, if each has an end.
    const ends = pauses.map(({ until }) => (until ? epochMilliseconds(until) : Number.POSITIVE_INFINITY));
    const resumes = Math.max(now, ...ends);
    return shown(false, Number.isFinite(resumes) ? calendar.addBusiness(resumes, 0) : undefined);
  }
  const open = calendar.businessBetween(now, now + 1) > 0;
  return shown(open, open ? calendar.closingAfter(now) : calendar.addBusiness(now, 0));
}

export function describeSla(clock: SlaClock, calendar: BusinessTime, at: Instant): SlaDescription {
  const end = closedAt(clock) ?? at;
  const resolution = targetOf(clock, 'RESOLUTION');
  const { cancelledAt } = clock;
  const dueAt = cancelledAt ? undefined : resolution.deadline?.dueAt;
  const breaches = new Map(standingBreaches(clock));
  const measures = clock.targets.map((target) => measured(clock, calendar, target, at));
  const next = clock.targets.find((_, index) => measures[index]?.remainingBusinessMs !== undefined)?.name;
  return {
    state: slaStatus(clock),
    calendarId: clock.calendarId,
    calendarVersion: clock.calendarVersion,
    zoneRules: clock.zoneRules,
    ...(cancelledAt && { withdrawnAt: cancelledAt }),
    targets: clock.targets.map(({ name, duration, deadline, metAt, voided }, index) => {
      const breach = breaches.get(name);
      return {
        name,
        target: duration,
        ...(deadline && !cancelledAt && { dueAt: deadline.dueAt }),
        ...(metAt && { metAt }),
        ...(breach && { breachedAt: breach.dueAt, noticedAt: breach.noticedAt }),
        voided,
        ...measures[index],
      };
    }),
    ...counting(clock, calendar, at),
    ...(next && { next }),
    elapsedBusinessMs: elapsed(clock, calendar, end),
    elapsedWallMs: epochMilliseconds(end) - epochMilliseconds(clock.receivedAt),
    remainingBusinessMs: remaining(clock, calendar, resolution, end),
    pauses: clock.pauses.map((pause) => ({
      ...pause,
      businessMs: calendar.businessBetween(epochMilliseconds(pause.from), epochMilliseconds(pause.to ?? end)),
    })),
    beyondPublished: dueAt !== undefined && calendar.beyondPublished(epochMilliseconds(dueAt)),
    // Most readers leave it out, and it takes the longest.
    get explanation() {
      return explain(clock, calendar, at);
    },
  };
}

export interface DueAnswer {
  readonly dueAt: Instant;
  readonly calendarVersion: number;
  readonly beyondPublished: boolean;
}

const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** When a target would fall due, without a claim. `target`: business hours, `PT48H` (S1). */
export function dueAt(
  calendar: BusinessTime,
  from: Instant,
  target: string,
): { readonly kind: 'due'; readonly answer: DueAnswer } | { readonly kind: 'refused'; readonly refusal: Refusal } {
  const duration = targetMs(target);
  if (duration === undefined) return { kind: 'refused', refusal: targetNotInHours('target', target) };
  const begins = epochMilliseconds(from);
  const due = calendar.addBusiness(begins, duration);
  if (due === undefined || due > LATEST) return { kind: 'refused', refusal: noBusinessTime(calendar, from) };
  return {
    kind: 'due',
    answer: {
      dueAt: instantOf(due),
      calendarVersion: calendar.version,
      beyondPublished: calendar.beyondPublished(due),
    },
  };
}

export const explainDue = (calendar: BusinessTime, from: Instant, due: Instant): readonly ExplainedSegment[] =>
  lines(calendar, epochMilliseconds(from), epochMilliseconds(due));
