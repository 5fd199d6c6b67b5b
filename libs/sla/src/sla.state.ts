import type { Evolutions, Instant } from '#kernel';
import { follow, type FollowedClaim, submittedClaim } from './followed-claim.state.ts';
import {
  type Deadline,
  type Ower,
  type PauseCause,
  type Resolution,
  SLA_TARGETS,
  type SlaEvent,
  type SlaFact,
  type SlaTargetName,
} from './sla.events.ts';
import { targetMs } from './target.policies.ts';

export interface Breach {
  readonly dueAt: Instant;
  readonly noticedAt: Instant;
  /** What had been granted by then: a later grant does not undo it (S11). */
  readonly grantedMs: number;
  /** When the target was met after all, the first time. */
  readonly stoppedAt?: Instant;
}

export interface Target {
  readonly name: SlaTargetName;
  /** As promised, `PT48H`. */
  readonly duration: string;
  readonly promisedMs: number;
  /** With the warnings still to be given. Absent while paused; of a target that is met, the last one. */
  readonly deadline?: Deadline | undefined;
  /** Percentages warned of, each once (S8). */
  readonly warned: readonly number[];
  readonly breach?: Breach | undefined;
  /** A breach of it was voided (S12). */
  readonly voided: boolean;
  readonly metAt?: Instant | undefined;
}

export interface Pause {
  readonly cause: PauseCause;
  readonly owedBy: Ower;
  readonly from: Instant;
  /** Absent while it holds. */
  readonly to?: Instant;
}

/** The facts of one promise. What can be calculated from them and the calendar is not kept, but for the deadlines as announced. */
export interface SlaClock {
  readonly claimId: string;
  readonly partnerId: string;
  readonly sku: string;
  readonly receivedAt: Instant;
  /** Absent: the calendar by which it started knows of no opening. */
  readonly startsAt?: Instant | undefined;
  readonly calendarId: string;
  /** The newest version that its deadlines were calculated by. */
  readonly calendarVersion: number;
  readonly targets: readonly Target[];
  /** In the order they began; they may overlap. */
  readonly pauses: readonly Pause[];
  /** Added to the resolution target by the floor of S11. */
  readonly grantedMs: number;
  /** The one that stands, as the report counts it. An event that makes it undone, or in time after all, says so. */
  readonly resolution?: Resolution | undefined;
  readonly cancelledAt?: Instant | undefined;
  readonly claim: FollowedClaim;
}

/** Undefined: no clock was started. */
export type SlaState = SlaClock | undefined;

export const targetOf = (clock: SlaClock, name: SlaTargetName): Target =>
  clock.targets.find((target) => target.name === name) as Target;

/** When the promise came to its end, kept or not. */
export const closedAt = (clock: SlaClock): Instant | undefined =>
  clock.cancelledAt ?? targetOf(clock, 'RESOLUTION').metAt;

export const openPauses = ({ pauses }: SlaClock): readonly Pause[] => pauses.filter(({ to }) => to === undefined);

export const isRunning = (clock: SlaClock): boolean => closedAt(clock) === undefined && openPauses(clock).length === 0;

/** What is still to be done in time. */
export const unmet = (clock: SlaClock): readonly Target[] =>
  closedAt(clock) === undefined ? clock.targets.filter(({ metAt }) => metAt === undefined) : [];

/** What the report counts of a target that was met; undefined for a milestone. */
export const resolutionOf = ({ at, elapsedBusinessMs, outcome }: SlaFact<'SlaMet'>): Resolution | undefined =>
  outcome && { ...outcome, at, elapsedBusinessMs };

/** S12: the same resolution, its breach voided. */
export const inTime = (resolution: Resolution): Resolution => ({ ...resolution, late: false });

const withTarget = (clock: SlaClock, name: SlaTargetName, change: (target: Target) => Partial<Target>): SlaClock => ({
  ...clock,
  targets: clock.targets.map((target) => (target.name === name ? { ...target, ...change(target) } : target)),
});

/** The deadlines as they stand now; of what is met, the last one stays. */
const withDeadlines = (clock: SlaClock, deadlines: readonly Deadline[]): SlaClock => ({
  ...clock,
  targets: clock.targets.map((target) =>
    target.metAt === undefined
      ? { ...target, deadline: deadlines.find((deadline) => deadline.target === target.name) }
      : target,
  ),
});

const started = (data: SlaFact<'SlaStarted'>): SlaClock => {
  const { claimId, partnerId, sku, receivedAt, startsAt, calendarId, calendarVersion, promised, deadlines } = data;
  const targets = SLA_TARGETS.flatMap((name): Target[] => {
    const duration = promised.find(({ target }) => target === name)?.duration;
    return duration === undefined
      ? []
      : [{ name, duration, promisedMs: targetMs(duration) ?? 0, warned: [], voided: false }];
  });
  const clock: SlaClock = {
    claimId,
    partnerId,
    sku,
    receivedAt,
    startsAt,
    calendarId,
    calendarVersion,
    targets,
    pauses: [],
    grantedMs: 0,
    claim: submittedClaim,
  };
  return withDeadlines(clock, deadlines);
};

function resumed(clock: SlaClock, data: SlaFact<'SlaResumed'>): SlaClock {
  const { cause, owedBy, pausedAt, at, grantedMs, calendarVersion, deadlines } = data;
  const closed = { cause, owedBy, from: pausedAt, to: at };
  const pauses =
    cause === 'CLOSED'
      ? [...clock.pauses, closed]
      : clock.pauses.map((pause) => (pause.cause === cause && pause.to === undefined ? closed : pause));
  const running =
    cause === 'CLOSED'
      ? { ...withTarget(clock, 'RESOLUTION', () => ({ metAt: undefined })), resolution: undefined }
      : clock;
  return withDeadlines({ ...running, calendarVersion, pauses, grantedMs: clock.grantedMs + grantedMs }, deadlines);
}

function met(clock: SlaClock, data: SlaFact<'SlaMet'>): SlaClock {
  const { target, at: metAt, calendarVersion } = data;
  const stopped = withTarget(clock, target, ({ breach }) => ({
    metAt,
    ...(breach && { breach: { stoppedAt: metAt, ...breach } }),
  }));
  return { ...stopped, calendarVersion, resolution: resolutionOf(data) ?? clock.resolution };
}

function voided(clock: SlaClock, { target, calendarVersion, resolution }: SlaFact<'SlaBreachVoided'>): SlaClock {
  const open = withTarget(clock, target, () => ({ breach: undefined, voided: true }));
  return { ...open, calendarVersion, resolution: resolution ? inTime(resolution) : clock.resolution };
}

/** How each event changes the facts. Total: it refuses nothing, and nothing comes before the start. */
export const evolve: Evolutions<SlaEvent, SlaState> = {
  SlaStarted: (_, { data }) => started(data),
  SlaClaimFollowed: (clock, { data }) => clock && { ...clock, claim: follow(clock.claim, data) },
  SlaPaused: (clock, { data: { cause, owedBy, at, calendarVersion } }) =>
    clock && withDeadlines({ ...clock, calendarVersion, pauses: [...clock.pauses, { cause, owedBy, from: at }] }, []),
  SlaResumed: (clock, { data }) => clock && resumed(clock, data),
  SlaDeadlineMoved: (clock, { data: { calendarVersion, grantedMs, deadlines } }) =>
    clock && withDeadlines({ ...clock, calendarVersion, grantedMs: clock.grantedMs + grantedMs }, deadlines),
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
  SlaCancelled: (clock, { data: { at } }) => clock && { ...clock, cancelledAt: at },
  SlaBreachVoided: (clock, { data }) => clock && voided(clock, data),
};

/** Where the promise stands. A late answer stays a breach. */
export function slaStatus(clock: SlaClock): 'RUNNING' | 'PAUSED' | 'MET' | 'BREACHED' | 'CANCELLED' {
  if (clock.cancelledAt) return 'CANCELLED';
  const { breach, metAt } = targetOf(clock, 'RESOLUTION');
  if (breach) return 'BREACHED';
  if (metAt) return 'MET';
  return openPauses(clock).length > 0 ? 'PAUSED' : 'RUNNING';
}
