import type { Evolutions, Instant } from '#kernel';
import { follow, type FollowedClaim, submittedClaim } from './followed-claim.state.ts';
import {
  type Deadline,
  type Ower,
  type Outcome,
  type PauseCause,
  type Result,
  SLA_TARGETS,
  type SlaEvent,
  type SlaFact,
  type SlaTargetName,
} from './sla.events.ts';
import { targetMs } from './target.policies.ts';

export interface Breach {
  readonly dueAt: Instant;
  readonly noticedAt: Instant;
  /** Granted by then: a later grant does not undo the breach (S11). */
  readonly grantedMs: number;
  readonly met?:
    | undefined
    | {
        readonly at: Instant;
        readonly elapsedBusinessMs: number;
        readonly byMs: number;
        readonly outcome?: Outcome | undefined;
      };
}

export interface Target {
  readonly name: SlaTargetName;
  readonly duration: string;
  readonly promisedMs: number;
  /** Without the warnings given. Absent while paused; of a met target, the last one. */
  readonly deadline?: Deadline | undefined;
  readonly warned: readonly number[];
  readonly breach?: Breach | undefined;
  readonly voided: boolean;
  readonly metAt?: Instant | undefined;
  /** N4: of a resolution, what the report counts. */
  readonly counted?: Result | undefined;
}

export interface Pause {
  readonly cause: PauseCause;
  readonly owedBy: Ower;
  readonly from: Instant;
  /** The end of the time for the move: a promise to who owes it, so no calendar moves it. */
  readonly until?: Instant | undefined;
  readonly to?: Instant;
}

/** The facts of one promise. Of what could be recalculated from them, only the announced deadlines are kept. */
export interface SlaClock {
  readonly claimId: string;
  readonly partnerId: string;
  readonly sku: string;
  readonly receivedAt: Instant;
  readonly startsAt?: Instant | undefined;
  readonly calendarId: string;
  readonly calendarVersion: number;
  readonly zoneRules: string;
  readonly targets: readonly Target[];
  readonly firstContactGoal?: number | undefined;
  readonly pauseForSamples: boolean;
  readonly pauses: readonly Pause[];
  /** S11: added to the resolution target. */
  readonly grantedMs: number;
  /** Of the resolution, in earlier rounds (S11). */
  readonly earlierBreaches: readonly Breach[];
  readonly cancelledAt?: Instant | undefined;
  readonly claim: FollowedClaim;
}

export type SlaState = SlaClock | undefined;

export const targetOf = (clock: SlaClock, name: SlaTargetName): Target =>
  clock.targets.find((target) => target.name === name) as Target;

export const closedAt = (clock: SlaClock): Instant | undefined =>
  clock.cancelledAt ?? targetOf(clock, 'RESOLUTION').metAt;

export const openPauses = ({ pauses }: SlaClock): readonly Pause[] => pauses.filter(({ to }) => to === undefined);

export const isRunning = (clock: SlaClock): boolean => closedAt(clock) === undefined && openPauses(clock).length === 0;

export const unmet = (clock: SlaClock): readonly Target[] =>
  closedAt(clock) === undefined ? clock.targets.filter(({ metAt }) => metAt === undefined) : [];

export const standingBreaches = ({
  targets,
  earlierBreaches,
}: SlaClock): readonly (readonly [SlaTargetName, Breach])[] => [
  ...earlierBreaches.map((breach) => ['RESOLUTION', breach] as const),
  ...targets.flatMap(({ name, breach }) => (breach ? [[name, breach] as const] : [])),
];

const withTarget = (clock: SlaClock, name: SlaTargetName, change: (target: Target) => Partial<Target>): SlaClock => ({
  ...clock,
  targets: clock.targets.map((target) => (target.name === name ? { ...target, ...change(target) } : target)),
});

const withDeadlines = (clock: SlaClock, deadlines: readonly Deadline[]): SlaClock => ({
  ...clock,
  targets: clock.targets.map((target) =>
    target.metAt === undefined
      ? { ...target, deadline: deadlines.find((deadline) => deadline.target === target.name) }
      : target,
  ),
});

const calculatedBy = ({ calendarVersion, zoneRules }: Pick<SlaClock, 'calendarVersion' | 'zoneRules'>) => ({
  calendarVersion,
  zoneRules,
});

const started = (data: SlaFact<'SlaStarted'>): SlaClock => {
  const { promised, deadlines, ...bound } = data;
  const targets = SLA_TARGETS.flatMap((name): Target[] => {
    const duration = promised.find(({ target }) => target === name)?.duration;
    return duration === undefined
      ? []
      : [{ name, duration, promisedMs: targetMs(duration) ?? 0, warned: [], voided: false }];
  });
  const clock: SlaClock = {
    ...bound,
    targets,
    pauses: [],
    grantedMs: 0,
    earlierBreaches: [],
    claim: submittedClaim,
  };
  return withDeadlines(clock, deadlines);
};

function paused(clock: SlaClock, { cause, owedBy, at: from, until }: SlaFact<'SlaPaused'>): readonly Pause[] {
  const standing = openPauses(clock).find((pause) => pause.cause === cause);
  return standing
    ? clock.pauses.map((pause) => (pause === standing ? { ...pause, until } : pause))
    : [...clock.pauses, { cause, owedBy, from, ...(until && { until }) }];
}

function resumed(clock: SlaClock, data: SlaFact<'SlaResumed'>): SlaClock {
  const { cause, owedBy, pausedAt, at, grantedMs, deadlines } = data;
  const pauses =
    cause === 'CLOSED'
      ? [...clock.pauses, { cause, owedBy, from: pausedAt, to: at }]
      : clock.pauses.map((pause) => (pause.cause === cause && pause.to === undefined ? { ...pause, to: at } : pause));
  return withDeadlines(
    {
      ...(cause === 'CLOSED' ? nextRound(clock) : clock),
      ...calculatedBy(data),
      pauses,
      grantedMs: clock.grantedMs + grantedMs,
    },
    deadlines,
  );
}

function nextRound(clock: SlaClock): SlaClock {
  const { breach } = targetOf(clock, 'RESOLUTION');
  return {
    ...withTarget(clock, 'RESOLUTION', () => ({ metAt: undefined, breach: undefined, counted: undefined })),
    earlierBreaches: breach ? [...clock.earlierBreaches, breach] : clock.earlierBreaches,
  };
}

function met(clock: SlaClock, data: SlaFact<'SlaMet'>): SlaClock {
  const { target, at, dueAt = at, elapsedBusinessMs, late, outcome } = data;
  const missed = late && { at, elapsedBusinessMs, byMs: late.byMs, outcome };
  const stopped = withTarget(clock, target, ({ breach }) => ({
    metAt: at,
    ...(target === 'RESOLUTION' && {
      counted: { dueAt: late?.dueAt ?? dueAt, elapsedBusinessMs, byMs: late?.byMs, outcome },
    }),
    ...(breach && missed && { breach: { ...breach, met: missed } }),
  }));
  return { ...stopped, ...calculatedBy(data) };
}

/** N4. */
function metVoided(clock: SlaClock, data: SlaFact<'SlaMetVoided'>): SlaClock {
  const running = withTarget(clock, data.target, ({ breach }) => ({
    metAt: undefined,
    counted: undefined,
    breach: breach && { ...breach, met: undefined },
  }));
  return withDeadlines({ ...running, ...calculatedBy(data) }, data.deadlines);
}

/** S12: after the end of a promise, the due time by the new version replaces the announced one. */
function voided(clock: SlaClock, data: SlaFact<'SlaBreachVoided'>): SlaClock {
  const { target, dueAt, newDueAt, elapsedBusinessMs, met: answered } = data;
  const ofThisRound = targetOf(clock, target).breach?.dueAt === dueAt;
  const known = withTarget(clock, target, ({ breach, deadline, counted }) => ({
    voided: true,
    breach: ofThisRound ? undefined : breach,
    counted:
      ofThisRound && target === 'RESOLUTION' && answered
        ? { dueAt: newDueAt ?? answered.at, elapsedBusinessMs, outcome: answered.outcome }
        : counted,
    deadline: ofThisRound && answered && newDueAt ? { target, dueAt: newDueAt, warnings: [] } : deadline,
  }));
  return {
    ...known,
    earlierBreaches: clock.earlierBreaches.filter((breach) => ofThisRound || breach.dueAt !== dueAt),
    ...((closedAt(clock) === undefined || (ofThisRound && target === 'RESOLUTION')) && calculatedBy(data)),
  };
}

export const evolve: Evolutions<SlaEvent, SlaState> = {
  SlaStarted: (_, { data }) => started(data),
  SlaClaimFollowed: (clock, { data }) => clock && { ...clock, claim: follow(clock.claim, data) },
  SlaPaused: (clock, { data }) =>
    clock && withDeadlines({ ...clock, ...calculatedBy(data), pauses: paused(clock, data) }, []),
  SlaResumed: (clock, { data }) => clock && resumed(clock, data),
  SlaDeadlineMoved: (clock, { data }) =>
    clock &&
    withDeadlines({ ...clock, ...calculatedBy(data), grantedMs: clock.grantedMs + data.grantedMs }, data.deadlines),
  SlaWarned: (clock, { data: { target, percent } }) =>
    clock &&
    withTarget(clock, target, ({ warned, deadline }) => ({
      warned: [...warned, percent],
      ...(deadline && {
        deadline: { ...deadline, warnings: deadline.warnings.filter((warning) => warning.percent !== percent) },
      }),
    })),
  SlaBreached: (clock, { data: { target, dueAt, noticedAt } }) =>
    clock && withTarget(clock, target, () => ({ breach: { dueAt, noticedAt, grantedMs: clock.grantedMs } })),
  SlaMet: (clock, { data }) => clock && met(clock, data),
  SlaMetVoided: (clock, { data }) => clock && metVoided(clock, data),
  SlaCancelled: (clock, { data: { at } }) => clock && { ...clock, cancelledAt: at },
  SlaBreachVoided: (clock, { data }) => clock && voided(clock, data),
};

export function slaStatus(clock: SlaClock): 'RUNNING' | 'PAUSED' | 'MET' | 'BREACHED' | 'CANCELLED' {
  if (clock.cancelledAt) return 'CANCELLED';
  if (standingBreaches(clock).some(([target]) => target === 'RESOLUTION')) return 'BREACHED';
  if (targetOf(clock, 'RESOLUTION').metAt) return 'MET';
  return openPauses(clock).length > 0 ? 'PAUSED' : 'RUNNING';
}
