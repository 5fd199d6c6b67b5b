import {
  accept,
  decider,
  epochMilliseconds,
  type Instant,
  instantOf,
  latest,
  type Refusal,
  sameJson,
  unchanged,
  type Verdict,
} from '#kernel';
import { resolvedAt } from './followed-claim.state.ts';
import type { PauseSla, RecalculateDeadlines, ResumeSla, SlaCommand } from './sla.commands.ts';
import type { ClaimFact, PauseCause, SlaEvent, SlaFact, VoidReason } from './sla.events.ts';
import * as policy from './sla.policies.ts';
import { closedAt, evolve, isRunning, openPauses, type SlaClock, type SlaState, targetOf, unmet } from './sla.state.ts';
import { targetMs, targetNotInHours } from './target.policies.ts';

type Step = (clock: SlaClock) => readonly SlaEvent[];

/** Undefined: no effect. `until`: the end of a pause that it begins. */
type Effect = (clock: SlaClock, calendar: policy.BusinessTime, at: Instant, until?: Instant) => Step | undefined;

const refused = (refusal: Refusal): Verdict<SlaEvent> => ({ kind: 'refused', refusal });

// Clock events carry their own times.
const evolved = (state: SlaState, event: SlaEvent): SlaState => clockDecider.evolve(state, event, '' as Instant);
const after = (clock: SlaClock, event: SlaEvent): SlaClock => evolved(clock, event) as SlaClock;

function inTurn(clock: SlaClock, ...steps: readonly Step[]): { events: SlaEvent[]; clock: SlaClock } {
  const events: SlaEvent[] = [];
  let current = clock;
  for (const step of steps)
    for (const event of step(current)) {
      events.push(event);
      current = after(current, event);
    }
  return { events, clock: current };
}

const verdictOf = ([first, ...others]: readonly SlaEvent[]): Verdict<SlaEvent> =>
  first ? accept(first, ...others) : unchanged;

/** What was due by a moment: pauses end with their time (S6), then warnings and breaches (S8, S9). */
const passed =
  (calendar: policy.BusinessTime, at: Instant): Step =>
  (clock) =>
    inTurn(
      clock,
      ...policy.pausesOver(clock, at).map(
        ({ cause, from, until }): Step =>
          (paused) =>
            pauseEnded(paused, cause, calendar, latest(until, from)),
      ),
      (running) => policy.due(running, at),
    ).events;

const timeOver: Effect = (known, _, at) => (policy.pausesOver(known, at).length > 0 ? () => [] : undefined);

/**
 * Each effect comes after the newest calendar and what was due by then, and before breaches are voided (S12). `passed` runs again after
 * it: a clock that resumes may be late at once, by a calendar published during the pause.
 */
function effected(
  start: SlaClock,
  calendar: policy.BusinessTime,
  holdsAt: Instant,
  effects: readonly Effect[],
  until?: Instant,
): readonly SlaEvent[] | Refusal {
  const written: SlaEvent[] = [];
  let clock = start;
  for (const effect of [timeOver, ...effects]) {
    const at = policy.factAt(clock, holdsAt);
    const own = effect(clock, calendar, at, until);
    if (!own) continue;
    const misfit = policy.calendarFits(clock, calendar);
    if (misfit) return misfit;
    const moved: Step = (known) => deadlineMoved(known, calendar, at);
    const reason = policy.changeCause(clock, calendar) ?? 'FACT_KNOWN_LATER';
    const voided: Step = (known) => breachesVoided(known, calendar, at, reason);
    const done = inTurn(clock, moved, passed(calendar, at), own, passed(calendar, at), voided);
    written.push(...done.events);
    ({ clock } = done);
  }
  return written;
}

const alone =
  (effect: Effect) =>
  ({ data, meta }: PauseSla | ResumeSla | RecalculateDeadlines, clock: SlaState): Verdict<SlaEvent> => {
    if (!clock) return refused(policy.notStarted(data.claimId));
    const events = effected(clock, data.calendar, meta.at, [effect]);
    return 'code' in events ? refused(events) : verdictOf(events);
  };

const paused =
  (cause: PauseCause): Effect =>
  (known, calendar, at, until) => {
    const standing = policy.standingPause(known, cause);
    // S10: stop is judged before pause.
    if (closedAt(known) || (standing && standing.until === until)) return undefined;
    return (clock) => [
      {
        type: 'SlaPaused',
        data: {
          cause,
          owedBy: policy.OWED_BY[cause],
          at,
          ...(until && { until }),
          ...policy.calculatedBy(calendar),
          remaining: unmet(clock).map((target) => ({
            target: target.name,
            ms: policy.remaining(clock, calendar, target, at),
          })),
        },
      },
    ];
  };

const resumed =
  (cause: PauseCause): Effect =>
  (known, calendar, at) =>
    closedAt(known) || !policy.standingPause(known, cause)
      ? undefined
      : (clock) => pauseEnded(clock, cause, calendar, at);

const reviewed: Effect = (known, calendar, at) =>
  closedAt(known) || targetOf(known, 'FIRST_REVIEW').metAt
    ? undefined
    : (clock) =>
        inTurn(
          clock,
          (paused) => lateBefore(paused, 'FIRST_REVIEW', calendar, at),
          (judged) => [targetMet(judged, 'FIRST_REVIEW', calendar, at)],
        ).events;

const resolved: Effect = (known, calendar, at) => {
  if (closedAt(known) || resolvedAt(known.claim) === undefined) return undefined;
  // A claim resolved without a review (B7) no longer needs one.
  const met: Step = (running) => unmet(running).map(({ name }) => targetMet(running, name, calendar, at));
  return (clock) => inTurn(clock, allPausesEnded(calendar, at), passed(calendar, at), met).events;
};

/** N4: as if the clock had never stopped; it stops where the partner knew it otherwise. */
const communicationFailed: Effect = (known, calendar, at) => {
  const { metAt } = targetOf(known, 'RESOLUTION');
  const resolvedSince = resolvedAt(known.claim);
  if (metAt === undefined || metAt === resolvedSince) return undefined;
  const runningOn: Step = (met) => [resolutionVoided(met, calendar, at)];
  if (resolvedSince === undefined) return runningOn;
  const metLater: Step = (running) => [targetMet(running, 'RESOLUTION', calendar, resolvedSince)];
  return (clock) => inTurn(clock, runningOn, passed(calendar, resolvedSince), metLater).events;
};

const cancelled: Effect = (known, calendar, at) => {
  if (closedAt(known)) return undefined;
  const ended: Step = (clock) => [
    {
      type: 'SlaCancelled',
      data: {
        ...policy.partnerAndProduct(clock),
        at,
        breached: unmet(clock).flatMap(({ name: target, breach }) => (breach ? [{ target, dueAt: breach.dueAt }] : [])),
      },
    },
  ];
  return (clock) => inTurn(clock, allPausesEnded(calendar, at), passed(calendar, at), ended).events;
};

const awaitingEvidence: Effect = (known, ...when) =>
  known.claim.decision ? undefined : paused('EVIDENCE_REQUESTED')(known, ...when);

const awaitingChoice: Effect = (known, ...when) =>
  known.claim.remedyChosen ? undefined : paused('REMEDY_ASKED')(known, ...when);

const runningAgain: Effect = (_, calendar, at) => (clock) => reopened(clock, calendar, at);

/** S6, S10, S11. A decision counts as a review (B7). */
const EFFECTS: Readonly<Record<ClaimFact, readonly Effect[]>> = {
  EVIDENCE_REQUESTED: [awaitingEvidence],
  EVIDENCE_ATTACHED: [resumed('EVIDENCE_REQUESTED')],
  REVIEWED: [reviewed],
  APPROVED: [resumed('EVIDENCE_REQUESTED'), reviewed, resolved, awaitingChoice],
  REJECTED: [resumed('EVIDENCE_REQUESTED'), reviewed, resolved],
  REMEDY_CHOSEN: [resumed('REMEDY_ASKED')],
  COMMUNICATED: [resolved],
  NOTICE_DELIVERED: [resolved],
  NOTICE_BOUNCED: [communicationFailed],
  EXECUTED: [resolved],
  REOPENED: [runningAgain],
  REMEDY_REVERSED: [runningAgain, awaitingChoice],
  WITHDRAWN: [cancelled],
};

export const clockDecider = decider<SlaCommand, SlaEvent, SlaState>({
  initial: undefined,
  evolve,

  decide: {
    StartSla({ data, meta }, state) {
      if (state) return unchanged;
      const { claimId, partnerId, sku, calendar, resolutionTarget, firstReviewTarget } = data;
      const { firstContactGoal, pauseForSamples = false } = data;
      for (const field of ['resolutionTarget', 'firstReviewTarget'] as const)
        if (targetMs(data[field]) === undefined) return refused(targetNotInHours(field, data[field]));
      // S6: recorded even if the calendar gives no due time yet.
      const startsAt = calendar.addBusiness(epochMilliseconds(meta.at), 0);
      const start: SlaFact<'SlaStarted'> = {
        claimId,
        partnerId,
        sku,
        receivedAt: meta.at,
        ...(startsAt !== undefined && { startsAt: instantOf(startsAt) }),
        ...policy.calculatedBy(calendar),
        promised: [
          { target: 'FIRST_REVIEW', duration: firstReviewTarget },
          { target: 'RESOLUTION', duration: resolutionTarget },
        ],
        ...(firstContactGoal !== undefined && { firstContactGoal }),
        pauseForSamples,
        deadlines: [],
      };
      const clock = evolved(undefined, { type: 'SlaStarted', data: start }) as SlaClock;
      return accept({ type: 'SlaStarted', data: { ...start, deadlines: policy.deadlines(clock, calendar) } });
    },

    FollowClaim({ data: { claimId, calendar, revision, facts, until, notBefore }, meta: { at } }, state) {
      if (!state) return refused(policy.notStarted(claimId));
      if (revision <= state.claim.revision) return unchanged;
      if (state.cancelledAt && facts.includes('REOPENED')) return refused(policy.cancelled());
      const followed: SlaEvent = { type: 'SlaClaimFollowed', data: { revision, facts: [...facts], at } };
      const clock = after(state, followed);
      const { claim } = clock;
      const holdsAt = latest(at, notBefore ?? at, resolvedAt(claim) ?? at);
      const events = effected(
        clock,
        calendar,
        holdsAt,
        facts.flatMap((fact) => EFFECTS[fact]),
        until,
      );
      if ('code' in events) return refused(events);
      const news = events.length > 0 || !sameJson({ ...claim, revision: 0 }, { ...state.claim, revision: 0 });
      return news ? accept(followed, ...events) : unchanged;
    },

    PauseSla: (command, state) =>
      state && !state.pauseForSamples ? unchanged : alone(paused(command.data.cause))(command, state),

    ResumeSla: (command, state) => alone(resumed(command.data.cause))(command, state),

    RecalculateDeadlines: alone((clock, calendar) => (policy.changeCause(clock, calendar) ? () => [] : undefined)),

    CheckDeadlines({ data: { claimId, calendar }, meta: { at } }, state) {
      if (!state) return refused(policy.notStarted(claimId));
      if (policy.pausesOver(state, at).length === 0) return verdictOf(policy.due(state, at));
      const events = effected(state, calendar, at, []);
      return 'code' in events ? refused(events) : verdictOf(events);
    },
  },
});

/** S7: nothing is recorded when no deadline moves. */
function deadlineMoved(clock: SlaClock, calendar: policy.BusinessTime, at: Instant): readonly SlaEvent[] {
  const cause = policy.changeCause(clock, calendar);
  if (!cause || !isRunning(clock)) return [];
  return moved(clock, { cause, at, ...policy.calculatedBy(calendar), grantedMs: 0 }, calendar);
}

function moved(
  clock: SlaClock,
  move: Omit<SlaFact<'SlaDeadlineMoved'>, 'moved' | 'deadlines'>,
  calendar: policy.BusinessTime,
): readonly SlaEvent[] {
  const open = unmet(clock);
  const deadlines = policy.deadlines(
    after(clock, { type: 'SlaDeadlineMoved', data: { ...move, moved: [], deadlines: [] } }),
    calendar,
  );
  const changes = open.flatMap(({ name: target, deadline }) => {
    const from = deadline?.dueAt;
    const to = deadlines.find((next) => next.target === target)?.dueAt;
    return from === to ? [] : [{ target, ...(from && { from }), ...(to && { to }) }];
  });
  const announced = open.flatMap(({ deadline }) => deadline ?? []);
  // Recorded even so when the zone rules changed: their version is shown with each deadline.
  if (move.grantedMs === 0 && move.zoneRules === clock.zoneRules && sameJson(deadlines, announced)) return [];
  return [{ type: 'SlaDeadlineMoved', data: { ...move, moved: changes, deadlines } }];
}

function pauseEnded(
  clock: SlaClock,
  cause: PauseCause,
  calendar: policy.BusinessTime,
  at: Instant,
): readonly SlaEvent[] {
  const pause = policy.standingPause(clock, cause);
  return pause
    ? [resumption(clock, { cause, owedBy: pause.owedBy, pausedAt: pause.from, at, grantedMs: 0 }, calendar)]
    : [];
}

const allPausesEnded =
  (calendar: policy.BusinessTime, at: Instant): Step =>
  (clock) =>
    inTurn(
      clock,
      ...openPauses(clock).map(
        ({ cause }): Step =>
          (paused) =>
            pauseEnded(paused, cause, calendar, at),
      ),
    ).events;

function resumption(
  clock: SlaClock,
  resume: Omit<SlaFact<'SlaResumed'>, 'pausedMs' | 'deadlines' | keyof ReturnType<typeof policy.calculatedBy>>,
  calendar: policy.BusinessTime,
): SlaEvent {
  const data: SlaFact<'SlaResumed'> = {
    ...resume,
    pausedMs: calendar.businessBetween(epochMilliseconds(resume.pausedAt), epochMilliseconds(resume.at)),
    ...policy.calculatedBy(calendar),
    deadlines: [],
  };
  const deadlines = policy.deadlines(after(clock, { type: 'SlaResumed', data }), calendar);
  return { type: 'SlaResumed', data: { ...data, deadlines } };
}

/** S11: a clock that never stopped is only given the floor. */
function reopened(clock: SlaClock, calendar: policy.BusinessTime, at: Instant): readonly SlaEvent[] {
  const grantedMs = policy.grant(clock, calendar, targetOf(clock, 'RESOLUTION'), at);
  const { metAt } = targetOf(clock, 'RESOLUTION');
  if (metAt) {
    const closed = { cause: 'CLOSED', owedBy: policy.OWED_BY.CLOSED, pausedAt: metAt } as const;
    return [resumption(clock, { ...closed, at, grantedMs }, calendar)];
  }
  return grantedMs === 0
    ? []
    : moved(clock, { cause: 'REOPENED', at, ...policy.calculatedBy(calendar), grantedMs }, calendar);
}

/** S9: by a calendar published during the pause, a target may have been missed before the pause. */
function lateBefore(
  clock: SlaClock,
  target: SlaFact<'SlaBreached'>['target'],
  calendar: policy.BusinessTime,
  noticedAt: Instant,
): readonly SlaEvent[] {
  const missed = targetOf(clock, target);
  const dueAt = policy.reached(clock, calendar, policy.allowed(clock, missed));
  return dueAt === undefined || dueAt >= noticedAt || missed.breach
    ? []
    : [{ type: 'SlaBreached', data: { target, ...policy.partnerAndProduct(clock), dueAt, noticedAt } }];
}

function targetMet(
  clock: SlaClock,
  target: SlaFact<'SlaMet'>['target'],
  calendar: policy.BusinessTime,
  at: Instant,
): SlaEvent {
  const stopped = targetOf(clock, target);
  const { deadline, breach } = stopped;
  return {
    type: 'SlaMet',
    data: {
      target,
      ...policy.partnerAndProduct(clock),
      at,
      ...(deadline && { dueAt: deadline.dueAt }),
      elapsedBusinessMs: policy.elapsed(clock, calendar, at),
      elapsedWallMs: epochMilliseconds(at) - epochMilliseconds(clock.receivedAt),
      ...(breach && {
        late: { dueAt: breach.dueAt, byMs: policy.lateBy(clock, calendar, stopped, breach, at) },
      }),
      ...(target === 'RESOLUTION' && { outcome: policy.outcome(clock, calendar, at) }),
      ...policy.calculatedBy(calendar),
    },
  };
}

function resolutionVoided(clock: SlaClock, calendar: policy.BusinessTime, at: Instant): SlaEvent {
  const { metAt = at, counted = { dueAt: metAt, elapsedBusinessMs: 0 } } = targetOf(clock, 'RESOLUTION');
  const data: SlaFact<'SlaMetVoided'> = {
    target: 'RESOLUTION',
    ...policy.partnerAndProduct(clock),
    at,
    metAt,
    counted,
    ...policy.calculatedBy(calendar),
    deadlines: [],
  };
  const deadlines = policy.deadlines(after(clock, { type: 'SlaMetVoided', data }), calendar);
  return { type: 'SlaMetVoided', data: { ...data, deadlines } };
}

const breachesVoided = (
  clock: SlaClock,
  calendar: policy.BusinessTime,
  at: Instant,
  reason: VoidReason,
): readonly SlaEvent[] =>
  policy.untrueBreaches(clock, calendar, at).map((breach) => ({
    type: 'SlaBreachVoided',
    data: {
      ...breach,
      reason,
      at,
      ...policy.calculatedBy(calendar),
    },
  }));
