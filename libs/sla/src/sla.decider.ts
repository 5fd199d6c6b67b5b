import {
  accept,
  decider,
  epochMilliseconds,
  type Instant,
  instantOf,
  type Refusal,
  sameJson,
  unchanged,
  type Verdict,
} from '#kernel';
import type { SlaCommand } from './sla.commands.ts';
import type { PauseCause, SlaEvent, SlaFact, VoidReason } from './sla.events.ts';
import * as policy from './sla.policies.ts';
import { closedAt, evolve, isRunning, openPauses, type SlaClock, type SlaState, targetOf, unmet } from './sla.state.ts';
import { targetMs, targetNotInHours } from './target.policies.ts';

type Of<T extends SlaCommand['type']> = Extract<SlaCommand, { type: T }>;
type ReckoningCommand = Exclude<SlaCommand, Of<'StartSla'> | Of<'CheckDeadlines'>>;

/** What a command makes of the clock as the steps before it left it. */
type Step = (clock: SlaClock) => readonly SlaEvent[];

const passed =
  (at: Instant): Step =>
  (clock) =>
    policy.due(clock, at);

const refused = (refusal: Refusal): Verdict<SlaEvent> => ({ kind: 'refused', refusal });

// The events of a clock carry their own moments.
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

/**
 * A command that reckons: the newest calendar first, then what had come to pass until then (S9: a late decision is a
 * breach even if no sweep ran), then its own fact, then breaches that the fact or the calendar makes untrue (S12). A clock
 * that runs again may be late at once: a calendar that came while it was paused can say that it was before.
 */
const byCalendar =
  <C extends ReckoningCommand>(fact: (command: C, clock: SlaClock, at: Instant) => Step | Refusal | undefined) =>
  (command: C, state: SlaState): Verdict<SlaEvent> => {
    const { claimId, calendar, notBefore } = command.data;
    if (!state) return refused(policy.notStarted(claimId));
    const at = policy.factAt(state, command.meta.at, notBefore);
    const wanted = fact(command, state, at);
    if (wanted === undefined) return unchanged;
    if (typeof wanted !== 'function') return refused(wanted);
    const misfit = policy.calendarFits(state, calendar) ?? policy.dueTimesExist(state, calendar, at);
    if (misfit) return refused(misfit);
    const moved: Step = (clock) => deadlineMoved(clock, command.data, at);
    const reason = calendar.version > state.calendarVersion ? 'CALENDAR_CHANGED' : 'FACT_KNOWN_LATER';
    const voided: Step = (clock) => breachesVoided(clock, command.data, at, reason);
    const { events, clock } = inTurn(state, moved, passed(at), wanted, passed(at), voided);
    const endless = policy.dueTimesExist(clock, calendar, at);
    return endless ? refused(endless) : verdictOf(events);
  };

/** The 48-business-hour promise of one claim: rules S5 to S12. */
export const clockDecider = decider<SlaCommand, SlaEvent, SlaState>({
  initial: undefined,
  evolve,

  decide: {
    StartSla({ data, meta }, state) {
      if (state) return unchanged;
      const { claimId, partnerId, sku, calendar, resolutionTarget, firstReviewTarget } = data;
      for (const field of ['resolutionTarget', 'firstReviewTarget'] as const)
        if (targetMs(data[field]) === undefined) return refused(targetNotInHours(field, data[field]));
      const startsAt = calendar.addBusiness(epochMilliseconds(meta.at), 0);
      if (startsAt === undefined) return refused(policy.noBusinessTime(calendar, meta.at));
      const start: SlaFact<'SlaStarted'> = {
        claimId,
        partnerId,
        sku,
        receivedAt: meta.at,
        startsAt: instantOf(startsAt),
        calendarId: calendar.id,
        calendarVersion: calendar.version,
        promised: [
          { target: 'FIRST_REVIEW', duration: firstReviewTarget },
          { target: 'RESOLUTION', duration: resolutionTarget },
        ],
        deadlines: [],
      };
      const clock = evolved(undefined, { type: 'SlaStarted', data: start }) as SlaClock;
      const endless = policy.dueTimesExist(clock, calendar, meta.at);
      if (endless) return refused(endless);
      return accept({ type: 'SlaStarted', data: { ...start, deadlines: policy.deadlines(clock, calendar) } });
    },

    PauseSla: byCalendar<Of<'PauseSla'>>(({ data: { cause, calendar } }, state, at) => {
      // Stop is judged before pause (S10).
      if (closedAt(state) || policy.standingPause(state, cause)) return undefined;
      return (clock) => [
        {
          type: 'SlaPaused',
          data: {
            cause,
            owedBy: policy.OWED_BY[cause],
            at,
            calendarId: calendar.id,
            calendarVersion: calendar.version,
            remaining: unmet(clock).map((target) => ({
              target: target.name,
              ms: policy.remaining(clock, calendar, target, at),
            })),
          },
        },
      ];
    }),

    ResumeSla: byCalendar<Of<'ResumeSla'>>(({ data }, state, at) =>
      closedAt(state) || !policy.standingPause(state, data.cause)
        ? undefined
        : (clock) => pauseEnded(clock, data.cause, data.calendar, at),
    ),

    MeetSlaTarget: byCalendar<Of<'MeetSlaTarget'>>(({ data: { target, calendar } }, state, at) => {
      if (closedAt(state) || targetOf(state, target).metAt) return undefined;
      return (clock) => {
        if (target !== 'RESOLUTION')
          return [...lateBefore(clock, target, calendar, at), targetMet(clock, target, calendar, at)];
        // A claim resolved without a review (B7) owes none any more.
        const resolved: Step = (running) => unmet(running).map(({ name }) => targetMet(running, name, calendar, at));
        return inTurn(clock, allPausesEnded(calendar, at), passed(at), resolved).events;
      };
    }),

    ReopenSla: byCalendar<Of<'ReopenSla'>>(({ data: { calendar } }, state, at) => {
      if (state.cancelledAt) return policy.cancelled();
      return (clock) => reopened(clock, calendar, at);
    }),

    CancelSla: byCalendar<Of<'CancelSla'>>(({ data: { calendar } }, state, at) => {
      if (closedAt(state)) return undefined;
      const cancelled: Step = () => [{ type: 'SlaCancelled', data: { at } }];
      return (clock) => inTurn(clock, allPausesEnded(calendar, at), passed(at), cancelled).events;
    }),

    RecalculateDeadlines: byCalendar<Of<'RecalculateDeadlines'>>(({ data: { calendar } }, { calendarVersion }) =>
      calendar.version > calendarVersion ? () => [] : undefined,
    ),

    CheckDeadlines({ data, meta }, state) {
      return state ? verdictOf(policy.due(state, meta.at)) : refused(policy.notStarted(data.claimId));
    },
  },
});

/** S7: what a newer version of the calendar does to the deadlines. A version that moves none is not written down. */
function deadlineMoved(clock: SlaClock, { calendar }: ReckoningCommand['data'], at: Instant): readonly SlaEvent[] {
  if (calendar.version <= clock.calendarVersion || !isRunning(clock)) return [];
  return moved(
    clock,
    { cause: 'CALENDAR_CHANGED', at, calendarId: calendar.id, calendarVersion: calendar.version, grantedMs: 0 },
    calendar,
  );
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
    return from && to && from !== to ? [{ target, from, to }] : [];
  });
  const announced = open.flatMap(({ deadline }) => deadline ?? []);
  if (move.grantedMs === 0 && sameJson(deadlines, announced)) return [];
  return [{ type: 'SlaDeadlineMoved', data: { ...move, moved: changes, deadlines } }];
}

/** S6: a pause ends; the clock runs again where no other holds. */
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
  resume: Omit<SlaFact<'SlaResumed'>, 'pausedMs' | 'calendarId' | 'calendarVersion' | 'deadlines'>,
  calendar: policy.BusinessTime,
): SlaEvent {
  const data: SlaFact<'SlaResumed'> = {
    ...resume,
    pausedMs: calendar.businessBetween(epochMilliseconds(resume.pausedAt), epochMilliseconds(resume.at)),
    calendarId: calendar.id,
    calendarVersion: calendar.version,
    deadlines: [],
  };
  const deadlines = policy.deadlines(after(clock, { type: 'SlaResumed', data }), calendar);
  return { type: 'SlaResumed', data: { ...data, deadlines } };
}

/** S11: the remaining time resumes, with a floor; a clock that never stopped is given the floor alone. */
function reopened(clock: SlaClock, calendar: policy.BusinessTime, at: Instant): readonly SlaEvent[] {
  const grantedMs = policy.grant(clock, calendar, targetOf(clock, 'RESOLUTION'), at);
  const { resolution: undone } = clock;
  if (undone) {
    const closed = { cause: 'CLOSED', owedBy: policy.OWED_BY.CLOSED, pausedAt: undone.at } as const;
    return [resumption(clock, { ...closed, at, grantedMs, undone }, calendar)];
  }
  return grantedMs === 0
    ? []
    : moved(
        clock,
        { cause: 'REOPENED', at, calendarId: calendar.id, calendarVersion: calendar.version, grantedMs },
        calendar,
      );
}

/** S9: by a calendar that came while the clock was paused a target can have been missed before that. */
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
    : [{ type: 'SlaBreached', data: { target, dueAt, noticedAt } }];
}

/** S10: both clocks are read. */
function targetMet(
  clock: SlaClock,
  target: SlaFact<'SlaMet'>['target'],
  calendar: policy.BusinessTime,
  at: Instant,
): SlaEvent {
  const { deadline } = targetOf(clock, target);
  return {
    type: 'SlaMet',
    data: {
      target,
      at,
      ...(deadline && { dueAt: deadline.dueAt }),
      elapsedBusinessMs: policy.elapsed(clock, calendar, at),
      elapsedWallMs: epochMilliseconds(at) - epochMilliseconds(clock.receivedAt),
      ...(target === 'RESOLUTION' && { outcome: policy.outcome(clock, calendar, at) }),
      calendarId: calendar.id,
      calendarVersion: calendar.version,
    },
  };
}

const breachesVoided = (
  clock: SlaClock,
  { calendar }: ReckoningCommand['data'],
  at: Instant,
  reason: VoidReason,
): readonly SlaEvent[] =>
  policy.untrueBreaches(clock, calendar, at).map((breach) => ({
    type: 'SlaBreachVoided',
    data: {
      ...breach,
      ...(breach.target === 'RESOLUTION' && clock.resolution && { resolution: clock.resolution }),
      reason,
      at,
      calendarId: calendar.id,
      calendarVersion: calendar.version,
    },
  }));
