import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { type Day, type Instant, MINUTE_MS, type Role } from '#kernel';
import {
  type BusinessTime,
  type Cause,
  describeSla,
  type ExplainedSegment,
  isoDuration,
  type SlaClock as Clock,
  type SlaDescription,
  type SlaTargetName,
} from '#sla';
import { words } from '#words';
import type { SlaFigures as Figures, SlaReport as Report, SlaTargetReport as TargetReport } from '#views';
import { enumOf, RoleEnum } from './enums.ts';
import { Satisfaction } from './satisfaction.types.ts';
import { DateTimeScalar, DurationScalar } from './scalars.ts';

export const SlaStateEnum = enumOf<SlaDescription['state']>('SlaState', 'The state of the promise for a claim.', {
  RUNNING: 'Time is running towards the resolution target.',
  PAUSED: 'The partner, or a carrier, owes the next move (S6).',
  MET: 'Resolved in time (S10).',
  BREACHED: 'The resolution target was missed, even if the claim is resolved later (S9).',
  CANCELLED: 'The claim was withdrawn; nothing is due any more.',
});
export const SlaTargetNameEnum = enumOf<SlaTargetName>('SlaTargetName', 'What is promised (S1).', {
  FIRST_REVIEW: 'The first review of the evidence.',
  RESOLUTION: 'The resolution: decided, communicated and executed (C9).',
});
const SegmentKindEnum = enumOf<ExplainedSegment['kind']>('SegmentKind', 'The kind of a segment of time.', {
  OPEN: 'Business time in which the clock runs.',
  CLOSED: 'Outside business time.',
  PAUSED: 'The clock is paused (S6).',
});
export const WorkListPartEnum = enumOf<
  'RUNNING' | 'PAUSED' | 'NOT_REVIEWED' | 'UNTOLD' | 'OVERDUE_MOVES' | 'MINE' | 'UNOWNED'
>('WorkListPart', 'A part of the work list.', {
  RUNNING: 'Undecided claims whose clock runs, the most urgent first.',
  PAUSED: 'Claims that wait for the partner, the oldest submission first.',
  NOT_REVIEWED: 'Those of RUNNING without a review, or without one since they were reopened.',
  UNTOLD: 'Decided, but not yet communicated or executed (C9), the oldest decision first.',
  OVERDUE_MOVES: "The partner's time to send evidence or to choose is over (C6, C7), the longest first.",
  MINE: "The caller's own claims, neither resolved nor withdrawn (N3): first those whose decision came back (N4), then the most urgent.",
  UNOWNED: 'Such claims that belong to nobody yet, the most urgent first.',
});

@ObjectType({ description: 'One target of the promise and its outcome.' })
export class SlaTarget {
  @Field(() => SlaTargetNameEnum, { description: 'What is promised.' }) name!: string;
  @Field(() => DurationScalar, { description: 'Business hours within which it is promised, such as PT48H.' })
  target!: string;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it falls due, or fell due; null while the clock is paused (S6).',
  })
  dueAt?: string | undefined;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was met, in time or late; null until then.' })
  metAt?: string | undefined;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The due time that was missed (S9); null if none was.',
  })
  breachedAt?: string | undefined;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the missed due time was noticed; null if none was missed.',
  })
  noticedAt?: string | undefined;
  @Field({ description: 'Whether a breach of it was voided, because it turned out to be untrue (S12).' })
  voided!: boolean;
  @Field(() => DurationScalar, {
    nullable: true,
    description: 'Business time left, also while paused; null once it was met or missed, or the claim withdrawn.',
  })
  remainingBusiness?: string | undefined;
  @Field(() => DurationScalar, {
    nullable: true,
    description: 'Business time by which it is late, or was when it was met; null if it is not late.',
  })
  overdueBusiness?: string | undefined;
}

@ObjectType({ description: 'A period during which the clock did not run (S6, S11). Pauses may overlap.' })
export class SlaPause {
  @Field({
    description: 'EVIDENCE_REQUESTED, REMEDY_ASKED, SAMPLE_IN_TRANSIT, or CLOSED until it was reopened (S11, F4).',
  })
  reason!: string;
  @Field({ description: 'Who owed the next move: PARTNER, CARRIER or NOBODY.' }) owedBy!: string;
  @Field(() => DateTimeScalar, { description: 'When it began.' }) from!: string;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The end of the time given for the move: then the clock runs on by itself (C6, C7). Null: no end.',
  })
  until?: string | undefined;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended; null while it lasts.' })
  to?: string | undefined;
  @Field(() => DurationScalar, { description: 'Business time so far.' }) business!: string;
}

@ObjectType({
  description: 'One line of the arithmetic of a deadline; the business time of all lines sums to the target (S7).',
})
export class SlaSegment {
  @Field(() => DateTimeScalar, { description: 'When the segment begins.' }) from!: string;
  @Field(() => DateTimeScalar, { description: 'When it ends; the next one begins there.' }) to!: string;
  @Field(() => SegmentKindEnum, { description: 'Its kind.' }) kind!: string;
  @Field(() => DurationScalar, { description: 'Business time that counts towards the target.' }) business!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Why it is closed (weekend, outside hours, the name of the holiday) or paused; null when open.',
  })
  cause?: string | undefined;
  @Field(() => String, {
    nullable: true,
    description:
      'The kind of cause: OUTSIDE_HOURS, WEEKEND, HOLIDAY or MANUAL when closed, the reason of a pause when paused.',
  })
  causeCode?: string | undefined;
  @Field(() => String, { nullable: true, description: 'Who owed the next move while it was paused; otherwise null.' })
  owedBy?: string | undefined;
}

@ObjectType({ description: 'The promise for one claim, in business time.' })
export class SlaClock {
  @Field({ description: 'Summary in English: "paused, 31 h 10 m left".' }) summary!: string;
  @Field(() => SlaStateEnum, { description: 'Its current state.' }) state!: string;
  @Field({ description: 'Its calendar, bound when the claim was submitted.' }) calendarId!: string;
  @Field(() => Int, { description: 'The newest version of the calendar that it was calculated with.' })
  calendarVersion!: number;
  @Field({ description: 'Version of the time-zone database that it was calculated with, such as 2026a (S7).' })
  zoneRules!: string;
  @Field({ description: 'Whether time counts at the moment: the clock runs and it is business time.' })
  countsNow!: boolean;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When countsNow changes by itself: at the end of business time, the next opening, or the opening after a pause with an end. Null otherwise.',
  })
  changesAt?: string | undefined;
  @Field(() => SlaTargetNameEnum, {
    nullable: true,
    description: 'The first target that is neither met nor missed, also while paused; null if none is left.',
  })
  next?: string | undefined;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the claim was withdrawn, so that nothing is due any more; null otherwise.',
  })
  withdrawnAt?: string | undefined;
  @Field(() => [SlaTarget], { description: 'What was promised: the first review and the resolution.' })
  targets!: SlaTarget[];
  @Field(() => [RoleEnum], {
    description:
      'Who holds up the credit while the clock runs on (F8): FINANCE its release, ADMIN facts that its note must state. For staff; otherwise empty.',
  })
  heldBy!: readonly Role[];
  @Field(() => DurationScalar, { description: 'Business time from submission until now or the end, without pauses.' })
  elapsedBusiness!: string;
  @Field(() => DurationScalar, { description: 'Wall-clock time from submission until now or the end.' })
  elapsedWall!: string;
  @Field(() => DurationScalar, { description: 'Business time left for the resolution; PT0S if none is left.' })
  remainingBusiness!: string;
  @Field(() => [SlaPause], { description: 'Its pauses, in the order they began.' }) pauses!: SlaPause[];
  @Field({
    description:
      'Whether the deadline is after the last day for which the holidays are known, so that it may still move.',
  })
  beyondPublished!: boolean;
  @Field(() => [SlaSegment], {
    description: 'The arithmetic of the resolution deadline: open, closed and paused segments in order (S7).',
  })
  explanation!: SlaSegment[];
}

/** `calendar`: the version by which it was calculated. */
export function slaClockView(clock: Clock, calendar: BusinessTime, at: Instant, heldBy: readonly Role[]): SlaClock {
  const described = describeSla(clock, calendar, at);
  const { state, calendarId, calendarVersion, zoneRules, withdrawnAt, targets, pauses, beyondPublished } = described;
  return {
    summary: [inWords(described), ...(heldBy.length > 0 ? [`held by ${heldBy.join(' and ')}`] : [])].join(', '),
    state,
    calendarId,
    calendarVersion,
    zoneRules,
    withdrawnAt,
    countsNow: described.countsNow,
    changesAt: described.changesAt,
    next: described.next,
    heldBy,
    targets: targets.map(({ remainingBusinessMs, overdueBusinessMs, ...target }) => ({
      ...target,
      remainingBusiness: optionalDuration(remainingBusinessMs),
      overdueBusiness: optionalDuration(overdueBusinessMs),
    })),
    elapsedBusiness: isoDuration(described.elapsedBusinessMs),
    elapsedWall: isoDuration(described.elapsedWallMs),
    remainingBusiness: isoDuration(described.remainingBusinessMs),
    pauses: pauses.map(({ cause, owedBy, from, until, to, businessMs }) => ({
      reason: cause,
      owedBy,
      from,
      until,
      to,
      business: isoDuration(businessMs),
    })),
    beyondPublished,
    get explanation() {
      return described.explanation.map(segmentView);
    },
  };
}

export const segmentView = ({ from, to, kind, businessMs, closed, paused }: ExplainedSegment): SlaSegment => ({
  from,
  to,
  kind,
  business: isoDuration(businessMs),
  cause: closed ? causeInWords(closed) : paused && words.en.values.PauseReason[paused.cause],
  causeCode: closed?.kind ?? paused?.cause,
  owedBy: paused?.owedBy,
});

export const causeInWords = ({ kind, name }: Cause): string => name ?? words.en.values.ClosedBecause[kind];

/** Whole minutes, rounded down: `31 h 10 m`. */
function hoursAndMinutes(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / MINUTE_MS);
  return (
    [Math.floor(minutes / 60) && `${Math.floor(minutes / 60)} h`, minutes % 60 && `${minutes % 60} m`]
      .filter(Boolean)
      .join(' ') || '0 m'
  );
}

function inWords({
  state,
  targets,
  pauses,
  elapsedBusinessMs,
  remainingBusinessMs,
  withdrawnAt,
}: SlaDescription): string {
  const resolution = targets.find(({ name }) => name === 'RESOLUTION');
  const left = `${hoursAndMinutes(remainingBusinessMs)} left`;
  const isPaused = pauses.some(({ to }) => to === undefined);
  switch (state) {
    case 'RUNNING':
      return `running, ${left}`;
    // S6: no due time while paused.
    case 'PAUSED':
      return `paused, ${left}`;
    case 'MET':
      return `met in ${hoursAndMinutes(elapsedBusinessMs)}`;
    case 'BREACHED':
      if (resolution?.metAt) return `breached, resolved in ${hoursAndMinutes(elapsedBusinessMs)}`;
      return isPaused ? 'breached, paused' : `breached, was due ${resolution?.breachedAt}`;
    case 'CANCELLED':
      return `withdrawn ${withdrawnAt}`;
  }
}

@ObjectType({ description: 'All pauses with the same cause and the same party owing the move.' })
class SlaReportPause {
  @Field({
    description: 'EVIDENCE_REQUESTED, REMEDY_ASKED, SAMPLE_IN_TRANSIT, or CLOSED until it was reopened (S11, F4).',
  })
  reason!: string;
  @Field({ description: 'Who owed the next move: PARTNER, CARRIER or NOBODY.' }) owedBy!: string;
  @Field(() => Int, { description: 'Number of pauses in the resolved claims.' }) count!: number;
  @Field(() => DurationScalar, { description: 'Total business time.' }) business!: string;
}

@ObjectType({ description: 'The outcome of one target among those that fell due.' })
class SlaTargetReport {
  @Field(() => SlaTargetNameEnum, { description: 'Which target.' }) name!: string;
  @Field(() => Int, { description: 'Met in time.' }) met!: number;
  @Field(() => Int, { description: 'Breaches not voided, including those of open and withdrawn claims.' })
  breached!: number;
  @Field(() => Int, { description: 'Breached and not met yet.' }) open!: number;
  @Field(() => Int, { description: 'Breached, and the claim was withdrawn before it was met.' }) withdrawn!: number;
  @Field(() => Int, { description: 'Breaches that turned out to be untrue (S12).' }) voided!: number;
  @Field(() => Int, {
    description:
      'Resolutions that were counted here and taken back later, since the notice of the decision came back (N4).',
  })
  metVoided!: number;
  @Field(() => Float, { nullable: true, description: 'met / (met + breached); null when nothing fell due.' })
  metShare?: number | undefined;
  @Field(() => DurationScalar, {
    nullable: true,
    description:
      'Median business time until it was met, in time or late; rounded up to minutes, above 96 hours to hours.',
  })
  medianBusiness?: string | undefined;
  @Field(() => DurationScalar, { nullable: true, description: '90th percentile of the same, by nearest rank.' })
  p90Business?: string | undefined;
  @Field(() => DurationScalar, {
    nullable: true,
    description: 'Median lateness of those met late, in business time.',
  })
  lateMedianBusiness?: string | undefined;
  @Field(() => DurationScalar, { nullable: true, description: '90th percentile of the same.' })
  lateP90Business?: string | undefined;
}

@ObjectType({ isAbstract: true })
abstract class SlaFigures {
  @Field(() => [SlaTargetReport], { description: 'The first review and the resolution, each by what fell due.' })
  targets!: SlaTargetReport[];
  @Field(() => Int, { description: 'Resolutions that fell due and were met, in time or late.' }) resolved!: number;
  @Field(() => Int, { description: 'Resolutions met in time.' }) met!: number;
  @Field(() => Int, { description: 'Breaches of the resolution that were not voided.' }) breached!: number;
  @Field(() => Int, { description: 'Breaches of the resolution that turned out to be untrue (S12).' }) voided!: number;
  @Field(() => Float, { description: 'met / (met + breached), from 0 to 1; 1 when nothing fell due.' })
  metShare!: number;
  @Field(() => DurationScalar, {
    nullable: true,
    description: 'Median business time of the resolved claims; rounded up to minutes, above 96 hours to hours.',
  })
  medianBusiness?: string | undefined;
  @Field(() => DurationScalar, { nullable: true, description: '90th percentile of the same, by nearest rank.' })
  p90Business?: string | undefined;
  @Field(() => Float, {
    description:
      'Share of claims resolved without a request for more evidence, from 0 to 1; 1 when none were resolved.',
  })
  firstContactShare!: number;
  @Field(() => Float, { description: 'The average goal for that share in the policies of the resolved claims.' })
  firstContactGoal!: number;
  @Field(() => Float, {
    nullable: true,
    description:
      'Share of claims acknowledged within 5 minutes of receipt, from 0 to 1, by the answer to the submission; imported claims do not count. Null when there were none.',
  })
  acknowledgedInTime?: number | undefined;
  @Field(() => Satisfaction, { description: 'How satisfied partners were (N3).' }) satisfaction!: Satisfaction;
  @Field(() => [SlaReportPause], {
    description: 'Pauses of the resolved claims, by cause and by the party owing the move.',
  })
  pauses!: SlaReportPause[];
}

@ObjectType({ description: 'How the promise was kept in one month, or the part of it within the period.' })
export class SlaMonth extends SlaFigures {
  @Field({ description: 'The month, such as 2026-03.' }) month!: string;
}

interface ReportScope {
  readonly from: Day;
  readonly to: Day;
  readonly partnerId?: string | undefined;
  readonly sku?: string | undefined;
}

@ObjectType({ description: 'How the promise was kept: every target counts on the day on which it fell due (S13).' })
export class SlaReport extends SlaFigures {
  readonly scope!: ReportScope;
  @Field({ description: 'The zone in which its days begin and end.' }) timeZone!: string;
  @Field(() => [SlaMonth], { description: 'The report by month.' }) months!: SlaMonth[];
}

const optionalDuration = (milliseconds: number | undefined): string | undefined =>
  milliseconds === undefined ? undefined : isoDuration(milliseconds);

const targetReportView = ({
  medianBusinessMs,
  p90BusinessMs,
  lateMedianBusinessMs,
  lateP90BusinessMs,
  ...counts
}: TargetReport): SlaTargetReport => ({
  ...counts,
  medianBusiness: optionalDuration(medianBusinessMs),
  p90Business: optionalDuration(p90BusinessMs),
  lateMedianBusiness: optionalDuration(lateMedianBusinessMs),
  lateP90Business: optionalDuration(lateP90BusinessMs),
});

function figuresView({
  targets: reported,
  pauses,
  resolved,
  firstContactShare,
  firstContactGoal,
  acknowledgedInTime,
  satisfaction,
}: Figures): SlaFigures {
  const targets = reported.map(targetReportView);
  const { met, breached, voided, metShare, medianBusiness, p90Business } = targets.find(
    ({ name }) => name === 'RESOLUTION',
  ) as SlaTargetReport;
  return {
    targets,
    resolved,
    met,
    breached,
    voided,
    metShare: metShare ?? 1,
    medianBusiness,
    p90Business,
    firstContactShare,
    firstContactGoal,
    acknowledgedInTime,
    satisfaction,
    pauses: pauses.map(({ cause, owedBy, count, businessMs }) => ({
      reason: cause,
      owedBy,
      count,
      business: isoDuration(businessMs),
    })),
  };
}

export const slaReportView = ({ timeZone, months, ...figures }: Report, scope: ReportScope): SlaReport => ({
  ...figuresView(figures),
  scope,
  timeZone,
  months: months.map(({ month, ...ofMonth }) => ({ month, ...figuresView(ofMonth) })),
});
