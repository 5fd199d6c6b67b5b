import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { type Instant, instantOf } from '#kernel';
import {
  type BusinessTime,
  type Cause,
  describeSla,
  type DueAnswer as Due,
  type ExplainedSegment,
  isoDuration,
  type CompiledCalendar,
  SLA_TARGETS,
  type SlaClock as Clock,
  type SlaDescription,
  type Window,
} from '#sla';
import type { SlaReport as Report } from '#views';
import { CalendarModeEnum, DateScalar, DateTimeScalar, DurationScalar, enumOf } from '#requests';

export const SlaStateEnum = enumOf('SlaState', ['RUNNING', 'PAUSED', 'MET', 'BREACHED', 'CANCELLED']);
export const SlaTargetNameEnum = enumOf('SlaTargetName', SLA_TARGETS);
export const SegmentKindEnum = enumOf('SegmentKind', ['OPEN', 'CLOSED', 'PAUSED']);
export const WorkListPartEnum = enumOf('WorkListPart', ['RUNNING', 'PAUSED', 'UNASSIGNED']);

@ObjectType()
export class SlaTarget {
  @Field(() => SlaTargetNameEnum) name!: string;
  @Field(() => DurationScalar, { description: 'Business hours, as promised.' }) target!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Null while the clock is paused.' }) dueAt?:
    | string
    | undefined;
  @Field(() => DateTimeScalar, { nullable: true }) metAt?: string | undefined;
  @Field(() => DateTimeScalar, { nullable: true, description: 'The due time that was missed.' }) breachedAt?:
    | string
    | undefined;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was noticed that it was missed.' }) noticedAt?:
    | string
    | undefined;
  @Field({ description: 'A breach of it turned out to be untrue.' }) voided!: boolean;
}

@ObjectType()
export class SlaPause {
  @Field() reason!: string;
  @Field() owedBy!: string;
  @Field(() => DateTimeScalar) from!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Null while it holds.' }) to?: string | undefined;
  @Field(() => DurationScalar, { description: 'Business time it lasted, so far.' }) business!: string;
}

@ObjectType({
  description: 'One line of the arithmetic of a deadline; the business time of all lines sums to the target.',
})
export class SlaSegment {
  @Field(() => DateTimeScalar) from!: string;
  @Field(() => DateTimeScalar) to!: string;
  @Field(() => SegmentKindEnum) kind!: string;
  @Field(() => DurationScalar, { description: 'What of it counts towards the target.' }) business!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Why it is closed (weekend, outside hours, the name of the holiday) or paused.',
  })
  cause?: string | undefined;
  @Field(() => String, { nullable: true, description: 'Who owed the next move while it was paused.' }) owedBy?:
    | string
    | undefined;
}

@ObjectType({ description: 'The promise to one claim, in business time.' })
export class SlaClock {
  @Field({ description: 'In a few words: "paused, 31 h 10 m left".' }) summary!: string;
  @Field(() => SlaStateEnum) state!: string;
  @Field() calendarId!: string;
  @Field(() => Int, { description: 'The version reckoned by.' }) calendarVersion!: number;
  @Field(() => [SlaTarget]) targets!: SlaTarget[];
  @Field(() => DurationScalar) elapsedBusiness!: string;
  @Field(() => DurationScalar) elapsedWall!: string;
  @Field(() => DurationScalar, { description: 'Of the resolution.' }) remainingBusiness!: string;
  @Field(() => [SlaPause]) pauses!: SlaPause[];
  @Field({ description: 'The deadline lies beyond the days for which the holidays are known.' })
  beyondPublished!: boolean;
  @Field(() => [SlaSegment], {
    description: 'The arithmetic of the resolution deadline: open, closed and paused stretches in order.',
  })
  explanation!: SlaSegment[];
}

/** A clock as it stands at a moment. `calendar`: the version it was reckoned by. */
export function slaClockView(clock: Clock, calendar: BusinessTime, at: Instant): SlaClock {
  const described = describeSla(clock, calendar, at);
  const { state, calendarId, calendarVersion, targets, pauses, beyondPublished } = described;
  return {
    summary: inWords(described),
    state,
    calendarId,
    calendarVersion,
    targets: [...targets],
    elapsedBusiness: isoDuration(described.elapsedBusinessMs),
    elapsedWall: isoDuration(described.elapsedWallMs),
    remainingBusiness: isoDuration(described.remainingBusinessMs),
    pauses: pauses.map(({ cause, owedBy, from, to, businessMs }) => ({
      reason: cause,
      owedBy,
      from,
      to,
      business: isoDuration(businessMs),
    })),
    beyondPublished,
    explanation: described.explanation.map(segmentView),
  };
}

export const segmentView = ({ from, to, kind, businessMs, closed, paused }: ExplainedSegment): SlaSegment => ({
  from,
  to,
  kind,
  business: isoDuration(businessMs),
  cause: closed ? causeInWords(closed) : paused?.cause,
  owedBy: paused?.owedBy,
});

const CAUSES: Readonly<Record<Cause['kind'], string>> = {
  WEEKLY: 'weekly hours',
  OUTSIDE_HOURS: 'outside hours',
  WEEKEND: 'weekend',
  HOLIDAY: 'imported',
  MANUAL: 'manual',
};

/** Why time is open or closed; an exception by its name where it has one. */
const causeInWords = ({ kind, name }: Cause): string => name ?? CAUSES[kind];

/** Business time as people say it, cut to whole minutes: `31 h 10 m`. */
function hoursAndMinutes(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  return (
    [Math.floor(minutes / 60) && `${Math.floor(minutes / 60)} h`, minutes % 60 && `${minutes % 60} m`]
      .filter(Boolean)
      .join(' ') || '0 m'
  );
}

function inWords({ state, targets, pauses, elapsedBusinessMs, remainingBusinessMs }: SlaDescription): string {
  const resolution = targets.find(({ name }) => name === 'RESOLUTION');
  const left = `${hoursAndMinutes(remainingBusinessMs)} left`;
  const isPaused = pauses.some(({ to }) => to === undefined);
  switch (state) {
    case 'RUNNING':
      return `running, ${left}`;
    // S6: there is no due time now.
    case 'PAUSED':
      return `paused, ${left}`;
    case 'MET':
      return `met in ${hoursAndMinutes(elapsedBusinessMs)}`;
    case 'BREACHED':
      if (resolution?.metAt) return `breached, resolved in ${hoursAndMinutes(elapsedBusinessMs)}`;
      return isPaused ? 'breached, paused' : `breached, was due ${resolution?.breachedAt}`;
    case 'CANCELLED':
      return 'cancelled';
  }
}

@ObjectType()
export class DueAnswer {
  @Field(() => DateTimeScalar) dueAt!: Instant;
  @Field(() => Int) calendarVersion!: number;
  @Field({ description: 'It lies beyond the days for which the holidays are known.' }) beyondPublished!: boolean;
  readonly calendar!: BusinessTime;
  readonly from!: Instant;
}

export const dueAnswerView = (answer: Due, calendar: BusinessTime, from: Instant): DueAnswer =>
  Object.assign(new DueAnswer(), { ...answer, calendar, from });

@ObjectType()
export class CalendarWindow {
  @Field(() => DateTimeScalar) opensAt!: string;
  @Field(() => DateTimeScalar) closesAt!: string;
  @Field({ description: 'Why it is open: weekly hours, or the exception of that day.' }) cause!: string;
}

export const windowView = ({ opensAt, closesAt, cause }: Window): CalendarWindow => ({
  opensAt: instantOf(opensAt),
  closesAt: instantOf(closesAt),
  cause: causeInWords(cause),
});

@ObjectType({ description: 'One version of the business time of a place; versions are never edited.' })
export class Calendar {
  readonly laidOut!: CompiledCalendar;
  @Field(() => ID) id!: string;
  @Field(() => Int) version!: number;
  @Field() timeZone!: string;
  @Field(() => CalendarModeEnum) mode!: string;
  @Field(() => DateScalar, { nullable: true, description: 'Last day for which the holidays are known.' })
  publishedUntil?: string | undefined;
}

export const calendarView = (laidOut: CompiledCalendar): Calendar => {
  const { timeZone, mode, publishedUntil } = laidOut.published;
  const { id, version } = laidOut;
  return Object.assign(new Calendar(), { id, version, timeZone, mode, publishedUntil, laidOut });
};

@ObjectType()
export class SlaReportPause {
  @Field() reason!: string;
  @Field() owedBy!: string;
  @Field(() => Int, { description: 'Pauses of the claims that were resolved.' }) count!: number;
  @Field(() => DurationScalar, { description: 'Business time they lasted together.' }) business!: string;
}

@ObjectType({ description: 'How the promise was kept; a claim counts on the UTC day on which it was resolved.' })
export class SlaReport {
  @Field(() => Int) resolved!: number;
  @Field(() => Int, { description: 'Without a breach that stands.' }) met!: number;
  @Field(() => Int) breached!: number;
  @Field(() => Float, { description: '0 to 1; 1 where nothing was resolved.' }) metShare!: number;
  @Field(() => DurationScalar, { nullable: true, description: 'Rounded up to a minute, beyond 96 hours to an hour.' })
  medianBusiness?: string | undefined;
  @Field(() => DurationScalar, { nullable: true, description: 'Nearest rank; rounded like the median.' })
  p90Business?: string | undefined;
  @Field(() => Float, { description: 'Resolved without asking for more evidence; 1 where nothing was resolved.' })
  firstContactShare!: number;
  @Field(() => [SlaReportPause], { description: 'By cause and by who owed the move.' }) pauses!: SlaReportPause[];
}

const optionalDuration = (milliseconds: number | undefined): string | undefined =>
  milliseconds === undefined ? undefined : isoDuration(milliseconds);

export const slaReportView = ({ medianBusinessMs, p90BusinessMs, pauses, ...figures }: Report): SlaReport => ({
  ...figures,
  medianBusiness: optionalDuration(medianBusinessMs),
  p90Business: optionalDuration(p90BusinessMs),
  pauses: pauses.map(({ cause, owedBy, count, businessMs }) => ({
    reason: cause,
    owedBy,
    count,
    business: isoDuration(businessMs),
  })),
});
